// The brush over a mask: by pointer (a second finger or the middle button move the picture instead), or by arrow keys.

export class Brush {
  #size = 40;
  #at = null;
  #isDown = false;
  #stroke = null;

  constructor({ frame, ring, mask, viewport, erases, changed }) {
    Object.assign(this, { frame, ring, mask, viewport, erases, changed });
    frame.addEventListener('pointerdown', (event) => this.#down(event));
    frame.addEventListener('pointermove', (event) => this.#move(event));
    for (const name of ['pointerup', 'pointercancel']) frame.addEventListener(name, (event) => this.#up(event));
    frame.addEventListener('pointerleave', () => this.#isDown || this.#hide());
    frame.addEventListener('focus', () => frame.matches(':focus-visible') && this.#show(this.#at ?? { x: mask.canvas.width / 2, y: mask.canvas.height / 2 }));
    frame.addEventListener('blur', () => { this.#isDown = false; });
  }

  /** Whether a press moves the picture. */
  pans(event) {
    return event.button === 1 || event.buttons === 4;
  }

  resize(size) {
    this.#size = size;
    this.follow();
  }

  /** Shows where it is, after the picture has moved. */
  follow() {
    if (this.#at && !this.ring.hidden) this.#show(this.#at);
  }

  /** Arrows move it, Space presses and lifts it. */
  key(event) {
    const step = Math.max(2, this.#size / (event.shiftKey ? 1 : 4));
    const by = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key];
    this.#at ??= { x: this.mask.canvas.width / 2, y: this.mask.canvas.height / 2 };
    if (by) {
      event.preventDefault();
      const { width, height } = this.mask.canvas;
      this.#show({ x: Math.min(width, Math.max(0, this.#at.x + by[0])), y: Math.min(height, Math.max(0, this.#at.y + by[1])) });
      if (this.#isDown) this.mask.extend(this.#at.x, this.#at.y);
    } else if (event.key === ' ') {
      event.preventDefault();
      this.#isDown = !this.#isDown;
      if (this.#isDown) this.mask.begin(this.#at.x, this.#at.y, this.#size, this.erases());
      this.ring.classList.toggle('is-down', this.#isDown);
      this.changed();
    }
  }

  #down(event) {
    // A second finger means zooming: what the first has begun is taken back.
    if (this.viewport.touches > 1) {
      if (this.#stroke !== null) {
        this.mask.undo();
        this.#stroke = null;
        this.changed();
      }
      return;
    }
    if (this.pans(event) || event.button === 2) return;
    event.preventDefault();
    this.frame.focus({ preventScroll: true });
    this.frame.setPointerCapture(event.pointerId);
    const at = this.viewport.toContent(event.clientX, event.clientY);
    this.#stroke = event.pointerId;
    this.mask.begin(at.x, at.y, this.#size, this.erases(event));
    this.#show(at);
    this.changed();
  }

  #move(event) {
    const events = event.getCoalescedEvents?.() ?? [];
    if (this.#stroke === event.pointerId) {
      for (const part of events.length > 0 ? events : [event]) {
        const at = this.viewport.toContent(part.clientX, part.clientY);
        this.mask.extend(at.x, at.y);
      }
    }
    this.#show(this.viewport.toContent(event.clientX, event.clientY));
  }

  #up(event) {
    if (this.#stroke === event.pointerId) this.#stroke = null;
    if (event.pointerType === 'touch') this.#hide();
  }

  #show(at) {
    this.#at = at;
    const radius = (this.#size * this.viewport.scale) / 2;
    const origin = this.viewport.toContent(this.frame.getBoundingClientRect().left, this.frame.getBoundingClientRect().top);
    const [x, y] = [(at.x - origin.x) * this.viewport.scale, (at.y - origin.y) * this.viewport.scale];
    this.ring.hidden = false;
    this.ring.style.width = this.ring.style.height = `${radius * 2}px`;
    this.ring.style.transform = `translate(${x - radius}px, ${y - radius}px)`;
  }

  #hide() {
    this.ring.hidden = true;
  }
}

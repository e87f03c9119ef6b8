// A content that is zoomed and moved within a frame: by the wheel, two fingers, dragging, or buttons.

const [least, most] = [0.05, 32];

export class Viewport {
  #frame;
  #content;
  #pointers = new Map();
  #spread = 0;
  #scale = 1;
  #x = 0;
  #y = 0;
  #fitted = true;

  /** @param pans tells whether a press of one pointer moves the content */
  constructor(frame, content, { width, height, pans = () => true, changed = () => {} }) {
    this.#frame = frame;
    this.#content = content;
    this.pans = pans;
    this.changed = changed;
    this.resize(width, height);
    frame.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    frame.addEventListener('pointerdown', (event) => this.#down(event));
    frame.addEventListener('pointermove', (event) => this.#move(event));
    for (const name of ['pointerup', 'pointercancel']) frame.addEventListener(name, (event) => this.#up(event));
    new ResizeObserver(() => this.#fitted ? this.fit() : this.#apply()).observe(frame);
  }

  get scale() {
    return this.#scale;
  }

  /** How many pointers press now. */
  get touches() {
    return this.#pointers.size;
  }

  resize(width, height) {
    this.width = width;
    this.height = height;
    this.#content.style.width = `${width}px`;
    this.#content.style.height = `${height}px`;
    this.fit();
  }

  /** All of it, and no larger than it is unless it is small. */
  fit() {
    const { clientWidth, clientHeight } = this.#frame;
    const room = 0.96;
    this.#scale = Math.min((clientWidth * room) / this.width, (clientHeight * room) / this.height);
    this.#x = (clientWidth - this.width * this.#scale) / 2;
    this.#y = (clientHeight - this.height * this.#scale) / 2;
    this.#fitted = true;
    this.#apply();
  }

  /** Larger or smaller around a point of the frame; around its middle if none is given. */
  zoom(factor, x = this.#frame.clientWidth / 2, y = this.#frame.clientHeight / 2) {
    const next = Math.min(most, Math.max(least, this.#scale * factor));
    const share = next / this.#scale;
    this.#x = x - (x - this.#x) * share;
    this.#y = y - (y - this.#y) * share;
    this.#scale = next;
    this.#fitted = false;
    this.#apply();
  }

  /** As it is, or one pixel of it for one of the screen. */
  toggle(x, y) {
    if (this.#fitted) this.zoom(Math.max(2, 1 / (this.#scale * devicePixelRatio)), x, y);
    else this.fit();
  }

  pan(x, y) {
    this.#x += x;
    this.#y += y;
    this.#fitted = false;
    this.#apply();
  }

  /** A point of the window in the content's own pixels. */
  toContent(clientX, clientY) {
    const box = this.#frame.getBoundingClientRect();
    return { x: (clientX - box.left - this.#x) / this.#scale, y: (clientY - box.top - this.#y) / this.#scale };
  }

  #apply() {
    // Some of it always stays within the frame.
    const { clientWidth, clientHeight } = this.#frame;
    const margin = 48;
    this.#x = Math.min(clientWidth - margin, Math.max(margin - this.width * this.#scale, this.#x));
    this.#y = Math.min(clientHeight - margin, Math.max(margin - this.height * this.#scale, this.#y));
    this.#content.style.transform = `translate(${this.#x}px, ${this.#y}px) scale(${this.#scale})`;
    this.changed();
  }

  #wheel(event) {
    event.preventDefault();
    const box = this.#frame.getBoundingClientRect();
    this.zoom(Math.exp(-Math.max(-120, Math.min(120, event.deltaY)) * 0.0022), event.clientX - box.left, event.clientY - box.top);
  }

  #down(event) {
    this.#pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (this.#pointers.size === 2) this.#spread = this.#distance();
    if (this.#pointers.size > 1 || this.pans(event)) this.#frame.setPointerCapture(event.pointerId);
  }

  #move(event) {
    const last = this.#pointers.get(event.pointerId);
    if (!last) return;
    const [dx, dy] = [event.clientX - last.x, event.clientY - last.y];
    this.#pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (this.#pointers.size === 2) {
      const [a, b] = [...this.#pointers.values()];
      const box = this.#frame.getBoundingClientRect();
      this.pan(dx / 2, dy / 2);
      this.zoom(this.#distance() / Math.max(1, this.#spread), (a.x + b.x) / 2 - box.left, (a.y + b.y) / 2 - box.top);
      this.#spread = this.#distance();
    } else if (this.pans(event) && (dx !== 0 || dy !== 0)) {
      this.pan(dx, dy);
    }
  }

  #up(event) {
    this.#pointers.delete(event.pointerId);
  }

  #distance() {
    const [a, b] = [...this.#pointers.values()];
    return Math.hypot(a.x - b.x, a.y - b.y);
  }
}

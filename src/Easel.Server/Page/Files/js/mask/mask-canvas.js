// The mask itself: a list of what was done, so that each can be undone, and a canvas that shows it.

const tint = '#ff5a36';

export class MaskCanvas {
  #context;
  #ops = [];
  #undone = [];
  #base = null;

  /** @param canvas of the picture's size */
  constructor(canvas, width, height) {
    this.canvas = canvas;
    canvas.width = width;
    canvas.height = height;
    this.#context = canvas.getContext('2d', { willReadFrequently: true });
    this.#context.lineCap = this.#context.lineJoin = 'round';
  }

  get canUndo() { return this.#ops.length > 0; }

  get canRedo() { return this.#undone.length > 0; }

  /** Whether nothing is masked. */
  get isEmpty() {
    const { data } = this.#context.getImageData(0, 0, this.canvas.width, this.canvas.height);
    for (let i = 3; i < data.length; i += 4) if (data[i] > 127) return false;
    return true;
  }

  /** Takes a mask that was made before: a PNG, white where it is painted anew. */
  async load(blob) {
    const bitmap = await createImageBitmap(blob);
    const { width, height } = this.canvas;
    const layer = new OffscreenCanvas(width, height);
    const context = layer.getContext('2d');
    context.drawImage(bitmap, 0, 0, width, height);
    const pixels = context.getImageData(0, 0, width, height);
    const [red, green, blue] = [1, 3, 5].map((at) => parseInt(tint.slice(at, at + 2), 16));
    for (let i = 0; i < pixels.data.length; i += 4) {
      const isWhite = pixels.data[i] > 127;
      pixels.data.set([red, green, blue, isWhite ? 255 : 0], i);
    }
    context.putImageData(pixels, 0, 0);
    this.#base = layer;
    this.#redraw();
  }

  /** Begins a stroke. */
  begin(x, y, size, erases) {
    this.#push({ kind: 'stroke', erases, size, points: [[x, y]] });
    this.#segment(this.#ops.at(-1), 0);
  }

  /** Goes on with it. */
  extend(x, y) {
    const stroke = this.#ops.at(-1);
    stroke.points.push([x, y]);
    this.#segment(stroke, stroke.points.length - 2);
  }

  /** `invert`, `clear` or `fill`. */
  apply(kind) {
    this.#push({ kind });
    this.#draw(this.#ops.at(-1));
  }

  undo() {
    if (!this.canUndo) return;
    this.#undone.push(this.#ops.pop());
    this.#redraw();
  }

  redo() {
    if (!this.canRedo) return;
    this.#ops.push(this.#undone.pop());
    this.#draw(this.#ops.at(-1));
  }

  /** The mask as a PNG: white where it is painted anew, black elsewhere, nothing between. */
  toBlob() {
    const { width, height } = this.canvas;
    const source = this.#context.getImageData(0, 0, width, height).data;
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext('2d');
    const pixels = context.createImageData(width, height);
    for (let i = 0; i < source.length; i += 4) {
      const level = source[i + 3] > 127 ? 255 : 0;
      pixels.data.set([level, level, level, 255], i);
    }
    context.putImageData(pixels, 0, 0);
    return canvas.convertToBlob({ type: 'image/png' });
  }

  #push(op) {
    this.#ops.push(op);
    this.#undone = [];
  }

  #redraw() {
    const context = this.#context;
    context.globalCompositeOperation = 'source-over';
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    if (this.#base) context.drawImage(this.#base, 0, 0);
    for (const op of this.#ops) this.#draw(op);
  }

  #draw(op) {
    const context = this.#context;
    const { width, height } = this.canvas;
    context.fillStyle = tint;
    switch (op.kind) {
      case 'stroke':
        for (let i = 0; i < Math.max(1, op.points.length - 1); i++) this.#segment(op, i);
        break;
      case 'clear':
        context.clearRect(0, 0, width, height);
        break;
      case 'fill':
        context.globalCompositeOperation = 'source-over';
        context.fillRect(0, 0, width, height);
        break;
      case 'invert':
        // Outside of what is there, and then only that.
        context.globalCompositeOperation = 'xor';
        context.fillRect(0, 0, width, height);
        break;
    }
    context.globalCompositeOperation = 'source-over';
  }

  #segment({ erases, size, points }, from) {
    const context = this.#context;
    const [a, b] = [points[from], points[from + 1] ?? points[from]];
    context.globalCompositeOperation = erases ? 'destination-out' : 'source-over';
    context.strokeStyle = tint;
    context.lineWidth = size;
    context.beginPath();
    context.moveTo(a[0], a[1]);
    context.lineTo(b[0] + (a === b ? 0.01 : 0), b[1]);
    context.stroke();
    context.globalCompositeOperation = 'source-over';
  }
}

// Where a mask is painted: what is painted over is made anew, the rest of the picture stays.

import { button, h } from '../core/dom.js';
import { setMask } from '../data/draft.js';
import { openDialog } from '../ui/dialog.js';
import { toast } from '../ui/toast.js';
import { Viewport } from '../ui/viewport.js';
import { MaskCanvas } from './mask-canvas.js';
import { Brush } from './brush.js';

/** Opens it for a picture to begin with: {url, width, height, mask}. */
export async function openMaskEditor(picture) {
  const canvas = h('canvas', { class: 'mask-canvas', 'aria-hidden': 'true' });
  const mask = new MaskCanvas(canvas, picture.width, picture.height);
  if (picture.mask) await mask.load(picture.mask);
  const content = h('div', { class: 'mask-content' }, h('img', { src: picture.url, alt: '', draggable: 'false' }), canvas);
  const ring = h('div', { class: 'mask-ring', 'aria-hidden': 'true' });
  const frame = h('div', {
    class: 'mask-frame', tabindex: 0, role: 'application', autofocus: true,
    'aria-label': 'Mask. Arrow keys move the brush, Space presses and lifts it, square brackets change its size, E erases.',
  }, content, ring);
  let erases = false;
  let brush = null;

  const tools = {
    brush: button({ icon: 'brush', label: 'Brush', shortcut: 'B', kind: 'tool', 'aria-pressed': 'true', press: () => useEraser(false) }),
    eraser: button({ icon: 'eraser', label: 'Eraser', shortcut: 'E', kind: 'tool', 'aria-pressed': 'false', press: () => useEraser(true) }),
    undo: button({ icon: 'undo', label: 'Undo', shortcut: 'Control+Z', kind: 'tool', press: () => act(() => mask.undo()) }),
    redo: button({ icon: 'redo', label: 'Redo', shortcut: 'Control+Shift+Z', kind: 'tool', press: () => act(() => mask.redo()) }),
    invert: button({ icon: 'invert', label: 'Invert', shortcut: 'I', kind: 'tool', press: () => act(() => mask.apply('invert')) }),
    clear: button({ icon: 'clear', label: 'Clear', kind: 'tool', press: () => act(() => mask.apply('clear')) }),
  };
  const largest = Math.max(64, Math.round(Math.max(picture.width, picture.height) / 2.5));
  const size = h('input', { type: 'range', class: 'slider', min: 4, max: largest, step: 1, value: Math.round(largest / 4), 'aria-label': 'Brush size' });
  size.addEventListener('input', () => changeSize(Number(size.value)));

  const changeSize = (value) => {
    size.value = Math.round(Math.min(largest, Math.max(4, value)));
    size.style.setProperty('--share', `${((size.value - 4) / (largest - 4)) * 100}%`);
    brush?.resize(Number(size.value));
  };
  const useEraser = (value) => {
    erases = value;
    tools.brush.setAttribute('aria-pressed', String(!value));
    tools.eraser.setAttribute('aria-pressed', String(value));
    ring.classList.toggle('is-eraser', value);
  };
  const act = (action) => {
    action();
    tell();
  };
  const tell = () => {
    tools.undo.disabled = !mask.canUndo;
    tools.redo.disabled = !mask.canRedo;
  };

  openDialog({
    title: 'Mask',
    kind: 'dialog-mask',
    build: (close, dialog) => {
      const done = async () => {
        if (mask.isEmpty) {
          setMask(null);
          toast('Nothing is masked: all of the picture is painted anew.');
        } else {
          setMask(await mask.toBlob());
        }
        close();
      };
      dialog.addEventListener('keydown', (event) => handleKey(event, { tools, changeSize: (by) => changeSize(Number(size.value) * by), brush: () => brush, viewport: () => viewport, done }));
      return [
        h('p', { class: 'mask-hint', text: 'Paint over what is to be made anew. The rest stays, pixel for pixel.' }),
        frame,
        h('div', { class: 'mask-tools', role: 'toolbar', 'aria-label': 'Mask tools' },
          h('div', { class: 'row' }, tools.brush, tools.eraser),
          h('div', { class: 'row mask-size' }, h('span', { class: 'dot is-small', 'aria-hidden': 'true' }), size, h('span', { class: 'dot', 'aria-hidden': 'true' })),
          h('div', { class: 'row' }, tools.undo, tools.redo, tools.invert, tools.clear),
          h('div', { class: 'row mask-zoom' },
            button({ icon: 'zoom-out', label: 'Smaller', kind: 'tool', press: () => viewport.zoom(1 / 1.4) }),
            button({ icon: 'frame', label: 'All of it', kind: 'tool', press: () => viewport.fit() }),
            button({ icon: 'zoom-in', label: 'Larger', kind: 'tool', press: () => viewport.zoom(1.4) })),
          h('div', { class: 'row mask-end' }, button({ label: 'Cancel', words: true, press: close }), button({ label: 'Use this mask', words: true, kind: 'button-primary', press: done }))),
      ];
    },
  });

  const viewport = new Viewport(frame, content, { width: picture.width, height: picture.height, pans: (event) => brush?.pans(event) ?? false, changed: () => brush?.follow() });
  brush = new Brush({ frame, ring, mask, viewport, erases: (event) => erases || event?.button === 5 || event?.buttons === 32, changed: tell });
  changeSize(Number(size.value));
  tell();
}

function handleKey(event, { tools, changeSize, brush, viewport, done }) {
  const withControl = event.ctrlKey || event.metaKey;
  const key = event.key.toLowerCase();
  if (withControl && key === 'z') {
    event.preventDefault();
    (event.shiftKey ? tools.redo : tools.undo).click();
  } else if (withControl && key === 'enter') {
    event.preventDefault();
    done();
  } else if (!withControl && !event.altKey) {
    const keys = {
      b: () => tools.brush.click(), e: () => tools.eraser.click(), i: () => tools.invert.click(), '[': () => changeSize(1 / 1.2), ']': () => changeSize(1.2),
      '+': () => viewport().zoom(1.4), '-': () => viewport().zoom(1 / 1.4), 0: () => viewport().fit(),
    };
    if (keys[key] && !event.target.matches('input')) {
      event.preventDefault();
      keys[key]();
    } else if (event.target.classList.contains('mask-frame')) {
      brush().key(event);
    }
  }
}

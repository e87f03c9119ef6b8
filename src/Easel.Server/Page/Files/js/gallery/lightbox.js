// A picture as large as the window, with what made it; arrows go to its neighbours.

import { button, fill, h } from '../core/dom.js';
import { fileOf, nameOf, onPictures, promptOf, thumbnailOf } from '../data/pictures.js';
import { openDialog } from '../ui/dialog.js';
import { isTyping } from '../ui/shortcuts.js';
import { Viewport } from '../ui/viewport.js';
import { download, moveToBin, pictureActions, reuse, sendToImageToImage, toggleFavourite } from './actions.js';
import { detailsOf } from './details.js';

/**
 * Opens it.
 * @param pictures those that arrows lead to
 * @param first the one to begin with
 * @param onShow is called with each that is shown
 * @param more is asked for further pictures near the end
 * @param still {src, title, width, height} for an image that is no picture of the gallery
 */
export function openLightbox(pictures, first, { onShow = () => {}, more = null, still = null } = {}) {
  let all = pictures.length > 0 ? [...pictures] : first ? [first] : [];
  let at = Math.max(0, all.findIndex(({ id }) => id === first?.id));
  const image = h('img', { class: 'light-image', alt: '', draggable: 'false' });
  const back = h('img', { class: 'light-image light-small', alt: '', draggable: 'false' });
  const content = h('div', { class: 'light-content' }, back, image);
  const frame = h('div', { class: 'light-frame' }, content);
  const previous = button({ icon: 'left', label: 'Newer', kind: 'light-arrow light-previous', shortcut: 'ArrowLeft', press: () => step(-1) });
  const next = button({ icon: 'right', label: 'Older', kind: 'light-arrow light-next', shortcut: 'ArrowRight', press: () => step(1) });
  const tools = h('div', { class: 'row light-tools', role: 'toolbar', 'aria-label': 'This picture' });
  const side = h('aside', { class: 'light-side', 'aria-label': 'What made it', tabindex: 0 });
  const count = h('span', { class: 'light-count', 'aria-live': 'polite' });
  let viewport = null;

  const show = () => {
    const picture = all[at];
    if (still) {
      image.src = still.src;
      image.alt = still.title;
      viewport.resize(still.width, still.height);
      count.textContent = still.title;
      return;
    }

    if (image.dataset.id !== picture.id) {
      back.src = thumbnailOf(picture, 256);
      image.removeAttribute('src');
      image.src = fileOf(picture);
      image.alt = nameOf(picture);
      image.dataset.id = picture.id;
      viewport.resize(picture.width, picture.height);
      count.textContent = all.length > 1 ? `${at + 1} of ${all.length}` : '';
      onShow(picture);
      for (const near of [all[at + 1], all[at - 1]]) if (near) new Image().src = fileOf(near);
    }

    previous.disabled = at === 0;
    next.disabled = at === all.length - 1;
    fill(tools, pictureActions(picture, { close: () => close(), compareWith: all[at + 1] ?? all[at - 1] ?? null }));
    fill(side, h('h3', { class: 'visually-hidden', text: promptOf(picture) }), detailsOf(picture));
  };

  const step = async (by) => {
    if (by > 0 && more && at >= all.length - 3) {
      const further = await more();
      all = [...all, ...further.filter(({ id }) => !all.some((known) => known.id === id))];
    }
    const target = Math.min(all.length - 1, Math.max(0, at + by));
    if (target === at) return;
    at = target;
    show();
  };

  const stop = onPictures(({ kind, picture }) => {
    const index = all.findIndex(({ id }) => id === picture.id);
    if (index < 0 || kind === 'added') return;
    if (kind === 'erased' || Boolean(picture.deleted) !== Boolean(all[index].deleted)) {
      all.splice(index, 1);
      if (all.length === 0) { close(); return; }
      at = Math.min(index < at ? at - 1 : at, all.length - 1);
    } else {
      all[index] = picture;
    }
    show();
  });

  const close = openDialog({
    title: still?.title ?? 'Picture',
    kind: still ? 'lightbox is-still' : 'lightbox',
    showsTitle: false,
    closed: stop,
    build: (_, dialog) => {
      dialog.addEventListener('keydown', (event) => handleKey(event, { step, picture: () => all[at], close: () => close(), viewport: () => viewport }));
      return [h('div', { class: 'light-stage' }, frame, !still && previous, !still && next, h('div', { class: 'light-bar' }, count, zoomTools(() => viewport), tools)), !still && side];
    },
  });
  viewport = new Viewport(frame, content, { width: 1, height: 1 });
  frame.addEventListener('dblclick', (event) => {
    const box = frame.getBoundingClientRect();
    viewport.toggle(event.clientX - box.left, event.clientY - box.top);
  });
  swipes(frame, viewport, step);
  show();
  return close;
}

function zoomTools(viewport) {
  return h('div', { class: 'row light-zoom' },
    button({ icon: 'zoom-out', label: 'Smaller', press: () => viewport().zoom(1 / 1.4) }),
    button({ icon: 'frame', label: 'All of it', press: () => viewport().fit() }),
    button({ icon: 'zoom-in', label: 'Larger', press: () => viewport().zoom(1.4) }));
}

function handleKey(event, { step, picture, close, viewport }) {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || event.target.matches('input[type=range]')) return;
  const now = picture();
  const keys = {
    ArrowLeft: () => step(-1),
    ArrowRight: () => step(1),
    '+': () => viewport().zoom(1.4),
    '-': () => viewport().zoom(1 / 1.4),
    0: () => viewport().fit(),
    ...(now ? {
      f: () => toggleFavourite(now),
      Delete: () => moveToBin([now]),
      d: () => download(now),
      u: () => { close(); reuse(now); },
      i: () => { close(); sendToImageToImage(now); },
    } : {}),
  };
  const action = keys[event.key];
  if (!action) return;
  event.preventDefault();
  action();
}

// A quick swipe of one finger over a picture that is not zoomed goes to the next.
function swipes(frame, viewport, step) {
  let begin = null;
  frame.addEventListener('pointerdown', (event) => { begin = event.pointerType === 'touch' && viewport.touches === 1 ? { x: event.clientX, y: event.clientY, time: event.timeStamp, scale: viewport.scale } : null; });
  frame.addEventListener('pointerup', (event) => {
    if (!begin || viewport.scale !== begin.scale || event.timeStamp - begin.time > 350) return;
    const [dx, dy] = [event.clientX - begin.x, event.clientY - begin.y];
    if (Math.abs(dx) > 60 && Math.abs(dx) > 2 * Math.abs(dy)) {
      viewport.fit();
      step(dx < 0 ? 1 : -1);
    }
  });
}

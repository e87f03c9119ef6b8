// A picture in the gallery.

import { button, h, icon, setIcon } from '../core/dom.js';
import { nameOf, promptOf, thumbnailOf } from '../data/pictures.js';

const longPress = 450;

/** @param act {open, favourite, choose, bin}, each called with the picture as it is then, and isChoosing */
export function tile(first, act) {
  let picture = first;
  const side = Math.max(first.width, first.height) / Math.min(first.width, first.height) > 1.4 ? 384 : 256;
  const image = h('img', { class: 'tile-image', src: thumbnailOf(first, side), alt: '', loading: 'lazy', decoding: 'async', on: { load: () => element.classList.add('is-loaded'), error: () => element.classList.add('is-loaded', 'is-missing') } });
  const open = h('button', { type: 'button', class: 'tile-open', 'aria-label': nameOf(first), on: { click: (event) => event.shiftKey || event.ctrlKey || event.metaKey || act.isChoosing() ? act.choose(picture) : act.open(picture) } }, image);
  onLongPress(open, () => act.choose(picture));
  const sign = icon('heart');
  const heart = h('button', { type: 'button', class: 'tile-button tile-heart', on: { click: () => act.favourite(picture) } }, sign);
  const check = h('button', { type: 'button', class: 'tile-button tile-check', role: 'checkbox', 'aria-checked': 'false', 'aria-label': `Choose: ${nameOf(first)}`, on: { click: () => act.choose(picture) } }, icon('check'));
  const binSign = icon('bin');
  const remove = button({ label: 'Move to the bin', kind: 'tile-button tile-bin', press: () => act.bin(picture) });
  remove.append(binSign);
  const element = h('li', { class: 'tile', data: { id: first.id }, css: { '--ratio': (first.width / first.height).toFixed(4) } },
    open, h('p', { class: 'tile-words', 'aria-hidden': 'true', text: promptOf(first) }), check, remove, heart);
  open.addEventListener('keydown', (event) => {
    if (event.key === 'Delete') { event.preventDefault(); act.bin(picture); }
    if (event.key.toLowerCase() === 'f' && !event.ctrlKey && !event.metaKey) { event.preventDefault(); event.stopPropagation(); act.favourite(picture); }
    if (event.key.toLowerCase() === 'x') { event.preventDefault(); act.choose(picture); }
  });

  return {
    element,
    open,
    show(now, isChosen, inBin) {
      picture = now;
      setIcon(sign, now.favourite ? 'heart-full' : 'heart');
      heart.setAttribute('aria-pressed', String(Boolean(now.favourite)));
      heart.setAttribute('aria-label', `Favourite: ${nameOf(now)}`);
      setIcon(binSign, inBin ? 'restore' : 'bin');
      remove.setAttribute('aria-label', `${inBin ? 'Restore' : 'Move to the bin'}: ${nameOf(now)}`);
      remove.title = inBin ? 'Restore' : 'Move to the bin';
      this.mark(isChosen);
    },
    mark(isChosen) {
      element.classList.toggle('is-chosen', isChosen);
      check.setAttribute('aria-checked', String(isChosen));
    },
  };
}

// Where there is no pointer that hovers, a finger that rests chooses.
function onLongPress(element, action) {
  let timer = 0;
  let isLong = false;
  element.addEventListener('pointerdown', (event) => {
    isLong = false;
    if (event.pointerType !== 'touch') return;
    timer = setTimeout(() => { isLong = true; action(); }, longPress);
  });
  for (const name of ['pointerup', 'pointercancel', 'pointerleave']) element.addEventListener(name, () => clearTimeout(timer));
  element.addEventListener('contextmenu', (event) => isLong && event.preventDefault());
  element.addEventListener('click', (event) => {
    if (!isLong) return;
    isLong = false;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, { capture: true });
}

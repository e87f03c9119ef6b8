// A picture to begin with, how much of it is painted anew, and where.

import { button, fill, h, icon } from '../core/dom.js';
import { beginWith, draft, initial, setMask } from '../data/draft.js';
import { selectField, sliderField } from '../ui/fields.js';
import { attempt, toast } from '../ui/toast.js';
import { openMaskEditor } from '../mask/mask-editor.js';

export const pictureTypes = 'image/png,image/jpeg,image/webp,image/bmp,image/gif';

const fits = [{ value: 'cover', label: 'Cut off what is too much' }, { value: 'stretch', label: 'Stretch it' }];

/** Begins with a file, if it is a picture. */
export async function beginWithFile(file) {
  try {
    await beginWith(file, file.name || 'picture');
  } catch {
    toast(`${file.name || 'That'} is not a picture that can be read: PNG, JPEG, WebP, BMP and GIF can.`, { kind: 'bad' });
  }
}

export function initialField() {
  const input = h('input', { type: 'file', accept: pictureTypes, class: 'visually-hidden', tabindex: -1, 'aria-hidden': 'true', on: { change: () => { if (input.files[0]) beginWithFile(input.files[0]); input.value = ''; } } });
  const empty = h('button', { type: 'button', class: 'initial-empty', on: { click: () => input.click() } },
    icon('image'), h('span', {}, h('strong', { text: 'Start from a picture' }), h('small', { text: 'Choose, drop or paste one' })));
  const card = h('div', { class: 'initial-card' });
  const strength = sliderField({ label: 'Painted anew', name: 'strength', least: 0, most: 1, step: 0.01 });
  const fit = selectField({ label: 'If its shape is another', name: 'initial.fit', change: (chosen) => draft.patch({ fit: chosen }), value: (all) => all.fit, choices: () => fits });
  const body = h('div', { class: 'initial-body' }, card, strength, fit);

  initial.follow((picture) => {
    empty.hidden = picture !== null;
    body.hidden = picture === null;
    if (picture) showCard(card, picture, input);
  });
  return h('div', { class: 'initial', role: 'group', 'aria-label': 'Picture to begin with', data: { field: 'initial' } }, input, empty, body);
}

function showCard(card, picture, input) {
  const preview = h('div', { class: 'initial-preview' }, h('img', { src: picture.url, alt: 'The picture to begin with' }));
  if (picture.mask) {
    const url = URL.createObjectURL(picture.mask);
    const shade = h('img', { class: 'initial-mask', src: url, alt: '', on: { load: () => URL.revokeObjectURL(url) } });
    preview.append(shade);
  }

  fill(card, preview, h('div', { class: 'initial-words' },
    h('strong', { class: 'initial-name', text: picture.name, title: picture.name }),
    h('small', { text: `${picture.width} × ${picture.height}${picture.mask ? ' · masked' : ''}` }),
    h('div', { class: 'row' },
      button({ icon: 'brush', label: picture.mask ? 'Edit mask' : 'Paint a mask', words: true, kind: 'button-small', press: () => attempt(() => openMaskEditor(initial.value)) }),
      picture.mask && button({ icon: 'bin', label: 'Remove the mask', kind: 'button-small button-quiet', press: () => setMask(null) }))),
  h('div', { class: 'initial-tools' },
    button({ icon: 'close', label: 'Begin with no picture', kind: 'button-small button-quiet', press: () => beginWith(null) }),
    button({ icon: 'upload', label: 'Another picture', kind: 'button-small button-quiet', press: () => input.click() }),
    button({ icon: 'frame', label: 'Take its size', kind: 'button-small button-quiet', press: () => draft.patch(fitted(picture)) })));
}

/** The picture's own shape, in about as many pixels as are chosen now. */
function fitted({ width, height }) {
  const area = Math.min(width * height, Math.max(draft.value.width * draft.value.height, 64 * 64));
  const scale = Math.sqrt(area / (width * height));
  const round = (side) => Math.max(64, Math.round((side * scale) / 8) * 8);
  return { width: round(width), height: round(height) };
}

// Width and height, by a shape or by numbers.

import { button, h, uniqueId } from '../core/dom.js';
import { draft } from '../data/draft.js';
import { defaultsOf, modelOf, models, readSizes, sizes } from '../data/options.js';
import { field } from '../ui/fields.js';

const shapes = ['1:1', '4:3', '3:2', '16:9', '3:4', '2:3', '9:16'];
const multiple = 8;
const tolerance = 0.055;
const [least, most] = [64, 8192];

/** The sides of a shape: those that the server offers, else about the area that the model likes best. */
export function sidesOf(shape, model) {
  const offered = sizes.value[model?.name]?.find(({ label }) => label === shape);
  if (offered) return { width: offered.width, height: offered.height };
  const { width, height } = defaultsOf(model);
  const [across, down] = shape.split(':').map(Number);
  if (across === down && width === height) return { width, height };
  const unit = Math.min(width, height) <= 256 ? 16 : 64;
  const ideal = Math.sqrt((width * height * across) / down);
  const round = (side) => Math.max(unit, Math.round(side / unit) * unit);
  return { width: round(ideal), height: round((ideal * down) / across) };
}

export function sizeField() {
  const group = uniqueId('shape');
  const radios = shapes.map((shape) => shapeChoice(shape, group));
  const width = sideInput('width', 'Width');
  const height = sideInput('height', 'Height');
  const swap = button({ icon: 'swap', label: 'Swap width and height', kind: 'button-quiet', press: () => draft.patch({ width: draft.value.height, height: draft.value.width }) });

  const show = () => {
    const now = draft.value;
    for (const { input, shape } of radios) {
      const sides = sidesOf(shape, modelOf(now.model));
      input.checked = isShape(shape, now.width, now.height);
      input.parentElement.title = `${sides.width} × ${sides.height}`;
    }
  };
  draft.follow(({ model }) => { show(); readSizes(model); });
  models.follow(show);
  sizes.follow(show);

  return h('fieldset', { class: 'size' },
    h('legend', { class: 'field-label', text: 'Size' }),
    h('div', { class: 'shapes' }, radios.map(({ element }) => element)),
    h('div', { class: 'sides' }, width, h('span', { class: 'sides-times', 'aria-hidden': 'true', text: '×' }), height, swap));
}

/** Whether sides have a shape, as nearly as multiples of 64 allow. */
function isShape(shape, width, height) {
  const [across, down] = shape.split(':').map(Number);
  return Math.abs(Math.log((width / height) * (down / across))) < tolerance;
}

function shapeChoice(shape, group) {
  const [across, down] = shape.split(':').map(Number);
  const input = h('input', { type: 'radio', name: group, class: 'visually-hidden', on: { change: () => draft.patch(sidesOf(shape, modelOf(draft.value.model))) } });
  const long = Math.max(across, down);
  const element = h('label', { class: 'shape' }, input,
    h('span', { class: 'shape-box', 'aria-hidden': 'true' }, h('span', { class: 'shape-rectangle', css: { '--w': across / long, '--h': down / long } })),
    h('span', { text: shape }));
  return { element, input, shape };
}

function sideInput(name, label) {
  const input = h('input', { type: 'number', class: 'input input-side', min: least, max: most, step: multiple, inputmode: 'numeric' });
  input.addEventListener('change', () => {
    const value = Math.min(most, Math.max(least, Math.round(Number(input.value) / multiple) * multiple));
    if (Number.isFinite(value)) draft.patch({ [name]: value });
    input.value = draft.value[name];
  });
  draft.follow(({ [name]: value }) => { if (document.activeElement !== input) input.value = value ?? ''; });
  const element = field({ label, name, control: input, kind: 'field-side' });
  return element;
}

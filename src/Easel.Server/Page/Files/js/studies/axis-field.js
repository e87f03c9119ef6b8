// One axis of a study: what changes, and its values.

import { button, fill, h, icon, uniqueId } from '../core/dom.js';
import { draft, initial } from '../data/draft.js';
import { join, offeredParameters, parameterOf, split } from './axes.js';

/** @param axis {name, values}; @param change is called with the axis as it is then, or null to remove it */
export function axisField(title, axis, { change, remove, taken }) {
  const [kind, texts] = [uniqueId('axis'), uniqueId('values')];
  const parameter = parameterOf(axis.name);
  const offered = offeredParameters().filter(({ name, wantsPicture }) => name === axis.name || (!taken.includes(name) && (!wantsPicture || initial.value)));
  const select = h('select', { class: 'input select', id: kind, on: { change: () => change({ name: select.value, values: parameterOf(select.value).usual(draft.value) }) } },
    offered.map(({ name, title: text }) => h('option', { value: name, text, selected: name === axis.name })));
  const control = parameter.choices ? choices(parameter, axis, change, texts) : textInput(parameter, axis, change, texts);
  return h('fieldset', { class: 'axis' },
    h('legend', { class: 'visually-hidden', text: title }),
    h('div', { class: 'axis-head' },
      h('label', { class: 'field-label', for: kind, text: title }), h('div', { class: 'select-box' }, select, icon('chevron')),
      remove && button({ icon: 'close', label: `Remove: ${title}`, kind: 'button-quiet button-small', press: remove })),
    control);
}

function textInput(parameter, axis, change, id) {
  const input = h('input', { type: 'text', class: 'input', id, value: join(axis.values), placeholder: parameter.hint, spellcheck: 'false', autocomplete: 'off', 'aria-label': `Values of ${parameter.title}`, 'aria-describedby': `${id}-hint` });
  input.addEventListener('input', () => change({ ...axis, values: split(input.value) }, false));
  return h('div', { class: 'field' }, input, h('p', { class: 'field-hint', id: `${id}-hint`, text: parameter.hint }));
}

function choices(parameter, axis, change, id) {
  const chosen = new Set(axis.values);
  const search = h('input', { type: 'search', class: 'input input-small', id, placeholder: 'Filter', 'aria-label': `Filter ${parameter.title}`, autocomplete: 'off' });
  const all = parameter.choices();
  const list = h('div', { class: 'picks', role: 'group', 'aria-label': `Values of ${parameter.title}`, tabindex: all.length > 24 ? 0 : null });
  const show = () => {
    const words = search.value.toLowerCase().trim();
    fill(list, all.filter(({ value, label }) => chosen.has(value) || label.toLowerCase().includes(words)).map(({ value, label }) => {
      const item = h('button', { type: 'button', class: 'pick', 'aria-pressed': String(chosen.has(value)), text: label });
      item.addEventListener('click', () => {
        if (!chosen.delete(value)) chosen.add(value);
        item.setAttribute('aria-pressed', String(chosen.has(value)));
        change({ ...axis, values: all.map((choice) => choice.value).filter((name) => chosen.has(name)) }, false);
      });
      return item;
    }));
  };
  search.addEventListener('input', show);
  show();
  return h('div', { class: 'axis-choices' }, all.length > 24 && search, list);
}

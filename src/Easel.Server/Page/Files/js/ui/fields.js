// Fields of a form that are bound to a store: they show its value, change it, and show what the server did not like.

import { button, fill, h, icon, uniqueId } from '../core/dom.js';
import { complaints, draft } from '../data/draft.js';

/** A label, a control, and a line for what is wrong with it. */
export function field({ label, name, control, aside = null, hint = null, kind = '' }) {
  const id = control.id || (control.id = uniqueId('field'));
  const complaint = h('p', { class: 'field-complaint', id: `${id}-complaint`, role: 'alert' });
  complaint.hidden = true;
  const element = h('div', { class: `field ${kind}`.trim(), data: { field: name } },
    h('div', { class: 'field-head' }, h('label', { class: 'field-label', for: id, text: label }), aside),
    control, complaint, hint && h('p', { class: 'field-hint', text: hint }));
  complaints.follow((all) => {
    const text = all[name];
    complaint.hidden = !text;
    complaint.textContent = text ?? '';
    if (text) {
      control.setAttribute('aria-invalid', 'true');
      control.setAttribute('aria-describedby', complaint.id);
    } else {
      control.removeAttribute('aria-invalid');
    }
  });
  return element;
}

// A bound is a number, or a function that gives one, which is asked anew when what it depends on changes.
const boundOf = (bound) => typeof bound === 'function' ? bound() : bound;

/** A number with a slider beside it. The slider covers what is usual; the number may go further. */
export function sliderField({ label, name, least, most, step, usual = [least, most], hint, store = draft, follow = [] }) {
  const number = h('input', { type: 'number', class: 'input input-number', min: least, max: boundOf(most), step, inputmode: 'decimal' });
  const slider = h('input', { type: 'range', class: 'slider', min: usual[0], max: usual[1], step, 'aria-label': label, tabindex: 0 });
  const paint = (value) => {
    const share = (Math.min(usual[1], Math.max(usual[0], value)) - usual[0]) / (usual[1] - usual[0]);
    slider.style.setProperty('--share', `${share * 100}%`);
  };
  const change = (text) => {
    const value = Number(text);
    if (text !== '' && Number.isFinite(value)) store.patch({ [name]: Math.min(boundOf(most), Math.max(least, value)) });
  };
  slider.addEventListener('input', () => change(slider.value));
  number.addEventListener('change', () => { change(number.value); number.value = store.value[name] ?? ''; });
  store.follow(({ [name]: value }) => {
    if (document.activeElement !== number) number.value = value ?? '';
    slider.value = value ?? usual[0];
    paint(value ?? usual[0]);
    slider.setAttribute('aria-valuetext', String(value));
  });
  for (const other of follow) other.follow(() => { number.max = boundOf(most); });
  const element = field({ label, name, control: number, hint, kind: 'field-slider' });
  element.querySelector('.field-head').append(number);
  element.querySelector('.field-head').after(slider);
  return element;
}

/** A choice of a few. `choices` are {value, label}, or functions of the store that give them. */
export function selectField({ label, name, choices, change = (value) => draft.patch({ [name]: value }), value = (all) => all[name], aside, hint, follow = [] }) {
  const select = h('select', { class: 'input select', on: { change: () => change(select.value === '' ? null : select.value) } });
  const element = field({ label, name, control: select, aside, hint });
  boxed(select);
  let shown = '';
  const show = () => {
    const offered = choices();
    const key = JSON.stringify(offered);
    if (key !== shown) {
      fill(select, offered.map((choice) => h('option', { value: choice.value ?? '', text: choice.label })));
      shown = key;
    }

    select.value = value(draft.value) ?? '';
    select.disabled = offered.length < 2;
  };
  for (const store of [draft, ...follow]) store.follow(show);
  return element;
}

/** Puts a box around a select, for the sign that it can be opened. */
export function boxed(select) {
  const box = h('div', { class: 'select-box' });
  select.replaceWith(box);
  box.append(select, icon('chevron'));
  return box;
}

/** A small whole number with buttons for less and more. */
export function stepperField({ label, name, least, most, follow = [] }) {
  const input = h('input', { type: 'number', class: 'input stepper-input', min: least, max: boundOf(most), step: 1, inputmode: 'numeric' });
  const change = (value) => draft.patch({ [name]: Math.min(boundOf(most), Math.max(least, Math.round(value) || least)) });
  input.addEventListener('change', () => { change(Number(input.value)); input.value = draft.value[name]; });
  const less = button({ icon: 'minus', label: `Fewer: ${label}`, kind: 'button-quiet stepper-button', press: () => change(draft.value[name] - 1) });
  const more = button({ icon: 'plus', label: `More: ${label}`, kind: 'button-quiet stepper-button', press: () => change(draft.value[name] + 1) });
  const show = () => {
    const value = draft.value[name];
    if (document.activeElement !== input) input.value = value;
    input.max = boundOf(most);
    less.disabled = value <= least;
    more.disabled = value >= boundOf(most);
  };
  for (const store of [draft, ...follow]) store.follow(show);
  const element = field({ label, name, control: input });
  const row = h('div', { class: 'input stepper' });
  input.replaceWith(row);
  row.append(less, input, more);
  return element;
}

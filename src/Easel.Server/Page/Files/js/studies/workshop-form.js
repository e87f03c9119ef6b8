// Which styles the workshop paints a prompt in.

import { button, fill, h, icon, uniqueId } from '../core/dom.js';
import { plural } from '../core/format.js';
import { styleLists } from '../data/options.js';
import { promptAndBase, sendStudy } from './study-form.js';

/** @param begun is called with the study */
export function workshopForm(begun) {
  let list = null;
  const chosen = new Set();
  const filter = uniqueId('filter');
  const lists = h('div', { class: 'segments is-wrapping', role: 'group', 'aria-label': 'List of styles' });
  const search = h('input', { type: 'search', id: filter, class: 'input input-small', placeholder: 'Filter', 'aria-label': 'Filter styles', autocomplete: 'off' });
  const picks = h('div', { class: 'picks picks-tall', role: 'group', 'aria-label': 'Styles', tabindex: 0 });
  const total = h('p', { class: 'estimate', role: 'status' });
  const submit = h('button', { type: 'submit', class: 'button button-primary' }, icon('workshop'), h('span', { text: 'Paint the sheet' }));
  const plain = h('input', { type: 'checkbox', checked: true, on: { change: () => tell() } });
  plain.checked = true;

  const tell = () => {
    const count = chosen.size + (plain.checked ? 1 : 0);
    total.textContent = chosen.size === 0 ? 'Choose a style.' : plural(count, 'picture');
    submit.disabled = chosen.size === 0;
  };
  const shown = () => list.styles.filter(({ name, description = '' }) => `${name} ${description}`.toLowerCase().includes(search.value.toLowerCase().trim()));
  const show = () => {
    if (!list) return;
    fill(lists, styleLists.value.map((other) => button({ label: other.title ?? other.name, words: true, kind: 'segment', 'aria-pressed': String(other === list), press: () => choose(other) })));
    fill(picks, shown().map(({ name, description }) => {
      const item = h('button', { type: 'button', class: 'pick', 'aria-pressed': String(chosen.has(name)), title: description || null, text: name });
      item.addEventListener('click', () => {
        if (!chosen.delete(name)) chosen.add(name);
        item.setAttribute('aria-pressed', String(chosen.has(name)));
        tell();
      });
      return item;
    }));
    tell();
  };
  const choose = (other) => {
    list = other;
    chosen.clear();
    for (const { name } of other.styles) chosen.add(name);
    show();
  };

  const form = h('form', { class: 'study-form', 'aria-label': 'New sheet', novalidate: true },
    h('h2', { text: 'New sheet' }), promptAndBase(),
    h('div', { class: 'field' }, h('span', { class: 'field-label', text: 'Styles' }), lists,
      h('div', { class: 'pick-tools' }, search,
        button({ label: 'All', words: true, kind: 'button-small', press: () => { for (const { name } of shown()) chosen.add(name); show(); } }),
        button({ label: 'None', words: true, kind: 'button-small', press: () => { for (const { name } of shown()) chosen.delete(name); show(); } })),
      picks),
    h('label', { class: 'check' }, plain, h('span', { text: 'And once as it is, without a style' })),
    h('div', { class: 'study-foot' }, total, submit));
  search.addEventListener('input', show);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const values = list.styles.map(({ name }) => name).filter((name) => chosen.has(name));
    sendStudy('workshop', [{ name: 'style', values: [...(plain.checked ? ['none'] : []), ...values] }], submit, begun);
  });
  styleLists.follow((all) => { if (all.length > 0 && !list) choose(all[0]); });
  return form;
}

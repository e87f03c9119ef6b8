// Styles: chips, and a list to choose them from by typing.

import { button, fill, h, icon, uniqueId } from '../core/dom.js';
import { draft } from '../data/draft.js';
import { styleLists } from '../data/options.js';
import { field } from '../ui/fields.js';

const most = 60;

export function styleField() {
  const listId = uniqueId('styles');
  const list = h('ul', { class: 'combo-list', id: listId, role: 'listbox', 'aria-label': 'Styles' });
  list.hidden = true;
  const chips = h('ul', { class: 'chips', 'aria-label': 'Chosen styles' });
  const input = h('input', {
    type: 'text', class: 'input', role: 'combobox', placeholder: 'Add a style…', autocomplete: 'off', spellcheck: 'false',
    'aria-expanded': 'false', 'aria-controls': listId, 'aria-autocomplete': 'list',
  });
  let active = -1;
  let shown = [];

  const add = (name) => {
    draft.patch({ styles: [...draft.value.styles.filter((style) => style !== name), name] });
    input.value = '';
    close();
  };
  const drop = (name) => draft.patch({ styles: draft.value.styles.filter((style) => style !== name) });

  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  };

  const open = () => {
    const words = input.value.toLowerCase().trim();
    shown = [];
    const groups = styleLists.value.map(({ title, name, styles }) => {
      const found = styles.filter((style) => !draft.value.styles.includes(style.name) && `${style.name} ${style.description}`.toLowerCase().includes(words)).slice(0, Math.max(0, most - shown.length));
      shown.push(...found);
      return { title: title ?? name, found };
    }).filter(({ found }) => found.length > 0);
    let index = -1;
    fill(list, groups.map(({ title, found }) => [
      h('li', { class: 'combo-title', role: 'presentation', text: title }),
      ...found.map((style) => {
        index++;
        return h('li', { class: 'combo-item', role: 'option', id: `${listId}-${index}`, 'aria-selected': 'false', on: { pointerdown: (event) => { event.preventDefault(); add(style.name); } } },
          h('span', { class: 'combo-name', text: style.name }), style.description && h('span', { class: 'combo-note', text: style.description }));
      }),
    ]), groups.length === 0 && h('li', { class: 'combo-title', role: 'presentation', text: 'No style of that name' }));
    active = words && shown.length > 0 ? 0 : -1;
    list.hidden = false;
    input.setAttribute('aria-expanded', 'true');
    mark();
  };

  const mark = () => {
    [...list.querySelectorAll('[role=option]')].forEach((item, at) => {
      item.setAttribute('aria-selected', String(at === active));
      if (at === active) item.scrollIntoView({ block: 'nearest' });
    });
    if (active >= 0) input.setAttribute('aria-activedescendant', `${listId}-${active}`);
    else input.removeAttribute('aria-activedescendant');
  };

  input.addEventListener('focus', open);
  input.addEventListener('input', open);
  input.addEventListener('blur', close);
  input.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (list.hidden) open();
      active = (active + (event.key === 'ArrowDown' ? 1 : -1) + shown.length) % Math.max(1, shown.length);
      mark();
    } else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && active >= 0 && shown[active]) {
      event.preventDefault();
      add(shown[active].name);
    } else if (event.key === 'Escape' && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === 'Backspace' && input.value === '' && draft.value.styles.length > 0) {
      drop(draft.value.styles.at(-1));
    }
  });

  draft.follow(({ styles }, before) => {
    if (before && styles === before.styles) return;
    chips.hidden = styles.length === 0;
    fill(chips, styles.map((name) => h('li', { class: 'chip' }, h('span', { text: name }),
      button({ icon: 'close', label: `Leave out ${name}`, kind: 'chip-remove', press: () => drop(name) }))));
  });

  const element = field({ label: 'Styles', name: 'styles', control: input, kind: 'field-styles' });
  const holder = h('div', { class: 'combo' });
  input.replaceWith(holder);
  holder.append(input, icon('chevron', 'combo-sign'), list);
  element.append(chips);
  return element;
}

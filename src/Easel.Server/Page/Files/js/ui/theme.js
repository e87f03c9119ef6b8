// Light, dark, or as the system has it.

import { button, icon, setIcon } from '../core/dom.js';
import { recall, remember } from '../core/storage.js';

const order = ['system', 'light', 'dark'];
const names = { system: 'as the system', light: 'light', dark: 'dark' };
const icons = { system: 'auto', light: 'sun', dark: 'moon' };

let chosen = recall('theme', 'system');

// All colours change at once: without this each control would fade by itself.
function apply() {
  const root = document.documentElement;
  root.classList.add('is-turning');
  if (chosen === 'system') delete root.dataset.theme;
  else root.dataset.theme = chosen;
  requestAnimationFrame(() => requestAnimationFrame(() => root.classList.remove('is-turning')));
}

apply();

/** The button that goes from one to the next. */
export function themeButton() {
  const element = button({ label: 'Theme', kind: 'button-quiet', press: () => choose(order[(order.indexOf(chosen) + 1) % order.length]) });
  const sign = icon(icons[chosen]);
  element.append(sign);
  const tell = () => {
    setIcon(sign, icons[chosen]);
    element.setAttribute('aria-label', `Theme: ${names[chosen]}`);
    element.title = `Theme: ${names[chosen]}`;
  };
  const choose = (theme) => {
    chosen = theme;
    remember('theme', theme);
    apply();
    tell();
  };
  addEventListener('storage', (event) => {
    if (event.key === 'easel.theme') {
      chosen = recall('theme', 'system');
      apply();
      tell();
    }
  });
  tell();
  return element;
}

// Short messages at the edge of the window, which go by themselves unless somebody is about to press their button.

import { button, fill, h, icon } from '../core/dom.js';
import { ApiError } from '../core/api.js';

const most = 4;
const list = h('div', { class: 'toasts', role: 'region', 'aria-label': 'Messages' });

export function begin() {
  document.body.append(list);
}

/** Shows a message. `undo` is {label, press} for a button. */
export function toast(message, { kind = 'plain', undo = null, seconds = undo ? 8 : 5 } = {}) {
  const signs = { good: 'check', bad: 'warning', plain: 'info' };
  const item = h('div', { class: `toast toast-${kind}`, role: kind === 'bad' ? 'alert' : 'status' });
  let timer = 0;
  const close = () => {
    clearTimeout(timer);
    item.classList.add('is-leaving');
    setTimeout(() => item.remove(), 180);
  };
  const arm = () => { timer = setTimeout(close, seconds * 1000); };
  fill(item,
    icon(signs[kind]),
    h('span', { class: 'toast-text', text: message }),
    undo && h('button', { type: 'button', class: 'toast-action', text: undo.label, on: { click: () => { close(); undo.press(); } } }),
    button({ icon: 'close', label: 'Dismiss', kind: 'button-quiet button-small', press: close }));
  item.addEventListener('pointerenter', () => clearTimeout(timer));
  item.addEventListener('pointerleave', arm);
  item.addEventListener('focusin', () => clearTimeout(timer));
  item.addEventListener('focusout', arm);

  // A modal dialog makes everything else inert: a message belongs to the topmost one.
  const home = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body;
  if (list.parentElement !== home) home.append(list);
  list.append(item);
  while (list.children.length > most) list.firstElementChild.remove();
  arm();
  return close;
}

/** Does something that the server may refuse, and shows why if it does. */
export async function attempt(action) {
  try {
    return await action();
  } catch (error) {
    if (error.name === 'AbortError') return undefined;
    if (!(error instanceof ApiError)) throw error;
    toast(error.message, { kind: 'bad', seconds: 9 });
    return undefined;
  }
}

/** Where messages were before a dialog took them along. */
export function bringHome() {
  document.body.append(list);
}

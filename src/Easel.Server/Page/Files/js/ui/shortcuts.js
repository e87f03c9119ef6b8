// Keys that do something wherever one is, and the page that tells of them.

import { h } from '../core/dom.js';
import { openDialog } from './dialog.js';

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
const actions = [];
let helpIsOpen = false;

/** Adds one. `keys` is such as `Ctrl+Enter`, `/`, `G`; those without Ctrl rest while somebody types or a dialog is open. */
export function shortcut(keys, text, action, { group = 'Everywhere' } = {}) {
  actions.push({ keys, text, action, group });
}

/** Tells of keys that a view or a dialog handles by itself. */
export function describe(keys, text, group) {
  actions.push({ keys, text, group, action: null });
}

/** Begins to listen. */
export function listen() {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const pressed = nameOf(event);
    const found = actions.find(({ keys, action }) => action && keys.toLowerCase() === pressed);
    if (!found || (!pressed.startsWith('ctrl+') && (isTyping(event.target) || document.querySelector('dialog[open]')))) return;
    if (found.keys.startsWith('Ctrl+') && document.querySelector('dialog[open]')) return;
    event.preventDefault();
    found.action();
  });
}

function nameOf(event) {
  const withControl = event.ctrlKey || event.metaKey;
  if (event.altKey) return '';
  return `${withControl ? 'ctrl+' : ''}${event.key.toLowerCase()}`;
}

export const isTyping = (target) => target instanceof HTMLElement
  && (target.isContentEditable || target.matches('textarea, select, input:not([type=range], [type=checkbox], [type=radio], [type=button])'));

/** How a key is called on this machine. */
export const keyName = (keys) => keys.length === 1 ? keys.toUpperCase() : isMac ? keys.replace('Ctrl', '⌘') : keys;

/** Shows all of them. */
export function showHelp() {
  if (helpIsOpen) return;
  helpIsOpen = true;
  const groups = [...new Set(actions.map(({ group }) => group))];
  openDialog({
    title: 'Keyboard',
    kind: 'dialog-help',
    closed: () => { helpIsOpen = false; },
    build: () => h('div', { class: 'help-groups' }, groups.map((group) => h('section', {},
      h('h3', { text: group }),
      h('dl', { class: 'help-list' }, actions.filter((item) => item.group === group).map(({ keys, text }) => h('div', {},
        h('dt', {}, keys.split(' ').map((key) => h('kbd', { text: keyName(key) }))),
        h('dd', { text }))))))),
  });
}

// Windows above the page. The browser's own element keeps focus inside, closes with Esc, and gives focus back.

import { button, h, uniqueId } from '../core/dom.js';
import { bringHome } from './toast.js';

/** Opens a dialog. `build(close)` makes its content; what is returned closes it. */
export function openDialog({ title, kind = '', build, closed = () => {}, showsTitle = true }) {
  const heading = uniqueId('dialog');
  const before = document.activeElement;
  const dialog = h('dialog', { class: `dialog ${kind}`.trim(), 'aria-labelledby': heading });
  const close = () => dialog.open && dialog.close();
  const closer = button({ icon: 'close', label: 'Close', kind: 'button-quiet dialog-close', shortcut: 'Escape', press: close });
  dialog.append(h('header', { class: showsTitle ? 'dialog-head' : 'dialog-head is-bare' }, h('h2', { id: heading, class: showsTitle ? '' : 'visually-hidden', text: title }), closer));
  dialog.addEventListener('close', () => {
    bringHome();
    dialog.remove();
    closed();
    if (before?.isConnected) before.focus({ preventScroll: true });
  });

  // A press beside it closes it, if it also began there.
  let beganBeside = false;
  dialog.addEventListener('pointerdown', (event) => { beganBeside = event.target === dialog; });
  dialog.addEventListener('click', (event) => { if (beganBeside && event.target === dialog) close(); });

  const content = build(close, dialog);
  dialog.append(...[content].flat().filter(Boolean));
  document.body.append(dialog);
  dialog.showModal();
  (dialog.querySelector('[autofocus]') ?? closer).focus();
  return close;
}

/** Asks before something that cannot be taken back. */
export function confirm({ title, text, yes, dangerous = true }) {
  return new Promise((resolve) => {
    let answer = false;
    openDialog({
      title,
      kind: 'dialog-small',
      closed: () => resolve(answer),
      build: (close) => [
        h('p', { class: 'dialog-text', text }),
        h('footer', { class: 'dialog-foot' },
          button({ label: 'Cancel', words: true, press: close, autofocus: true }),
          button({ label: yes, words: true, kind: dangerous ? 'button-danger' : 'button-primary', press: () => { answer = true; close(); } })),
      ],
    });
  });
}

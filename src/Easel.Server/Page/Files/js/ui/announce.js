// What screen readers say. A line that says the same as before is not said again, and progress is said sparingly.

import { h } from '../core/dom.js';

const region = h('div', { class: 'visually-hidden', role: 'status', 'aria-live': 'polite' });
const quiet = 9_000;
let lastProgress = 0;

export function begin() {
  document.body.append(region);
}

/** Says a sentence when the reader has finished what it is saying. */
export function announce(sentence) {
  region.textContent = sentence;
}

/** Says how far something is, at most every few seconds. */
export function announceProgress(sentence) {
  const now = Date.now();
  if (now - lastProgress < quiet) return;
  lastProgress = now;
  announce(sentence);
}

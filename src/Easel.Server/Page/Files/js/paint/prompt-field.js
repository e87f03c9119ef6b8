// A prompt with a count of its tokens, and the words that the model will not read.

import { debounce, fill, h, icon } from '../core/dom.js';
import { post } from '../core/api.js';
import { draft } from '../data/draft.js';
import { field } from '../ui/fields.js';
import { changeWeight } from './weights.js';

const pause = 350;

/** @param name `prompt` or `negativePrompt` */
export function promptField({ name, label, placeholder, rows }) {
  const area = h('textarea', {
    class: 'input prompt-area', rows, placeholder, spellcheck: 'false', autocapitalize: 'off', autocomplete: 'off', enterkeyhint: 'done',
    on: { input: () => draft.patch({ [name]: area.value }), keydown: (event) => changeWeight(event, area) },
  });
  const meter = tokenMeter(name);
  const element = field({ label, name, control: area, aside: meter.count, kind: 'field-prompt' });
  element.append(meter.cut);
  draft.follow(({ [name]: text }) => {
    if (area.value !== text) area.value = text;
  });
  return { element, area };
}

function tokenMeter(name) {
  const number = h('span', {});
  const bar = h('span', { class: 'token-bar', 'aria-hidden': 'true' });
  const count = h('span', { class: 'token-count', title: 'Tokens: what the model reads of the text, in pieces of words' }, bar, number);
  const cut = h('p', { class: 'token-cut' });
  cut.hidden = true;
  let asked = null;

  const show = (answer) => {
    const { count: tokens = 0, limit = 75, chunks = 1, cut: lost = [] } = answer ?? {};
    const room = limit * Math.max(1, chunks);
    number.textContent = tokens === 0 ? '' : `${tokens} / ${room}`;
    count.classList.toggle('is-empty', tokens === 0);
    count.classList.toggle('is-over', lost.length > 0);
    count.setAttribute('aria-label', `${tokens} of ${room} tokens`);
    count.setAttribute('role', 'img');
    bar.style.setProperty('--share', `${Math.min(100, (tokens / room) * 100)}%`);
    cut.hidden = lost.length === 0;
    if (lost.length > 0) fill(cut, icon('scissors'), h('span', {}, h('strong', { text: 'Not read: ' }), h('s', { text: lost.join(' ') })));
  };

  const ask = debounce(async () => {
    asked?.abort();
    asked = new AbortController();
    try {
      const { [name]: prompt, syntax, model, styles } = draft.value;
      show(prompt.trim() === '' ? null : await post('tokens', { prompt, syntax, model, ...(name === 'prompt' ? { styles } : {}) }, asked.signal));
    } catch { /* a count that is late or missing is left as it was */ }
  }, pause);

  let last = null;
  draft.follow((value) => {
    const key = JSON.stringify([value[name], value.syntax, value.model, value.styles]);
    if (key !== last) ask();
    last = key;
  });
  show(null);
  return { count, cut };
}

// The number that names the noise: by lot each time, or kept.

import { button, h, icon, setIcon } from '../core/dom.js';
import { draft } from '../data/draft.js';
import { field } from '../ui/fields.js';

const largest = 2 ** 32;

export function seedField() {
  const input = h('input', { type: 'text', class: 'input', inputmode: 'numeric', pattern: '[0-9]*', placeholder: 'By lot', autocomplete: 'off', spellcheck: 'false' });
  input.addEventListener('change', () => {
    const text = input.value.trim();
    const isNumber = /^\d{1,20}$/.test(text);
    draft.patch({ seed: isNumber ? Number(text) : null, keepsSeed: isNumber });
    input.value = draft.value.keepsSeed ? draft.value.seed : '';
  });
  const dice = button({
    icon: 'dice', label: 'Draw a seed now, and keep it', kind: 'button-quiet',
    press: () => draft.patch({ seed: crypto.getRandomValues(new Uint32Array(1))[0] % largest, keepsSeed: true }),
  });
  const sign = icon('unlock');
  const keep = h('button', { type: 'button', class: 'button button-icon button-quiet', on: { click: () => toggle() } }, sign);
  const toggle = () => draft.patch(draft.value.keepsSeed ? { keepsSeed: false } : { keepsSeed: draft.value.seed !== null });

  draft.follow(({ seed, keepsSeed }) => {
    if (document.activeElement !== input) input.value = keepsSeed && seed !== null ? seed : '';
    setIcon(sign, keepsSeed ? 'lock' : 'unlock');
    keep.setAttribute('aria-pressed', String(keepsSeed));
    const label = keepsSeed ? 'Keep this seed: on' : seed === null ? 'Keep the last seed: none yet' : `Keep the last seed, ${seed}`;
    keep.setAttribute('aria-label', label);
    keep.title = label;
    keep.disabled = !keepsSeed && seed === null;
  });

  const element = field({ label: 'Seed', name: 'seed', control: input });
  const row = h('div', { class: 'seed-row' });
  input.replaceWith(row);
  row.append(input, dice, keep);
  return element;
}

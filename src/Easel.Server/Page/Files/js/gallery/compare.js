// Two pictures one above the other, with a slider between them, and what is different in what made them.

import { button, fill, h, icon } from '../core/dom.js';
import { fileOf, list, nameOf, promptOf, thumbnailOf } from '../data/pictures.js';
import { openDialog } from '../ui/dialog.js';
import { attempt, toast } from '../ui/toast.js';
import { factsOf } from './details.js';

const offered = 60;

/** Opens it; asks for the second picture if there is none. */
export async function openCompare(first, second = null) {
  const others = (await attempt(() => list({ take: offered })) ?? []).filter(({ id }) => id !== first.id);
  const other = second ?? others.find(({ width, height }) => width === first.width && height === first.height) ?? others[0];
  if (!other) {
    toast('There is no other picture to compare it with yet.');
    return;
  }

  let pair = [first, other];
  const stage = h('div', { class: 'compare-stage' });
  const table = h('div', { class: 'compare-facts' });
  const strip = h('div', { class: 'film compare-film', role: 'group', 'aria-label': 'Compare with' });
  const show = () => {
    fill(stage, slider(pair));
    fill(table, differences(pair));
    fill(strip, others.map((picture) => h('button', {
      type: 'button', class: 'film-frame', 'aria-pressed': String(picture.id === pair[1].id), 'aria-label': nameOf(picture), title: nameOf(picture), css: { '--w': picture.width, '--h': picture.height },
      on: { click: () => { pair = [pair[0], picture]; show(); } },
    }, h('img', { src: thumbnailOf(picture, 128), alt: '', loading: 'lazy' }))));
  };
  openDialog({
    title: 'Compare',
    kind: 'dialog-compare',
    build: (close, dialog) => {
      dialog.querySelector('.dialog-head h2').after(button({ icon: 'swap', label: 'Swap sides', words: true, kind: 'button-small', press: () => { pair = [pair[1], pair[0]]; show(); } }));
      return [stage, h('div', { class: 'compare-below' }, strip, table)];
    },
  });
  show();
}

function slider([left, right]) {
  const box = h('div', { class: 'compare-box', css: { '--w': left.width, '--h': left.height, '--share': '50%' } },
    h('img', { class: 'compare-right', src: fileOf(right), alt: `Right: ${nameOf(right)}`, draggable: 'false' }),
    h('img', { class: 'compare-left', src: fileOf(left), alt: `Left: ${nameOf(left)}`, draggable: 'false' }),
    h('span', { class: 'compare-label is-left', 'aria-hidden': 'true', text: `${left.seed}` }),
    h('span', { class: 'compare-label is-right', 'aria-hidden': 'true', text: `${right.seed}` }),
    h('span', { class: 'compare-line', 'aria-hidden': 'true' }, h('span', { class: 'compare-knob' }, icon('compare'))));
  const range = h('input', { type: 'range', class: 'compare-range', min: 0, max: 100, step: 0.5, value: 50, 'aria-label': 'How much of the left picture is shown' });
  range.addEventListener('input', () => box.style.setProperty('--share', `${range.value}%`));
  box.append(range);
  return box;
}

function differences([left, right]) {
  const facts = [new Map(factsOf(left)), new Map(factsOf(right))];
  const names = [...new Set([...facts[0].keys(), ...facts[1].keys()])].filter((name) => name !== 'Painted' && String(facts[0].get(name)) !== String(facts[1].get(name)));
  const rows = names.map((name) => [name, facts[0].get(name) ?? '–', facts[1].get(name) ?? '–']);
  if (promptOf(left) !== promptOf(right)) rows.unshift(['Prompt', promptOf(left), promptOf(right)]);
  if ((left.request?.negativePrompt ?? '') !== (right.request?.negativePrompt ?? '')) rows.push(['Not in it', left.request?.negativePrompt || '–', right.request?.negativePrompt || '–']);
  if (rows.length === 0) return h('p', { class: 'muted', text: 'Both were made with the same settings.' });
  return h('table', { class: 'table' },
    h('caption', { class: 'visually-hidden', text: 'What is different' }),
    h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, h('span', { class: 'visually-hidden', text: 'Setting' })), h('th', { scope: 'col', text: 'Left' }), h('th', { scope: 'col', text: 'Right' }))),
    h('tbody', {}, rows.map(([name, a, b]) => h('tr', {}, h('th', { scope: 'row', text: name }), h('td', { text: String(a) }), h('td', { text: String(b) })))));
}

// What a study is to compare.

import { ApiError } from '../core/api.js';
import { button, facts, fill, h, icon, uniqueId } from '../core/dom.js';
import { plural } from '../core/format.js';
import { go } from '../core/router.js';
import { draft } from '../data/draft.js';
import { options, samplerLabel, styleLists } from '../data/options.js';
import { toast } from '../ui/toast.js';
import { axisField } from './axis-field.js';
import { countOf, parameterOf } from './axes.js';
import { beginStudy } from './studies-data.js';

const presets = [['steps', 'Steps'], ['size', 'Sizes'], ['aspect', 'Aspect ratios'], ['scale', 'Guidance'], ['sampler', 'Samplers'], ['seed', 'Seeds'], ['style', 'Styles']];
const titles = ['Columns', 'Rows', 'Blocks'];
const mostCells = () => options.value.limits.cellsPerStudy ?? 2_000;

/** @param begun is called with the study */
export function studyForm(begun) {
  let axes = [];
  const place = h('div', { class: 'axes' });
  const total = h('p', { class: 'estimate', role: 'status' });
  const submit = h('button', { type: 'submit', class: 'button button-primary' }, icon('study'), h('span', { text: 'Paint the study' }));
  const add = button({ icon: 'plus', label: 'Another axis', words: true, kind: 'button-small', press: () => { axes = [...axes, fresh()]; show(); } });
  const chips = h('div', { class: 'picks', role: 'group', 'aria-label': 'Usual studies' }, presets.map(([name, text]) => h('button', { type: 'button', class: 'pick', text, on: { click: () => { axes = [axisOf(name)]; show(); } } })));

  const axisOf = (name) => ({ name, values: parameterOf(name).usual(draft.value) });
  const fresh = () => axisOf(['steps', 'sampler', 'seed'].find((name) => !axes.some((axis) => axis.name === name)));
  const tell = () => {
    const most = mostCells();
    const counts = axes.map((axis) => countOf(parameterOf(axis.name), axis.values));
    const pictures = counts.reduce((product, count) => product * count, 1);
    const complaint = counts.some((count) => count === 0) ? 'Every axis needs a value.' : pictures > most ? `${counts.join(' × ')} is ${plural(pictures, 'picture')}; a study can have ${most.toLocaleString()}.` : '';
    total.textContent = complaint || (axes.length > 1 ? `${counts.join(' × ')} = ${plural(pictures, 'picture')}` : plural(pictures, 'picture'));
    total.classList.toggle('is-wrong', complaint !== '');
    submit.disabled = complaint !== '';
  };
  const show = () => {
    fill(place, axes.map((axis, i) => axisField(titles[i], axis, {
      taken: axes.map(({ name }) => name),
      remove: axes.length > 1 ? () => { axes = axes.filter((_, at) => at !== i); show(); } : null,
      change: (now, redraws = true) => { axes = axes.map((other, at) => at === i ? now : other); if (redraws) show(); else { axis = now; tell(); } },
    })));
    add.hidden = axes.length >= titles.length;
    tell();
  };

  const form = h('form', { class: 'study-form', 'aria-label': 'New study', novalidate: true },
    h('h2', { text: 'New study' }), promptAndBase(),
    h('div', { class: 'field' }, h('span', { class: 'field-label', text: 'Compare' }), chips), place, add,
    h('div', { class: 'study-foot' }, total, submit));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    sendStudy('study', axes, submit, begun);
  });
  styleLists.follow((lists) => { if (lists.length > 0 || axes.length === 0) { if (axes.length === 0) axes = [axisOf('steps')]; show(); } });
  return form;
}

/** Begins a study; shows why if the server will not. */
export async function sendStudy(kind, axes, submit, begun) {
  submit.disabled = true;
  try {
    begun(await beginStudy(kind, axes, draft.value.prompt));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    toast(error.message, { kind: 'bad', seconds: 10 });
  } finally {
    submit.disabled = false;
  }
}

/** The prompt, and in a line what else does not change. */
export function promptAndBase() {
  const id = uniqueId('prompt');
  const area = h('textarea', { class: 'input prompt-area', id, rows: 2, placeholder: 'What would you like to see?', spellcheck: 'false', on: { input: () => draft.patch({ prompt: area.value }) } });
  const base = h('p', { class: 'study-base' });
  draft.follow((value) => {
    if (area.value !== value.prompt) area.value = value.prompt;
    fill(base, h('span', {}, facts(value.model, value.width && `${value.width} × ${value.height}`, value.steps && `${value.steps} steps`, value.sampler && samplerLabel(value.sampler), value.scale !== null && `guidance ${value.scale}`, value.keepsSeed ? `seed ${value.seed}` : 'a seed by lot')),
      button({ label: 'Change', words: true, kind: 'button-link', press: () => go('paint') }));
  });
  return h('div', { class: 'field' }, h('label', { class: 'field-label', for: id, text: 'Prompt' }), area, base);
}

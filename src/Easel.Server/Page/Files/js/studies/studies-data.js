// Studies as the server has them.

import { get, items, post, remove } from '../core/api.js';
import { debounce } from '../core/dom.js';
import { on, onGap } from '../core/events.js';
import { Forgotten, Store } from '../core/store.js';
import { draft, settingsOf, uploadInitial } from '../data/draft.js';

export const studies = new Store(null);

const forgotten = new Forgotten();

const askAgain = 250;

export async function readStudies() {
  const known = new Map((studies.value ?? []).map((study) => [study.id, study]));
  studies.set(items(await get('studies')).filter(({ id }) => !forgotten.has(id)).map((study) => withCells(study, known.get(study.id))));
}

// A list has a few cells of each only.
const withCells = (study, known) => (known?.cells?.length ?? 0) > (study.cells?.length ?? 0) ? { ...study, cells: known.cells } : study;

export async function readStudy(id) {
  put(await get(`studies/${id}`));
}

/** Begins a study of the form's settings. @param axes [{name, values}] */
export async function beginStudy(kind, axes, prompt) {
  const request = { ...settingsOf({ ...draft.value, prompt }), ...await uploadInitial(), count: 1 };
  const study = await post('studies', { kind, axes, request });
  put(study);
  return study;
}

export async function cancelStudy(id) {
  await post(`studies/${id}/cancel`);
  await readStudy(id);
}

export async function forgetStudy(id) {
  await remove(`studies/${id}`);
  drop(id);
}

function drop(id) {
  forgotten.add(id);
  if (studies.value) studies.set(studies.value.filter((study) => study.id !== id));
}

export const isOver = (study) => ['done', 'failed', 'cancelled'].includes(study.state);

/** How many cells there are, and how many are painted. */
export function progressOf(study) {
  const cells = study.cells ?? [];
  const done = study.progress?.done ?? cells.filter(({ picture }) => picture).length;
  const all = study.progress?.cells ?? (cells.length || (study.axes ?? []).reduce((product, { values }) => product * values.length, 1));
  return { done, all, fraction: isOver(study) && study.state === 'done' ? 1 : study.progress?.fraction ?? done / Math.max(1, all), secondsLeft: study.progress?.secondsLeft };
}

function put(study) {
  if (forgotten.has(study.id)) return;
  const others = (studies.value ?? []).filter(({ id }) => id !== study.id);
  studies.set([study, ...others].sort((a, b) => new Date(b.created) - new Date(a.created)));
}

onGap(() => studies.value && readStudies().catch(() => {}));

// A list has only a few cells of each: all of those that somebody looks at are asked for again.
const readAgain = debounce(() => {
  for (const id of stale) readStudy(id).catch(() => {});
  stale.clear();
}, askAgain);
const stale = new Set();

on('study', (study) => {
  const known = studies.value?.find(({ id }) => id === study.id);
  if (studies.value === null) return;
  const next = withCells(study, known);
  put(next);
  if (next.cells === known?.cells) {
    stale.add(study.id);
    readAgain();
  }
});
on('studyForgotten', ({ id }) => drop(id));

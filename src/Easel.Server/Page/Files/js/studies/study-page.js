// One study: its sheet as it grows, and what can be done with it.

import { ApiError } from '../core/api.js';
import { button, facts, fill, h, icon } from '../core/dom.js';
import { plural, timeLeft } from '../core/format.js';
import { go } from '../core/router.js';
import { useSettings } from '../data/draft.js';
import { openLightbox } from '../gallery/lightbox.js';
import { progressBar } from '../ui/progress.js';
import { attempt } from '../ui/toast.js';
import { cancelStudy, isOver, progressOf, readStudy, studies } from './studies-data.js';
import { cellFile, cellGrid, sheetOf } from './study-cells.js';

export function studyPage(id, back) {
  const title = h('h1', {});
  const line = h('p', { class: 'muted' });
  const tools = h('div', { class: 'row' });
  const bar = progressBar('Progress of this sheet');
  const words = h('p', { class: 'row-words' });
  const error = h('p', { class: 'row-error' });
  const grid = h('div', { class: 'cells' });
  const element = h('article', { class: 'study-page' },
    button({ icon: 'left', label: 'All sheets', words: true, kind: 'button-quiet button-small study-back', press: back }),
    h('header', { class: 'study-head' }, h('div', {}, title, line), tools), bar.element, words, error, grid);
  let key = '';

  const show = () => {
    const study = (studies.value ?? []).find((other) => other.id === id);
    if (!study) {
      if (key !== '') gone();
      return;
    }
    const { done, all, fraction, secondsLeft } = progressOf(study);
    title.textContent = study.request?.prompt || '(no prompt)';
    fill(line, facts((study.axes ?? []).map((axis) => axis.title ?? axis.name).join(' × '), plural(all, 'picture'), study.request?.model));
    const over = isOver(study);
    bar.element.hidden = words.hidden = over;
    words.textContent = [study.state === 'queued' ? 'Waiting' : `${done} of ${all}`, timeLeft(secondsLeft)].filter(Boolean).join(' · ');
    bar.show(fraction, words.textContent);
    error.hidden = !study.error;
    error.textContent = study.error ?? '';
    const next = `${study.state} ${done}`;
    if (next === key) return;
    key = next;
    fill(tools,
      study.state === 'done' && h('a', { class: 'button button-primary', href: sheetOf(study), download: `sheet-${id.slice(0, 8)}.png` }, icon('download'), h('span', { text: 'Sheet' })),
      study.state === 'done' && button({ icon: 'expand', label: 'See the sheet', press: () => openSheet(study) }),
      button({ icon: 'sliders', label: 'Use its settings', press: () => { useSettings(study.request); go('paint'); } }),
      !over && button({ icon: 'stop', label: 'Cancel', press: () => attempt(() => cancelStudy(id)) }));
    const focused = [...grid.querySelectorAll('.cell-open')].indexOf(document.activeElement);
    fill(grid, cellGrid(study, (cell) => openCell(study, cell)));
    if (focused >= 0) grid.querySelectorAll('.cell-open')[focused]?.focus();
  };

  const gone = () => fill(element, h('div', { class: 'empty' }, icon('study', 'empty-sign'), h('h2', { text: 'This sheet is not there any more' }), button({ label: 'All sheets', words: true, press: back })));
  const stop = studies.follow(show);
  readStudy(id).catch((wrong) => {
    if (!(wrong instanceof ApiError)) throw wrong;
    if (title.textContent === '') gone();
  });
  return { element, stop };
}

function openSheet(study) {
  attempt(async () => {
    const image = new Image();
    image.src = sheetOf(study);
    await image.decode().catch(() => {});
    if (image.naturalWidth > 0) openLightbox([], null, { still: { src: image.src, title: study.request?.prompt || 'Sheet', width: image.naturalWidth, height: image.naturalHeight } });
  });
}

function openCell(study, cell) {
  const label = (value) => value?.label ?? String(value);
  const names = (study.axes ?? []).map((axis, i) => `${axis.title ?? axis.name} ${label(cell.labels?.[i] ?? '')}`).join(', ');
  attempt(async () => {
    const image = new Image();
    image.src = cellFile(cell);
    await image.decode().catch(() => {});
    if (image.naturalWidth > 0) openLightbox([], null, { still: { src: image.src, title: names, width: image.naturalWidth, height: image.naturalHeight } });
  });
}

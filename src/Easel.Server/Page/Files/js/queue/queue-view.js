// The queue: what is painted, what waits in which order, what went wrong, what is done.

import { button, fill, h, icon } from '../core/dom.js';
import { plural } from '../core/format.js';
import { change, finished, forget, isRead, jobs, running, waiting } from '../data/jobs.js';
import { attempt, toast } from '../ui/toast.js';
import { Reorder } from './reorder.js';
import { row } from './queue-row.js';

export function queueView() {
  const sections = {
    now: section('Being painted'),
    line: section('Waiting', 'ol'),
    failed: section('Went wrong'),
    done: section('Over', 'ul', button({ icon: 'clear', label: 'Forget them', words: true, kind: 'button-small button-quiet', press: () => forgetAll() })),
  };
  const retryAll = button({ icon: 'refresh', label: 'Try all again', words: true, kind: 'button-small', press: () => attempt(() => Promise.all(failed().map(({ id }) => change(id, 'retry')))) });
  sections.failed.head.append(retryAll);
  const pauseAll = button({ icon: 'pause', label: 'Pause all', words: true, kind: 'button-small', press: () => attempt(() => changeAll()) });
  const empty = h('div', { class: 'empty' }, icon('queue', 'empty-sign'), h('h2', { text: 'Nothing is waiting' }), h('p', { text: 'What you paint lines up here. It is kept when the server ends, and goes on at its step.' }));
  const summary = h('p', { class: 'muted view-note' });
  const rows = new Map();
  const reorder = new Reorder(sections.line.list, () => waiting());
  const element = h('div', { class: 'view view-queue' },
    h('header', { class: 'view-head' }, h('h1', { text: 'Queue' }), summary, pauseAll),
    empty, Object.values(sections).map((part) => part.element),
    h('p', { class: 'visually-hidden', id: 'reorder-help', text: 'Press Space to lift a job, arrow keys to move it, Space to put it down, Escape to leave it where it was.' }));

  const show = () => {
    if (reorder.isBusy) return;
    const line = waiting();
    const over = finished();
    put(sections.now, running());
    put(sections.line, line);
    put(sections.failed, over.filter(({ state }) => state === 'failed'));
    put(sections.done, over.filter(({ state }) => state !== 'failed').slice(0, 30));
    for (const id of [...rows.keys()]) if (!jobs.value.has(id)) rows.delete(id);
    empty.hidden = !isRead.value || jobs.value.size > 0;
    const open = running().length + line.length;
    const pictures = [...running(), ...line].reduce((sum, job) => sum + job.count - (job.pictures?.length ?? 0), 0);
    summary.textContent = open === 0 ? '' : `${plural(open, 'job')}, ${plural(pictures, 'picture')} to go`;
    const isPausing = [...running(), ...line].some(({ state }) => state !== 'paused');
    pauseAll.hidden = open === 0;
    pauseAll.querySelector('span').textContent = isPausing ? 'Pause all' : 'Go on with all';
    fill(pauseAll, icon(isPausing ? 'pause' : 'play'), h('span', { text: isPausing ? 'Pause all' : 'Go on with all' }));
    retryAll.hidden = over.filter(({ state }) => state === 'failed').length < 2;
  };

  const put = (part, list) => {
    part.element.hidden = list.length === 0;
    const elements = list.map((job, i) => {
      if (!rows.has(job.id)) rows.set(job.id, row(job, reorder));
      const made = rows.get(job.id);
      made.show(job, i, list.length);
      return made.element;
    });
    part.count.textContent = list.length;
    if (elements.length !== part.list.children.length || elements.some((item, i) => part.list.children[i] !== item)) part.list.replaceChildren(...elements);
  };

  const changeAll = () => {
    const all = [...running(), ...waiting()];
    const toPause = all.filter(({ state }) => state !== 'paused');
    return Promise.all((toPause.length > 0 ? toPause : all).map(({ id }) => change(id, toPause.length > 0 ? 'pause' : 'resume')));
  };
  const failed = () => finished().filter(({ state }) => state === 'failed');
  const forgetAll = () => attempt(async () => {
    const all = finished().filter(({ state }) => state !== 'failed');
    await Promise.all(all.map(({ id }) => forget(id)));
    toast('Forgotten. Their pictures stay in the gallery.');
  });

  reorder.onEnd = show;
  jobs.follow(show);
  isRead.follow(show);
  return { element, title: 'Queue' };
}

function section(title, tag = 'ul', tools = null) {
  const list = h(tag, { class: 'rows' });
  const count = h('span', { class: 'count' });
  const head = h('header', { class: 'section-head' }, h('h2', {}, title, ' ', count), tools);
  return { element: h('section', { class: 'queue-section', 'aria-label': title }, head, list), list, count, head };
}

// A job in the queue.

import { address } from '../core/api.js';
import { button, facts, fill, h, icon } from '../core/dom.js';
import { ago, plural } from '../core/format.js';
import { go } from '../core/router.js';
import { useSettings } from '../data/draft.js';
import { change, forget, isOver, setPriority } from '../data/jobs.js';
import { thumbnailOf } from '../data/pictures.js';
import { selection } from '../paint/selection.js';
import { liveImage } from '../ui/live-image.js';
import { progressBar, progressWords } from '../ui/progress.js';
import { attempt } from '../ui/toast.js';
import { cancelJob } from './cancel.js';

export function row(first, reorder) {
  let job = first;
  const name = () => job.request?.prompt || 'no prompt';
  const grip = h('button', { type: 'button', class: 'grip', 'aria-describedby': 'reorder-help' }, icon('grip'));
  const image = liveImage({ class: 'row-image' });
  const title = h('h3', { class: 'row-title' });
  const line = h('p', { class: 'row-facts' });
  const bar = progressBar();
  const words = h('p', { class: 'row-words' });
  const error = h('p', { class: 'row-error' });
  const tools = h('div', { class: 'row row-tools' });
  const place = h('span', { class: 'row-place', 'aria-hidden': 'true' });
  const picture = h('div', { class: 'row-picture' }, image.element, place);
  const element = h('li', { class: 'queue-row', data: { id: first.id } }, grip, picture, h('div', { class: 'row-text' }, title, line, bar.element, words, error), tools);
  reorder.attach(element, grip, name);
  let key = '';

  const show = (now, index, count) => {
    job = now;
    const waits = job.state === 'queued' || job.state === 'paused';
    element.dataset.state = job.state;
    grip.hidden = !waits || count < 2;
    grip.setAttribute('aria-label', `Move ${name()}, ${index + 1} of ${count}`);
    if (waits) place.textContent = index + 1;
    else if (!place.querySelector('svg')) fill(place, icon({ failed: 'warning', cancelled: 'stop' }[job.state] ?? 'easel'));
    title.textContent = name();
    fill(line, facts(...factsOf(job)));
    const isRunning = job.state === 'running';
    bar.element.hidden = !isRunning;
    words.hidden = !isRunning;
    if (isRunning) {
      bar.show(job.progress?.fraction ?? null, progressWords(job.progress));
      words.textContent = progressWords(job.progress);
    }

    error.hidden = !job.error && !(job.warnings?.length > 0);
    error.classList.toggle('is-warning', !job.error);
    error.textContent = job.error ?? job.warnings?.join(' ') ?? '';
    image.show(isRunning && job.progress?.preview > 0 ? address(`jobs/${job.id}/preview`, { n: job.progress.preview }) : job.pictures?.length > 0 ? thumbnailOf(job.pictures.at(-1), 96) : null);
    const next = `${job.state} ${job.priority} ${job.count}`;
    if (next !== key) fill(tools, toolsOf(job, () => job));
    key = next;
  };
  return { element, show };
}

function factsOf(job) {
  const { width, height, steps } = job.request ?? {};
  const [now, done] = [new Date(), job.pictures?.length ?? 0];
  return [
    job.state === 'paused' && 'Paused',
    job.state === 'cancelled' && 'Cancelled',
    job.state === 'done' && 'Done',
    job.source === 'study' && 'of a study',
    job.priority > 0 ? `priority +${job.priority}` : job.priority < 0 && `priority ${job.priority}`,
    width && `${width} × ${height}`,
    steps && `${steps} steps`,
    job.count > 1 ? `${done} of ${plural(job.count, 'picture')}` : null,
    job.request?.model,
    isOver(job) ? ago(new Date(job.finished ?? job.created), now) : null,
  ];
}

function toolsOf(job, now) {
  const act = (verb) => () => attempt(() => change(job.id, verb));
  const waits = job.state === 'queued' || job.state === 'paused';
  return [
    waits && button({ icon: 'up', label: `Greater priority (now ${job.priority})`, kind: 'button-quiet', press: () => attempt(() => setPriority(job.id, Math.min(10, now().priority + 1))) }),
    waits && button({ icon: 'down', label: `Smaller priority (now ${job.priority})`, kind: 'button-quiet', press: () => attempt(() => setPriority(job.id, Math.max(-10, now().priority - 1))) }),
    job.state === 'running' && button({ icon: 'eye', label: 'Watch', kind: 'button-quiet', press: () => { selection.set({ kind: 'job', id: job.id }); go('paint'); } }),
    job.state === 'running' && job.count > 1 && button({ icon: 'skip', label: 'Go on with the next picture', kind: 'button-quiet', press: act('skip') }),
    (job.state === 'running' || job.state === 'queued') && button({ icon: 'pause', label: 'Pause', kind: 'button-quiet', press: act('pause') }),
    job.state === 'paused' && button({ icon: 'play', label: 'Go on', kind: 'button-quiet', press: act('resume') }),
    (job.state === 'failed' || job.state === 'cancelled') && button({ icon: 'refresh', label: 'Try again', words: job.state === 'failed', kind: job.state === 'failed' ? 'button-small' : 'button-quiet', press: act('retry') }),
    isOver(job) && button({ icon: 'sliders', label: 'Use these settings', kind: 'button-quiet', press: () => { useSettings(job.request); go('paint'); } }),
    isOver(job)
      ? button({ icon: 'close', label: 'Forget', kind: 'button-quiet', press: () => attempt(() => forget(job.id)) })
      : button({ icon: 'stop', label: 'Cancel', kind: 'button-quiet', press: () => cancelJob(job.id) }),
  ];
}

// The large picture: as it is being painted, or finished.

import { address } from '../core/api.js';
import { button, fill, h } from '../core/dom.js';
import { change, jobs } from '../data/jobs.js';
import { fileOf, nameOf, promptOf } from '../data/pictures.js';
import { openLightbox } from '../gallery/lightbox.js';
import { pictureActions } from '../gallery/actions.js';
import { cancelJob } from '../queue/cancel.js';
import { liveImage } from '../ui/live-image.js';
import { progressBar, progressWords } from '../ui/progress.js';
import { attempt } from '../ui/toast.js';
import { emptyStage } from './empty-stage.js';
import { recent, selection, subject } from './selection.js';

export function stage({ begin }) {
  const image = liveImage({ class: 'stage-image' });
  const open = h('button', { type: 'button', class: 'stage-open', 'aria-label': 'Open large', on: { click: () => enlarge() } });
  const frame = h('div', { class: 'stage-frame' }, image.element, open);
  const empty = emptyStage(begin);
  const foot = h('div', { class: 'stage-foot' });
  const element = h('section', { class: 'stage', 'aria-label': 'Picture' }, h('div', { class: 'stage-room' }, frame, empty), foot);
  const live = liveFoot(image);
  let shown = null;
  let footKey = '';

  const enlarge = () => shown?.picture && openLightbox(recent.value ?? [], shown.picture, { onShow: (picture) => selection.set({ kind: 'picture', picture }) });

  const show = () => {
    const now = subject();
    shown = now;
    const what = now.job ?? now.picture;
    frame.hidden = !what;
    empty.hidden = Boolean(what) || recent.value === null;
    frame.classList.toggle('is-live', Boolean(now.job));
    frame.classList.toggle('is-running', now.job?.state === 'running');
    open.hidden = !now.picture;
    if (!what) {
      fill(foot);
      footKey = '';
      image.show(null);
      return;
    }

    const { width, height } = now.picture ?? now.job.request;
    frame.style.setProperty('--w', width ?? 1);
    frame.style.setProperty('--h', height ?? 1);
    if (now.job) {
      image.element.alt = 'The picture as it is being painted';
      image.show(previewOf(now.job) ?? (footKey === now.job.id ? image.element.src : null));
      if (footKey !== now.job.id) fill(foot, live.element);
      footKey = now.job.id;
      live.show(now.job);
    } else {
      image.element.alt = nameOf(now.picture);
      image.show(fileOf(now.picture));
      const key = JSON.stringify([now.picture.id, now.picture.favourite]);
      if (footKey !== key) fill(foot, pictureFoot(now.picture));
      footKey = key;
    }
  };
  for (const store of [jobs, recent, selection]) store.follow(show);
  return { element, enlarge, subject: () => shown };
}

function previewOf(job) {
  if (job.state === 'running' && job.progress?.preview > 0) return address(`jobs/${job.id}/preview`, { n: job.progress.preview });
  const last = job.pictures?.at(-1);
  return last ? fileOf(last) : null;
}

function liveFoot(image) {
  const bar = progressBar('Progress of this job');
  const words = h('p', { class: 'stage-words' });
  const prompt = h('p', { class: 'stage-prompt' });
  const buttons = h('div', { class: 'row' });
  const element = h('div', { class: 'stage-live' }, bar.element, h('div', { class: 'stage-line' }, h('div', { class: 'stage-texts' }, words, prompt), buttons));
  let key = '';

  return {
    element,
    show(job) {
      const paused = job.state === 'paused';
      const text = job.state === 'running' ? progressWords(job.progress)
        : paused ? 'Paused' : job.state === 'queued' ? `In the queue${job.place ? `, number ${job.place}` : ''}` : job.error ?? 'Cancelled';
      words.textContent = text;
      prompt.textContent = job.request?.prompt ?? '';
      bar.show(job.state === 'running' ? job.progress?.fraction ?? null : (job.pictures?.length ?? 0) / job.count, text);
      const next = `${job.id} ${job.state} ${job.count}`;
      if (next === key) return;
      key = next;
      // What is paused stays in view, though nothing is painted then.
      const act = (verb) => () => { selection.set({ kind: 'job', id: job.id }); attempt(() => change(job.id, verb)); };
      fill(buttons,
        job.state === 'running' && button({ icon: 'eye', label: 'Decode it as it is now', press: () => decode(job, image) }),
        job.state === 'running' && job.count > 1 && button({ icon: 'skip', label: 'Go on with the next picture', press: act('skip') }),
        paused ? button({ icon: 'play', label: 'Go on', words: true, press: act('resume') }) : ['running', 'queued'].includes(job.state) && button({ icon: 'pause', label: 'Pause', press: act('pause') }),
        ['failed', 'cancelled'].includes(job.state) ? button({ icon: 'refresh', label: 'Try again', words: true, press: act('retry') }) : button({ icon: 'stop', label: 'Cancel', press: () => cancelJob(job.id) }));
    },
  };
}

/** What the whole decoder makes of the latent after this step: slower than the preview, and sharp. */
async function decode({ id }, image) {
  image.element.classList.add('is-decoding');
  const { preview: n = 0, step = 0 } = jobs.value.get(id)?.progress ?? {};
  const loader = new Image();
  loader.src = address(`jobs/${id}/preview`, { decode: true, n });
  await attempt(() => loader.decode().catch(() => {}));
  image.element.classList.remove('is-decoding');
  if (loader.naturalWidth > 0) openLightbox([], null, { still: { src: loader.src, title: `As it was after step ${step}`, width: loader.naturalWidth, height: loader.naturalHeight } });
}

function pictureFoot(picture) {
  return h('div', { class: 'stage-line' },
    h('div', { class: 'stage-texts' }, h('p', { class: 'stage-words', text: promptOf(picture) }), h('p', { class: 'stage-prompt', text: `${picture.width} × ${picture.height} · seed ${picture.seed}` })),
    h('div', { class: 'row' }, pictureActions(picture)));
}

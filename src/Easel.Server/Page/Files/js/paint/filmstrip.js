// What is being painted, what waits, and the newest pictures, in a row below the stage.

import { address } from '../core/api.js';
import { h, icon } from '../core/dom.js';
import { plural } from '../core/format.js';
import { go } from '../core/router.js';
import { jobs, running, waiting } from '../data/jobs.js';
import { nameOf, thumbnailOf } from '../data/pictures.js';
import { liveImage } from '../ui/live-image.js';
import { recent, selection, subject } from './selection.js';

export function filmstrip() {
  const list = h('div', { class: 'film', role: 'group', 'aria-label': 'Newest pictures' });
  const frames = new Map();

  const show = () => {
    const now = subject();
    const wanted = [];
    for (const job of running()) wanted.push(frameOf(`job-${job.id}`, () => jobFrame(), (frame) => frame.show(job)));
    const waits = waiting().length;
    if (waits > 0) wanted.push(frameOf('waiting', () => waitingFrame(), (frame) => frame.show(waits)));
    for (const picture of recent.value ?? []) wanted.push(frameOf(picture.id, () => pictureFrame(picture), (frame) => frame.show(picture)));
    for (const key of [...frames.keys()]) if (!wanted.some(({ name }) => name === key)) frames.delete(key);
    const elements = wanted.map(({ element }) => element);
    if (elements.length !== list.children.length || elements.some((element, i) => list.children[i] !== element)) list.replaceChildren(...elements);
    const chosen = now.job ? `job-${now.job.id}` : now.picture?.id;
    for (const { name, element } of wanted) element.setAttribute('aria-pressed', String(name === chosen));
    list.hidden = elements.length === 0;
  };

  const frameOf = (name, make, update) => {
    if (!frames.has(name)) frames.set(name, { name, ...make() });
    update(frames.get(name));
    return frames.get(name);
  };

  list.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = [...list.children];
    all[all.indexOf(document.activeElement) + step]?.focus();
  });
  for (const store of [jobs, recent, selection]) store.follow(show);
  return list;
}

function pictureFrame(first) {
  let picture = first;
  const element = h('button', { type: 'button', class: 'film-frame', 'aria-label': nameOf(first), title: nameOf(first), css: { '--w': first.width, '--h': first.height }, on: { click: () => selection.set({ kind: 'picture', picture }) } },
    h('img', { src: thumbnailOf(first, 128), alt: '', loading: 'lazy', decoding: 'async' }));
  const heart = icon('heart-full', 'film-heart');
  element.append(heart);
  return { element, show: (now) => { picture = now; heart.toggleAttribute('hidden', !now.favourite); } };
}

function jobFrame() {
  const image = liveImage();
  const element = h('button', { type: 'button', class: 'film-frame film-live' }, image.element, h('span', { class: 'film-fill', 'aria-hidden': 'true' }));
  return {
    element,
    show(job) {
      element.onclick = () => selection.set({ kind: 'job', id: job.id });
      element.setAttribute('aria-label', `Being painted: ${job.request?.prompt ?? ''}`);
      element.style.setProperty('--w', job.request?.width ?? 1);
      element.style.setProperty('--h', job.request?.height ?? 1);
      element.style.setProperty('--fraction', job.progress?.fraction ?? 0);
      if (job.progress?.preview > 0) image.show(address(`jobs/${job.id}/preview`, { n: job.progress.preview }));
    },
  };
}

function waitingFrame() {
  const words = h('span', {});
  const element = h('button', { type: 'button', class: 'film-frame film-waiting', on: { click: () => go('queue') } }, icon('queue'), words);
  return {
    element,
    show(count) {
      words.textContent = `${count} waiting`;
      element.title = `${plural(count, 'job')} waiting: show the queue`;
    },
  };
}

// The queue, kept as the server has it: read once, changed by events, read anew after a gap.

import { get, items, patch, post, remove } from '../core/api.js';
import { on, onGap } from '../core/events.js';
import { Forgotten, Store } from '../core/store.js';

/** All jobs that this page knows, by id. */
export const jobs = new Store(new Map());

/** Whether the queue has been read. */
export const isRead = new Store(false);

const forgotten = new Forgotten();
const pageSize = 200;
const seenOver = 60;

export const isOver = (job) => ['done', 'failed', 'cancelled'].includes(job.state);

/** Those that are painted now. */
export const running = () => [...jobs.value.values()].filter((job) => job.state === 'running');

/** Those that wait, the next first. A job that is being painted may be asked to pause: it waits too. */
export const waiting = () => [...jobs.value.values()].filter((job) => job.state === 'queued' || job.state === 'paused').sort((a, b) => (a.place ?? 1e9) - (b.place ?? 1e9));

/** Those that are over, the newest first. */
export const finished = () => [...jobs.value.values()].filter(isOver).sort((a, b) => new Date(b.finished ?? b.created) - new Date(a.finished ?? a.created));

/** Reads the queue. */
export async function readJobs() {
  const [open, over] = await Promise.all([
    get('jobs', { state: 'running,queued,paused', take: pageSize }),
    get('jobs', { state: 'failed,cancelled,done', take: seenOver }),
  ]);
  jobs.set(new Map([...items(open), ...items(over)].filter(({ id }) => !forgotten.has(id)).map((job) => [job.id, job])));
  isRead.set(true);
}

/** Puts a job into the queue. */
export async function submit(request) {
  const job = await post('jobs', request);
  put(job);
  return job;
}

/** `cancel`, `pause`, `resume`, `retry` or `skip`. */
export async function change(id, verb) {
  const job = await post(`jobs/${id}/${verb}`);
  if (job?.id) put(job);
  return job;
}

/** Makes a job come before another one; at the end of the line if that is null. */
export async function moveBefore(id, before) {
  const last = waiting().filter((job) => job.id !== id).at(-1);
  if (before) await patch(`jobs/${id}`, { before });
  else if (last) await patch(`jobs/${id}`, { after: last.id });
  await readJobs();
}

export async function setPriority(id, priority) {
  await patch(`jobs/${id}`, { priority });
  await readJobs();
}

export async function forget(id) {
  await remove(`jobs/${id}`);
  drop(id);
}

function drop(id) {
  forgotten.add(id);
  if (!jobs.value.has(id)) return;
  const next = new Map(jobs.value);
  next.delete(id);
  jobs.set(next);
}

function put(job) {
  const before = jobs.value.get(job.id);
  if (forgotten.has(job.id)) return before;
  const next = new Map(jobs.value);
  next.set(job.id, { ...before, ...job });
  jobs.set(next);
  return before;
}

const enders = new Set();

/** Calls with a job that has just come to its end. */
export const onEnd = (handler) => enders.add(handler);

let placesAreOld = 0;

on('job', (job) => {
  const before = put(job);
  if (isOver(job) && before && !isOver(before)) for (const handler of enders) handler(job);
  if (before?.state === job.state && before?.place === job.place) return;
  // Others move up when one leaves the line, which is not told of each.
  clearTimeout(placesAreOld);
  placesAreOld = setTimeout(() => readJobs().catch(() => {}), 300);
});

on('step', (step) => {
  const progress = step.progress ?? step;
  const job = jobs.value.get(progress.job);
  if (job) put({ ...job, state: 'running', progress });
});

on('picture', (picture) => {
  const job = jobs.value.get(picture.job);
  if (job && !job.pictures?.some(({ id }) => id === picture.id)) put({ ...job, pictures: [...(job.pictures ?? []), picture] });
});

on('warning', ({ job: id, message }) => {
  const job = jobs.value.get(id);
  if (job) put({ ...job, warnings: [...new Set([...(job.warnings ?? []), message])] });
});

on('jobForgotten', ({ id }) => drop(id));

onGap(() => readJobs().catch(() => {}));

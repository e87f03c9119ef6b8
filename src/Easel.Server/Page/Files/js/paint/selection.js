// What the stage shows: a job, a picture, or what there is to be seen: the job that is being painted, else the newest picture.

import { jobs, running } from '../data/jobs.js';
import { list, onPictures } from '../data/pictures.js';
import { Store } from '../core/store.js';
import { onGap } from '../core/events.js';

const most = 40;

/** {kind: 'auto'}, {kind: 'job', id} or {kind: 'picture', picture}. */
export const selection = new Store({ kind: 'auto' });

/** The newest pictures, the newest first; null until they are read. */
export const recent = new Store(null);

export async function readRecent() {
  recent.set(await list({ take: most }));
}

onGap(() => readRecent().catch(() => {}));

onPictures(({ kind, picture }) => {
  const now = recent.value ?? [];
  const isGone = kind === 'erased' || picture.deleted;
  const without = now.filter(({ id }) => id !== picture.id);
  if (isGone) {
    recent.set(without);
    if (selection.value.kind === 'picture' && selection.value.picture.id === picture.id) selection.set({ kind: 'auto' });
  } else if (kind === 'added') {
    recent.set([picture, ...without].slice(0, most));
  } else if (without.length === now.length) {
    recent.set([...now, picture].sort((a, b) => new Date(b.created) - new Date(a.created)).slice(0, most));
  } else {
    recent.set(now.map((other) => other.id === picture.id ? picture : other));
    if (selection.value.kind === 'picture' && selection.value.picture.id === picture.id) selection.set({ kind: 'picture', picture });
  }
});

/** What is to be shown now: {job}, {picture}, or nothing. */
export function subject() {
  const chosen = selection.value;
  if (chosen.kind === 'picture') return { picture: chosen.picture };
  if (chosen.kind === 'job') {
    const job = jobs.value.get(chosen.id);
    if (job && job.state !== 'done') return { job };
    const painted = job?.pictures?.at(-1);
    if (painted) return { picture: painted };
  }

  const job = running()[0];
  if (job) return { job };
  return recent.value?.length > 0 ? { picture: recent.value[0] } : {};
}

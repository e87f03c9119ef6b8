// Cancelling a job: it can be taken back, since what it has painted so far is kept.

import { change } from '../data/jobs.js';
import { attempt, toast } from '../ui/toast.js';

export const cancelJob = (id) => attempt(async () => {
  await change(id, 'cancel');
  toast('Cancelled', { undo: { label: 'Undo', press: () => attempt(() => change(id, 'retry')) } });
});

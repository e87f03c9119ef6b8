// The page: what there is, put together.

import { listen as listenToEvents } from './core/events.js';
import { go, route } from './core/router.js';
import { isLockedOut } from './core/api.js';
import { completeDraft, draft, recallInitial } from './data/draft.js';
import { isOver, jobs, onEnd, readJobs, running } from './data/jobs.js';
import { readOptions } from './data/options.js';
import { galleryView } from './gallery/gallery-view.js';
import { listenForPictures } from './intake/drop.js';
import { paintView } from './paint/paint-view.js';
import { readRecent } from './paint/selection.js';
import { queueView } from './queue/queue-view.js';
import { studiesView } from './studies/studies-view.js';
import * as live from './ui/announce.js';
import { percent, plural } from './core/format.js';
import { openShell } from './ui/shell.js';
import { describe, listen as listenToKeys, shortcut, showHelp } from './ui/shortcuts.js';
import { enter, guard, takeTokenFromAddress } from './ui/sign-in.js';
import * as toasts from './ui/toast.js';

const views = { paint: paintView(), gallery: galleryView(), queue: queueView(), studies: studiesView('studies'), workshop: studiesView('workshop') };

function addShortcuts() {
  shortcut('Ctrl+Enter', 'Paint', () => { if (route.value.view !== 'paint') go('paint'); views.paint.send(); });
  shortcut('/', 'Search the gallery', () => { go('gallery'); views.gallery.focusSearch(); });
  shortcut('p', 'Write a prompt', () => { go('paint'); views.paint.focusPrompt(); });
  shortcut('g', 'Gallery', () => go('gallery'));
  shortcut('q', 'Queue', () => go('queue'));
  shortcut('s', 'Studies', () => go('studies'));
  shortcut('w', 'Workshop', () => go('workshop'));
  shortcut('?', 'This help', showHelp);
  describe('Esc', 'Close what is open', 'Everywhere');
  describe('Ctrl+↑ Ctrl+↓', 'The chosen words count more, or less', 'Prompt');
  describe('← →', 'The newer, the older picture', 'Open picture');
  describe('F', 'Favourite', 'Open picture');
  describe('U', 'Use its settings', 'Open picture');
  describe('I', 'Send to image to image', 'Open picture');
  describe('D', 'Download', 'Open picture');
  describe('Del', 'Move to the bin', 'Open picture');
  describe('+ - 0', 'Larger, smaller, all of it', 'Open picture');
  describe('↑ ↓ ← →', 'Go from picture to picture', 'Gallery');
  describe('X', 'Choose', 'Gallery');
  describe('Space ↑ ↓', 'Lift a job, move it, put it down', 'Queue');
  describe('B E', 'Brush, eraser', 'Mask');
  describe('[ ]', 'Smaller, larger brush', 'Mask');
  describe('Ctrl+Z', 'Undo', 'Mask');
  describe('I', 'Invert', 'Mask');
}

function announceJobs() {
  onEnd((job) => {
    const name = job.request?.prompt || 'the picture';
    if (job.state === 'done') live.announce(`Done: ${plural(job.count, 'picture')}, ${name}`);
    if (job.state === 'failed') {
      live.announce(`Failed: ${name}`);
      toasts.toast(job.error ?? 'A job failed.', { kind: 'bad', seconds: 12, undo: { label: 'Queue', press: () => go('queue') } });
    }
  });
  jobs.onChange(() => {
    const job = running()[0];
    if (job?.progress && !isOver(job)) live.announceProgress(`${percent(job.progress.fraction)} painted`);
  });
}

const quietly = (reading) => reading.catch(() => {});

async function read() {
  await Promise.all([quietly(readOptions().then(completeDraft)), quietly(readJobs()), quietly(readRecent())]);
}

// Somebody may have begun to write before the modules were there.
function takeEarlyWords() {
  const early = { prompt: document.getElementById('early-prompt'), negativePrompt: document.getElementById('early-negative') };
  for (const [name, area] of Object.entries(early)) if (area.value !== '') draft.patch({ [name]: area.value });
  return document.activeElement === early.prompt;
}

async function begin() {
  const token = takeTokenFromAddress();
  const isWriting = takeEarlyWords();
  openShell(views);
  if (isWriting) views.paint.focusPrompt();
  live.begin();
  toasts.begin();
  guard(read);
  listenToKeys();
  addShortcuts();
  announceJobs();
  listenForPictures();
  recallInitial();
  listenToEvents();
  await enter(token);
  if (!isLockedOut.value) await read();
}

begin();

// What a picture's file says made it, and what to do with that.

import { ApiError, postFile } from '../core/api.js';
import { button, fill, h, icon } from '../core/dom.js';
import { go } from '../core/router.js';
import { useSettings } from '../data/draft.js';
import { samplerLabel, scheduleLabel } from '../data/options.js';
import { openDialog } from '../ui/dialog.js';
import { beginWithFile } from '../paint/initial-field.js';

const programs = { a1111: 'in AUTOMATIC1111\'s form', easel: 'by Easel', comfyui: 'by ComfyUI' };

export function openIntake(file) {
  const url = URL.createObjectURL(file);
  const words = h('div', { class: 'intake-words', 'aria-live': 'polite' }, h('p', { class: 'muted', text: 'Reading its settings…' }));
  const use = button({ icon: 'sliders', label: 'Use its settings', words: true, kind: 'button-primary' });
  use.disabled = true;
  const stop = new AbortController();
  openDialog({
    title: file.name || 'A pasted picture',
    kind: 'dialog-intake',
    closed: () => { stop.abort(); URL.revokeObjectURL(url); },
    build: (close) => {
      use.addEventListener('click', () => close());
      return [
        h('div', { class: 'intake-body' }, h('img', { class: 'intake-image', src: url, alt: 'The picture' }), words),
        h('footer', { class: 'dialog-foot' },
          button({ icon: 'image', label: 'Begin with this picture', words: true, press: async () => { close(); await beginWithFile(file); go('paint'); } }), use),
      ];
    },
  });
  read(file, words, use, stop.signal);
}

async function read(file, words, use, signal) {
  try {
    const answer = await postFile('settings', file, signal);
    const request = answer?.request ?? null;
    if (!request || !(request.prompt || request.steps)) {
      fill(words, nothing());
      return;
    }

    fill(words, summary(request, answer));
    use.disabled = false;
    use.addEventListener('click', () => { useSettings(request, { keepsSeed: request.seed !== undefined && request.seed !== null }); go('paint'); });
    use.focus();
  } catch (error) {
    if (error.name === 'AbortError') return;
    if (!(error instanceof ApiError)) throw error;
    fill(words, error.status === 422 || error.status === 404 ? nothing(error.message) : h('p', { class: 'row-error', text: error.message }));
  }
}

const nothing = (why) => h('div', { class: 'intake-nothing' }, icon('info'), h('p', { text: why || 'Its file does not say what made it. It can still be what a new picture begins with.' }));

function summary(request, { source, warnings = [] }) {
  const facts = [
    ['Model', request.model], ['Size', request.width && `${request.width} × ${request.height}`], ['Steps', request.steps], ['Sampler', request.sampler && samplerLabel(request.sampler)],
    ['Schedule', request.schedule && scheduleLabel(request.schedule)], ['Guidance', request.scale], ['Seed', request.seed],
  ].filter(([, value]) => value !== undefined && value !== null && value !== '');
  return h('div', {},
    source && h('p', { class: 'muted', text: `Written ${programs[source.toLowerCase()] ?? `by ${source}`}` }),
    h('p', { class: 'intake-prompt', text: request.prompt || '(no prompt)' }),
    request.negativePrompt && h('p', { class: 'muted', text: `Not in it: ${request.negativePrompt}` }),
    h('dl', { class: 'facts' }, facts.map(([name, value]) => h('div', {}, h('dt', { text: name }), h('dd', { text: String(value) })))),
    warnings.map((warning) => h('p', { class: 'row-error is-warning', text: warning })));
}

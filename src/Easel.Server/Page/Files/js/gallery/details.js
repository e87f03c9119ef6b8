// What made a picture, in words.

import { button, h } from '../core/dom.js';
import { longDate } from '../core/format.js';
import { samplerLabel, scheduleLabel } from '../data/options.js';
import { attempt, toast } from '../ui/toast.js';

/** Pairs of names and values, without prompts. */
export function factsOf(picture) {
  const request = picture.request ?? {};
  return [
    ['Model', picture.model],
    ['Size', `${picture.width} × ${picture.height}`],
    ['Seed', picture.seed],
    ['Steps', request.steps],
    ['Sampler', request.sampler && samplerLabel(request.sampler)],
    ['Schedule', request.schedule && scheduleLabel(request.schedule)],
    ['Guidance', request.scale],
    ['Eta', request.eta],
    ['Styles', request.styles?.length > 0 ? request.styles.join(', ') : null],
    ['Painted anew', request.initial ? `${Math.round((request.initial.strength ?? 0.75) * 100)} %${request.mask ? ', masked' : ''}` : null],
    ['Faster by', request.fast && request.fast !== 'off' ? request.fast : null],
    ['Noise', request.noise && request.noise !== 'torch' ? request.noise : null],
    ['Painted', longDate(new Date(picture.created))],
  ].filter(([, value]) => value !== null && value !== undefined && value !== '');
}

export function detailsOf(picture) {
  const { prompt, negativePrompt } = picture.request ?? {};
  return h('div', { class: 'details' },
    text('Prompt', prompt),
    text('Not in the picture', negativePrompt),
    h('dl', { class: 'facts' }, factsOf(picture).map(([name, value]) => h('div', {}, h('dt', { text: name }), h('dd', { text: String(value) })))));
}

function text(title, words) {
  if (!words) return null;
  const copy = button({ icon: 'copy', label: `Copy: ${title}`, kind: 'button-quiet button-small', press: () => attempt(async () => {
    await navigator.clipboard?.writeText(words);
    toast('Copied', { kind: 'good', seconds: 2 });
  }) });
  return h('section', { class: 'details-text' }, h('header', {}, h('h4', { text: title }), copy), h('p', { text: words }));
}

// The form: what to paint.

import { ApiError, post } from '../core/api.js';
import { button, debounce, h } from '../core/dom.js';
import { bytes, duration, plural } from '../core/format.js';
import { chooseModel, complaints, draft, initial, requestOfDraft, resetDraft, settingsOf } from '../data/draft.js';
import { submit } from '../data/jobs.js';
import { models, options, refreshModels, scheduleLabel } from '../data/options.js';
import { announce } from '../ui/announce.js';
import { selectField, sliderField, stepperField } from '../ui/fields.js';
import { keyName } from '../ui/shortcuts.js';
import { attempt, toast } from '../ui/toast.js';
import { initialField } from './initial-field.js';
import { promptField } from './prompt-field.js';
import { seedField } from './seed-field.js';
import { sizeField } from './size-field.js';
import { styleField } from './style-field.js';

const estimating = 'Estimating…';

/** @param submitted is called with the job */
export function composer(submitted) {
  const prompt = promptField({ name: 'prompt', label: 'Prompt', placeholder: 'What would you like to see?', rows: 4 });
  const negative = promptField({ name: 'negativePrompt', label: 'Not in the picture', placeholder: 'blurry, text', rows: 1 });
  const paint = paintButton();
  const estimate = h('p', { class: 'estimate', 'aria-live': 'off', text: estimating });

  const form = h('form', { class: 'composer', 'aria-label': 'What to paint', novalidate: true },
    h('div', { class: 'composer-scroll' },
      h('div', { class: 'composer-head' }, h('h1', { text: 'Paint' }), button({ icon: 'clear', label: 'Clear the form', kind: 'button-quiet button-small', press: clear })),
      prompt.element, negative.element, styleField(), initialField(),
      h('div', { class: 'composer-rule' }),
      modelField(), sizeField(),
      sliderField({ label: 'Steps', name: 'steps', least: 1, most: () => options.value.limits.steps ?? 500, step: 1, usual: [1, 60], follow: [options] }),
      sliderField({ label: 'Guidance', name: 'scale', least: 0, most: 100, step: 0.1, usual: [1, 20] }),
      h('div', { class: 'pair' }, samplerField(), scheduleField()),
      h('div', { class: 'pair pair-seed' }, seedField(), stepperField({ label: 'Pictures', name: 'count', least: 1, most: () => options.value.limits.picturesPerJob ?? 100, follow: [options] })),
      moreFields()),
    h('div', { class: 'composer-foot' }, estimate, paint));

  let isSending = false;
  const send = async () => {
    if (isSending) return;
    isSending = true;
    commit(form);
    paint.setAttribute('aria-busy', 'true');
    try {
      complaints.set({});
      const job = await submit(await requestOfDraft());
      draft.patch({ seed: job.request?.seed ?? draft.value.seed });
      announce(job.place > 1 ? `In the queue, number ${job.place}` : 'Painting');
      submitted(job);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      complain(form, error);
    } finally {
      isSending = false;
      paint.removeAttribute('aria-busy');
    }
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    send();
  });

  showEstimate(estimate);
  return { element: form, send, focusPrompt: () => prompt.area.focus() };
}

// A number that is still being written counts, too.
function commit(form) {
  const active = document.activeElement;
  if (form.contains(active) && active.matches('input')) active.dispatchEvent(new Event('change', { bubbles: true }));
}

function clear() {
  const before = draft.value;
  resetDraft();
  toast('The form is empty', { undo: { label: 'Undo', press: () => draft.set(before) } });
}

function complain(form, error) {
  complaints.set(error.fields);
  const name = Object.keys(error.fields).find((field) => form.querySelector(`[data-field="${CSS.escape(field.split('.')[0])}"]`));
  if (!name) {
    toast(error.message, { kind: 'bad', seconds: 10 });
    return;
  }

  const wrong = form.querySelector(`[data-field="${CSS.escape(name.split('.')[0])}"]`);
  if (name.includes('.')) toast(error.fields[name], { kind: 'bad', seconds: 10 });
  wrong.closest('details')?.setAttribute('open', '');
  wrong.querySelector('input, textarea, select, button')?.focus();
}

function paintButton() {
  const words = h('span', { text: 'Paint' });
  const element = h('button', { type: 'submit', class: 'button button-primary paint-button', 'aria-keyshortcuts': 'Control+Enter' }, words, h('kbd', { 'aria-hidden': 'true', text: keyName('Ctrl ↵') }));
  draft.follow(({ count }) => { words.textContent = count > 1 ? `Paint ${count} pictures` : 'Paint'; });
  return element;
}

function modelField() {
  return selectField({
    label: 'Model', name: 'model', change: chooseModel, follow: [models],
    choices: () => models.value.map(({ name, family }) => ({ value: name, label: family && family !== name ? `${name} · ${family}` : name })),
    aside: button({ icon: 'refresh', label: 'Look for models again', kind: 'button-quiet button-small', press: () => attempt(async () => { await refreshModels(); toast(`${plural(models.value.length, 'model')} found`); }) }),
  });
}

const samplerField = () => selectField({
  label: 'Sampler', name: 'sampler', follow: [options],
  change: (sampler) => draft.patch({ sampler, schedule: null }),
  choices: () => options.value.samplers.map(({ name, label }) => ({ value: name, label: label ?? name })),
});

const scheduleField = () => selectField({
  label: 'Schedule', name: 'schedule', follow: [options],
  choices: () => {
    const sampler = options.value.samplers.find(({ name }) => name === draft.value.sampler);
    const usual = sampler?.usualSchedule;
    const named = usual && usual !== 'automatic' ? `Usual (${scheduleLabel(usual)})` : 'Usual';
    return [{ value: null, label: named }, ...(sampler?.schedules ?? []).filter((name) => name !== 'automatic').map((name) => ({ value: name, label: scheduleLabel(name) }))];
  },
});

function moreFields() {
  const plain = (name, texts = {}) => () => options.value[name === 'syntax' ? 'syntaxes' : name].map((item) => ({ value: item.name ?? item, label: item.label ?? texts[item] ?? item }));
  return h('details', { class: 'more' }, h('summary', { text: 'More' }), h('div', { class: 'more-body' },
    h('div', { class: 'pair' },
      selectField({ label: 'Prompt syntax', name: 'syntax', follow: [options], choices: plain('syntax', { weighted: 'Weighted (a:1.2)', literal: 'Literal' }) }),
      selectField({ label: 'Noise', name: 'noise', follow: [options], choices: plain('noise', { torch: 'PyTorch', cuda: 'PyTorch on a card', numpy: 'NumPy' }) })),
    h('div', { class: 'pair' },
      selectField({ label: 'Faster, less exact', name: 'fast', follow: [options], choices: plain('fast', { off: 'Off' }) }),
      sliderField({ label: 'Priority', name: 'priority', least: -10, most: 10, step: 1 }))));
}

/** What it will take, as the server foretells it. */
function showEstimate(element) {
  let asked = null;
  const ask = debounce(async () => {
    asked?.abort();
    asked = new AbortController();
    if (element.textContent === '') element.textContent = estimating;
    try {
      const { strength } = draft.value;
      const bill = await post('plans', settingsOf(), asked.signal);
      const share = initial.value ? Math.max(0.05, strength) : 1;
      const likely = bill?.seconds?.likely ?? bill?.seconds;
      element.textContent = Number.isFinite(likely) ? [likely * share < 1 ? 'Under 1 s' : `About ${duration(likely * share)}`, bill.memory?.peak && bytes(bill.memory.peak)].filter(Boolean).join(' · ') : '';
    } catch (error) {
      if (error.name !== 'AbortError') element.textContent = '';
    }
  }, 300);
  const what = ({ model, width, height, steps, sampler, scale, count, fast }) => JSON.stringify([model, width, height, steps, sampler, scale, count, fast, draft.value.strength, initial.value === null]);
  let last = '';
  const look = () => {
    const key = what(draft.value);
    if (draft.value.model && key !== last) {
      last = key;
      ask();
    }
  };
  draft.follow(look);
  initial.onChange(look);
}

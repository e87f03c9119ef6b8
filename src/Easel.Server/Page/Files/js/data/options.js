// What the server offers: models, samplers, styles, limits. Read once, and again when a model is added.

import { get, items, post } from '../core/api.js';
import { onGap } from '../core/events.js';
import { recall, remember } from '../core/storage.js';
import { Store } from '../core/store.js';

// What was offered the last time is shown until the server has answered: the form is there at once.
const kept = recall('offered', {});

export const models = new Store(kept.models ?? []);
export const styleLists = new Store([]);
export const options = new Store({ samplers: [], schedules: [], noise: [], syntaxes: [], fast: [], limits: {}, ...kept.options });
export const status = new Store(null);

/** Reads all of it. */
export async function readOptions() {
  const [offered, found] = await Promise.all([get('options'), get('models')]);
  options.set({ ...options.value, ...offered });
  models.set(items(found));
  remember('offered', { models: models.value, options: options.value });
  readStatus();
  styleLists.set(items(await get('styles')));
}

/** Sizes that the server offers for a model, by its name; read when they are first asked for. */
export const sizes = new Store({});
const asked = new Set();

export async function readSizes(model) {
  if (!model || asked.has(model)) return;
  asked.add(model);
  try {
    sizes.patch({ [model]: (await get('options', { model })).sizes ?? [] });
  } catch {
    asked.delete(model);
  }
}

export async function readStatus() {
  try {
    status.set(await get('status'));
  } catch { /* the connection's own sign tells of it */ }
}

export async function refreshModels() {
  await post('models/refresh');
  models.set(items(await get('models')));
}

/** The model of a name; the server's own if there is none of it. */
export const modelOf = (name) => models.value.find((model) => model.name === name) ?? models.value.find((model) => model.isDefault) ?? models.value[0] ?? null;

/** What a model paints best. */
export function defaultsOf(model) {
  const own = model?.defaults ?? {};
  return { width: own.width ?? 512, height: own.height ?? 512, steps: own.steps ?? 20, scale: own.scale ?? 7.5, sampler: own.sampler ?? 'dpmpp_2m', schedule: own.schedule ?? null };
}

/** What something is called for people. */
export const labelOf = (list, name) => list.find((item) => (item.name ?? item) === name)?.label ?? name ?? '';

export const samplerLabel = (name) => labelOf(options.value.samplers, name);
export const scheduleLabel = (name) => labelOf(options.value.schedules, name) || name;

onGap(() => readOptions().catch(() => {}));

// What is to be painted next: the form's values, kept from one visit to the next.

import { postFile } from '../core/api.js';
import { keepLarge, recall, recallLarge, remember } from '../core/storage.js';
import { Store } from '../core/store.js';
import { defaultsOf, modelOf, options } from './options.js';

const blank = {
  prompt: '', negativePrompt: '', styles: [], model: null, width: null, height: null, steps: null, sampler: null, schedule: null, scale: null, eta: null,
  seed: null, keepsSeed: false, count: 1, syntax: 'weighted', noise: 'torch', fast: 'off', priority: 0, strength: 0.75, fit: 'cover',
};

export const draft = new Store({ ...blank, ...recall('draft', {}) });

/** The picture to begin with: {blob, url, width, height, name, mask}, or null. Its mask is a PNG of the same size, white where it is painted anew. */
export const initial = new Store(null);

/** What the server did not like, by field. */
export const complaints = new Store({});

draft.onChange((value) => {
  remember('draft', value);
  if (Object.keys(complaints.value).length > 0) complaints.set({});
});

/** Fills what is not chosen with what the model paints best. */
export function completeDraft() {
  const model = modelOf(draft.value.model);
  const defaults = defaultsOf(model);
  const { width, height, steps, scale, sampler } = draft.value;
  draft.patch({
    model: model?.name ?? null,
    width: width ?? defaults.width,
    height: height ?? defaults.height,
    steps: steps ?? defaults.steps,
    scale: scale ?? defaults.scale,
    sampler: options.value.samplers.some(({ name }) => name === sampler) ? sampler : defaults.sampler,
  });
}

/** Takes another model; what was the last one's own becomes this one's. */
export function chooseModel(name) {
  const [before, after] = [defaultsOf(modelOf(draft.value.model)), defaultsOf(modelOf(name))];
  const changed = { model: name };
  for (const field of ['steps', 'scale', 'sampler']) if (draft.value[field] === before[field]) changed[field] = after[field];
  if (before.width !== after.width || before.height !== after.height) Object.assign(changed, { width: after.width, height: after.height });
  draft.patch(changed);
}

/** Takes over the settings of a picture. */
export function useSettings(request, { keepsSeed = true } = {}) {
  const known = Object.fromEntries(Object.keys(blank).filter((name) => request[name] !== undefined && request[name] !== null).map((name) => [name, request[name]]));
  const model = request.model && modelOf(request.model)?.name === request.model ? request.model : draft.value.model;
  const { strength, fit } = request.initial ?? {};
  if (strength !== undefined && strength !== null) known.strength = strength;
  if (fit) known.fit = fit;
  draft.patch({ ...known, negativePrompt: request.negativePrompt ?? '', styles: request.styles ?? [], schedule: request.schedule ?? null, eta: request.eta ?? null, model, count: 1, priority: 0, keepsSeed });
}

/** Empties the form. */
export function resetDraft() {
  draft.set({ ...blank, model: draft.value.model });
  completeDraft();
  beginWith(null);
}

/** Begins with a picture, or with none. */
export async function beginWith(blob, name = 'picture') {
  if (initial.value) URL.revokeObjectURL(initial.value.url);
  if (!blob) {
    initial.set(null);
    keepLarge('initial', null);
    return;
  }

  const bitmap = await createImageBitmap(blob);
  initial.set({ blob, name, url: URL.createObjectURL(blob), width: bitmap.width, height: bitmap.height, mask: null });
  bitmap.close();
  keepLarge('initial', { blob, name, mask: null });
}

/** What of the picture is painted anew; all of it if null. */
export function setMask(mask) {
  if (!initial.value) return;
  initial.patch({ mask });
  keepLarge('initial', { blob: initial.value.blob, name: initial.value.name, mask });
}

export async function recallInitial() {
  const kept = await recallLarge('initial');
  if (!kept?.blob || initial.value) return;
  try {
    await beginWith(kept.blob, kept.name);
    if (kept.mask) setMask(kept.mask);
  } catch { /* a picture that cannot be read any more */ }
}

/** The form as a request of the API, without pictures. */
export function settingsOf(value = draft.value) {
  const { keepsSeed, strength, fit, seed, fast, eta, schedule, ...rest } = value;
  return {
    ...rest,
    seed: keepsSeed ? seed : null,
    ...(fast && fast !== 'off' ? { fast } : {}),
    ...(eta === null || eta === '' ? {} : { eta }),
    ...(schedule ? { schedule } : {}),
  };
}

/** The picture to begin with and its mask as a request names them: uploaded; nothing if there is none. */
export async function uploadInitial() {
  if (!initial.value) return {};
  const { blob, mask } = initial.value;
  const { strength, fit } = draft.value;
  const begun = { initial: { image: (await postFile('uploads', blob)).id, strength, fit } };
  return mask ? { ...begun, mask: { image: (await postFile('uploads', mask)).id } } : begun;
}

/** The form as a request, its pictures uploaded. */
export const requestOfDraft = async () => ({ ...settingsOf(), ...await uploadInitial() });

// Finished pictures. Lists ask for them page by page; what is changed elsewhere, in another tab or by a program, is heard of.

import { address, get, given, items, patch, remove } from '../core/api.js';
import { on } from '../core/events.js';
import { toast } from '../ui/toast.js';

const followers = new Set();

/** Calls with {kind: 'added' | 'changed' | 'erased', picture}. */
export function onPictures(handler) {
  followers.add(handler);
  return () => followers.delete(handler);
}

// Pictures that are only for the program that asked for them are in no list.
for (const [name, kind] of [['picture', 'added'], ['pictureChanged', 'changed']]) on(name, (picture) => picture.shown === false || tell({ kind, picture }));
on('pictureErased', (picture) => tell({ kind: 'erased', picture }));

function tell(change) {
  for (const follower of followers) follower(change);
}

export async function list({ text = '', favourite = false, bin = false, before = null, take = 60, job = null } = {}, signal) {
  return items(await get('pictures', { text, favourite, bin, before, take, job }, signal));
}

export const fileOf = (picture) => given(picture.url ?? `pictures/${picture.id}/file`);

/** A small picture, of so many pixels on this screen. */
export function thumbnailOf(picture, side = 256) {
  const pixels = Math.min(1024, Math.ceil((side * devicePixelRatio) / 128) * 128);
  return address(`pictures/${picture.id}/thumbnail`, { side: pixels });
}

export const promptOf = (picture) => picture.request?.prompt?.trim() || '(no prompt)';

/** What a screen reader calls it. */
export const nameOf = (picture) => `${promptOf(picture)}, seed ${picture.seed}`;

/** The request that paints exactly this one: its own seed, and once. */
export const requestOf = (picture) => ({ ...picture.request, model: picture.model ?? picture.request?.model, seed: picture.seed, count: 1 });

export async function setFavourite(picture, favourite) {
  const changed = await patch(`pictures/${picture.id}`, { favourite });
  tell({ kind: 'changed', picture: { ...picture, ...changed, favourite } });
}

async function setDeleted(picture, deleted) {
  const changed = await patch(`pictures/${picture.id}`, { deleted });
  tell({ kind: 'changed', picture: { ...picture, ...changed, deleted: changed?.deleted ?? (deleted ? new Date().toISOString() : null) } });
}

/** Puts pictures into the bin, and says how to get them back. */
export async function bin(pictures) {
  await Promise.all(pictures.map((picture) => setDeleted(picture, true)));
  toast(pictures.length === 1 ? 'Moved to the bin' : `${pictures.length} pictures moved to the bin`, { undo: { label: 'Undo', press: () => restore(pictures, false) } });
}

export async function restore(pictures, says = true) {
  await Promise.all(pictures.map((picture) => setDeleted(picture, false)));
  if (says) toast(pictures.length === 1 ? 'Back in the gallery' : `${pictures.length} pictures are back in the gallery`, { kind: 'good' });
}

export async function erase(pictures) {
  await Promise.all(pictures.map((picture) => remove(`pictures/${picture.id}`)));
  for (const picture of pictures) tell({ kind: 'erased', picture });
}

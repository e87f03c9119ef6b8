// What can be done with a picture, the same wherever one is shown.

import { button, h } from '../core/dom.js';
import { go } from '../core/router.js';
import { beginWith, useSettings } from '../data/draft.js';
import { bin, fileOf, requestOf, setFavourite } from '../data/pictures.js';
import { attempt, toast } from '../ui/toast.js';
import { openCompare } from './compare.js';

/** The name that its file gets: `easel-SEED.png`. */
export const fileName = (picture) => `easel-${picture.seed}.png`;

export const toggleFavourite = (picture) => attempt(() => setFavourite(picture, !picture.favourite));

export const moveToBin = (pictures) => attempt(() => bin(pictures));

/** Fills the form with what made a picture. */
export function reuse(picture) {
  useSettings(requestOf(picture));
  go('paint');
  toast('The form has its settings, with its seed', { kind: 'good' });
}

/** Lets the next picture begin with this one. */
export function sendToImageToImage(picture) {
  return attempt(async () => {
    const answer = await fetch(fileOf(picture), { credentials: 'same-origin' });
    if (!answer.ok) {
      toast('The picture\'s file is not there any more.', { kind: 'bad' });
      return;
    }
    await beginWith(await answer.blob(), fileName(picture));
    useSettings({ ...requestOf(picture), seed: null }, { keepsSeed: false });
    go('paint');
    toast('The next picture begins with this one', { kind: 'good' });
  });
}

export function download(picture) {
  h('a', { href: fileOf(picture), download: fileName(picture) }).click();
}

/** The buttons of a picture. `close` is called before those that lead elsewhere. */
export function pictureActions(picture, { close = () => {}, compareWith = null } = {}) {
  return [
    button({ icon: picture.favourite ? 'heart-full' : 'heart', label: picture.favourite ? 'Not a favourite any more' : 'Favourite', kind: picture.favourite ? 'is-favourite' : '', 'aria-pressed': String(Boolean(picture.favourite)), press: () => toggleFavourite(picture) }),
    button({ icon: 'sliders', label: 'Use these settings', press: () => { close(); reuse(picture); } }),
    button({ icon: 'image', label: 'Send to image to image', press: () => { close(); sendToImageToImage(picture); } }),
    button({ icon: 'compare', label: 'Compare with another', press: () => openCompare(picture, compareWith) }),
    button({ icon: 'download', label: 'Download', press: () => download(picture) }),
    button({ icon: 'bin', label: 'Move to the bin', press: () => moveToBin([picture]) }),
  ];
}

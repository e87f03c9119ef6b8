// How far a job is: a bar, and a line of words.

import { h } from '../core/dom.js';
import { percent, timeLeft } from '../core/format.js';

export function progressBar(label = 'Progress') {
  const element = h('div', { class: 'progress', role: 'progressbar', 'aria-label': label, 'aria-valuemin': 0, 'aria-valuemax': 100 }, h('div', { class: 'progress-fill' }));
  return {
    element,
    /** @param fraction 0 to 1; unknown if null */
    show(fraction, text = '') {
      element.classList.toggle('is-unknown', fraction === null);
      if (fraction === null) {
        element.removeAttribute('aria-valuenow');
      } else {
        element.setAttribute('aria-valuenow', Math.floor(fraction * 100));
        element.style.setProperty('--fraction', fraction);
      }
      element.setAttribute('aria-valuetext', text || percent(fraction));
    },
  };
}

/** Such as `Step 12 of 20 · picture 2 of 4 · 8 s left`. */
export function progressWords(progress) {
  if (!progress || !progress.steps) return 'Getting ready…';
  return [
    `Step ${progress.step} of ${progress.steps}`,
    progress.pictures > 1 && `picture ${Math.min(progress.picture, progress.pictures)} of ${progress.pictures}`,
    timeLeft(progress.secondsLeft),
  ].filter(Boolean).join(' · ');
}

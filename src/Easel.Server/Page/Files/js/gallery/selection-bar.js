// What can be done with the chosen pictures; it comes up when there are some.

import { button, fill, h } from '../core/dom.js';
import { plural } from '../core/format.js';

export function selectionBar() {
  const element = h('div', { class: 'selection-bar', role: 'toolbar', 'aria-label': 'Chosen pictures' });
  element.hidden = true;
  return {
    element,
    show(pictures, inBin, act) {
      element.hidden = pictures.length === 0;
      if (pictures.length === 0) return;
      fill(element,
        h('span', { class: 'selection-count', role: 'status', text: `${plural(pictures.length, 'picture')} chosen` }),
        pictures.length === 2 && !inBin && button({ icon: 'compare', label: 'Compare', words: true, kind: 'button-small', press: act.compare }),
        inBin && button({ icon: 'restore', label: 'Restore', words: true, kind: 'button-small', press: act.restore }),
        inBin ? button({ icon: 'bin', label: 'Delete for good', words: true, kind: 'button-small button-danger', press: act.erase })
          : button({ icon: 'bin', label: 'Move to the bin', words: true, kind: 'button-small', press: act.bin }),
        button({ icon: 'close', label: 'Choose none', kind: 'button-quiet button-small', press: act.none }));
    },
  };
}

// What stands on the stage before anything was painted.

import { button, h, icon } from '../core/dom.js';
import { draft } from '../data/draft.js';
import { modelOf } from '../data/options.js';

const ideas = ['a lighthouse above a stormy sea, oil painting', 'a quiet village in the snow, watercolor', 'a red fox in tall grass, golden hour'];
const ideasOfPocket = ['a yellow star in the night sky', 'a red house in the desert', 'a cartoon of a blue fish in the sea'];

export function emptyStage(begin) {
  const list = h('div', { class: 'ideas' });
  draft.follow(({ model }) => {
    const offered = modelOf(model)?.name === 'pocket' ? ideasOfPocket : ideas;
    if (list.dataset.first === offered[0]) return;
    list.dataset.first = offered[0];
    list.replaceChildren(...offered.map((idea) => button({ label: idea, words: true, kind: 'idea', press: () => { draft.patch({ prompt: idea }); begin(); } })));
  });
  return h('div', { class: 'empty' }, icon('easel', 'empty-sign'), h('h2', { text: 'An empty easel' }), h('p', { text: 'Say what you would like to see, or begin with one of these.' }), list);
}

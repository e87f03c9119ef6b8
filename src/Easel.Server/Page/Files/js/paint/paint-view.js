// The view where pictures are made: the form, the stage, the newest pictures.

import { h } from '../core/dom.js';
import { composer } from './composer.js';
import { filmstrip } from './filmstrip.js';
import { selection } from './selection.js';
import { stage } from './stage.js';

export function paintView() {
  const form = composer(() => {
    selection.set({ kind: 'auto' });
    if (matchMedia('(max-width: 719px)').matches) scene.element.scrollIntoView({ behavior: 'smooth', block: 'start' });
  });
  const scene = stage({ begin: () => form.focusPrompt() });
  const element = h('div', { class: 'view view-paint' }, form.element, h('div', { class: 'studio' }, scene.element, filmstrip()));
  return { element, title: 'Paint', send: form.send, focusPrompt: form.focusPrompt, stage: scene };
}

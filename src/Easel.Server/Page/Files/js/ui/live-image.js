// An image that is replaced only once the next one is there: it never flickers, and never runs ahead of itself.

import { h } from '../core/dom.js';

export function liveImage(properties = {}) {
  const element = h('img', { alt: '', decoding: 'async', draggable: 'false', ...properties });
  let wanted = '';
  let isLoading = false;

  const next = async () => {
    if (isLoading || wanted === element.src || wanted === '') return;
    isLoading = true;
    const url = wanted;
    const loader = new Image();
    loader.src = url;
    try {
      await loader.decode();
      if (wanted !== '') element.src = url;
    } catch { /* the one that is there stays */ }
    isLoading = false;
    if (wanted !== url) next();
  };

  return {
    element,
    show(url) {
      wanted = url ?? '';
      if (wanted === '') element.removeAttribute('src');
      else next();
    },
  };
}

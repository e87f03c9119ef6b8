// Which view is shown: the part of the address behind #/, such as #/gallery or #/studies/ID.

import { Store } from './store.js';

export const route = new Store(read());

function read() {
  const [view = '', ...rest] = location.hash.replace(/^#\/?/, '').split('/').map(decodeURIComponent);
  return { view: view || 'paint', rest };
}

function update() {
  const next = read();
  if (JSON.stringify(next) !== JSON.stringify(route.value)) route.set(next);
}

addEventListener('hashchange', update);

/** Shows a view; it is there when this returns. */
export function go(view, ...rest) {
  location.hash = `#/${[view, ...rest].map(encodeURIComponent).join('/')}`;
  update();
}

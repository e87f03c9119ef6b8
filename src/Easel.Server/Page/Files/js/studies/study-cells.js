// The pictures of a study in their grid.

import { address, given } from '../core/api.js';
import { h } from '../core/dom.js';

/** A cell's picture: of the gallery, or of the study. */
export function cellImage(study, cell, side) {
  const picture = cell.picture;
  if (!picture) return null;
  const small = picture.thumbnail ?? picture.url ?? picture;
  const url = new URL(given(String(small)));
  if (picture.thumbnail) url.searchParams.set('side', Math.ceil((side * devicePixelRatio) / 128) * 128);
  return url.href;
}

export const cellFile = (cell) => given(String(cell.picture.url ?? cell.picture));

export const sheetOf = (study) => given(typeof study.sheet === 'string' ? study.sheet : address(`studies/${study.id}/sheet`));

/** A few of its cells, for a list. */
export function coverOf(study) {
  const cells = (study.cells ?? []).filter(({ picture }) => picture).slice(0, 4);
  return h('span', { class: 'study-cover', 'aria-hidden': 'true' }, [0, 1, 2, 3].map((i) => cells[i] ? h('img', { src: cellImage(study, cells[i], 96), alt: '', loading: 'lazy' }) : h('span', {})));
}

const labelOf = (value) => typeof value === 'object' && value !== null ? value.label ?? value.value : String(value);

/** The whole grid: a table for each block. `open` is called with a cell. */
export function cellGrid(study, open) {
  const [columns, rows, blocks] = [0, 1, 2].map((i) => study.axes?.[i]);
  const count = (axis) => axis?.values.length ?? 1;
  const at = new Map((study.cells ?? []).map((cell) => [`${cell.x} ${cell.y ?? 0} ${cell.z ?? 0}`, cell]));
  const cellAt = (x, y, z) => at.get(`${x} ${y} ${z}`);
  const figure = (cell, caption) => h('figure', { class: 'cell' }, cell?.picture
    ? h('button', { type: 'button', class: 'cell-open', 'aria-label': `Open: ${(cell.labels ?? []).map(labelOf).join(', ') || caption || 'picture'}`, on: { click: () => open(cell) } }, h('img', { src: cellImage(study, cell, 192), alt: '', loading: 'lazy', decoding: 'async' }))
    : h('div', { class: 'cell-empty', css: { '--w': study.request?.width ?? 1, '--h': study.request?.height ?? 1 } }),
  caption && h('figcaption', {}, h('strong', { text: caption }), seconds(cell)), !caption && h('figcaption', {}, seconds(cell)));

  if (!rows) return h('div', { class: 'cells-flow' }, (columns?.values ?? []).map((value, x) => figure(cellAt(x, 0, 0), labelOf(value))));
  return h('div', { class: 'cells-blocks' }, Array.from({ length: count(blocks) }, (_, z) => h('section', {},
    blocks && h('h3', { text: `${blocks.title ?? blocks.name} ${labelOf(blocks.values[z])}` }),
    h('div', { class: 'cells-scroll', tabindex: 0, role: 'region', 'aria-label': 'Grid of pictures' }, h('table', { class: 'cells-table' },
      h('thead', {}, h('tr', {}, h('td', { class: 'muted', text: `${rows.title ?? rows.name} ↓ ${columns.title ?? columns.name} →` }), columns.values.map((value) => h('th', { scope: 'col', text: labelOf(value) })))),
      h('tbody', {}, rows.values.map((value, y) => h('tr', {}, h('th', { scope: 'row', text: labelOf(value) }), columns.values.map((__, x) => h('td', {}, figure(cellAt(x, y, z))))))))))));
}

const seconds = (cell) => {
  const value = cell?.picture?.seconds ?? cell?.seconds;
  return value ? h('span', { class: 'muted', text: `${value.toFixed(2)} s` }) : null;
};

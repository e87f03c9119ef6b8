// All finished pictures, day by day, with a search, favourites and the bin.

import { button, debounce, fill, h, icon } from '../core/dom.js';
import { day, plural } from '../core/format.js';
import { onGap } from '../core/events.js';
import { erase, list, onPictures, restore } from '../data/pictures.js';
import { announce } from '../ui/announce.js';
import { confirm } from '../ui/dialog.js';
import { attempt } from '../ui/toast.js';
import { moveToBin, toggleFavourite } from './actions.js';
import { openCompare } from './compare.js';
import { openLightbox } from './lightbox.js';
import { selectionBar } from './selection-bar.js';
import { moveFocus } from './grid-keys.js';
import { tile } from './tile.js';

const pageSize = 60;

export function galleryView() {
  const query = { text: '', favourite: false, bin: false };
  let pictures = [];
  let isWhole = false;
  let asked = null;
  const chosen = new Map();
  const tiles = new Map();

  const search = h('input', { type: 'search', class: 'input search-input', placeholder: 'Search prompts', 'aria-label': 'Search prompts', autocomplete: 'off', spellcheck: 'false' });
  const days = h('div', { class: 'days' });
  const notice = h('div', { class: 'gallery-notice' });
  const end = h('div', { class: 'gallery-end', 'aria-hidden': 'true' });
  const bar = selectionBar();
  const emptyBin = button({ icon: 'bin', label: 'Empty the bin', words: true, kind: 'button-small', press: () => eraseAll() });
  emptyBin.hidden = true;
  const filters = ['All', 'Favourites', 'Bin'].map((label, i) => button({ label, words: true, icon: [null, 'heart', 'bin'][i], kind: 'segment', 'aria-pressed': String(i === 0), press: () => filter(i) }));
  const element = h('div', { class: 'view view-gallery' },
    h('header', { class: 'view-head' }, h('h1', { text: 'Gallery' }),
      h('div', { class: 'search' }, icon('search'), search, h('kbd', { 'aria-hidden': 'true', text: '/' })),
      h('div', { class: 'segments', role: 'group', 'aria-label': 'Which pictures' }, filters), emptyBin),
    days, notice, end, bar.element);

  const filter = (i) => {
    filters.forEach((item, at) => item.setAttribute('aria-pressed', String(at === i)));
    Object.assign(query, { favourite: i === 1, bin: i === 2 });
    emptyBin.hidden = i !== 2;
    read();
  };

  const read = async () => {
    asked?.abort();
    asked = new AbortController();
    const mine = asked;
    element.setAttribute('aria-busy', 'true');
    if (tiles.size === 0) skeleton(days);
    const found = await attempt(() => list({ ...query, take: pageSize }, mine.signal));
    if (!found || asked !== mine) return;
    element.removeAttribute('aria-busy');
    pictures = found;
    isWhole = found.length < pageSize;
    choose(() => chosen.clear());
    tiles.clear();
    show();
    if (query.text) announce(isWhole ? `${plural(found.length, 'picture')} found` : `${found.length} pictures found, and more`);
  };

  let isReading = false;
  const more = async () => {
    if (isWhole || isReading || pictures.length === 0) return [];
    isReading = true;
    const found = await attempt(() => list({ ...query, before: pictures.at(-1).id, take: pageSize })) ?? [];
    isReading = false;
    isWhole = found.length < pageSize;
    pictures = [...pictures, ...found.filter(({ id }) => !pictures.some((known) => known.id === id))];
    show();
    return found;
  };

  const show = () => {
    const groups = Map.groupBy ? Map.groupBy(pictures, dayOf) : groupBy(pictures, dayOf);
    const focused = document.activeElement?.closest?.('.tile')?.dataset.id;
    fill(days, [...groups].map(([title, group]) => h('section', { class: 'day', 'aria-label': title },
      h('h2', { class: 'day-title', text: title }),
      h('ul', { class: 'tiles' }, group.map(tileOf)))));
    if (focused) tiles.get(focused)?.open.focus({ preventScroll: true });
    showNotice();
  };

  const tileOf = (picture) => {
    const known = tiles.get(picture.id);
    if (known) {
      known.show(picture, chosen.has(picture.id), query.bin);
      return known.element;
    }

    const made = tile(picture, {
      open: (now) => openLightbox(pictures, now, { more }),
      isChoosing: () => chosen.size > 0,
      favourite: (now) => toggleFavourite(now),
      choose: (now) => choose(() => chosen.has(now.id) ? chosen.delete(now.id) : chosen.set(now.id, now)),
      bin: (now) => query.bin ? attempt(() => restore([now])) : moveToBin([now]),
    });
    made.show(picture, chosen.has(picture.id), query.bin);
    tiles.set(picture.id, made);
    return made.element;
  };

  const showNotice = () => {
    fill(notice, pictures.length > 0 ? null : query.text
      ? nothing('search', `Nothing has “${query.text}” in its prompt`, 'All words must be there, in any order.')
      : query.bin ? nothing('bin', 'The bin is empty', 'Pictures that you delete wait here until you empty it.')
        : query.favourite ? nothing('heart', 'No favourites yet', 'Press the heart of a picture, or F while it is open.')
          : nothing('gallery', 'No pictures yet', 'What you paint comes here.'));
  };

  const choose = (act) => {
    act();
    for (const [id, made] of tiles) made.mark(chosen.has(id));
    element.classList.toggle('is-choosing', chosen.size > 0);
    const all = [...chosen.values()];
    bar.show(all, query.bin, {
      compare: () => openCompare(all[0], all[1]),
      bin: () => moveToBin(all),
      restore: () => attempt(() => restore(all)),
      erase: () => eraseThese(all),
      none: () => choose(() => chosen.clear()),
    });
  };

  const eraseThese = async (all) => {
    if (await confirm({ title: `Delete ${plural(all.length, 'picture')} for good?`, text: 'The files are deleted, too. This cannot be undone.', yes: 'Delete' })) await attempt(() => erase(all));
  };

  const eraseAll = async () => {
    while (!isWhole && pictures.length < 2000) if ((await more()).length === 0) break;
    if (pictures.length > 0) await eraseThese([...pictures]);
  };

  onPictures(({ kind, picture }) => {
    const belongs = kind !== 'erased' && Boolean(picture.deleted) === query.bin && (!query.favourite || picture.favourite);
    const index = pictures.findIndex(({ id }) => id === picture.id);
    if (index >= 0 && belongs) pictures[index] = picture;
    else if (index >= 0) { pictures.splice(index, 1); tiles.delete(picture.id); choose(() => chosen.delete(picture.id)); }
    else if (belongs && query.text === '') pictures = [...pictures, picture].sort((a, b) => b.id < a.id ? -1 : 1);
    else return;
    show();
  });

  const later = debounce(read, 220);
  search.addEventListener('input', () => { query.text = search.value.trim(); later(); });
  search.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && search.value !== '') { event.preventDefault(); search.value = ''; query.text = ''; read(); }
    if (event.key === 'ArrowDown') { event.preventDefault(); days.querySelector('.tile-open')?.focus(); }
  });
  days.addEventListener('keydown', (event) => moveFocus(event, days));
  new IntersectionObserver(([entry]) => entry.isIntersecting && more(), { rootMargin: '800px' }).observe(end);
  onGap(() => isShown && read());

  let isShown = false;
  return {
    element,
    title: 'Gallery',
    show() { isShown = true; read(); },
    hide() { isShown = false; choose(() => chosen.clear()); },
    focusSearch: () => search.focus(),
  };
}

const dayOf = (picture) => day(new Date(picture.created));

function groupBy(list, key) {
  const groups = new Map();
  for (const item of list) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}

function nothing(sign, title, text) {
  return h('div', { class: 'empty' }, icon(sign, 'empty-sign'), h('h2', { text: title }), h('p', { text }));
}

function skeleton(days) {
  fill(days, h('div', { class: 'tiles', 'aria-hidden': 'true' }, [1, 1.5, 0.8, 1.5, 1, 1.3, 1, 0.7, 1.5, 1].map((ratio) => h('div', { class: 'tile tile-skeleton', css: { '--ratio': ratio } }))));
}

// What is around the views: where one can go, how the server is, and whether it is there.

import { button, h, icon } from '../core/dom.js';
import { connection } from '../core/events.js';
import { percent } from '../core/format.js';
import { go, route } from '../core/router.js';
import { jobs, running, waiting } from '../data/jobs.js';
import { status } from '../data/options.js';
import { showHelp } from './shortcuts.js';
import { themeButton } from './theme.js';

const places = [['paint', 'Paint', 'brush'], ['gallery', 'Gallery', 'gallery'], ['queue', 'Queue', 'queue'], ['studies', 'Studies', 'study'], ['workshop', 'Workshop', 'workshop']];

/** @param views {name: {element, title, show?, hide?}} */
export function shell(views) {
  const main = h('main', { class: 'main', id: 'main', tabindex: -1 }, Object.values(views).map(({ element }) => { element.hidden = true; return element; }));
  const badge = h('span', { class: 'badge' });
  const links = places.map(([name, label, sign]) => h('a', { class: 'nav-link', href: `#/${name}`, data: { name } }, icon(sign), h('span', { class: 'nav-label', text: label }), name === 'queue' && badge));
  const machine = h('p', { class: 'machine' });
  const lost = h('p', { class: 'lost', role: 'status' });
  const rail = h('nav', { class: 'rail', 'aria-label': 'Views' },
    h('a', { class: 'brand', href: '#/paint', 'aria-label': 'Easel' }, icon('easel')),
    h('div', { class: 'nav' }, links),
    h('div', { class: 'rail-end' }, machine, themeButton(), button({ icon: 'help', label: 'Keyboard shortcuts', kind: 'button-quiet rail-help', shortcut: '?', press: showHelp })));
  const element = h('div', { class: 'shell' },
    h('a', { class: 'skip-link', href: '#main', text: 'Skip to the content', on: { click: (event) => { event.preventDefault(); main.focus(); } } }), rail, h('div', { class: 'content' }, lost, main));

  let shown = null;
  const showTitle = () => {
    const job = running()[0];
    const title = views[shown]?.title ?? 'Easel';
    document.title = job?.progress ? `${percent(job.progress.fraction)} · ${title} – Easel` : `${title} – Easel`;
  };
  route.follow(({ view, rest }, before) => {
    const name = views[view] ? view : 'paint';
    if (!views[view]) { go('paint'); return; }
    if (shown && shown !== name) {
      views[shown].hide?.();
      views[shown].element.hidden = true;
    }
    views[name].element.hidden = false;
    views[name].show?.(rest);
    for (const link of links) {
      if (link.dataset.name === name) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
    if (before && shown !== name) main.focus({ preventScroll: true });
    shown = name;
    showTitle();
  });

  jobs.follow(() => {
    const count = running().length + waiting().length;
    badge.hidden = count === 0;
    badge.textContent = count > 99 ? '99+' : count;
    showTitle();
  });
  status.follow((now) => {
    machine.hidden = !now;
    if (!now) return;
    machine.textContent = now.private ? 'Private' : '';
    rail.querySelector('.brand').title = [`Easel ${now.version ?? ''}`.trim(), now.model, deviceOf(now)].filter(Boolean).join('\n');
  });

  // A short gap is nobody's business.
  let timer = 0;
  connection.follow((state) => {
    clearTimeout(timer);
    lost.classList.remove('is-shown');
    lost.textContent = '';
    if (state === 'lost') timer = setTimeout(() => {
      lost.textContent = 'Easel does not answer. Trying again… Nothing is lost: the queue is kept.';
      lost.classList.add('is-shown');
    }, 1500);
  });
  return element;
}

const deviceOf = ({ device }) => typeof device === 'string' ? device : device?.name ?? '';

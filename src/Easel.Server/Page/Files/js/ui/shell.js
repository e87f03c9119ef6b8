// What is around the views: where one can go, how the server is, and whether it is there.

import { isLockedOut } from '../core/api.js';
import { button, h } from '../core/dom.js';
import { connection } from '../core/events.js';
import { percent } from '../core/format.js';
import { go, route } from '../core/router.js';
import { jobs, running, waiting } from '../data/jobs.js';
import { readStatus, status } from '../data/options.js';
import { showHelp } from './shortcuts.js';
import { themeButton } from './theme.js';

const looksAgain = 10_000;

/** Fills what index.html has around the views, which was there first. @param views {name: {element, title, show?, hide?}} */
export function openShell(views) {
  const main = document.getElementById('main');
  const links = [...document.querySelectorAll('.nav-link')];
  const badge = h('span', { class: 'badge' });
  const machine = h('p', { class: 'machine' });
  const lost = h('p', { class: 'lost', role: 'status' });
  for (const { element } of Object.values(views)) element.hidden = true;
  main.replaceChildren(...Object.values(views).map(({ element }) => element));
  const obstacle = h('p', { class: 'lost', role: 'status' });
  main.before(lost, obstacle);
  main.removeAttribute('aria-busy');
  delete document.documentElement.dataset.early;
  links.find(({ dataset }) => dataset.name === 'queue').append(badge);
  document.querySelector('.rail-end').append(machine, themeButton(), button({ icon: 'help', label: 'Keyboard shortcuts', kind: 'button-quiet rail-help', shortcut: '?', press: showHelp }));
  document.querySelector('.skip-link').addEventListener('click', (event) => { event.preventDefault(); main.focus(); });

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
    obstacle.classList.toggle('is-shown', Boolean(now.obstacle));
    obstacle.textContent = now.obstacle ? `Nothing is painted until this is better: ${now.obstacle.replace(/\.?$/, '.')} Nothing is lost, and the queue goes on by itself.` : '';
    document.querySelector('.brand').title = [`Easel ${now.version ?? ''}`.trim(), now.model, deviceOf(now)].filter(Boolean).join('\n');
  });

  // What keeps the server from painting is no event: whoever has jobs there asks for it now and then.
  setInterval(() => {
    if (!document.hidden && isLockedOut.value === false && (status.value?.obstacle || running().length + waiting().length > 0)) readStatus();
  }, looksAgain);

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
}

const deviceOf = ({ device }) => typeof device === 'string' ? device : device?.name ?? '';

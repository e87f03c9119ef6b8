// Studies: a prompt painted many times with something changed. And the workshop: a prompt in many styles.

import { button, fill, h, icon } from '../core/dom.js';
import { ago, plural } from '../core/format.js';
import { go } from '../core/router.js';
import { attempt } from '../ui/toast.js';
import { forgetStudy, isOver, progressOf, readStudies, studies } from './studies-data.js';
import { studyForm } from './study-form.js';
import { workshopForm } from './workshop-form.js';
import { studyPage } from './study-page.js';
import { coverOf } from './study-cells.js';
import { progressBar } from '../ui/progress.js';

const kinds = {
  studies: { kind: 'study', title: 'Studies', form: studyForm, text: 'A study paints one prompt many times with something changed: steps, samplers, guidance, words.', sign: 'study' },
  workshop: { kind: 'workshop', title: 'Workshop', form: workshopForm, text: 'The workshop paints one prompt in many styles.', sign: 'workshop' },
};

/** @param name `studies` or `workshop` */
export function studiesView(name) {
  const { kind, title, form, text, sign } = kinds[name];
  const list = h('ul', { class: 'study-list' });
  const empty = h('div', { class: 'empty is-small' }, icon(sign, 'empty-sign'), h('p', { text: 'Sheets that you make stay here.' }));
  const overview = h('div', { class: 'studies-overview' }, form((study) => go(name, study.id)), h('section', { class: 'study-shelf', 'aria-label': `Your ${title.toLowerCase()}` }, h('h2', { text: 'Sheets' }), empty, list));
  const page = h('div', { class: 'study-place' });
  const heading = h('header', { class: 'view-head' }, h('h1', { text: title }), h('p', { class: 'muted view-note', text }));
  const element = h('div', { class: 'view view-studies' }, heading, overview, page);
  let opened = null;

  const showList = () => {
    const mine = (studies.value ?? []).filter((study) => (study.kind ?? 'study') === kind);
    empty.hidden = studies.value === null || mine.length > 0;
    fill(list, mine.map((study) => card(study, name)));
  };
  studies.follow(() => element.hidden || showList());

  return {
    element,
    title,
    show([id]) {
      if (studies.value === null) attempt(readStudies);
      showList();
      opened?.stop();
      opened = null;
      heading.hidden = Boolean(id);
      overview.hidden = Boolean(id);
      page.hidden = !id;
      if (id) {
        opened = studyPage(id, () => go(name));
        fill(page, opened.element);
      }
    },
    hide() {
      opened?.stop();
      opened = null;
      fill(page);
    },
  };
}

function card(study, name) {
  const { done, all, fraction } = progressOf(study);
  const bar = progressBar('Progress of this sheet');
  bar.show(fraction);
  const prompt = study.request?.prompt || '(no prompt)';
  return h('li', { class: 'study-card' },
    h('button', { type: 'button', class: 'study-open', on: { click: () => go(name, study.id) } },
      coverOf(study),
      h('span', { class: 'study-card-text' }, h('strong', { text: prompt }), h('small', { text: `${(study.axes ?? []).map((axis) => axis.title ?? axis.name).join(' × ')} · ${plural(all, 'picture')}` }),
        isOver(study) ? h('small', { text: study.state === 'failed' ? 'Went wrong' : study.state === 'cancelled' ? `Cancelled after ${done}` : ago(new Date(study.created)) }) : bar.element)),
    isOver(study) && button({ icon: 'close', label: `Forget: ${prompt}`, kind: 'button-quiet button-small', press: () => attempt(() => forgetStudy(study.id)) }));
}

// Moving rows of a list: by dragging their grip with mouse, pen or finger, or by keys.

import { movesLittle } from '../core/dom.js';
import { moveBefore } from '../data/jobs.js';
import { announce } from '../ui/announce.js';
import { attempt } from '../ui/toast.js';

export class Reorder {
  #list;
  #jobs;
  #lifted = null;
  onEnd = () => {};

  /** @param jobs gives the jobs in their order */
  constructor(list, jobs) {
    this.#list = list;
    this.#jobs = jobs;
  }

  /** Whether somebody holds a row: the list is left as it is meanwhile. */
  get isBusy() {
    return this.#lifted !== null;
  }

  attach(row, grip, name) {
    grip.addEventListener('pointerdown', (event) => this.#drag(event, row, grip));
    grip.addEventListener('keydown', (event) => this.#key(event, row, grip, name));
    grip.addEventListener('blur', () => this.#lifted?.row === row && this.#lifted.byKeys && !this.#lifted.moves && this.#put(name));
  }

  #drag(event, row, grip) {
    if (event.button !== 0 || this.#lifted) return;
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
    const begin = this.#lift(row, false);
    let from = event.clientY;
    const scroller = row.closest('.view');

    const move = ({ clientY }) => {
      row.style.transform = `translateY(${clientY - from}px)`;
      const middle = row.offsetTop + clientY - from + row.offsetHeight / 2;
      const passes = (other, sign) => other && sign * (middle - (other.offsetTop + other.offsetHeight / 2)) > 0;
      for (;;) {
        const [previous, next] = [row.previousElementSibling, row.nextElementSibling];
        const other = passes(next, 1) ? next : passes(previous, -1) ? previous : null;
        if (!other) break;
        // The other row is moved: one that is taken out of the document would lose the pointer.
        const before = row.offsetTop;
        this.#slide(other, () => other === next ? row.before(other) : row.after(other));
        from += row.offsetTop - before;
        row.style.transform = `translateY(${clientY - from}px)`;
      }
      const view = scroller.getBoundingClientRect();
      if (clientY < view.top + 60) scroller.scrollBy(0, -12);
      if (clientY > view.bottom - 60) scroller.scrollBy(0, 12);
    };
    const end = (how) => {
      grip.removeEventListener('pointermove', move);
      row.style.transform = '';
      if (how === 'cancel') this.#restore(begin);
      this.#settle(begin);
    };
    grip.addEventListener('pointermove', move);
    grip.addEventListener('pointerup', () => end('drop'), { once: true });
    grip.addEventListener('pointercancel', () => end('cancel'), { once: true });
  }

  #key(event, row, grip, name) {
    if (event.key === ' ' || event.key === 'Enter') {
      event.preventDefault();
      if (this.#lifted?.row === row) {
        this.#put(name);
      } else if (!this.#lifted) {
        this.#lift(row, true);
        announce(`${name()} lifted. It is ${this.#placeOf(row)}.`);
      }
    } else if (this.#lifted?.row === row && event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      const begin = this.#lifted;
      this.#moving(() => this.#restore(begin), grip);
      announce(`${name()} is where it was, ${this.#placeOf(row)}.`);
      this.#settle(begin);
    } else if (this.#lifted?.row === row && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault();
      const other = event.key === 'ArrowUp' ? row.previousElementSibling : row.nextElementSibling;
      if (other) this.#moving(() => this.#slide(other, () => event.key === 'ArrowUp' ? row.after(other) : row.before(other)), grip);
      announce(this.#placeOf(row));
    }
  }

  // An element that is moved in the document loses focus for a moment, which must not put it down.
  #moving(act, grip) {
    this.#lifted.moves = true;
    act();
    grip.focus();
    this.#lifted.moves = false;
  }

  #lift(row, byKeys) {
    this.#lifted = { row, byKeys, moves: false, next: row.nextElementSibling, order: [...this.#list.children] };
    row.classList.add('is-lifted');
    this.#list.classList.add('is-moving');
    return this.#lifted;
  }

  #put(name) {
    const begin = this.#lifted;
    announce(`${name()} put down. It is ${this.#placeOf(begin.row)}.`);
    this.#settle(begin);
  }

  #restore({ row, next }) {
    if (next) next.before(row);
    else this.#list.append(row);
  }

  async #settle(begin) {
    const { row, next } = begin;
    row.classList.remove('is-lifted');
    this.#list.classList.remove('is-moving');
    const after = row.nextElementSibling;
    this.#list.setAttribute('aria-busy', 'true');
    if (after !== next) await attempt(() => moveBefore(row.dataset.id, after?.dataset.id ?? null));
    this.#list.removeAttribute('aria-busy');
    this.#lifted = null;
    this.onEnd();
  }

  #placeOf(row) {
    return `number ${[...this.#list.children].indexOf(row) + 1} of ${this.#jobs().length}`;
  }

  // The other row glides to its new place.
  #slide(other, act) {
    const before = other.offsetTop;
    act();
    const by = before - other.offsetTop;
    if (by !== 0 && !movesLittle()) other.animate([{ transform: `translateY(${by}px)` }, { transform: 'none' }], { duration: 160, easing: 'ease-out' });
  }
}

// Elements without a framework, and without markup in strings: whatever comes from outside is text.

const svgNamespace = 'http://www.w3.org/2000/svg';

/** Makes an element. Properties: `class`, `text`, `on` {event: handler}, `data` {name: value}, `css` {--name: value}; others are attributes, `false` and `null` leave one out. */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) set(element, name, value);
  append(element, children);
  return element;
}

function set(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  switch (name) {
    case 'class': element.className = value; break;
    case 'text': element.textContent = value; break;
    case 'value': element.value = value; break;
    case 'on': for (const [event, handler] of Object.entries(value)) element.addEventListener(event, handler); break;
    case 'data': Object.assign(element.dataset, value); break;
    case 'css': for (const [property, text] of Object.entries(value)) element.style.setProperty(property, text); break;
    default: element.setAttribute(name, value === true ? '' : value);
  }
}

function append(element, children) {
  for (const child of children.flat()) {
    if (child !== null && child !== undefined && child !== false) element.append(child);
  }
}

/** Puts children in the place of those that are there. */
export function fill(element, ...children) {
  element.replaceChildren();
  append(element, children);
  return element;
}

/** One of the pictures in icons.svg, which the page has within itself; it says nothing to screen readers. */
export function icon(name, className = '') {
  const svg = document.createElementNS(svgNamespace, 'svg');
  svg.setAttribute('class', `icon ${className}`.trim());
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(svgNamespace, 'use');
  use.setAttribute('href', `#icon-${name}`);
  svg.append(use);
  return svg;
}

/** Another picture in an icon's place. */
export function setIcon(svg, name) {
  svg.firstElementChild.setAttribute('href', `#icon-${name}`);
}

/** What is to be told of something, in one line if there is room; no line ends within one of them. */
export const facts = (...all) => all.filter(Boolean).flatMap((fact, i, told) => [h('span', { class: 'fact', text: i < told.length - 1 ? `${fact} ·` : fact }), ' ']);

/** A button with an icon, a name for screen readers and a tip; the words are shown if `words` is set. */
export function button({ icon: name, label, words = false, kind = '', press, shortcut, ...rest }) {
  return h('button', {
    type: 'button',
    class: `button ${words ? '' : 'button-icon'} ${kind}`.replace(/\s+/g, ' ').trim(),
    'aria-label': words ? null : label,
    title: shortcut ? `${label} (${shortcut})` : words ? null : label,
    'aria-keyshortcuts': shortcut,
    on: press ? { click: press } : {},
    ...rest,
  }, name ? icon(name) : null, words ? h('span', { text: label }) : null);
}

let made = 0;

/** A name that no other element has. */
export const uniqueId = (prefix) => `${prefix}-${++made}`;

/** Whether somebody wants less to move. */
export const movesLittle = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** Calls once things have been quiet for so many milliseconds. `cancel` forgets the call. */
export function debounce(action, milliseconds) {
  let timer = 0;
  const later = (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => action(...values), milliseconds);
  };
  later.cancel = () => clearTimeout(timer);
  return later;
}

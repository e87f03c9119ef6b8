// What happens on the server, as it happens. Browsers allow few connections to one server: of several tabs one listens and tells the others.
// After a gap (the server was away, the machine slept, another tab took over) everybody reads the state anew: an event that was missed does no harm.

import { address, isLockedOut, letIn } from './api.js';
import { debounce } from './dom.js';
import { Store } from './store.js';

const names = ['job', 'step', 'picture', 'warning', 'jobForgotten', 'pictureChanged', 'pictureErased', 'study', 'studyForgotten', 'missed'];
const longestWait = 15_000;
const heartbeat = 5_000;
const settles = 50;

/** `waiting` for the first answer, `open`, or `lost`. */
export const connection = new Store('waiting');

const handlers = new Map(names.map((name) => [name, new Set()]));
const rereaders = new Set();
const channel = 'BroadcastChannel' in window ? new BroadcastChannel('easel-events') : null;

handlers.get('missed').add(() => tellGap());

let source = null;
let wait = 1_000;
let retry = 0;

/** Calls with the data of each event of a name. */
export function on(name, handler) {
  handlers.get(name).add(handler);
  return () => handlers.get(name).delete(handler);
}

/** Calls whenever events may have been missed. */
export function onGap(reread) {
  rereaders.add(reread);
  return () => rereaders.delete(reread);
}

/** Begins to listen. */
export async function listen() {
  await letIn();
  channel?.addEventListener('message', ({ data }) => {
    if (data.connection) settle(data.connection);
    else if (data.gap) tellGap();
    else if (data.hello && source) channel.postMessage({ connection: connection.value });
    else if (data.name) deliver(data.name, data.data);
  });

  if (navigator.locks && channel) {
    channel.postMessage({ hello: true });
    navigator.locks.request('easel-events', () => {
      open();
      return new Promise(() => {}); // kept until this tab goes
    });
  } else {
    open();
  }

  watchForSleep();
  addEventListener('online', reopen);
  isLockedOut.onChange((locked) => locked === false && reopen());
}

function open() {
  clearTimeout(retry);
  source?.close();
  source = new EventSource(address('events'));
  for (const name of names) {
    source.addEventListener(name, (event) => {
      const data = JSON.parse(event.data);
      deliver(name, data);
      channel?.postMessage({ name, data });
    });
  }

  source.onopen = () => {
    wait = 1_000;
    const isFirst = connection.value === 'waiting';
    share('open');
    if (!isFirst) {
      tellGap();
      channel?.postMessage({ gap: true });
    }
  };
  source.onerror = () => {
    share('lost');
    // A browser tries again by itself unless the answer was an error.
    if (source.readyState === EventSource.CLOSED && !isLockedOut.value) {
      retry = setTimeout(open, wait);
      wait = Math.min(longestWait, wait * 2);
    }
  };
}

function reopen() {
  if (source) open();
}

function share(state) {
  settle(state);
  channel?.postMessage({ connection: state });
}

const settle = (state) => connection.set(state);

function deliver(name, data) {
  for (const handler of handlers.get(name) ?? []) handler(data);
}

// Several signs may tell of one gap.
const tellGap = debounce(() => {
  for (const reread of rereaders) reread();
}, settles);

// A timer that is far too late tells that the machine slept; a connection from before is often dead without knowing it.
function watchForSleep() {
  let last = Date.now();
  setInterval(() => {
    const now = Date.now();
    if (now - last > heartbeat * 6) {
      reopen();
      tellGap();
    }
    last = now;
  }, heartbeat);
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && connection.value === 'lost' && reopen());
}

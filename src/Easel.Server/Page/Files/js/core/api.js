// The server's own API. What goes wrong comes as an ApiError, in words that can be shown.

import { Store } from './store.js';

const root = new URL('api/v1/', document.baseURI);
const session = 'session';

/** Whether the server wants a token that it was not given; null until it has said so. */
export const isLockedOut = new Store(null);

/** Waits until the server lets this page in: nothing is asked before that would be refused. */
export const letIn = () => isLockedOut.value === false ? Promise.resolve() : new Promise((resolve) => {
  const stop = isLockedOut.onChange((locked) => {
    if (locked !== false) return;
    stop();
    resolve();
  });
});

/** Asks the server whether it lets this page in. */
export async function knock() {
  try {
    admit(await get(session));
  } catch {
    isLockedOut.set(false); // a server that does not answer is told of by what asks next
  }
}

/** Shows the server a token, which it makes a cookie of. */
export const signIn = async (token) => admit(await post(session, { token }));

const admit = ({ needed, name }) => isLockedOut.set(Boolean(needed) && !name);

export class ApiError extends Error {
  /** @param fields {field: text} for what was wrong with which field of the request; empty if it is the whole. */
  constructor(message, status, fields = {}, retryAfter = 0) {
    super(message);
    this.status = status;
    this.fields = fields;
    this.retryAfter = retryAfter;
  }
}

/** The address of something in the API. */
export function address(path, query = {}) {
  const url = new URL(path.replace(/^\//, ''), root);
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '' && value !== false) url.searchParams.set(name, value);
  }
  return url.href;
}

/** An address that the API gave, such as a picture's, which may be without a host. */
export const given = (url) => new URL(url.replace(/^\/api\/v1\//, ''), root).href;

export const get = (path, query, signal) => send('GET', path, { query, signal });
export const post = (path, body, signal) => send('POST', path, { body, signal });
export const patch = (path, body) => send('PATCH', path, { body });
export const remove = (path) => send('DELETE', path, {});
export const postFile = (path, blob, signal) => send('POST', path, { file: blob, signal });

async function send(method, path, { query, body, file, signal }) {
  const headers = { Accept: 'application/json' };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (file) headers['Content-Type'] = file.type || 'application/octet-stream';
  if (path !== session) await letIn();
  let answer;
  try {
    answer = await fetch(address(path, query), { method, headers, body: file ?? (body === undefined ? undefined : JSON.stringify(body)), signal, credentials: 'same-origin' });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new ApiError('Easel does not answer. Is the server still running?', 0);
  }

  if (answer.status === 401 && path !== session) isLockedOut.set(true);
  if (!answer.ok) throw await problem(answer);
  return answer.status === 204 || !answer.headers.get('Content-Type')?.includes('json') ? null : answer.json();
}

async function problem(answer) {
  let details = {};
  try {
    details = await answer.json();
  } catch { /* no words came */ }
  const fields = Object.fromEntries(Object.entries(details.errors ?? {}).map(([name, texts]) => [name, [texts].flat().join(' ')]));
  const message = details.detail ?? Object.values(fields)[0] ?? details.title ?? ordinary(answer.status);
  return new ApiError(message, answer.status, fields, Number(answer.headers.get('Retry-After')) || 0);
}

function ordinary(status) {
  switch (status) {
    case 401: return 'This server wants a token.';
    case 404: return 'That is not there any more.';
    case 413: return 'That is larger than this server takes.';
    case 429: return 'The queue is full. Try again in a while.';
    default: return `The server answered ${status}, and said no more.`;
  }
}

/** The items of an answer that is a list, or an object with one list in it. */
export const items = (answer) => Array.isArray(answer) ? answer : Object.values(answer ?? {}).find(Array.isArray) ?? [];

// Where a server wants a token: asked for once, and kept by the browser in a cookie that no script can read.

import { ApiError, isLockedOut, knock, signIn } from '../core/api.js';
import { h, icon } from '../core/dom.js';

/** The token of the address (…/#token=…), which a link can bring; it is removed from there at once. */
export function takeTokenFromAddress() {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token) history.replaceState(null, '', location.pathname);
  return token;
}

/** Asks the server whether it lets this page in, with a token if there is one. */
export async function enter(token) {
  try {
    await (token ? signIn(token) : knock());
  } catch {
    await knock();
  }
}

/** Shows the form while the server wants a token. @param entered reads everything anew */
export function guard(entered) {
  const input = h('input', { type: 'password', class: 'input', id: 'token', autocomplete: 'current-password', required: true, 'aria-describedby': 'token-complaint' });
  const complaint = h('p', { class: 'field-complaint', id: 'token-complaint', role: 'alert' });
  const form = h('form', { class: 'sign-in-form' }, icon('easel', 'empty-sign'), h('h1', { text: 'Easel' }),
    h('p', { class: 'muted', text: 'This server wants a token. It was printed when the server started.' }),
    h('label', { class: 'field-label', for: 'token', text: 'Token' }), input, complaint,
    h('button', { type: 'submit', class: 'button button-primary' }, icon('key'), h('span', { text: 'Enter' })));
  const screen = h('div', { class: 'sign-in' }, form);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    complaint.textContent = '';
    try {
      await signIn(input.value);
      input.value = '';
      entered();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      complaint.textContent = error.status === 401 || error.status === 403 ? 'That is not the token.' : error.message;
      input.select();
    }
  });
  isLockedOut.follow((locked) => {
    if (locked && !screen.isConnected) {
      document.body.append(screen);
      document.querySelector('.shell').inert = true;
      input.focus();
    } else if (!locked && screen.isConnected) {
      screen.remove();
      document.querySelector('.shell').inert = false;
    }
  });
}

// Pictures that are dropped or pasted anywhere: their settings are read, or they are begun with.

import { h, icon } from '../core/dom.js';
import { openIntake } from './intake-dialog.js';

const veil = h('div', { class: 'drop-veil', 'aria-hidden': 'true' }, h('div', { class: 'drop-card' }, icon('image'), h('strong', { text: 'Drop a picture' }), h('span', { text: 'to read its settings, or to begin with it' })));

export function listenForPictures() {
  document.body.append(veil);
  let depth = 0;
  const hasFile = (event) => [...(event.dataTransfer?.types ?? [])].includes('Files');
  const show = (isShown) => veil.classList.toggle('is-shown', isShown);

  addEventListener('dragenter', (event) => { if (hasFile(event)) { depth++; show(true); } });
  addEventListener('dragleave', (event) => { if (hasFile(event) && --depth <= 0) { depth = 0; show(false); } });
  addEventListener('dragover', (event) => { if (hasFile(event)) { event.preventDefault(); event.dataTransfer.dropEffect = 'copy'; } });
  addEventListener('drop', (event) => {
    if (!hasFile(event)) return;
    event.preventDefault();
    depth = 0;
    show(false);
    take(event.dataTransfer.files);
  });
  addEventListener('paste', (event) => {
    const files = [...(event.clipboardData?.files ?? [])].filter(({ type }) => type.startsWith('image/'));
    if (files.length === 0) return;
    event.preventDefault();
    take(files);
  });
}

function take(files) {
  const picture = [...files].find(({ type, name }) => type.startsWith('image/') || /\.(png|jpe?g|webp|bmp|gif)$/i.test(name)) ?? files[0];
  if (picture && !document.querySelector('dialog.dialog-intake')) openIntake(picture);
}

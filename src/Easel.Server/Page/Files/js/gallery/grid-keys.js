// Arrow keys go from tile to tile, as they lie on the screen.

export function moveFocus(event, root) {
  if (!['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End'].includes(event.key) || event.ctrlKey || event.altKey || event.metaKey) return;
  const here = event.target.closest?.('.tile-open');
  if (!here) return;
  const all = [...root.querySelectorAll('.tile-open')];
  const at = all.indexOf(here);
  const next = {
    ArrowLeft: () => all[at - 1],
    ArrowRight: () => all[at + 1],
    Home: () => all[0],
    End: () => all.at(-1),
    ArrowUp: () => nearest(here, all, -1),
    ArrowDown: () => nearest(here, all, 1),
  }[event.key]();
  event.preventDefault();
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}

// Of the next row in a direction, the one whose middle is nearest.
function nearest(here, all, direction) {
  const from = here.getBoundingClientRect();
  const rows = all.map((item) => ({ item, box: item.getBoundingClientRect() })).filter(({ box }) => direction * (box.top - from.top) > 4);
  if (rows.length === 0) return null;
  const top = rows.reduce((best, { box }) => direction * (box.top - best) < 0 ? box.top : best, rows[0].box.top);
  const middle = (box) => Math.abs(box.left + box.width / 2 - (from.left + from.width / 2));
  return rows.filter(({ box }) => Math.abs(box.top - top) < 4).sort((a, b) => middle(a.box) - middle(b.box))[0].item;
}

// Ctrl+Up and Ctrl+Down on words of a prompt change how much they count, as (words:1.1).

const step = 0.1;
const [least, most] = [0.1, 3];

export function changeWeight(event, area) {
  if (!(event.ctrlKey || event.metaKey) || !['ArrowUp', 'ArrowDown'].includes(event.key)) return;
  event.preventDefault();
  const { start, end, words, weight } = chosen(area);
  if (words.trim() === '') return;
  const next = Math.min(most, Math.max(least, Math.round((weight + (event.key === 'ArrowUp' ? step : -step)) * 100) / 100));
  const text = next === 1 ? words : `(${words}:${next})`;
  area.setRangeText(text, start, end, 'preserve');
  const inner = next === 1 ? start : start + 1;
  area.setSelectionRange(inner, inner + words.length);
  area.dispatchEvent(new Event('input', { bubbles: true }));
}

// The selection, or the word at the cursor; with the brackets and the weight around it, if it has some.
function chosen(area) {
  const text = area.value;
  let { selectionStart: start, selectionEnd: end } = area;
  if (start === end) {
    while (start > 0 && /[\p{L}\p{N}'-]/u.test(text[start - 1])) start--;
    while (end < text.length && /[\p{L}\p{N}'-]/u.test(text[end])) end++;
  } else {
    while (start < end && text[start] === ' ') start++;
    while (end > start && text[end - 1] === ' ') end--;
  }

  const words = text.slice(start, end);
  const behind = /^:(\d+(?:\.\d+)?)\)/.exec(text.slice(end));
  return text[start - 1] === '(' && behind ? { start: start - 1, end: end + behind[0].length, words, weight: Number(behind[1]) } : { start, end, words, weight: 1 };
}

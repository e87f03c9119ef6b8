// Numbers and times as people read them.

/** `4 s`, `1:05`, `2 h 10 min`. */
export function duration(seconds) {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return '';
  if (seconds < 1) return 'under 1 s';
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')} min`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

export function timeLeft(seconds) {
  const text = duration(seconds);
  return text === '' ? '' : `${text} left`;
}

export function bytes(count) {
  if (count < 1 << 20) return `${Math.ceil(count / 1024)} KB`;
  return count < 1 << 30 ? `${(count / (1 << 20)).toFixed(0)} MB` : `${(count / (1 << 30)).toFixed(1)} GB`;
}

export const percent = (fraction) => `${Math.floor((fraction ?? 0) * 100)} %`;

export const plural = (count, one, many = `${one}s`) => `${count.toLocaleString()} ${count === 1 ? one : many}`;

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const dayOfYear = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const dayWithYear = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'long', year: 'numeric' });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });

/** The heading of a day: Today, Yesterday, Monday, 3 May. */
export function day(date, now = new Date()) {
  const midnight = (when) => new Date(when.getFullYear(), when.getMonth(), when.getDate());
  const days = Math.round((midnight(now) - midnight(date)) / 86_400_000);
  if (days <= 0) return 'Today';
  if (days === 1) return 'Yesterday';
  return date.getFullYear() === now.getFullYear() ? dayOfYear.format(date) : dayWithYear.format(date);
}

/** `just now`, `5 minutes ago`, or the time and the day. */
export function ago(date, now = new Date()) {
  const seconds = (now - date) / 1000;
  if (seconds < 45) return 'just now';
  if (seconds < 3600) return relative.format(-Math.round(seconds / 60), 'minute');
  const when = day(date, now);
  return when === 'Today' ? `today at ${clock.format(date)}` : `${when} at ${clock.format(date)}`;
}

export const longDate = (date) => `${dayWithYear.format(date)}, ${clock.format(date)}`;

export const shorten = (text, most) => text.length <= most ? text : `${text.slice(0, most - 1).trimEnd()}…`;

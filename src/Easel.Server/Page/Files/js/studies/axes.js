// What a study may change, and how its values are written.

import { options, styleLists } from '../data/options.js';

const sizes = [0.5, 0.75, 1, 1.25, 1.5];
const side = (value) => Math.floor(value / 8) * 8;

/** All parameters. `usual` gives values to begin with; `choices` gives those that can be picked. */
export const parameters = [
  { name: 'steps', title: 'Steps', hint: '10, 25, 50 or 10-50(+10)', isNumber: true, usual: () => ['10', '25', '50', '100'] },
  { name: 'scale', title: 'Guidance', hint: '1, 5, 7.5 or 1-15(+2)', isNumber: true, usual: () => ['1', '3', '5', '7.5', '10', '15', '20'] },
  { name: 'sampler', title: 'Sampler', choices: () => options.value.samplers.map(({ name, label }) => ({ value: name, label: label ?? name })), usual: () => options.value.samplers.slice(0, 8).map(({ name }) => name) },
  { name: 'schedule', title: 'Schedule', choices: () => options.value.schedules.map((item) => ({ value: item.name ?? item, label: item.label ?? item })), usual: () => ['normal', 'karras', 'exponential'] },
  { name: 'seed', title: 'Seed', hint: '1, 2, 3 or 1-8', isNumber: true, usual: ({ seed }) => [seed === null ? '1-8' : `${seed}-${seed + 7}`] },
  { name: 'size', title: 'Size', hint: '512, 768x512', usual: ({ width, height }) => sizes.map((share) => String(side(share * Math.max(width, height)))) },
  { name: 'aspect', title: 'Aspect ratio', hint: '1:1, 4:3, 16:9', usual: () => ['1:1', '4:3', '3:2', '16:9', '3:4', '2:3', '9:16'] },
  { name: 'style', title: 'Style', choices: () => [{ value: 'none', label: 'none' }, ...styleLists.value.flatMap(({ styles }) => styles.map(({ name }) => ({ value: name, label: name })))], usual: () => ['none', 'photo', 'oil painting', 'watercolor', 'pencil sketch', 'cartoon'] },
  { name: 'strength', title: 'Painted anew', hint: '0.3, 0.5, 0.75', isNumber: true, wantsPicture: true, usual: () => ['0.3', '0.5', '0.7', '0.9'] },
  { name: 'prompt', title: 'Prompt', hint: 'fox, cat, dog: the first is searched for in the prompt, and replaced by each', usual: () => [] },
  { name: 'negative', title: 'Not in the picture', hint: '"", blurry, "blurry, dark"', usual: () => ['""', 'blurry', '"blurry, dark"'] },
  { name: 'precision', title: 'Precision', choices: () => ['full', 'autocast'].map((value) => ({ value, label: value })), usual: () => ['full', 'autocast'] },
  { name: 'fast', title: 'Faster, less exact', hint: 'off, 1, 2, "reuse=3,merge=0.5"', usual: () => ['off', '1', '2'] },
];

/** Those that the server knows. */
export const offeredParameters = () => {
  const known = (options.value.axes ?? []).map(({ name }) => name);
  return parameters.filter(({ name }) => known.length === 0 || known.includes(name));
};

export const parameterOf = (name) => parameters.find((parameter) => parameter.name === name);

/** The values of a text: between commas; one with a comma in it stands in double quotes. */
export function split(text) {
  if (text.trim() === '') return [];
  const values = [];
  let [value, isQuoted, wasQuoted] = ['', false, false];
  for (let i = 0; i < text.length; i++) {
    const sign = text[i];
    if (sign === '"' && isQuoted && text[i + 1] === '"') { value += '"'; i++; }
    else if (sign === '"') { isQuoted = !isQuoted; wasQuoted = true; }
    else if (sign === ',' && !isQuoted) { values.push(wasQuoted ? value : value.trim()); [value, wasQuoted] = ['', false]; }
    else if (!(wasQuoted && !isQuoted && sign === ' ') && !(value === '' && sign === ' ' && !isQuoted)) value += sign;
  }
  values.push(wasQuoted ? value : value.trim());
  return values;
}

/** The text of values. */
export const join = (values) => values.map((value) => /[",]/.test(value) || value === '' ? value.startsWith('"') ? value : `"${value.replaceAll('"', '""')}"` : value).join(', ');

/** How many values a text has, with ranges as 1-4, 1-10(+3), 1-10[4] counted out. The server decides; this is to show beforehand. */
export function countOf(parameter, values) {
  return parameter?.isNumber ? values.reduce((sum, value) => sum + rangeLength(value), 0) : values.length;
}

function rangeLength(text) {
  const number = '(-?\\d+(?:\\.\\d+)?)';
  const range = new RegExp(`^\\s*${number}\\s*-\\s*${number}\\s*(?:\\(\\s*([+-]\\d+(?:\\.\\d+)?)\\s*\\)|\\[\\s*(\\d+)\\s*\\])?\\s*$`).exec(text);
  if (!range) return 1;
  const [, from, to, step, count] = range;
  if (count) return Number(count);
  const by = Math.abs(Number(step ?? 1)) || 1;
  return Math.floor(Math.abs(to - from) / by + 1e-6) + 1;
}

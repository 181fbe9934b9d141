/* Everything is made of elements and text nodes, never of markup: what a peer sent stays text. */

const unprintable = /(?![\t\n])\p{Cc}|[\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]|\p{Cs}/gu;

/** As in text.ts: what can't be seen is written as an escape. */
const printable = (text) =>
  String(text).replace(unprintable, (character) => `\\u${character.codePointAt(0).toString(16).padStart(4, '0')}`);

export const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(milliseconds < 100_000 ? 3 : 1)}`;

export const duration = (milliseconds) =>
  milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;

export function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : printable(value));
  }
  for (const child of children.flat()) {
    if (child !== undefined && child !== false && child !== '') element.append(typeof child === 'object' ? child : printable(child));
  }
  return element;
}

/** An element; children are elements, text, or nothing. */
export const h = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);

export const svg = (tag, attributes = {}, ...children) =>
  fill(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);

export const verdictWords = {
  pass: 'Pass',
  fail: 'Fail',
  error: 'Error',
  inconclusive: 'Inconclusive',
  notTested: 'Not tested',
  notApplicable: 'Not applicable',
};

export const icon = (verdict) =>
  svg('svg', { class: `icon ${verdict}`, role: 'img', 'aria-label': verdictWords[verdict] }, svg('use', { href: `#icon-${verdict}` }));

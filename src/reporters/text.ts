/** C0 and C1 controls but tab and line feed, lone surrogates, and what turns the direction of writing round. */
const unprintable = /(?![\t\n])\p{Cc}|[\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]|\p{Cs}/gu;

/** Almost every text: nothing in it needs a second look. */
const isPlain = /^[\t\n -~]*$/;

const escaped = (character: string) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;

/** A peer's text, safe for a terminal and legal in XML: what can't be seen is written as `\u001b`. */
export function printable(text: string): string {
  return isPlain.test(text) ? text : text.replace(unprintable, escaped);
}

/** The same on one line. */
export function oneLine(text: string): string {
  return printable(text).replaceAll('\n', '\\n').replaceAll('\t', ' ');
}

/** At most `length` characters (code points), the last one an ellipsis if some were cut off. */
export function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  const characters = Array.from(text.slice(0, length * 2));
  return characters.length > length || text.length > length * 2 ? `${characters.slice(0, Math.max(0, length - 1)).join('')}…` : text;
}

/** What may become a link: nothing that runs, nothing that Markdown or HTML would end it at. */
export const isWebAddress = (text: string): boolean => /^https?:\/\/[^\s()<>|`"'\\\p{C}]+$/u.test(text);

/** Milliseconds as people say them: `8 ms`, `1.4 s`, `2 min 5 s`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 59_950) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours} h ${minutes} min` : `${minutes} min ${seconds % 60} s`;
}

/** `1 case`, `3 cases`. */
export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;

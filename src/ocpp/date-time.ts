import { noDigits, twoDigits } from './digits.ts';

const [hyphen, T, Z, colon, point] = [0x2d, 0x54, 0x5a, 0x3a, 0x2e];

/** The day that was asked for last: the times of a conversation are mostly of one. */
let day = { date: 0, at: Number.NaN };

/** Some that were asked for last, by the milliseconds that they end with: several rules ask for the times that a message tells. */
const known = Array.from({ length: 64 }, () => ({ text: '', at: Number.NaN }));

/**
 * Milliseconds since 1970, NaN for what is no time: as `Date.parse`, in a third of the time for `2026-03-02T12:00:00.000Z`, which is how
 * nearly all are written.
 */
export function parseDateTime(text: string): number {
  const end = text.length;
  // 0 for what is too short
  const place = (text.charCodeAt(end - 4) * 100 + text.charCodeAt(end - 3) * 10 + text.charCodeAt(end - 2)) % known.length || 0;
  const before = known[place];
  if (before?.text === text) return before.at;
  const at = parse(text);
  known[place] = { text, at };
  return at;
}

function parse(text: string): number {
  if (!looksUsual(text)) return Date.parse(text);
  const century = twoDigits(text, 0);
  const year = twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const dayOfMonth = twoDigits(text, 8);
  const hours = twoDigits(text, 11);
  const minutes = twoDigits(text, 14);
  const seconds = twoDigits(text, 17);
  const hundredths = twoDigits(text, 20);
  const lastDigits = twoDigits(text, 21);
  const isDay = century < noDigits && year < noDigits && month < noDigits && dayOfMonth < noDigits;
  const isTime = hours < 24 && minutes < 60 && seconds < 60 && hundredths < noDigits && lastDigits < noDigits;
  if (!isDay || !isTime) return Date.parse(text);
  const date = ((century * 100 + year) * 100 + month) * 100 + dayOfMonth;
  if (date !== day.date) day = { date, at: Date.parse(`${text.slice(0, 11)}00:00:00.000Z`) };
  return day.at + ((hours * 60 + minutes) * 60 + seconds) * 1000 + hundredths * 10 + (lastDigits % 10);
}

const looksUsual = (text: string): boolean =>
  text.length === 24 &&
  text.charCodeAt(4) === hyphen &&
  text.charCodeAt(7) === hyphen &&
  text.charCodeAt(10) === T &&
  text.charCodeAt(13) === colon &&
  text.charCodeAt(16) === colon &&
  text.charCodeAt(19) === point &&
  text.charCodeAt(23) === Z;

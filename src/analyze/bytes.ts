/** Reading texts and times where they lie: a line of which little is wanted need not become a text first. */
import { parseDateTime } from '../ocpp/index.ts';

const zero = 0x30;
const space = 0x20;
const quote = 0x22;
const backslash = 0x5c;
const colon = 0x3a;
const point = 0x2e;
const Z = 0x5a;

export function isAt(bytes: Buffer, start: number, wanted: Buffer): boolean {
  for (let index = 0; index < wanted.length; index += 1) if (bytes[start + index] !== wanted[index]) return false;
  return true;
}

/** Where the quote is that ends a text of JSON; the limit, if that lies before, or if the text is not written as it reads. */
export function endOfText(bytes: Buffer, start: number, limit: number): number {
  for (let at = start; at < limit; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === quote) return at;
    if (byte === backslash || byte < space) return limit;
  }
  return limit;
}

/** Where a number, true, false or null ends that begins here. */
export function endOfPlain(bytes: Buffer, start: number, limit: number): number {
  let at = start;
  while (at < limit && plain[bytes[at] ?? 0] === 1) at += 1;
  return at;
}

const plain = Uint8Array.from({ length: 256 }, (_, byte) => Number(/[-+.\w]/.test(String.fromCharCode(byte))));

/** texts that have been read, by a hash of their bytes */
const known = new Map<number, { bytes: Buffer; text: string }>();
const mostKnown = 50_000;

/** A text that is likely to come again: the name of a station, or a direction. */
export function textAt(bytes: Buffer, start: number, end: number): string {
  let hash = 0;
  for (let at = start; at < end; at += 1) hash = (Math.imul(hash, 31) + (bytes[at] ?? 0)) | 0;
  const found = known.get(hash);
  if (found?.bytes.length === end - start && isAt(bytes, start, found.bytes)) return found.text;
  const made = { bytes: Buffer.from(bytes.subarray(start, end)), text: bytes.toString('utf8', start, end) };
  if (known.size < mostKnown) known.set(hash, made);
  return made.text;
}

/** The hour that was asked for last, as it is written, and its beginning. */
let hour = { bytes: Buffer.from(' '), text: '', at: Number.NaN };

/** Milliseconds since 1970 of a time like `2026-03-02T12:00:00.000Z`; NaN of all others. */
export function momentAt(bytes: Buffer, start: number, end: number): number {
  const isUsual = end - start === 24 && bytes[start + 16] === colon && bytes[start + 19] === point && bytes[start + 23] === Z;
  if (!isUsual) return Number.NaN;
  if (!isAt(bytes, start, hour.bytes)) {
    const text = bytes.toString('latin1', start, start + 14);
    // By its end: an hour 24 has a beginning, which is the next day's.
    hour = { bytes: Buffer.from(text), text, at: parseDateTime(`${text}59:59.999Z`) - 3_599_999 };
  }
  const minutes = twoDigits(bytes, start + 14);
  const seconds = twoDigits(bytes, start + 17);
  const hundredths = twoDigits(bytes, start + 20);
  const lastDigits = twoDigits(bytes, start + 21);
  if (minutes > 59 || seconds > 59 || hundredths > 99 || lastDigits > 99) return Number.NaN;
  return hour.at + (minutes * 60 + seconds) * 1000 + hundredths * 10 + (lastDigits % 10);
}

/** How `momentAt` found written what it told last: put together, which is less work than to cut it out. */
export function momentText(at: number): string {
  const rest = at - hour.at;
  return hour.text + minutesAndSeconds[Math.floor(rest / 1000)] + milliseconds[rest % 1000];
}

const digits = (number: number, count: number): string => String(number).padStart(count, '0');
const minutesAndSeconds = Array.from({ length: 3600 }, (_, second) => `${digits(Math.floor(second / 60), 2)}:${digits(second % 60, 2)}.`);
const milliseconds = Array.from({ length: 1000 }, (_, millisecond) => `${digits(millisecond, 3)}Z`);

/** More than 99 where they are none. */
function twoDigits(bytes: Buffer, start: number): number {
  const tens = (bytes[start] ?? 0) - zero;
  const ones = (bytes[start + 1] ?? 0) - zero;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : 100;
}

const views = new WeakMap<Uint8Array, DataView>();

/** To read several bytes at once. */
export function viewOf(bytes: Uint8Array): DataView {
  let view = views.get(bytes);
  if (!view) {
    view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    views.set(bytes, view);
  }
  return view;
}

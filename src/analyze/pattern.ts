/** What messages of one kind have in common: of another that follows it, only what differs is read. */
import { endOfText, viewOf } from './bytes.ts';
import type { Fields } from './layout.ts';

export interface Pattern {
  /** what stands before each value that differs, and behind the last one */
  literals: readonly Literal[];
  /** of each such value, whether it is a text; the others are numbers */
  areTexts: readonly boolean[];
  mould: Mould;
}

/** Eight bytes at a time are compared, as numbers: what is all ASCII is never NaN. */
export interface Literal {
  words: Float64Array;
  rest: Uint8Array;
}

/**
 * An array or object that is made anew for each message. Of the members named here, those without a mould are values that differ; all
 * others are the same in each message.
 */
export type Mould = ArrayMould | ObjectMould;

interface ArrayMould {
  kind: 'array';
  model: readonly unknown[];
  names: readonly number[];
  moulds: readonly (Mould | undefined)[];
}

interface ObjectMould {
  kind: 'object';
  model: Fields;
  copy: (model: Fields) => Fields;
  names: readonly string[];
  moulds: readonly (Mould | undefined)[];
}

export const mostValues = 100;

/** of the message that is being read, where its texts begin and end, and what its numbers are */
const starts = new Int32Array(mostValues);
const ends = new Int32Array(mostValues);
const values = new Array<string | number>(mostValues).fill(0);
/** how many of them have found their places */
let placed = 0;

/** The message that has this text, a character for each byte; nothing if it does not follow the pattern. */
export function readBy(pattern: Pattern, bytes: Buffer, start: number, end: number, text: string): unknown {
  if (!follows(pattern, bytes, start, end)) return undefined;
  const { areTexts, mould } = pattern;
  for (let index = 0; index < areTexts.length; index += 1) if (areTexts[index]) values[index] = textOf(index, bytes, start, text);
  placed = 0;
  return cast(mould);
}

function follows({ literals, areTexts }: Pattern, bytes: Buffer, start: number, end: number): boolean {
  const view = viewOf(bytes);
  let at = start;
  for (let index = 0; ; index += 1) {
    at = endOfLiteral(literals[index], bytes, view, at, end);
    if (at < 0) return false;
    if (index === areTexts.length) return at === end;
    starts[index] = at;
    at = areTexts[index] ? endOfText(bytes, at, end) : endOfNumber(bytes, at, end, index);
    ends[index] = at;
  }
}

/** -1 if something else stands there. */
function endOfLiteral(literal: Literal | undefined, bytes: Buffer, view: DataView, start: number, end: number): number {
  if (!literal) return -1;
  const { words, rest } = literal;
  let at = start;
  if (at + 8 * words.length + rest.length > end) return -1;
  for (let index = 0; index < words.length; index += 1) {
    if (view.getFloat64(at, true) !== words[index]) return -1;
    at += 8;
  }
  for (let index = 0; index < rest.length; index += 1) {
    if (bytes[at] !== rest[index]) return -1;
    at += 1;
  }
  return at;
}

const powersOfTen = Array.from({ length: 16 }, (_, exponent) => 10 ** exponent);
const [zero = 0, minus, point] = Buffer.from('0-.');

/** The limit if it is no number, or one of a rare form. With 15 digits a division is exact to the last bit, as JSON.parse is. */
function endOfNumber(bytes: Buffer, start: number, limit: number, index: number): number {
  const isNegative = bytes[start] === minus;
  const first = isNegative ? start + 1 : start;
  let at = first;
  let number = 0;
  for (let digit = digitAt(bytes, at); digit >= 0 && digit <= 9; digit = digitAt(bytes, at)) {
    number = number * 10 + digit;
    at += 1;
  }
  if (at === first || (at > first + 1 && bytes[first] === zero)) return limit;
  if (bytes[at] === point) {
    const before = at;
    at += 1;
    for (let digit = digitAt(bytes, at); digit >= 0 && digit <= 9; digit = digitAt(bytes, at)) {
      number = number * 10 + digit;
      at += 1;
    }
    if (at === before + 1 || at > before + 16) return limit;
    number /= powersOfTen[at - before - 1] ?? 1;
  }
  // With the point 15 digits have 16 places.
  if (at > first + 15) return limit;
  values[index] = isNegative ? -number : number;
  return at;
}

const digitAt = (bytes: Buffer, at: number): number => (bytes[at] ?? 0) - zero;

const longestCopy = 12;

/** V8 copies a short part of a text; of a long one it would keep the whole text alive. */
function textOf(index: number, bytes: Buffer, start: number, text: string): string {
  const from = starts[index] ?? 0;
  const to = ends[index] ?? 0;
  return to - from <= longestCopy ? text.slice(from - start, to - start) : bytes.toString('utf8', from, to);
}

function cast(mould: Mould): unknown {
  return mould.kind === 'array' ? castArray(mould) : castObject(mould);
}

function castArray({ model, names, moulds }: ArrayMould): unknown[] {
  const made = model.slice();
  for (let index = 0; index < names.length; index += 1) {
    const mould = moulds[index];
    made[names[index] ?? 0] = mould ? cast(mould) : nextValue();
  }
  return made;
}

function castObject({ model, copy, names, moulds }: ObjectMould): object {
  const made = copy(model);
  for (let index = 0; index < names.length; index += 1) {
    const mould = moulds[index];
    made[names[index] ?? ''] = mould ? cast(mould) : nextValue();
  }
  return made;
}

function nextValue(): unknown {
  placed += 1;
  return values[placed - 1];
}

/** How to copy objects of this shape: V8 does it three times as fast at a place in the code that has met four shapes at most. */
export function copierOf(model: object): ObjectMould['copy'] {
  const shape = Object.keys(model).join();
  const number = shapes.get(shape) ?? shapes.size;
  if (number < mostShapes) shapes.set(shape, number);
  return copiers[number % copiers.length] ?? copyAny;
}

const shapes = new Map<string, number>();
const mostShapes = 1000;
const copyAny = (model: Fields): Fields => ({ ...model });
const copiers: readonly (typeof copyAny)[] = [
  (model) => ({ ...model }),
  (model) => ({ ...model }),
  (model) => ({ ...model }),
  (model) => ({ ...model }),
  (model) => ({ ...model }),
  (model) => ({ ...model }),
  (model) => ({ ...model }),
  (model) => ({ ...model }),
  (model) => ({ ...model }),
  (model) => ({ ...model }),
  (model) => ({ ...model }),
  (model) => ({ ...model }),
  (model) => ({ ...model }),
  (model) => ({ ...model }),
  (model) => ({ ...model }),
  (model) => ({ ...model }),
];

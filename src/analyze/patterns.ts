/** Learns what messages have in common, so that of the next ones only the rest need be read. */
import { copierOf, type Literal, type Mould, mostValues, type Pattern, readBy } from './pattern.ts';

/** A message of a shape, with which others are compared. */
interface Example {
  values: readonly unknown[];
  /** which of its values have differed in others */
  differing: Set<number>;
  seen: number;
  pattern: Pattern | undefined;
}

const mostPatterns = 24;
const mostShapes = 200;
const longestLearnt = 16 * 1024;
const deepestLearnt = 20;
const seenForPattern = 3;
/** To learn takes far longer than to read: so many messages may be learnt from at first, then one for so many that follow a pattern. */
const learntAtFirst = 500;
const readForEachLearnt = 50;

/** Parses messages that are much alike. */
export class Patterns {
  /** by the first byte of the message's type; the newest first */
  readonly #known = new Map<number, Pattern[]>();
  /** by what a message is without its values */
  readonly #examples = new Map<string, Example>();
  /** so many may be learnt from yet */
  #patience = learntAtFirst;

  /** What the text of these bytes says as JSON; throws if it is none. What is the same in several messages they may share, but for the payload. */
  parse(bytes: Buffer, start: number, end: number, text: string): unknown {
    // A character of several bytes puts what follows at another place in the text.
    if (text.length !== end - start) return JSON.parse(text);
    const known = this.#known.get(bytes[start + 1] ?? 0) ?? [];
    let place = 0;
    for (const pattern of known) {
      const message = readBy(pattern, bytes, start, end, text);
      if (message !== undefined) {
        if (place > 0) moveToFront(known, place, pattern);
        this.#patience += 1 / readForEachLearnt;
        return message;
      }
      place += 1;
    }
    const message: unknown = JSON.parse(text);
    if (this.#patience >= 1 && text.length <= longestLearnt && Array.isArray(message)) {
      this.#patience -= 1;
      this.#learnFrom(text, message);
    }
    return message;
  }

  #learnFrom(text: string, message: readonly unknown[]): void {
    const tokens = tokensOf(text);
    // Escapes, a name that comes twice, and one that looks like a number let a message differ from its text.
    if (!isSame(tokens.map(told), toldBy(message))) return;
    const places = tokens.filter(({ kind }) => kind !== 'name');
    const values = places.map(({ value }) => value);
    const shape = [...between(text, places), ...places.map(({ kind }) => kind)].join('\n');
    const example = this.#examples.get(shape) ?? { values, differing: new Set(), seen: 0, pattern: undefined };
    if (this.#examples.size < mostShapes) this.#examples.set(shape, example);
    example.seen += 1;
    values.forEach((value, index) => {
      if (value !== example.values[index]) example.differing.add(index);
    });
    if (example.seen < seenForPattern || example.differing.size > mostValues) return;
    const former = example.pattern;
    example.pattern = patternOf(text, places, message, example.differing);
    const type = text.charCodeAt(1);
    const others = (this.#known.get(type) ?? []).filter((each) => each !== former);
    this.#known.set(type, [example.pattern, ...others].slice(0, mostPatterns));
  }
}

function moveToFront(list: Pattern[], place: number, pattern: Pattern): void {
  for (let index = place; index > 0; index -= 1) list[index] = list[index - 1] ?? pattern;
  list[0] = pattern;
}

/** A value or the name of a member, as it stands in the text; of a text without its quotes. */
interface Token {
  start: number;
  end: number;
  kind: 'name' | 'text' | 'number';
  value: unknown;
}

const token = /"(?<text>[^"\\]*)"(?<colon>\s*:)?|(?<number>-?\d[-+.\dEe]*)/g;

function tokensOf(source: string): Token[] {
  return [...source.matchAll(token)].map(({ index, 0: { length }, groups }) => {
    const { text, colon, number } = groups ?? {};
    if (text === undefined) return { start: index, end: index + length, kind: 'number', value: Number(number) };
    return { start: index + 1, end: index + 1 + text.length, kind: colon ? 'name' : 'text', value: text };
  });
}

/** A name has a line feed behind it, as no text has that is written without escapes. */
const told = ({ kind, value }: Pick<Token, 'kind' | 'value'>): unknown => (kind === 'name' ? `${value}\n` : value);

/** The names and values of a message in their order. */
function toldBy(value: unknown, depth = 0): unknown[] {
  if (depth > deepestLearnt) return [undefined];
  if (Array.isArray(value)) return value.flatMap((element) => toldBy(element, depth + 1));
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([name, member]) => [told({ kind: 'name', value: name }), ...toldBy(member, depth + 1)]);
  }
  return isToken(value) ? [value] : [];
}

const isToken = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number';

const isSame = (one: readonly unknown[], other: readonly unknown[]): boolean =>
  one.length === other.length && one.every((each, index) => Object.is(each, other[index]));

const between = (text: string, places: readonly Token[]): string[] =>
  [0, ...places.map(({ end }) => end)].map((end, index) => text.slice(end, places[index]?.start));

function patternOf(text: string, places: readonly Token[], message: readonly unknown[], differing: ReadonlySet<number>): Pattern {
  const read = places.filter((_, index) => differing.has(index));
  let number = 0;
  const mouldOf = (model: unknown, depth: number): Mould | undefined => {
    if (typeof model !== 'object' || model === null) return undefined;
    const made = Object.entries(model).flatMap(([name, member]) => {
      const mould = mouldOf(member, depth + 1);
      const differs = isToken(member) && differing.has(number);
      if (isToken(member)) number += 1;
      return mould || differs ? [{ name, mould }] : [];
    });
    // The payload is a new one each time: rules may tell messages apart by it.
    if (made.length === 0 && depth > 1) return undefined;
    const moulds = made.map(({ mould }) => mould);
    return Array.isArray(model)
      ? { kind: 'array', model, names: made.map(({ name }) => Number(name)), moulds }
      : { kind: 'object', model: { ...model }, copy: copierOf(model), names: made.map(({ name }) => name), moulds };
  };
  const mould = mouldOf(message, 0);
  if (!mould) throw new Error('a message is an array');
  return { literals: between(text, read).map(literalOf), areTexts: read.map(({ kind }) => kind === 'text'), mould };
}

function literalOf(text: string): Literal {
  const bytes = Buffer.from(text, 'latin1');
  const words = Float64Array.from({ length: bytes.length >> 3 }, (_, index) => bytes.readDoubleLE(8 * index));
  return { words, rest: Uint8Array.from(bytes.subarray(8 * words.length)) };
}

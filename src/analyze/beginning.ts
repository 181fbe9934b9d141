/** Lines whose last member is a frame, as an array: one that begins like a line before it says the same in the same places. */
import { endOfPlain, endOfText, isAt, momentAt, momentText, textAt } from './bytes.ts';
import { type Fields, type Layout, stationFirst } from './layout.ts';

/** What such lines have in common. */
interface Beginning {
  /** what stands before each value, and before the frame; of texts with their quotes */
  literals: readonly Buffer[];
  /** of each value, whether it is a text */
  areTexts: readonly boolean[];
  /** which value says what; -1 if none does */
  time: number;
  station: number;
  way: number;
  protocol: number;
  /** no member that may follow would be preferred as the name of the station */
  isCertain: boolean;
}

/** What a line says before its frame. */
export interface Said {
  /** where the frame begins */
  frame: number;
  time: string | number | undefined;
  /** milliseconds since 1970; NaN if the time is not written in the usual way */
  at: number;
  station: string | undefined;
  way: string | undefined;
  protocol: string | undefined;
}

/** the newest first */
const beginnings: Beginning[] = [];
const mostBeginnings = 4;
const mostTries = 10;

const mostValues = 20;
/** of the line that is being read, where its values start, and where they end */
const starts = new Array<number>(mostValues).fill(0);
const ends = new Array<number>(mostValues).fill(0);

const [opening, closing, brace] = Buffer.from('[]}');

/** Whose line it is, where the lines before have said it in a member that no other outranks. */
export function stationInBeginning(bytes: Buffer, start: number, end: number): string | undefined {
  for (const beginning of beginnings) {
    if (beginning.isCertain && follow(beginning, bytes, start, end, beginning.station + 1) >= 0) {
      const station = textOf(bytes, beginning.station);
      if (station !== '') return station;
    }
  }
  return undefined;
}

/** Nothing of a line that does not begin like one before it. */
export function readBeginning(bytes: Buffer, start: number, end: number): Said | undefined {
  if (bytes[end - 1] !== brace || bytes[end - 2] !== closing) return undefined;
  for (const beginning of beginnings) {
    const frame = follow(beginning, bytes, start, end, beginning.areTexts.length);
    if (frame >= 0 && bytes[frame] === opening) return saidBy(beginning, bytes, frame);
  }
  return undefined;
}

/** Where so many values, and what stands before the next, have ended; -1 if the line does not begin like that. */
function follow({ literals, areTexts }: Beginning, bytes: Buffer, start: number, end: number, values: number): number {
  let at = start;
  for (let index = 0; ; index += 1) {
    const literal = literals[index];
    if (!literal || !isAt(bytes, at, literal)) return -1;
    at += literal.length;
    if (index === values) return at;
    starts[index] = at;
    at = areTexts[index] ? endOfText(bytes, at, end) : endOfPlain(bytes, at, end);
    ends[index] = at;
    if (!areTexts[index] && !isPlain.test(rawOf(bytes, index))) return -1;
  }
}

const isPlain = /^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?|true|false|null)$/;

/** As it is written: what is no text of ASCII is no time either. */
const rawOf = (bytes: Buffer, value: number): string => bytes.toString('latin1', starts[value], ends[value]);

function saidBy({ areTexts, time, station, way, protocol }: Beginning, bytes: Buffer, frame: number): Said {
  const at = time < 0 ? Number.NaN : momentAt(bytes, starts[time] ?? 0, ends[time] ?? 0);
  return {
    frame,
    time: Number.isNaN(at) ? timeOf(bytes, time, areTexts[time]) : momentText(at),
    at,
    station: textOf(bytes, station),
    way: textOf(bytes, way),
    protocol: textOf(bytes, protocol),
  };
}

function timeOf(bytes: Buffer, time: number, isText: boolean | undefined): string | number | undefined {
  if (time < 0) return undefined;
  const raw = rawOf(bytes, time);
  return isText ? raw : Number(raw);
}

const textOf = (bytes: Buffer, value: number): string | undefined =>
  value < 0 ? undefined : textAt(bytes, starts[value] ?? 0, ends[value] ?? 0);

/** From now on lines that begin like this one can be read by their beginnings, if it has one that tells. */
export function learnFrom(fields: Fields, layout: Layout, line: string): void {
  layout.tries += 1;
  const beginning = layout.tries > mostTries ? undefined : beginningOf(fields, layout, line);
  if (!beginning) return;
  beginnings.unshift(beginning);
  beginnings.splice(mostBeginnings);
}

function beginningOf(fields: Fields, layout: Layout, line: string): Beginning | undefined {
  const frame = layout.keys.at(-1) ?? '';
  const others = layout.keys.slice(0, -1);
  if (layout.frame.length !== 1 || layout.frame[0] !== frame || others.length > mostValues) return undefined;
  const literals: string[] = [];
  const areTexts: boolean[] = [];
  let quote = '';
  member.lastIndex = 0;
  for (const name of [...others, frame]) {
    const { literal, key, value } = member.exec(line)?.groups ?? {};
    if (key !== name || value === undefined) return undefined;
    const isText = value.startsWith('"');
    literals.push(quote + literal + (isText ? '"' : ''));
    if (name !== frame) areTexts.push(isText);
    quote = isText ? '"' : '';
  }
  const isText = (name: string) => typeof fields[name] === 'string' && fields[name] !== '';
  const first = (names: readonly string[], isWanted = isText) => others.indexOf(names.find(isWanted) ?? '');
  return {
    literals: literals.map((literal) => Buffer.from(literal)),
    areTexts,
    time: first(layout.time, (name) => isText(name) || typeof fields[name] === 'number'),
    station: first(layout.station),
    way: first(layout.way),
    protocol: first(layout.protocol),
    isCertain: isText(stationFirst),
  };
}

/** A member of a plain value, or the beginning of one whose value is an array. */
const member = /(?<literal>[{,] ?"(?<key>[@\w-]+)": ?)(?<value>"[^"\\]*"|[-+.\w]+|\[)/y;

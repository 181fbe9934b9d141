import type { TraceEntry } from '../engine/results.ts';
import { type ProtocolVersion, parseDateTime, protocolVersions, type Role } from '../ocpp/index.ts';
import { learnFrom, readBeginning, type Said } from './beginning.ts';
import { type Fields, type Layout, layoutOf } from './layout.ts';
import { Patterns } from './patterns.ts';

/** What one line of a log tells. Whatever it does not say is found out from the conversation. */
export interface Logged {
  what: LoggedFrame | OtherEntry;
  /** milliseconds since 1970, in whatever zone whoever logged lives; undefined if the log does not say when */
  at: number | undefined;
  /** the wall clock as RFC 3339; '' if the log does not say, or not in which zone */
  time: string;
  station: string | undefined;
  from: Role | undefined;
  /** which way it went, in the words of whoever logged: its meaning is learnt */
  way: Way | undefined;
  protocol: ProtocolVersion | undefined;
  connection: number;
  /** the side that was tested, where the other was a tester */
  judged: Role | undefined;
  /** of a tester's own log: its simulators' timers ran faster by this factor */
  timeScale?: number;
  /** other frames of the same line */
  also?: Logged[];
}

export interface LoggedFrame {
  kind: 'frame';
  /** as it went over the wire, as far as the log tells */
  raw: string;
  /** what it says as JSON, if the line has been parsed anyway */
  parts?: unknown;
}

/** Something else of our own trace. */
export type OtherEntry = Exclude<TraceEntry, { kind: 'frame' }>;

export type Way = 'in' | 'out';

/** Reads a line of any of the formats that we know; nothing if there is no frame in it. Never throws. */
export function readLine(bytes: Buffer, start = 0, end = bytes.length): Logged | undefined {
  return readSaid(bytes, start, end) ?? readWhole(bytes.toString('utf8', start, end).trim());
}

function readWhole(text: string): Logged | undefined {
  if (text.startsWith('{')) return readObject(text) ?? readText(text);
  if (/^\[\s*"?\d/.test(text)) return { ...nothing, what: { kind: 'frame', raw: text } };
  return readText(text);
}

const nothing: Omit<Logged, 'what'> = {
  at: undefined,
  time: '',
  station: undefined,
  from: undefined,
  way: undefined,
  protocol: undefined,
  connection: 1,
  judged: undefined,
};

function readObject(text: string): Logged | undefined {
  const value = parseOrNothing(text);
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = value as Fields;
  if (typeof fields.kind === 'string' && typeof fields.at === 'number') return ownEntry(fields);
  return typeof fields.layers === 'object' && fields.layers !== null ? packet(fields.layers as Fields) : foreignEntry(fields, text);
}

function parseOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A line of our `trace.jsonl`. Its monotonic clock begins anew with each process: the wall clock orders several of them. */
function ownEntry(fields: Fields): Logged | undefined {
  const { kind, time, connection, protocol, sut, role, from, raw, timeScale } = fields;
  const at = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  if (typeof time !== 'string' || Number.isNaN(at)) return undefined;
  if (kind === 'frame' && typeof raw !== 'string') return undefined;
  return {
    // The reader of an untrusted file must not rely on its shape: a rule that trips over it is reported, and nothing else happens.
    what: kind === 'frame' ? { kind, raw: raw as string } : (withoutOrigin(fields) as OtherEntry),
    at,
    time,
    station: typeof sut === 'string' ? sut : undefined,
    from: isRole(from) ? from : undefined,
    way: undefined,
    protocol: isVersion(protocol) ? protocol : undefined,
    connection: typeof connection === 'number' ? connection : 1,
    judged: isRole(role) ? role : undefined,
    ...(typeof timeScale === 'number' && timeScale > 0 ? { timeScale } : {}),
  };
}

const withoutOrigin = ({ sut: _, role: __, protocol: ___, caseId: ____, timeScale: _____, ...entry }: Fields): unknown => entry;

/** A packet as `tshark -T ek` writes it; it may hold several frames. */
function packet(layers: Fields): Logged | undefined {
  const all = (name: string): string[] => [layers[name]].flat().filter((value) => typeof value === 'string');
  const [first, ...others] = all('websocket_payload_text').map((raw): Logged => {
    const [stream] = all('tcp_stream');
    return {
      ...nothing,
      what: { kind: 'frame', raw },
      ...timeOf(all('frame_time_epoch')[0]),
      station: stream === undefined ? undefined : `TCP stream ${stream}`,
    };
  });
  return first && { ...first, ...(others.length > 0 && { also: others }) };
}

/** Lines that are no loss: what tshark and other tools write between the documents. */
export const isFiller = (line: string): boolean => line.startsWith('{"index":{"_index":') || line.trim() === '';

/** A line that begins like one before it: all but its frame is known from there. */
function readSaid(bytes: Buffer, start: number, end: number): Logged | undefined {
  const said = readBeginning(bytes, start, end);
  // Where a text is empty, another member may say what it does not.
  if (!said || said.time === '' || said.station === '' || said.way === '' || said.protocol === '') return undefined;
  const raw = bytes.toString('utf8', said.frame, end - 1);
  const parts = messageOrNothing(bytes, said.frame, end - 1, raw);
  return holdsFrame(parts) ? logged({ kind: 'frame', raw, parts }, said, timeSaid(said)) : undefined;
}

const patterns = new Patterns();

function messageOrNothing(bytes: Buffer, start: number, end: number, text: string): unknown {
  try {
    return patterns.parse(bytes, start, end, text);
  } catch {
    return undefined;
  }
}

const timeSaid = ({ time, at }: Said): Time => (typeof time === 'string' && !Number.isNaN(at) ? { at, time } : timeOf(time));

function foreignEntry(fields: Fields, line: string): Logged | undefined {
  const layout = layoutOf(fields);
  const key = layout.frame.find((name) => holdsFrame(fields[name]));
  if (key === undefined) return withinText(fields, layout);
  const value = fields[key];
  let what: LoggedFrame;
  if (typeof value === 'string') what = { kind: 'frame', raw: value };
  else {
    what = { kind: 'frame', raw: sourceOf(fields, key, layout.keys.at(-1) === key, line), parts: value };
    learnFrom(fields, layout, line);
  }
  const said = { station: textIn(fields, layout.station), way: textIn(fields, layout.way), protocol: textIn(fields, layout.protocol) };
  return logged(what, said, timeIn(fields, layout.time));
}

function logged(what: LoggedFrame, { station, way, protocol }: Pick<Said, 'station' | 'way' | 'protocol'>, { at, time }: Time): Logged {
  const said = way === undefined ? undefined : wayOf(way);
  return {
    what,
    at,
    time,
    station,
    from: said?.from,
    way: said?.way,
    protocol: protocol === undefined ? undefined : versionOf(protocol),
    connection: 1,
    judged: undefined,
  };
}

const holdsFrame = (value: unknown): boolean =>
  Array.isArray(value) ? typeof value[0] === 'number' && value.length > 2 : typeof value === 'string' && /^\s*\[\s*"?\d/.test(value);

/** `{"level":"info","time":1772442907123,"msg":"CP001 >> [2,…]"}` */
function withinText(fields: Fields, layout: Layout): Logged | undefined {
  for (const name of layout.frame) {
    const value = fields[name];
    const logged = typeof value === 'string' ? readText(value) : undefined;
    if (!logged) continue;
    const station = textIn(fields, layout.station) ?? logged.station;
    return { ...logged, station, ...(logged.at === undefined ? timeIn(fields, layout.time) : {}) };
  }
  return undefined;
}

/** The text of an array that is the last member of the line and the first that is no plain value: as it was logged. Else what it amounts to. */
function sourceOf(fields: Fields, key: string, isLast: boolean, line: string): string {
  const start = line.indexOf('[');
  const isAsLogged =
    isLast && line.endsWith(']}') && isBehind(line.indexOf('{', 1), start) && line.slice(0, start).trimEnd().endsWith(`"${key}":`);
  return isAsLogged ? line.slice(start, -1) : JSON.stringify(fields[key]);
}

const isBehind = (position: number, start: number): boolean => position < 0 || position > start;

/** `2026-03-02 09:15:07.123 [CP001] >> [2,"19","Heartbeat",{}]` and its many relatives. */
function readText(text: string): Logged | undefined {
  const start = text.search(/\[\s*"?[2-6]"?\s*,\s*"/);
  if (start < 0) return undefined;
  const end = text.lastIndexOf(']');
  const before = text.slice(0, start);
  const moment = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:\s*(?:Z|[+-]\d\d:?\d\d))?/.exec(before)?.[0];
  const rest = moment ? before.replace(moment, ' ') : before;
  const { from, way } = wayOf(rest);
  return {
    ...nothing,
    what: { kind: 'frame', raw: end < start ? text.slice(start) : text.slice(start, end + 1) },
    ...timeOf(moment?.replace(',', '.')),
    station: stationIn(rest),
    from,
    way,
  };
}

const named = /\b(?:charge ?(?:box|point)(?: ?id)?|(?:charging ?)?station(?: ?id)?|identity|cp ?id|cp)\s*[=:]\s*["']?([\w.:*-]+\w)/i;
const logger = /\bocpp:([\w.*-]+):/;
const bracketed = /\[([A-Za-z][\w.:*-]{2,})\]/g;

/** A station's name before a frame. Names in brackets may be a thread's or a class's: those are no stations. */
function stationIn(text: string): string | undefined {
  const known = named.exec(text)?.[1] ?? logger.exec(text)?.[1];
  if (known !== undefined) return known;
  for (const [, word = ''] of text.matchAll(bracketed)) if (!isLevel.test(word) && !isThread.test(word)) return word;
  return undefined;
}

const isLevel =
  /^(?:trace|debug|info|notice|warn|warning|error|main|ocpp|ws|websocket|send|sent|recv|received|call|callresult|callerror|in|out|tx|rx)$/i;
const isThread = /exec|thread|pool|worker|nio|task|async|^[a-z]+(?:\.\w+)+$/i;

function textIn(fields: Fields, candidates: readonly string[]): string | undefined {
  for (const name of candidates) {
    const value = fields[name];
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}

type Time = Pick<Logged, 'at' | 'time'>;
const unknownTime: Time = { at: undefined, time: '' };

function timeIn(fields: Fields, candidates: readonly string[]): Time {
  for (const name of candidates) {
    const value = fields[name];
    if ((typeof value === 'string' && value !== '') || typeof value === 'number') return timeOf(value);
  }
  return unknownTime;
}

/**
 * Numbers are seconds or milliseconds since 1970. A time without zone gives differences, but not what the clock was: a local time that is
 * taken for UTC would make every charger's clock wrong.
 */
function timeOf(value: string | number | undefined): Time {
  if (value === undefined) return unknownTime;
  // The usual one, before all others.
  if (typeof value === 'string' && value.length === 24 && value.endsWith('Z')) {
    const at = parseDateTime(value);
    return Number.isNaN(at) ? unknownTime : { at, time: value };
  }
  const number = typeof value === 'number' ? value : /^\d{9,13}(?:\.\d+)?$/.test(value) ? Number(value) : undefined;
  if (number !== undefined) {
    const at = number < 1e11 ? number * 1000 : number;
    return at < 8e15 ? { at, time: new Date(at).toISOString() } : unknownTime;
  }
  const text = String(value);
  const isZoned = /(?:Z|[+-]\d\d:?\d\d)\s*$/.test(text);
  const at = Date.parse(isZoned ? text : `${text.trim().replace(' ', 'T')}Z`);
  return Number.isNaN(at) ? unknownTime : { at, time: isZoned ? new Date(at).toISOString() : '' };
}

const chargerWords = /\b(?:charger|charge ?point|charging ?station|station|cp|cs) *(?:->|=>|→|>|to)|^(?:charger|chargepoint|station|cp)$/i;
const csmsWords = /\b(?:csms|central ?system|server|backend) *(?:->|=>|→|>|to)|^(?:csms|centralsystem|server|backend)$/i;
const inWords = /<<|<-|<=|←|\b(?:recv|received?|receiving|incoming|in|rx|inbound)\b|<\s*$/i;
const outWords = />>|->|=>|→|\b(?:sent|sends?|sending|outgoing|out|tx|outbound)\b|>\s*$/i;

type Direction = Pick<Logged, 'from' | 'way'>;

/** Loggers have few words for it. */
const said = new Map<string, Direction>();
const mostSaid = 1000;

function wayOf(text: string): Direction {
  const known = said.get(text);
  if (known) return known;
  const found = understand(text);
  if (said.size < mostSaid) said.set(text, found);
  return found;
}

function understand(text: string): Direction {
  if (chargerWords.test(text)) return { from: 'charger', way: undefined };
  if (csmsWords.test(text)) return { from: 'csms', way: undefined };
  const [isIn, isOut] = [inWords.test(text), outWords.test(text)];
  return { from: undefined, way: isIn === isOut ? undefined : isIn ? 'in' : 'out' };
}

const isRole = (value: unknown): value is Role => value === 'charger' || value === 'csms';

const isVersion = (value: unknown): value is ProtocolVersion => protocolVersions.includes(value as ProtocolVersion);

function versionOf(text: string): ProtocolVersion | undefined {
  const number = /\b(1\.6|2\.0\.1|2\.1)/.exec(text)?.[1];
  return protocolVersions.find((version) => version === `ocpp${number}`);
}

import type { TraceEntry } from '../engine/results.ts';
import { type ProtocolVersion, protocolVersions, type Role } from '../ocpp/index.ts';

/** What one line of a log tells. Whatever it does not say is found out from the conversation. */
export interface Logged {
  /** a text frame as it went over the wire; or another entry of our own trace */
  what: { kind: 'frame'; raw: string } | Exclude<TraceEntry, { kind: 'frame' }>;
  /** milliseconds; absent: the log does not say when */
  at?: number;
  time?: string;
  station?: string;
  from?: Role;
  /** which way it went, in the words of whoever logged: its meaning is learnt */
  way?: 'in' | 'out';
  protocol?: ProtocolVersion;
  connection?: number;
}

type Fields = Record<string, unknown>;

const names = {
  time: ['time', 'timestamp', '@timestamp', 'ts', 'date', 'datetime'],
  station: [
    'station',
    'identity',
    'chargePointId',
    'chargePoint',
    'charge_point_id',
    'chargingStationId',
    'chargeBoxId',
    'cpid',
    'cp',
    'id',
    'client',
  ],
  way: ['direction', 'dir', 'way', 'from', 'sender', 'source', 'event'],
  frame: ['raw', 'frame', 'message', 'msg', 'payload', 'data', 'text', 'body', 'ocpp'],
  protocol: ['protocol', 'subprotocol', 'ocppVersion', 'version'],
} as const;

/** Reads a line of any of the formats that we know; nothing if there is no frame in it. Never throws. */
export function readLine(line: string): Logged | undefined {
  const text = line.trimEnd();
  const first = text.trimStart()[0];
  if (first === '{') return readObject(text) ?? readText(text);
  if (first === '[' && /^\s*\[\s*"?\d/.test(text)) return { what: { kind: 'frame', raw: text.trim() } };
  return readText(text);
}

function readObject(text: string): Logged | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const fields = value as Fields;
  return ownEntry(fields) ?? foreignEntry(fields);
}

/** A line of our `trace.jsonl`. */
function ownEntry(fields: Fields): Logged | undefined {
  const { kind, at, time, connection, protocol, sut, caseId, index, role, ...rest } = fields;
  if (typeof kind !== 'string' || typeof at !== 'number' || typeof index !== 'number' || typeof time !== 'string') return undefined;
  const shared = {
    at,
    time,
    ...(typeof sut === 'string' ? { station: sut } : {}),
    ...(isVersion(protocol) ? { protocol } : {}),
    ...(typeof connection === 'number' ? { connection } : {}),
  };
  if (kind !== 'frame')
    return { what: { ...rest, kind, at, time, index, connection } as Exclude<TraceEntry, { kind: 'frame' }>, ...shared };
  return typeof rest.raw === 'string' ? { what: { kind: 'frame', raw: rest.raw }, ...shared, ...roleOf(rest.from) } : undefined;
}

function foreignEntry(fields: Fields): Logged | undefined {
  const frame = field(fields, names.frame, (value) => Array.isArray(value) || (typeof value === 'string' && /^\s*\[/.test(value)));
  if (frame === undefined) return undefined;
  const raw = typeof frame === 'string' ? frame : JSON.stringify(frame);
  const station = field(fields, names.station, (value) => typeof value === 'string');
  const way = field(fields, names.way, (value) => typeof value === 'string');
  const protocol = field(fields, names.protocol, (value) => typeof value === 'string');
  return {
    what: { kind: 'frame', raw },
    ...timeOf(field(fields, names.time, (value) => typeof value === 'string' || typeof value === 'number')),
    ...(station === undefined ? {} : { station: String(station) }),
    ...(way === undefined ? {} : wayOf(String(way))),
    ...(protocol === undefined ? {} : versionOf(String(protocol))),
  };
}

/** `2026-03-02 09:15:07.123 [CP001] >> [2,"19","Heartbeat",{}]` and its many relatives. */
function readText(text: string): Logged | undefined {
  const start = text.search(/\[\s*"?[2-6]"?\s*,\s*"/);
  if (start < 0) return undefined;
  const end = text.lastIndexOf(']');
  if (end < start) return undefined;
  const before = text.slice(0, start);
  const moment = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:\s*(?:Z|[+-]\d\d:?\d\d))?/.exec(before)?.[0];
  const rest = moment ? before.replace(moment, ' ') : before;
  const station =
    /(?:station|identity|charge ?point|cp|client|id)[=: ]+"?([\w.:-]+)"?/i.exec(rest)?.[1] ?? /\[([A-Za-z][\w.:-]{2,})\]/.exec(rest)?.[1];
  return {
    what: { kind: 'frame', raw: text.slice(start, end + 1) },
    ...timeOf(moment?.replace(',', '.')),
    ...(station === undefined || isLevel(station) ? {} : { station }),
    ...wayOf(rest),
  };
}

const isLevel = (word: string): boolean => /^(?:trace|debug|info|warn|warning|error|main|ocpp|ws|websocket)$/i.test(word);

function field<T>(fields: Fields, candidates: readonly string[], accepts: (value: unknown) => boolean): T | undefined {
  for (const name of candidates) {
    const value = fields[name];
    if (value !== undefined && accepts(value)) return value as T;
  }
  return undefined;
}

function timeOf(value: string | number | undefined): Pick<Logged, 'at' | 'time'> {
  if (value === undefined) return {};
  // Numbers are seconds or milliseconds since 1970; a time without zone is taken as UTC: only differences matter.
  const at =
    typeof value === 'number'
      ? value < 1e11
        ? value * 1000
        : value
      : Date.parse(/(?:Z|[+-]\d\d:?\d\d)\s*$/.test(value) ? value : `${value.trim().replace(' ', 'T')}Z`);
  return Number.isFinite(at) ? { at, time: new Date(at).toISOString() } : {};
}

function roleOf(value: unknown): { from?: Role } {
  return value === 'charger' || value === 'csms' ? { from: value } : {};
}

const chargerWords = /\b(?:charger|charge ?point|charging ?station|station|cp|cs) *(?:->|=>|→|>|to)|^(?:charger|chargepoint|station|cp)$/i;
const csmsWords = /\b(?:csms|central ?system|server|backend) *(?:->|=>|→|>|to)|^(?:csms|centralsystem|server|backend)$/i;
const inWords = /<<|<-|<=|←|\b(?:recv|received?|receiving|incoming|in|rx|inbound)\b|<\s*$/i;
const outWords = />>|->|=>|→|\b(?:sent|sends?|sending|outgoing|out|tx|outbound)\b|>\s*$/i;

function wayOf(text: string): Pick<Logged, 'from' | 'way'> {
  if (chargerWords.test(text)) return { from: 'charger' };
  if (csmsWords.test(text)) return { from: 'csms' };
  const [isIn, isOut] = [inWords.test(text), outWords.test(text)];
  return isIn === isOut ? {} : { way: isIn ? 'in' : 'out' };
}

const isVersion = (value: unknown): value is ProtocolVersion => protocolVersions.includes(value as ProtocolVersion);

function versionOf(text: string): { protocol?: ProtocolVersion } {
  const number = /\b(1\.6|2\.0\.1|2\.1)/.exec(text)?.[1];
  return number === undefined ? {} : { protocol: `ocpp${number}` as ProtocolVersion };
}

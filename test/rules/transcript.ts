import { parse } from 'yaml';
import type { Finding, Handshake, TraceEntry, TraceEvent } from '../../src/engine/results.ts';
import { Judge, type Undecided } from '../../src/judge/judge.ts';
import type { Rule } from '../../src/judge/rule.ts';
import { loadRules } from '../../src/judge/rules.ts';
import { isAction, messageTypes, otherRole, type ProtocolVersion, type Role, sample } from '../../src/ocpp/index.ts';
import { usual } from './usual.ts';

/**
 * Conversations in short, a line an event, 100 ms apart, each opened by an `open` of its own unless the first line says otherwise.
 *
 *     booted 2                            BootNotification and the status of two connectors (EVSEs), all answered; default 1
 *     > Authorize {idTag: A}              CALL of the charger, `<` of the CSMS; YAML, completed with valid defaults
 *     < {idTagInfo: {status: Invalid}}    CALLRESULT of the newest CALL that is open on the other side, completed likewise
 *     >> Heartbeat                        a CALL and its usual answer
 *     > Heartbeat ={a: 1}                 exactly this payload, nothing added; also `< ={}`
 *     < #7 Reset                          with a messageId; `> #7 {}` answers that one
 *     > error NotSupported some words     CALLERROR, also `resultError`; `> send NotifyPeriodicEventStream {…}` of 2.1
 *     > raw [2,"1"                        any text
 *     > ping   < pong   > trouble binary some words   act plugIn {connectorId: 1}
 *     open {path: /ocpp}   refused 404 {path: /ocpp}   close charger 1000 some words
 *     +5s                                 time passes: ms, s, min, h, d
 *
 * A record that begins in the middle of a connection has `midway` as its first line.
 * `$now`, `$-90s`, `$+1h` in a payload are times. A line that begins with none of these continues the one before; `//` is a comment.
 */
export interface Judged {
  findings: Finding[];
  /** the ids of the violations, each once, sorted */
  violations: string[];
  undecided: Undecided[];
}

export interface JudgeTranscriptOptions {
  rules?: readonly Rule[];
  complete?: boolean;
  timeScale?: number;
}

export async function judgeTranscript(
  protocol: ProtocolVersion,
  text: string,
  { rules, complete = true, timeScale = 1 }: JudgeTranscriptOptions = {},
): Promise<Judged> {
  const findings: Finding[] = [];
  const judge = new Judge({
    protocol,
    rules: rules ?? (await loadRules()),
    complete,
    timeScale,
    onFinding: (finding) => findings.push(finding),
  });
  const writer = new Writer(protocol);
  for (const event of writer.events(text)) {
    if (typeof event === 'number') judge.passTime(event);
    else judge.observe(event);
  }
  judge.end();
  if (judge.broken.size > 0) throw new Error(`rules broke down: ${[...judge.broken].join('\n')}`);
  const violations = findings.filter(({ severity }) => severity === 'violation').map(({ rule }) => rule);
  return { findings, violations: [...new Set(violations)].sort(), undecided: judge.undecided };
}

/** The trace entries of a conversation. */
export const traceOf = (protocol: ProtocolVersion, text: string): TraceEntry[] =>
  [...new Writer(protocol).events(text)].filter((event) => typeof event !== 'number');

const units: Record<string, number> = { ms: 1, s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 };
const starter = /^(?:[<>+]|\/\/|(?:midway|open|close|refused|booted|act)\b)/;
const began = Date.parse('2026-01-01T12:00:00Z');
const lineTakes = 100;

type Payload = Record<string, unknown>;
type Open = Map<string, { action: string; request: Payload }>;

class Writer {
  readonly #protocol: ProtocolVersion;
  #at = 0;
  #index = 0;
  #connection = 0;
  #ids = 0;
  #transactions = 0;
  readonly #open: Record<Role, Open> = { charger: new Map(), csms: new Map() };

  constructor(protocol: ProtocolVersion) {
    this.#protocol = protocol;
  }

  /** Entries, and as numbers the time where only time passes. */
  *events(text: string): Generator<TraceEntry | number> {
    const lines = joined(text);
    const isMidway = lines[0] === 'midway' && lines.shift();
    if (!isMidway && !/^(?:open|refused)\b/.test(lines[0] ?? '')) yield this.#entry({ kind: 'opened', handshake: this.#handshake('') });
    for (const line of lines) {
      try {
        yield* this.#line(line);
      } catch (error) {
        throw new Error(`transcript line "${line}": ${error instanceof Error ? error.message : error}`);
      }
    }
  }

  *#line(line: string): Generator<TraceEntry | number> {
    const pause = /^\+([\d.]+)(ms|s|min|h|d)$/.exec(line);
    if (pause) {
      this.#at += Number(pause[1]) * (units[pause[2] ?? ''] ?? 0);
      yield this.#at;
      return;
    }
    const [, word = '', rest = ''] = /^(\S+)\s*(.*)$/s.exec(line) ?? [];
    switch (word) {
      case 'booted':
        yield* this.#booted(Number(rest || 1));
        return;
      case 'open':
        yield this.#entry({ kind: 'opened', handshake: this.#handshake(rest) });
        return;
      case 'close': {
        const [, by = 'unknown', code = '1006', reason = ''] = /^(\S+)?\s*(\d+)?\s*(.*)$/.exec(rest) ?? [];
        yield this.#entry({ kind: 'closed', by: by === 'charger' || by === 'csms' ? by : 'unknown', code: Number(code), reason });
        this.#open.charger.clear();
        this.#open.csms.clear();
        return;
      }
      case 'refused': {
        const [, status = '', more = ''] = /^(\d+)\s*(.*)$/s.exec(rest) ?? [];
        yield this.#entry({
          kind: 'refused',
          status: Number(status),
          detail: 'refused',
          ...(more === 'bare' ? {} : { handshake: this.#handshake(more) }),
        });
        return;
      }
      case 'act': {
        const [, act = '', parameters = ''] = /^(\S+)\s*(.*)$/s.exec(rest) ?? [];
        yield this.#entry({ kind: 'act', act, parameters: this.#read(parameters), outcome: 'done' });
        return;
      }
      case '>':
      case '<':
        yield this.#said(word === '>' ? 'charger' : 'csms', rest);
        return;
      case '>>':
      case '<<': {
        const from = word === '>>' ? 'charger' : 'csms';
        yield this.#said(from, rest);
        yield this.#said(otherRole(from), '{}');
        return;
      }
      default:
        throw new Error('not understood');
    }
  }

  *#booted(count: number): Generator<TraceEntry | number> {
    yield* this.#line('>> BootNotification');
    const status = this.#protocol === 'ocpp1.6' ? (id: number) => `connectorId: ${id}` : (id: number) => `evseId: ${id}`;
    if (this.#protocol === 'ocpp1.6') yield* this.#line('>> StatusNotification {connectorId: 0}');
    for (let id = 1; id <= count; id++) yield* this.#line(`>> StatusNotification {${status(id)}}`);
  }

  /** What follows an arrow. */
  #said(from: Role, text: string): TraceEntry {
    const [, given, rest = ''] = /^(?:#(\S+)\s+)?(.*)$/s.exec(text) ?? [];
    const frame = (raw: string) => this.#entry({ kind: 'frame', from, raw });
    if (rest.startsWith('{') || rest.startsWith('={')) {
      const id = given ?? this.#newestOpen(otherRole(from));
      const { action, request } = this.#settle(otherRole(from), id);
      return frame(JSON.stringify([messageTypes.result, id, this.#complete(action, 'response', rest, request)]));
    }
    const [, word = '', more = ''] = /^(\S+)\s*(.*)$/s.exec(rest) ?? [];
    switch (word) {
      case 'ping':
      case 'pong':
        return this.#entry({ kind: word, from });
      case 'raw':
        return frame(more);
      case 'trouble': {
        const [, what = '', detail = ''] = /^(\S+)\s*(.*)$/s.exec(more) ?? [];
        return this.#entry({ kind: 'trouble', from, what: what as Extract<TraceEvent, { kind: 'trouble' }>['what'], detail });
      }
      case 'error':
      case 'resultError': {
        const id = given ?? this.#newestOpen(otherRole(from));
        this.#settle(otherRole(from), id);
        const [, code = '', description = ''] = /^(\S+)\s*(.*)$/s.exec(more) ?? [];
        return frame(JSON.stringify([messageTypes[word], id, code, description, {}]));
      }
      case 'send': {
        const [, action = '', payload = ''] = /^(\S+)\s*(.*)$/s.exec(more) ?? [];
        return frame(JSON.stringify([messageTypes.send, given ?? this.#newId(from), action, this.#complete(action, 'request', payload)]));
      }
      default: {
        const id = given ?? this.#newId(from);
        const request = this.#complete(word, 'request', more);
        this.#open[from].set(id, { action: word, request });
        return frame(JSON.stringify([messageTypes.call, id, word, request]));
      }
    }
  }

  #complete(action: string, direction: 'request' | 'response', text: string, request: Payload = {}): Payload {
    if (text.startsWith('=')) return this.#read(text.slice(1));
    const { time } = this.#now();
    const given = this.#read(text);
    if (!isAction(this.#protocol, action)) return given;
    const made = sample(this.#protocol, action, direction, time) as Payload;
    const habit = usual(this.#protocol, action, direction, { time, request, count: () => ++this.#transactions });
    return merged(merged(made, habit), given) as Payload;
  }

  #read(text: string): Payload {
    const withTimes = text.replace(/\$(now|[+-][\d.]+(?:ms|s|min|h|d))/g, (_, when: string) => {
      const [, sign = '', many = '0', unit = 'ms'] = /^([+-])([\d.]+)(\w+)$/.exec(when) ?? [];
      return this.#now(Number(sign + many) * (units[unit] ?? 0)).time;
    });
    return text === '' ? {} : parse(withTimes);
  }

  #handshake(text: string): Handshake {
    const made: Handshake = {
      identity: 'CP1',
      path: '/ocpp/CP1',
      offeredSubprotocols: [this.#protocol],
      subprotocol: this.#protocol,
      headers: {
        host: 'csms.example:9000',
        upgrade: 'websocket',
        connection: 'Upgrade',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
        'sec-websocket-protocol': this.#protocol,
      },
      authorization: 'basic',
      remoteAddress: '127.0.0.1:50000',
    };
    return merged(made, this.#read(text)) as Handshake;
  }

  #entry(event: TraceEvent): TraceEntry {
    if (event.kind === 'opened') this.#connection += 1;
    const entry: TraceEntry = { index: this.#index++, connection: this.#connection, ...this.#now(), ...event };
    this.#at += lineTakes;
    return entry;
  }

  #now(shift = 0): { at: number; time: string } {
    return { at: this.#at, time: new Date(began + this.#at + shift).toISOString() };
  }

  #newId(from: Role): string {
    this.#ids += 1;
    return `${from === 'charger' ? 'c' : 's'}${this.#ids}`;
  }

  #newestOpen(from: Role): string {
    const id = [...this.#open[from].keys()].at(-1);
    if (id === undefined) throw new Error(`no CALL of the ${from} is open`);
    return id;
  }

  #settle(from: Role, id: string): { action: string; request: Payload } {
    const call = this.#open[from].get(id) ?? { action: '', request: {} };
    this.#open[from].delete(id);
    return call;
  }
}

function joined(text: string): string[] {
  const lines: string[] = [];
  for (const line of text.split('\n').map((each) => each.trim())) {
    if (line === '' || line.startsWith('//')) continue;
    if (starter.test(line) || lines.length === 0) lines.push(line);
    else lines[lines.length - 1] += ` ${line}`;
  }
  return lines;
}

const isPlain = (value: unknown): value is Payload => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Given members win; objects are completed, and so are the items of a list by the first of the defaults. */
function merged(made: unknown, given: unknown): unknown {
  if (given === undefined) return made;
  if (Array.isArray(made) && Array.isArray(given) && isPlain(made[0])) return given.map((item) => merged(made[0], item));
  if (!isPlain(made) || !isPlain(given)) return given;
  return Object.fromEntries([...new Set([...Object.keys(made), ...Object.keys(given)])].map((key) => [key, merged(made[key], given[key])]));
}

import {
  callError,
  call as callFrame,
  callResult,
  isAction,
  otherRole,
  type ParsedFrame,
  type ProtocolVersion,
  type Role,
  type SchemaProblem,
} from '../ocpp/index.ts';
import type { Clock } from './clock.ts';
import { isCallErrorAnswer, type Party, type Payload, type Promised } from './party.ts';
import { type CallReading, type ErrorReading, Reader, type Reading, type ResultReading } from './reading.ts';
import type { Finding, Handshake, TraceEntry, TraceEvent } from './results.ts';

/** One WebSocket as the engine needs it. None of these may throw. */
export interface Link {
  send(raw: string): void;
  close(code?: number, reason?: string): void;
  /** Drops the TCP connection without a goodbye. */
  terminate(): void;
}

/** When something happened: monotonic milliseconds and wall clock, taken at the socket. */
export interface Stamp {
  at: number;
  time: string;
}

/** A CALL (or 2.1 SEND) that the SUT sent. */
export interface ReceivedCall {
  index: number;
  action: string;
  payload: Payload;
  problems: readonly SchemaProblem[];
  /** an expectation has claimed it */
  taken: boolean;
}

export interface Opening {
  index: number;
  handshake: Handshake;
  taken: boolean;
}

export interface Closing {
  index: number;
  by: Role | 'unknown';
  code: number;
  reason: string;
}

/** How a CALL of ours ended. `closed`: the connection went away first. */
export type Outcome =
  | { kind: 'result'; index: number; payload: Payload; problems: readonly SchemaProblem[] }
  | { kind: 'error'; index: number; code: string; description: string; details: Payload }
  | { kind: 'closed'; closing: Closing };

/** Something that waits for the SUT. It is told of what happens next, until it is removed. */
export interface Waiter {
  onCall?(call: ReceivedCall): void;
  onOpened?(opening: Opening): void;
  onClosed?(closing: Closing): void;
}

/** Our next answer to a CALL of the SUT, chosen by a case. `undefined` leaves it unanswered. */
export interface ScriptedAnswer {
  answer: (request: Payload) => Payload | undefined;
  left: number;
}

export interface SessionOptions {
  protocol: ProtocolVersion;
  sut: Role;
  /** the name by which the station is known on the wire */
  station: string;
  /** Starts all our messageIds; unlike that of any other session, since ids are unique for ever (RPC-MSG-007). */
  idPrefix: string;
  /** The id of our next CALL, where it is known: a record that is played again. */
  nextId?(action: string): string | undefined;
  party: Party;
  clock: Clock;
  /** Told of everything that happens, before it is judged. */
  onTrace(entry: TraceEntry): void;
  /** Makes whoever watches over what must hold of any conversation; what it finds goes to `findings`. */
  judge?(session: Session): Observer;
}

/** Who watches the conversation. Must not throw. */
export interface Observer {
  observe(entry: TraceEntry, reading?: Reading): void;
  /** Another case begins: what is found again is found anew. */
  beginChapter(): void;
}

interface Pending {
  action: string;
  request: Payload;
  settle(outcome: Outcome): void;
}

const traceLimit = 50_000;
/** milliseconds that a promised CALL may stay unanswered before the conversation goes on without */
const promisePatience = 30_000;

/**
 * The long conversation with one SUT: over several connections, over several cases. It keeps the record, pairs answers with CALLs, answers
 * what nobody asked for, and tells the waiting expectations. It does no I/O: the transport feeds it and a `Link` takes what it sends.
 */
export class Session {
  readonly options: SessionOptions;
  readonly ours: Role;
  /** what the current case has seen; the oldest entries go first if a peer floods us */
  entries: TraceEntry[] = [];
  findings: Finding[] = [];
  calls: ReceivedCall[] = [];
  openings: Opening[] = [];
  closings: Closing[] = [];
  handshake: Handshake | undefined;
  readonly reader: Reader;

  readonly #judge: Observer | undefined;
  #link: Link | undefined;
  #connection = 0;
  #nextIndex = 0;
  #nextId = 0;
  readonly #pending = new Map<string, Pending>();
  readonly #waiters = new Set<Waiter>();
  readonly #scripted = new Map<string, ScriptedAnswer[]>();
  /** promised CALLs that are open or due, and what waits for a turn between the CALLs of the case */
  #promises: Promise<void> | undefined;
  readonly #turns: (() => void)[] = [];

  constructor(options: SessionOptions) {
    this.options = options;
    this.ours = otherRole(options.sut);
    this.reader = new Reader(options.protocol);
    this.#judge = options.judge?.(this);
  }

  get connected(): boolean {
    return this.#link !== undefined;
  }

  /** The index that the next entry will have. */
  get position(): number {
    return this.#nextIndex;
  }

  /** Forgets what earlier cases saw and chose. The connection, open CALLs and what the party knows stay. */
  beginCase(): void {
    this.entries = [];
    this.findings = [];
    this.calls = [];
    this.openings = [];
    this.closings = [];
    this.#scripted.clear();
    this.#judge?.beginChapter();
  }

  wait(waiter: Waiter): () => void {
    this.#waiters.add(waiter);
    return () => this.#waiters.delete(waiter);
  }

  script(action: string, answer: ScriptedAnswer): void {
    const queue = this.#scripted.get(action);
    if (queue) queue.push(answer);
    else this.#scripted.set(action, [answer]);
  }

  // What the transport tells us

  opened(link: Link, handshake: Handshake, stamp: Stamp): void {
    // A station that reconnects before its old socket is known dead: the new one wins.
    if (this.#link) this.closed({ by: 'unknown', code: 1006, reason: 'replaced by a new connection' }, stamp);
    this.#link = link;
    this.#connection += 1;
    this.handshake = handshake;
    const opening = { index: this.#record({ kind: 'opened', handshake }, stamp), handshake, taken: false };
    this.openings.push(opening);
    for (const waiter of this.#waiters) waiter.onOpened?.(opening);
  }

  closed(how: { by: Role | 'unknown'; code: number; reason: string }, stamp: Stamp): void {
    if (!this.#link) return;
    this.#link = undefined;
    const closing = { index: this.#record({ kind: 'closed', ...how }, stamp), ...how };
    this.closings.push(closing);
    for (const pending of this.#pending.values()) pending.settle({ kind: 'closed', closing });
    this.#pending.clear();
    this.#takeTurns();
    for (const waiter of this.#waiters) waiter.onClosed?.(closing);
  }

  /** A text frame of the SUT. */
  received(raw: string, stamp: Stamp): void {
    const reading = this.#recordFrame(this.options.sut, raw, stamp);
    if (reading.kind === 'call') this.#receivedCall(reading);
    else if (reading.kind !== 'broken') this.#receivedAnswer(reading);
  }

  /** Anything else that the transport saw: pings, broken bytes, a refused handshake. */
  noticed(event: Extract<TraceEvent, { kind: 'ping' | 'pong' | 'trouble' | 'refused' }>, stamp: Stamp): void {
    this.#record(event, stamp);
  }

  // What we do

  recordAct(event: Extract<TraceEvent, { kind: 'act' }>): number {
    return this.#record(event, this.#now());
  }

  /** Sends any text as it is. Returns its index; nothing is sent if the connection is gone. */
  send(raw: string, frame?: ParsedFrame): number | undefined {
    if (!this.#link) return undefined;
    const { index } = this.#recordFrame(this.ours, raw, this.#now(), frame);
    this.#link.send(raw);
    return index;
  }

  /** Sends a CALL; `onOutcome` is told once how it ended, unless the returned function is called first. */
  call(action: string, payload: Payload, onOutcome: (outcome: Outcome) => void): { index: number; forget: () => void } | undefined {
    this.#nextId += 1;
    const id = this.options.nextId?.(action) ?? `${this.options.idPrefix}-${this.#nextId}`;
    this.#pending.set(id, { action, request: payload, settle: onOutcome });
    const index = this.send(callFrame(id, action, payload), asFrame(id, action, payload));
    if (index === undefined) {
      this.#pending.delete(id);
      return undefined;
    }
    return { index, forget: () => this.#release(id) };
  }

  /** Resolves when all that our answers have promised is sent: only one CALL of ours may be open (RPC-MSG-011). Nothing: nothing is due. */
  get promises(): Promise<void> | undefined {
    return this.#promises;
  }

  close(code?: number, reason?: string): void {
    this.#link?.close(code, reason);
  }

  terminate(): void {
    this.#link?.terminate();
  }

  #receivedCall(reading: CallReading): void {
    if (!reading.unconfirmed) this.#answer(reading);
    const { index, action, request, problems } = reading;
    const call: ReceivedCall = { index, action, payload: request, problems, taken: false };
    this.calls.push(call);
    for (const waiter of this.#waiters) waiter.onCall?.(call);
  }

  #answer({ id, action, request: payload, legal }: CallReading): void {
    const { protocol, party, sut } = this.options;
    if (!legal) {
      this.send(callError(id, isAction(protocol, action) ? 'NotSupported' : 'NotImplemented', `${action} cannot be called by the ${sut}`));
      return;
    }
    const scripted = this.#takeScripted(action);
    try {
      const chosen = scripted?.answer(payload);
      if (scripted && chosen === undefined) return;
      // A chosen answer names what matters; the rest is what the party would have said.
      const usual = party.answer(action, payload);
      const answer =
        chosen === undefined ? usual : isCallErrorAnswer(chosen) || isCallErrorAnswer(usual) ? chosen : { ...usual, ...chosen };
      if (isCallErrorAnswer(answer)) {
        this.send(callError(id, answer.errorCode, answer.description ?? '', answer.details ?? {}));
        party.observe({ from: sut, action, request: payload });
      } else {
        this.send(callResult(id, answer));
        const exchange = { from: sut, action, request: payload, response: answer };
        party.observe(exchange);
        if (chosen === undefined) this.#promise(party.promises?.(exchange) ?? []);
      }
    } catch {
      // The party stumbled over a payload that breaks the schema: that is already a finding, and the SUT is told.
      const code = protocol === 'ocpp1.6' ? 'FormationViolation' : 'FormatViolation';
      this.send(callError(id, code, 'the payload does not follow the schema'));
    }
  }

  #takeScripted(action: string): ScriptedAnswer | undefined {
    const queue = this.#scripted.get(action);
    const first = queue?.[0];
    if (first && --first.left <= 0) queue?.shift();
    return first;
  }

  #receivedAnswer(reading: ResultReading | ErrorReading): void {
    const pending = this.#pending.get(reading.id);
    if (!pending) return;
    this.#release(reading.id);
    const { index } = reading;
    if (reading.kind === 'error') {
      const { code, description, details } = reading.frame;
      return pending.settle({ kind: 'error', index, code, description, details });
    }
    const { action, request } = pending;
    const { response, problems } = reading;
    this.options.party.observe({ from: this.ours, action, request, response });
    pending.settle({ kind: 'result', index, payload: response, problems });
  }

  #promise(promised: readonly Promised[]): void {
    if (promised.length === 0) return;
    const kept = (this.#promises ?? Promise.resolve()).then(() => this.#keep(promised, this.#connection));
    this.#promises = kept;
    const done = () => {
      if (this.#promises === kept) this.#promises = undefined;
    };
    kept.then(done, done);
  }

  async #keep(promised: readonly Promised[], connection: number): Promise<void> {
    for (const { action, given } of promised) {
      while (this.#pending.size > 0) await new Promise<void>((resolve) => this.#turns.push(resolve));
      if (this.#connection !== connection || !this.#link) return;
      await this.#kept(action, this.options.party.request(action, given));
    }
  }

  #kept(action: string, payload: Payload): Promise<void> {
    return new Promise((resolve) => {
      let stop = () => {};
      const sent = this.call(action, payload, () => {
        stop();
        resolve();
      });
      if (!sent) return resolve();
      stop = this.options.clock.after(promisePatience, () => {
        sent.forget();
        resolve();
      });
    });
  }

  #release(id: string): void {
    this.#pending.delete(id);
    if (this.#pending.size === 0) this.#takeTurns();
  }

  #takeTurns(): void {
    for (const resolve of this.#turns.splice(0)) resolve();
  }

  #recordFrame(from: Role, raw: string, stamp: Stamp, frame?: ParsedFrame): Reading {
    const { at, time } = stamp;
    const entry = { index: this.#nextIndex++, at, time, connection: this.#connection, kind: 'frame' as const, from, raw };
    this.#remember(entry);
    const reading = this.reader.read(entry, frame);
    this.#judge?.observe(entry, reading);
    return reading;
  }

  #record(event: TraceEvent, stamp: Stamp): number {
    const entry: TraceEntry = { index: this.#nextIndex++, at: stamp.at, time: stamp.time, connection: this.#connection, ...event };
    this.#remember(entry);
    if (event.kind === 'closed') this.reader.closed();
    this.#judge?.observe(entry);
    return entry.index;
  }

  #remember(entry: TraceEntry): void {
    this.options.onTrace(entry);
    this.entries.push(entry);
    if (this.entries.length > traceLimit) this.entries.shift();
  }

  #now(): Stamp {
    return { at: this.options.clock.now(), time: this.options.clock.time() };
  }
}

const asFrame = (id: string, action: string, payload: Payload): ParsedFrame => ({ type: 'call', id, action, payload });

import { setTimeout as rest, setImmediate as turn } from 'node:timers/promises';
import type { Operator } from '../engine/acts.ts';
import type { Clock } from '../engine/clock.ts';
import type { ConnectOptions } from '../engine/dsl.ts';
import type { Party, Payload } from '../engine/party.ts';
import type { ConnectResult } from '../engine/play.ts';
import type { TraceEntry } from '../engine/results.ts';
import type { Session } from '../engine/session.ts';
import { type ParsedFrame, type ProtocolVersion, parseFrame, type Role } from '../ocpp/index.ts';

type Frame = TraceEntry & { kind: 'frame' };

interface Timer {
  at: number;
  then(): void;
}

/** turns of the event loop that our side gets to do what the record says it did, and milliseconds on top: cryptography takes some */
const turns = 20;
const patience = 60;
/** milliseconds by which a timer of ours may have been late or early */
const tolerance = 50;

/**
 * A recorded conversation that is led once more: the SUT says what it said, when it said it, and its clock is the recorded one. What our side
 * does is taken for what it did then: an own frame stands where the record has one, with the recorded id and payload.
 */
export class Playback implements Clock {
  readonly #entries: readonly TraceEntry[];
  readonly #protocol: ProtocolVersion;
  readonly #ours: Role;
  readonly #timers = new Set<Timer>();
  readonly #done = new Set<TraceEntry>();
  /** as JSON: what the record says, and what is said now */
  readonly #renamed = new Map<string, string>();
  readonly #waiting = new Set<(entry: TraceEntry) => void>();
  #position = 0;
  #now: number;
  #time: string;
  /** why it cannot be followed any further */
  lost: string | undefined;
  /** why what comes out of it may not be what came out */
  doubt: string | undefined;
  #end = 0;

  constructor(entries: readonly TraceEntry[], protocol: ProtocolVersion, ours: Role) {
    this.#entries = entries;
    this.#protocol = protocol;
    this.#ours = ours;
    this.#now = entries[0]?.at ?? 0;
    this.#time = entries[0]?.time ?? new Date(0).toISOString();
  }

  now(): number {
    return this.#now;
  }

  time(): string {
    return this.#time;
  }

  /** The wall clock of the record, in milliseconds. */
  wall(): number {
    return Date.parse(this.#time);
  }

  after(milliseconds: number, then: () => void): () => void {
    const timer = { at: this.#now + milliseconds, then };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Goes on until the promise settles or the record is over, whatever still waits. `end`: the index behind the last entry to be heard. */
  async follow(session: Session, end: number, until: Promise<unknown>): Promise<void> {
    this.#end = end;
    this.#renamed.clear();
    let over = false;
    const settle = () => {
      over = true;
    };
    until.then(settle, settle);
    for (let idle = 0; ; ) {
      await (idle < turns ? turn() : rest(5));
      if (over || this.lost !== undefined) return;
      const next = this.#next(end);
      const timer = this.#earliest();
      const isOurs = next !== undefined && this.#isOurs(next);
      const isDue = timer && (!next || timer.at <= next.at + (isOurs && idle >= turns ? tolerance : 0));
      idle += 1;
      if (isOurs && idle <= turns && !isDue) continue;
      if (isDue) this.#expire(timer);
      else if (!next) this.#lose('the record ends while the case still waits');
      else if (!isOurs) this.#deliver(next, session);
      else if (idle < turns + patience / 5) continue;
      else this.#lose(`it did not do what we did at #${next.index}`);
      idle = 0;
    }
  }

  /** Hears what nobody plays: what came between two cases, or the rest of one that is lost. */
  async hear(session: Session, end: number): Promise<void> {
    this.#end = end;
    this.#timers.clear();
    for (let next = this.#next(end); next; next = this.#next(end)) {
      if (this.#isOurs(next)) {
        await turn();
        if (this.#next(end) === next) this.#skip(next);
      } else this.#deliver(next, session);
      await turn();
    }
  }

  /** Our side did something: it is what the record has for it. */
  did(entry: TraceEntry): void {
    if (this.lost !== undefined) return;
    const upTo = Math.min(this.#end, this.#position + 200);
    for (let index = this.#position; index < upTo; index++) {
      const recorded = this.#entries[index];
      if (!recorded || this.#done.has(recorded) || !this.#isOurs(recorded) || !isAlike(entry, recorded, this.#protocol)) continue;
      this.#done.add(recorded);
      this.#learn(contentOf(recorded, this.#protocol), contentOf(entry, this.#protocol));
      // Something of the SUT's may have come first: time does not run ahead of it.
      if (index === this.#position) this.#to(recorded);
      return;
    }
    this.#lose(`it did what the record does not know: ${saidBy(entry, this.#protocol)}`);
  }

  /** The next recorded frame of ours that is a CALL of this action. */
  call(action: string): (ParsedFrame & { type: 'call' | 'send' }) | undefined {
    for (const frame of this.#ownFrames()) if ((frame.type === 'call' || frame.type === 'send') && frame.action === action) return frame;
    return undefined;
  }

  /** What we answered to the CALL with this id. */
  answer(id: string): (ParsedFrame & { type: 'result' | 'error' }) | undefined {
    for (const frame of this.#ownFrames()) if ((frame.type === 'result' || frame.type === 'error') && frame.id === id) return frame;
    return undefined;
  }

  /** The connection as the record has it: opened, or refused as often as there were passwords to try. */
  connect(chosen: ConnectOptions): Promise<ConnectResult> {
    let attempts = [chosen.password ?? []].flat().length;
    const wished = chosen.certificate !== undefined || chosen.tlsVersion !== undefined || chosen.cipherSuite !== undefined;
    return new Promise((resolve) => {
      const stop = this.#await((entry) => {
        if (entry.kind !== 'opened' && entry.kind !== 'refused') return;
        attempts -= 1;
        if (entry.kind === 'refused' && attempts > 0) return;
        // Where the case named no password, this may have been the first of several.
        if (entry.kind === 'refused' && chosen.password === undefined) this.doubt = 'it is not on record which of its passwords was tried';
        stop();
        if (entry.kind === 'opened') resolve({ kind: 'opened' });
        else if (entry.status === 0 && wished) resolve({ kind: 'refused', inTls: true, detail: entry.detail });
        else resolve({ kind: 'refused', detail: entry.detail, ...(entry.status > 0 && { status: entry.status }) });
      });
    });
  }

  closed(session: Session): Promise<void> {
    if (!session.connected) return Promise.resolve();
    return new Promise((resolve) => {
      const stop = this.#await((entry) => {
        if (entry.kind !== 'closed') return;
        stop();
        resolve();
      });
    });
  }

  /** Does what it did then; can what it did. */
  get operator(): Operator {
    return {
      can: (act) => this.#entries.some((entry) => entry.kind === 'act' && entry.act === act),
      does: (act) =>
        new Promise((resolve, reject) => {
          const stop = this.#await((entry) => {
            if (entry.kind !== 'act' || entry.act !== act || entry.outcome === 'asked') return;
            stop();
            if (entry.outcome === 'done') resolve();
            else reject(new Error(entry.detail ?? 'it failed'));
          });
        }),
    };
  }

  /** Ids that a case makes up are others now: the SUT is heard as if it had been told these. */
  #learn(then: unknown, now: unknown): void {
    if (typeof then === 'object' && then !== null && typeof now === 'object' && now !== null) {
      for (const [name, value] of Object.entries(then)) this.#learn(value, (now as Record<string, unknown>)[name]);
    } else if (then !== now && isDistinctive(then) && isDistinctive(now)) this.#renamed.set(JSON.stringify(then), JSON.stringify(now));
  }

  #renewed(raw: string): string {
    let text = raw;
    for (const [then, now] of this.#renamed) text = text.replaceAll(then, now);
    return text;
  }

  #await(then: (entry: TraceEntry) => void): () => void {
    this.#waiting.add(then);
    return () => this.#waiting.delete(then);
  }

  *#ownFrames(): Generator<ParsedFrame> {
    for (let index = this.#position; index < this.#end; index++) {
      const entry = this.#entries[index];
      if (entry?.kind === 'frame' && entry.from === this.#ours && !this.#done.has(entry)) yield parseFrame(entry.raw, this.#protocol);
    }
  }

  /** Frames that we sent, and acts that we asked for; how an act ended is told to who waits for it. */
  #isOurs(entry: TraceEntry): boolean {
    return (entry.kind === 'frame' && entry.from === this.#ours) || (entry.kind === 'act' && entry.outcome === 'asked');
  }

  #next(end: number): TraceEntry | undefined {
    for (let entry = this.#entries[this.#position]; entry && this.#done.has(entry); entry = this.#entries[this.#position])
      this.#position += 1;
    return this.#position < end ? this.#entries[this.#position] : undefined;
  }

  #earliest(): Timer | undefined {
    let earliest: Timer | undefined;
    for (const timer of this.#timers) if (!earliest || timer.at < earliest.at) earliest = timer;
    return earliest;
  }

  #expire(timer: Timer): void {
    this.#timers.delete(timer);
    if (timer.at > this.#now) {
      this.#time = new Date(this.wall() + timer.at - this.#now).toISOString();
      this.#now = timer.at;
    }
    timer.then();
  }

  #to({ at, time }: TraceEntry): void {
    this.#now = Math.max(this.#now, at);
    this.#time = time;
  }

  #skip(entry: TraceEntry): void {
    this.#done.add(entry);
    this.#to(entry);
  }

  #deliver(entry: TraceEntry, session: Session): void {
    this.#skip(entry);
    const stamp = { at: entry.at, time: entry.time };
    const link = { send: () => {}, close: () => {}, terminate: () => {} };
    if (entry.kind === 'frame') session.received(this.#renewed(entry.raw), stamp);
    else if (entry.kind === 'opened') session.opened(link, entry.handshake, stamp);
    else if (entry.kind === 'closed') session.closed(entry, stamp);
    else if (entry.kind !== 'act') session.noticed(entry, stamp);
    for (const then of [...this.#waiting]) then(entry);
  }

  #lose(why: string): void {
    this.lost ??= why;
  }
}

/** Our usual side, but for what it says: that is what it said then. */
export function recordedParty(party: Party, playback: Playback, idOf: (action: string, request: Payload) => string | undefined): Party {
  return {
    ...party,
    role: party.role,
    knows: party.knows,
    request(action, given) {
      const usual = party.request(action, given);
      const recorded = playback.call(action)?.payload;
      return recorded ? { ...recorded, ...given } : usual;
    },
    answer(action, request) {
      const usual = party.answer(action, request);
      const id = idOf(action, request);
      const recorded = id === undefined ? undefined : playback.answer(id);
      if (recorded?.type === 'result') return recorded.payload;
      if (recorded?.type !== 'error') return usual;
      const { code, description, details } = recorded;
      return { errorCode: code, description, details } as ReturnType<Party['answer']>;
    },
    observe: (exchange) => party.observe(exchange),
    ...(party.promises && { promises: (exchange) => party.promises?.(exchange) ?? [] }),
  };
}

const isDistinctive = (value: unknown): value is string | number =>
  (typeof value === 'number' && value >= 1000) || (typeof value === 'string' && value.length >= 8 && !value.includes('*'));

function contentOf(entry: TraceEntry, protocol: ProtocolVersion): unknown {
  if (entry.kind === 'act') return entry.parameters;
  const frame = entry.kind === 'frame' ? parsed(entry, protocol) : undefined;
  return frame && 'payload' in frame ? frame.payload : undefined;
}

function isAlike(entry: TraceEntry, recorded: TraceEntry, protocol: ProtocolVersion): boolean {
  if (entry.kind === 'act' || recorded.kind === 'act') return entry.kind === 'act' && recorded.kind === 'act' && entry.act === recorded.act;
  if (entry.kind !== 'frame' || recorded.kind !== 'frame') return false;
  if (entry.raw === recorded.raw) return true;
  const [now, then] = [parsed(entry, protocol), parsed(recorded, protocol)];
  if (now.type !== then.type || now.type === 'broken' || then.type === 'broken') return now.type === then.type;
  if (now.id !== then.id) return false;
  return !('action' in now && 'action' in then) || now.action === then.action;
}

const parsed = (frame: Frame, protocol: ProtocolVersion): ParsedFrame => parseFrame(frame.raw, protocol);

function saidBy(entry: TraceEntry, protocol: ProtocolVersion): string {
  if (entry.kind === 'act') return entry.act;
  if (entry.kind !== 'frame') return entry.kind;
  const frame = parsed(entry, protocol);
  return 'action' in frame && frame.action ? frame.action : `a ${frame.type}`;
}

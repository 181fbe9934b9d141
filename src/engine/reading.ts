import {
  type BrokenFrame,
  type ErrorFrame,
  isUnconfirmed,
  mayInitiate,
  otherRole,
  type ParsedFrame,
  type ProtocolVersion,
  parseDateTime,
  parseFrame,
  type ResultErrorFrame,
  type Role,
  type SchemaProblem,
  validate,
} from '../ocpp/index.ts';
import { OpenCalls } from './open-calls.ts';
import type { TraceEntry } from './results.ts';

type Payload = Record<string, unknown>;
type FrameEntry = TraceEntry & { kind: 'frame' };

/** Where and when a frame was seen: its trace index, monotonic milliseconds, connection. */
export interface Stamped {
  index: number;
  at: number;
  /** the clock of whoever saw it, milliseconds since 1970; NaN if nothing tells */
  wall: number;
  connection: number;
  /** exactly as it went over the wire */
  raw: string;
  from: Role;
}

/** A CALL, or a 2.1 SEND, as the observer understands it. */
export interface CallReading extends Stamped {
  kind: 'call';
  id: string;
  action: string;
  request: Payload;
  /** the version has this action, and this side may call it */
  legal: boolean;
  /** SEND: nobody answers it */
  unconfirmed: boolean;
  problems: readonly SchemaProblem[];
}

/** A CALLRESULT. `call` is what it answers; without one it answers nothing that is open. */
export interface ResultReading extends Stamped {
  kind: 'result';
  id: string;
  response: Payload;
  call?: CallReading;
  problems: readonly SchemaProblem[];
}

export interface ErrorReading extends Stamped {
  kind: 'error';
  frame: ErrorFrame | ResultErrorFrame;
  id: string;
  call?: CallReading;
}

export interface BrokenReading extends Stamped {
  kind: 'broken';
  frame: BrokenFrame;
  /** the open CALL that it seems to answer */
  call?: CallReading;
}

export type Reading = CallReading | ResultReading | ErrorReading | BrokenReading;

/**
 * `problems` of both are found when somebody asks for them: our own frames are rarely asked about. They are classes, so that all readings
 * have one shape: rules look at them millions of times.
 */
class Call implements CallReading {
  readonly kind = 'call';
  readonly index: number;
  readonly at: number;
  readonly wall: number;
  readonly connection: number;
  readonly raw: string;
  readonly from: Role;
  readonly id: string;
  readonly action: string;
  readonly request: Payload;
  readonly legal: boolean;
  readonly unconfirmed: boolean;
  readonly #protocol: ProtocolVersion;
  #problems: readonly SchemaProblem[] | undefined;

  constructor(
    entry: FrameEntry,
    wall: number,
    id: string,
    action: string,
    request: Payload,
    unconfirmed: boolean,
    protocol: ProtocolVersion,
  ) {
    this.index = entry.index;
    this.at = entry.at;
    this.wall = wall;
    this.connection = entry.connection;
    this.raw = entry.raw;
    this.from = entry.from;
    this.id = id;
    this.action = action;
    this.request = request;
    this.legal = mayInitiate(protocol, entry.from, action);
    this.unconfirmed = unconfirmed;
    this.#protocol = protocol;
  }

  get problems(): readonly SchemaProblem[] {
    this.#problems ??= this.legal ? validate(this.#protocol, this.action, 'request', this.request) : nothing;
    return this.#problems;
  }
}

class Result implements ResultReading {
  readonly kind = 'result';
  readonly index: number;
  readonly at: number;
  readonly wall: number;
  readonly connection: number;
  readonly raw: string;
  readonly from: Role;
  readonly id: string;
  readonly response: Payload;
  declare readonly call?: CallReading;
  readonly #protocol: ProtocolVersion;
  #problems: readonly SchemaProblem[] | undefined;

  constructor(entry: FrameEntry, wall: number, id: string, response: Payload, call: CallReading | undefined, protocol: ProtocolVersion) {
    this.index = entry.index;
    this.at = entry.at;
    this.wall = wall;
    this.connection = entry.connection;
    this.raw = entry.raw;
    this.from = entry.from;
    this.id = id;
    this.response = response;
    if (call) this.call = call;
    this.#protocol = protocol;
  }

  get problems(): readonly SchemaProblem[] {
    const { call } = this;
    const known = call?.legal && !isUnconfirmed(call.action);
    this.#problems ??= known ? validate(this.#protocol, call.action, 'response', this.response) : nothing;
    return this.#problems;
  }
}

/** Beyond so many open CALLs the oldest are forgotten. */
const mostOpen = 1000;
const nothing: readonly SchemaProblem[] = [];

const stampOf = ({ index, at, connection, raw, from }: FrameEntry, wall: number): Stamped => ({ index, at, wall, connection, raw, from });

/**
 * Reads the frames of one station in the order in which they went over the wire: parses, checks against the schema, pairs answers with CALLs.
 * Each frame is read once, whoever wants to know. Knows no time and sends nothing.
 */
export class Reader {
  readonly #protocol: ProtocolVersion;
  readonly #open: Record<Role, OpenCalls> = { charger: new OpenCalls(mostOpen), csms: new OpenCalls(mostOpen) };

  constructor(protocol: ProtocolVersion) {
    this.#protocol = protocol;
  }

  /** CALLs of a side that are not answered yet, oldest first. */
  open(from: Role): Pick<OpenCalls, 'size' | 'get' | 'values'> {
    return this.#open[from];
  }

  /** CALLs die with their connection. */
  closed(): void {
    this.#open.charger.clear();
    this.#open.csms.clear();
  }

  /** `frame` and `wall`: what it says and when, if the caller knows. */
  read(entry: FrameEntry, frame: ParsedFrame = parseFrame(entry.raw, this.#protocol), wall = parseDateTime(entry.time)): Reading {
    switch (frame.type) {
      case 'call':
      case 'send':
        return this.#readCall(entry, wall, frame.id, frame.action, frame.payload, frame.type === 'send');
      case 'result':
        return new Result(entry, wall, frame.id, frame.payload, this.#settle(entry.from, frame.id), this.#protocol);
      case 'error':
      case 'resultError': {
        const call = frame.type === 'error' ? this.#settle(entry.from, frame.id) : undefined;
        return { kind: 'error', ...stampOf(entry, wall), frame, id: frame.id, ...(call ? { call } : {}) };
      }
      case 'broken': {
        const answers = frame.meant === 'result' || frame.meant === 'error';
        const call = answers && frame.id !== undefined ? this.#settle(entry.from, frame.id) : undefined;
        return { kind: 'broken', ...stampOf(entry, wall), frame, ...(call ? { call } : {}) };
      }
    }
  }

  #readCall(entry: FrameEntry, wall: number, id: string, action: string, request: Payload, unconfirmed: boolean): CallReading {
    const call = new Call(entry, wall, id, action, request, unconfirmed, this.#protocol);
    if (!unconfirmed) this.#open[entry.from].add(call);
    return call;
  }

  /** An answer of one side settles a CALL of the other. */
  #settle(from: Role, id: string): CallReading | undefined {
    return this.#open[otherRole(from)].settle(id);
  }
}

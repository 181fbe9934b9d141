import type { TraceEntry } from '../engine/results.ts';
import {
  type BrokenFrame,
  type ErrorFrame,
  isAction,
  isUnconfirmed,
  mayInitiate,
  otherRole,
  type ProtocolVersion,
  parseFrame,
  type ResultErrorFrame,
  type Role,
  type SchemaProblem,
  validate,
} from '../ocpp/index.ts';

type Payload = Record<string, unknown>;

/** Where and when a frame was seen: its trace index, monotonic milliseconds, wall clock, connection. */
export interface Stamped {
  index: number;
  at: number;
  time: string;
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

/** An open CALL is forgotten when so many are open: a peer must not make us hold more. */
const mostOpen = 1000;
const nothing: readonly SchemaProblem[] = [];

/**
 * Reads the frames of one station in the order in which they went over the wire: parses, checks against the schema, pairs answers with CALLs.
 * Each frame is read once, whoever wants to know. Knows no time and sends nothing.
 */
export class Reader {
  readonly #protocol: ProtocolVersion;
  readonly #open: Record<Role, Map<string, CallReading>> = { charger: new Map(), csms: new Map() };

  constructor(protocol: ProtocolVersion) {
    this.#protocol = protocol;
  }

  /** CALLs of a side that are not answered yet, oldest first. */
  open(from: Role): ReadonlyMap<string, CallReading> {
    return this.#open[from];
  }

  /** CALLs die with their connection. */
  closed(): void {
    this.#open.charger.clear();
    this.#open.csms.clear();
  }

  read(entry: TraceEntry & { kind: 'frame' }): Reading {
    const { index, at, time, connection, raw, from } = entry;
    const stamped = { index, at, time, connection, raw, from };
    const frame = parseFrame(raw, this.#protocol);
    switch (frame.type) {
      case 'call':
      case 'send':
        return this.#readCall(stamped, frame.id, frame.action, frame.payload, frame.type === 'send');
      case 'result': {
        const call = this.#settle(from, frame.id);
        const problems =
          call?.legal && isAction(this.#protocol, call.action) && !isUnconfirmed(call.action)
            ? validate(this.#protocol, call.action, 'response', frame.payload)
            : nothing;
        return { kind: 'result', ...stamped, id: frame.id, response: frame.payload, problems, ...(call ? { call } : {}) };
      }
      case 'error':
      case 'resultError': {
        const call = frame.type === 'error' ? this.#settle(from, frame.id) : undefined;
        return { kind: 'error', ...stamped, frame, id: frame.id, ...(call ? { call } : {}) };
      }
      case 'broken': {
        const answers = frame.meant === 'result' || frame.meant === 'error';
        const call = answers && frame.id !== undefined ? this.#settle(from, frame.id) : undefined;
        return { kind: 'broken', ...stamped, frame, ...(call ? { call } : {}) };
      }
    }
  }

  #readCall(stamped: Stamped, id: string, action: string, request: Payload, unconfirmed: boolean): CallReading {
    const { from } = stamped;
    const legal = mayInitiate(this.#protocol, from, action);
    const problems = legal && isAction(this.#protocol, action) ? validate(this.#protocol, action, 'request', request) : nothing;
    const call: CallReading = { kind: 'call', ...stamped, id, action, request, legal, unconfirmed, problems };
    if (!unconfirmed) {
      const open = this.#open[from];
      open.set(id, call);
      if (open.size > mostOpen) open.delete(open.keys().next().value ?? id);
    }
    return call;
  }

  /** An answer of one side settles a CALL of the other. */
  #settle(from: Role, id: string): CallReading | undefined {
    const open = this.#open[otherRole(from)];
    const call = open.get(id);
    if (call) open.delete(id);
    return call;
  }
}

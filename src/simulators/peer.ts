import {
  type BrokenFrame,
  call,
  callError,
  callResult,
  type ErrorCode,
  isAction,
  mayInitiate,
  type ProtocolVersion,
  parseFrame,
  type Role,
  type SchemaProblem,
  validate,
} from '../ocpp/index.ts';

type Payload = Record<string, unknown>;

/** Where frames go out: one WebSocket. */
export interface Wire {
  send(raw: string): unknown;
}

/** Answers to what the other side calls, by action. Throw a `Refusal` to answer with a CALLERROR. */
export type Handlers = Record<string, (request: Payload) => Payload | Promise<Payload>>;

/** A CALLERROR, ours to send or theirs received. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: string;

  constructor(code: ErrorCode | string, description = '') {
    super(description || code);
    this.code = code;
  }
}

export interface PeerOptions {
  protocol: ProtocolVersion;
  role: Role;
  handlers: Handlers;
  /** seconds until a CALL of ours is given up */
  timeout?: number;
  /** The last word on what goes out; an impostor's place to lie about frames. `undefined` swallows the frame. */
  outgoing?: (raw: string) => string | undefined;
}

/**
 * OCPP-J by the book, for simulators: one CALL at a time per direction, answers paired, bad input refused with the codes that the
 * specifications name. Survives reconnects: a waiting CALL dies with its connection.
 */
export class Peer {
  readonly #options: PeerOptions;
  #wire: Wire | undefined;
  #lastId = 0;
  /** CALLs that wait for their turn */
  #queue: Promise<unknown> = Promise.resolve();
  #open: { id: string; resolve: (payload: Payload) => void; reject: (error: Error) => void } | undefined;

  constructor(options: PeerOptions) {
    this.#options = options;
  }

  get connected(): boolean {
    return this.#wire !== undefined;
  }

  attach(wire: Wire): void {
    this.detach();
    this.#wire = wire;
  }

  detach(): void {
    this.#wire = undefined;
    this.#open?.reject(new Error('the connection closed before the answer came'));
    this.#open = undefined;
  }

  /** Sends a CALL once the earlier ones are answered. Rejects with a `Refusal`, or an `Error` if no answer comes. */
  call(action: string, payload: Payload): Promise<Payload> {
    const turn = this.#queue.then(() => this.#callNow(action, payload));
    this.#queue = turn.catch(() => {});
    return turn;
  }

  /** Sends text as it is, past the queue. False if it was swallowed. */
  sendRaw(raw: string): boolean {
    const changed = this.#options.outgoing ? this.#options.outgoing(raw) : raw;
    if (changed !== undefined) this.#wire?.send(changed);
    return changed !== undefined;
  }

  /** A text frame of the other side. Never throws. */
  receive(raw: string): void {
    const frame = parseFrame(raw);
    if (frame.type === 'call') void this.#answer(frame.id, frame.action, frame.payload);
    else if (frame.type === 'result') this.#settle(frame.id)?.resolve(frame.payload);
    else if (frame.type === 'error') this.#settle(frame.id)?.reject(new Refusal(frame.code, frame.description));
    else if (frame.type === 'broken') this.#refuseBroken(frame);
  }

  #refuseBroken(frame: BrokenFrame): void {
    const isAnswer = frame.meant === 'result' || frame.meant === 'error';
    // 1.6 has no id for what cannot be read, and no code for an unknown message type: such frames are dropped there.
    if (isAnswer || frame.problem.kind === 'unknownType') return;
    const only16 = this.#options.protocol === 'ocpp1.6';
    if (frame.id === undefined && only16) return;
    // 2.x tells apart a payload of the wrong shape from an envelope that cannot be read (part 4 §4.3).
    const code = only16 ? 'FormationViolation' : frame.problem.kind === 'badPayload' ? 'FormatViolation' : 'RpcFrameworkError';
    this.sendRaw(callError(frame.id ?? '-1', code, frame.problem.message));
  }

  async #callNow(action: string, payload: Payload): Promise<Payload> {
    if (!this.#wire) throw new Error(`cannot call ${action}: not connected`);
    this.#lastId += 1;
    const id = `${this.#options.role}-sim-${Date.now().toString(36)}-${this.#lastId}`;
    const { timeout = 30 } = this.#options;
    let timer: NodeJS.Timeout | undefined;
    const answer = new Promise<Payload>((resolve, reject) => {
      this.#open = { id, resolve, reject };
      timer = setTimeout(() => this.#settle(id)?.reject(new Error(`no answer to ${action} within ${timeout} s`)), timeout * 1000);
    });
    // A CALL that an impostor swallows holds up no other.
    if (!this.sendRaw(call(id, action, payload))) this.#settle(id)?.resolve({});
    try {
      return await answer;
    } finally {
      clearTimeout(timer);
    }
  }

  #settle(id: string) {
    const open = this.#open;
    if (open?.id !== id) return undefined;
    this.#open = undefined;
    return open;
  }

  async #answer(id: string, action: string, payload: Payload): Promise<void> {
    const wire = this.#wire;
    let answer: string;
    try {
      answer = callResult(id, await this.#handle(action, payload));
    } catch (error) {
      answer =
        error instanceof Refusal
          ? callError(id, error.code, error.message)
          : callError(id, 'InternalError', error instanceof Error ? error.message : '');
    }
    if (this.#wire === wire) this.sendRaw(answer);
  }

  #handle(action: string, payload: Payload): Payload | Promise<Payload> {
    const { protocol, role, handlers } = this.#options;
    if (!isAction(protocol, action)) throw new Refusal('NotImplemented', `${action.slice(0, 60)} is unknown`);
    const handler = handlers[action];
    const other = role === 'charger' ? 'csms' : 'charger';
    if (!handler || !mayInitiate(protocol, other, action)) throw new Refusal('NotSupported', `${action} is not supported`);
    const problem = validate(protocol, action, 'request', payload)[0];
    if (problem) throw new Refusal(codeFor(problem, protocol), problem.message);
    return handler(payload);
  }
}

/** The preferred code for each way to break a schema (1.6J §4.2.3, 2.x part 4 §4.3). */
function codeFor(problem: SchemaProblem, protocol: ProtocolVersion): ErrorCode {
  const only16 = protocol === 'ocpp1.6';
  switch (problem.kind) {
    case 'missing':
    case 'tooFewItems':
    case 'tooManyItems':
      return only16 ? 'OccurenceConstraintViolation' : 'OccurrenceConstraintViolation';
    case 'type':
      return 'TypeConstraintViolation';
    case 'unknownField':
    case 'format':
      return only16 ? 'FormationViolation' : 'FormatViolation';
    default:
      return 'PropertyConstraintViolation';
  }
}

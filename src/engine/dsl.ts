import type { ActionFrom, ErrorCode, ProtocolVersion, RequestOf, ResponseOf, Role } from '../ocpp/index.ts';
import type { Act, ActsOf } from './acts.ts';
import type { Certificates, Shown } from './certificates.ts';
import type { Duration } from './clock.ts';
import type { Condition } from './conditions.ts';
import type { SutConfig } from './config.ts';
import type { FileProtocol, Transfer } from './files.ts';
import type { Expected } from './match.ts';
import type { CallErrorAnswer, Knowledge } from './party.ts';
import type { Handshake } from './results.ts';
import type { AnswerOrError, CallErrorExpectation, Malformed, Raw, RefusalExpectation, Silence } from './words.ts';

type OtherRole<S extends Role> = S extends 'charger' ? 'csms' : 'charger';

export interface ExpectOptions {
  /** how long we wait; `reaction` if not said */
  within?: Duration;
}

/** For what the SUT should do, not must: a warning if it does not, which `--strict` counts as a failure. */
export interface ShouldOptions extends ExpectOptions {
  level: 'should';
}

/** For what the SUT may leave out, but what is worth waiting for: nothing happens if it does not come. */
export interface MayOptions extends ExpectOptions {
  level: 'may';
}

export interface NeverOptions extends ExpectOptions {
  level?: 'should';
  /** `case`, if not said; `here`: only what comes after the last stimulus or expected message counts */
  since?: 'case' | 'here';
}

/** How a WebSocket is secured: TLS or not, password or certificate (1.6 security whitepaper §2.1, 2.x part 2 §A.1.3); 0: not at all. */
export type SecurityProfile = 0 | 1 | 2 | 3;

/** Text or bytes; several are tried in turn. */
export type Password = string | Uint8Array | readonly (string | Uint8Array)[];

export interface ConnectOptions {
  /** instead of the station's own */
  identity?: string;
  subprotocols?: readonly string[];
  username?: string;
  /** As CSMS: the one that is required from now on; once no more is wished for, what was required before will do again. */
  password?: Password;
  /** The profile that the run is set up with, if not said. */
  securityProfile?: SecurityProfile;
  /** What we show in TLS, if it is not our own; as CSMS, from now on. */
  certificate?: Shown;
  /** the one version that we speak */
  tlsVersion?: '1.1' | '1.2' | '1.3';
  /** the one cipher suite of TLS 1.2 that we speak, by its IANA name */
  cipherSuite?: string;
}

export interface AnswerOptions {
  /** how many CALLs are answered like this; 1 if not said */
  times?: number | 'always';
}

/** The CALLERROR that the SUT answered with. */
export interface ReceivedCallError {
  code: string;
  description: string;
  details: Record<string, unknown>;
}

/** The side that we play: it can be told what to say. */
export interface Ours<V extends ProtocolVersion, R extends Role> {
  /**
   * Sends a CALL and awaits its answer, within `answer` if not said otherwise. Mandatory fields that are left out get valid values.
   * The answer must follow the schema and match `expected`.
   */
  calls<A extends ActionFrom<V, R>>(
    action: A,
    request?: Partial<RequestOf<V, A>>,
    expected?: Expected<ResponseOf<V, A>>,
    options?: ExpectOptions,
  ): Promise<ResponseOf<V, A>>;
  /** … to which the SUT must answer with a CALLERROR. */
  calls<A extends ActionFrom<V, R>>(
    action: A,
    request: Partial<RequestOf<V, A>>,
    expected: CallErrorExpectation<ErrorCode<V>> & { readonly orSilence: false },
    options?: ExpectOptions,
  ): Promise<ReceivedCallError>;
  /** … to which the SUT may answer either way. */
  calls<A extends ActionFrom<V, R>>(
    action: A,
    request: Partial<RequestOf<V, A>>,
    expected: AnswerOrError<Expected<ResponseOf<V, A>>, ErrorCode<V>>,
    options?: ExpectOptions,
  ): Promise<ResponseOf<V, A> | ReceivedCallError>;
  /** A CALL outside of types and schemas, that must be answered with a CALLERROR. */
  calls(
    message: Malformed,
    expected: CallErrorExpectation<ErrorCode<V>> & { readonly orSilence: false },
    options?: ExpectOptions,
  ): Promise<ReceivedCallError>;
  /** … or may be dropped. */
  calls(message: Malformed, expected: CallErrorExpectation<ErrorCode<V>>, options?: ExpectOptions): Promise<ReceivedCallError | undefined>;
  /** … or may be understood all the same. */
  calls(message: Malformed, expected: AnswerOrError<object, ErrorCode<V>>, options?: ExpectOptions): Promise<object | ReceivedCallError>;
  /** Sends any text as a frame and awaits nothing. */
  sends(text: Raw): Promise<void>;
  /** Chooses our next answer to a CALL of the SUT, before the stimulus. Fields that are left out get the usual values. */
  answers<A extends ActionFrom<V, OtherRole<R>>>(
    action: A,
    answer: Partial<ResponseOf<V, NoInfer<A>>> | CallErrorAnswer | Silence,
    options?: AnswerOptions,
  ): void;
  answers<A extends ActionFrom<V, OtherRole<R>>, const P extends Partial<ResponseOf<V, A>>>(
    action: A,
    answer: (request: RequestOf<V, NoInfer<A>>) => P,
    options?: AnswerOptions,
  ): void;
  /** A charger opens its WebSocket; a CSMS that had disconnected accepts connections again. */
  connects(options?: ConnectOptions): Promise<Handshake | undefined>;
  /** … which the CSMS must refuse. */
  connects(options: ConnectOptions, expected: RefusalExpectation): Promise<undefined>;
  /** Closes the WebSocket. A CSMS stays away until it `connects()` again. */
  disconnects(): Promise<void>;
  /** the security profiles under which we can connect */
  readonly securityProfiles: readonly SecurityProfile[];
  /** whether a WebSocket is open between the two sides now */
  readonly connected: boolean;
  /** what the conversation so far has told us about the station */
  readonly knows: Knowledge;
}

/** An action of the SUT with its payload. */
export type CallFrom<V extends ProtocolVersion, R extends Role> = {
  [A in ActionFrom<V, R>]: { action: A; request: RequestOf<V, A> };
}[ActionFrom<V, R>];

/** The system under test: it can only be expected of. */
export interface Theirs<V extends ProtocolVersion, R extends Role> {
  /** Awaits a CALL that matches. Other legal messages are answered and passed over. */
  calls<A extends ActionFrom<V, R>>(action: A, expected?: Expected<RequestOf<V, A>>, options?: ExpectOptions): Promise<RequestOf<V, A>>;
  calls<A extends ActionFrom<V, R>>(
    action: A,
    expected: Expected<RequestOf<V, A>>,
    options: ShouldOptions | MayOptions,
  ): Promise<RequestOf<V, A> | undefined>;
  /** Awaits whichever of these CALLs comes first. */
  callsEither(expected: { readonly [A in ActionFrom<V, R>]?: Expected<RequestOf<V, A>> }, options?: ExpectOptions): Promise<CallFrom<V, R>>;
  /** Awaits all CALLs of an action up to the one that matches `last`. `within` counts anew from each. */
  callsUntil<A extends ActionFrom<V, R>>(action: A, last: Expected<RequestOf<V, A>>, options?: ExpectOptions): Promise<RequestOf<V, A>[]>;
  /** From now to our next stimulus this CALL may come; each one that no other step claims must match. Waits for nothing. */
  mayCall<A extends ActionFrom<V, R>>(action: A, expected: Expected<RequestOf<V, A>>): void;
  /** Such a CALL has not come since the case began (unless another step claimed it) and does not come in the time given. */
  neverCalls<A extends ActionFrom<V, R>>(action: A, expected?: Expected<RequestOf<V, A>>, options?: NeverOptions): Promise<void>;
  /** Awaits a new WebSocket and hands over its handshake. */
  connects(options?: ExpectOptions): Promise<Handshake>;
  connects(options: MayOptions): Promise<Handshake | undefined>;
  /** Awaits that the WebSocket goes away, whoever closes it. */
  disconnects(options?: ExpectOptions): Promise<void>;
}

/** Whoever can touch the SUT: only the acts that the case declares. */
export interface Acting<S extends Role, A extends Act<S>> {
  does<const N extends A>(
    act: N,
    ...parameters: Record<never, never> extends ActsOf<S>[N & keyof ActsOf<S>]
      ? [parameters?: ActsOf<S>[N & keyof ActsOf<S>]]
      : [parameters: ActsOf<S>[N & keyof ActsOf<S>]]
  ): Promise<void>;
  /** whether this act can be carried out in this run */
  can(act: Act<S>): boolean;
}

/** Where the SUT fetches files and brings them. */
export interface Files {
  /** Puts a file where the SUT can fetch it; its URL. */
  offers(name: string, bytes: Uint8Array, protocol?: FileProtocol): Promise<string>;
  /** Makes a folder that the SUT can upload into; its URL, ending in `/`. */
  accepts(protocol?: FileProtocol): Promise<string>;
  /** Awaits that the SUT has fetched what `offers` put there. */
  delivers(location: string, options?: ExpectOptions): Promise<Transfer>;
  /** Awaits the next file that the SUT uploads into a folder of `accepts`. */
  receives(location: string, options?: ExpectOptions): Promise<Transfer>;
}

/** Who takes part in a case: the SUT, the side that we play, and what surrounds them. */
export type Cast<V extends ProtocolVersion, S extends Role, A extends Act<S>> = { readonly [R in S]: Theirs<V, R> } & {
  readonly [R in OtherRole<S>]: Ours<V, R>;
} & {
  readonly operator: Acting<S, A>;
  readonly clock: {
    waits(duration: Duration): Promise<void>;
    /** Milliseconds that so many of the SUT's own take in this run: what its timestamps are compared with. */
    lasts(duration: Duration): number;
  };
  readonly files: Files;
  readonly certificates: Certificates;
  readonly config: SutConfig;
  /** A statement about what was seen, as a step of its own. */
  check<T>(statement: string, actual: T, expected: Expected<NoInfer<T>>, options?: Pick<ShouldOptions, 'level'>): Promise<void>;
};

/** Undoes what a state has set. Runs after the case, whatever its verdict. */
export type Undo = () => Promise<void>;

export interface StateDefinition<V extends ProtocolVersion, S extends Role, A extends Act<S>> {
  /** completes "given that the SUT is …" */
  title: string;
  protocol: V;
  sut: S;
  given?: readonly State<NoInfer<V>, NoInfer<S>>[];
  /** acts without which the state cannot be reached */
  acts?: readonly A[];
  reach(cast: Cast<V, S, A>): Promise<Undo | undefined> | Promise<void>;
}

/** A situation that a case starts from, reached from anywhere. Failing to reach it is inconclusive. */
export interface State<V extends ProtocolVersion = ProtocolVersion, S extends Role = Role> {
  readonly kind: 'state';
  readonly title: string;
  readonly protocol: V;
  readonly sut: S;
  readonly given: readonly State<V, S>[];
  readonly acts: readonly string[];
  reach(cast: never): Promise<Undo | undefined> | Promise<void>;
}

export interface TestCaseDefinition<V extends ProtocolVersion, S extends Role, A extends Act<S>> {
  /** an official id, or one of our own */
  id: string;
  title: string;
  protocol: V;
  sut: S;
  /** certification profile or functional block; the catalogue knows it for official ids */
  profile?: string;
  /** sections and requirement ids: `1.6 §5.11`, `B11.FR.03` */
  spec: readonly string[];
  /** the declared features without which the case does not apply */
  requires?: Condition;
  given?: readonly State<NoInfer<V>, NoInfer<S>>[];
  /** acts without which the case cannot be played; those of its states come on top */
  acts?: readonly A[];
  /** may leave the SUT changed for good: only with `--allow destructive` */
  destructive?: boolean;
  run(cast: Cast<V, S, A>): Promise<void>;
}

/** A test case as the runner sees it. */
export interface TestCase {
  readonly kind: 'testCase';
  readonly id: string;
  readonly title: string;
  readonly protocol: ProtocolVersion;
  readonly sut: Role;
  readonly profile?: string;
  readonly spec: readonly string[];
  readonly requires?: Condition;
  readonly given: readonly State[];
  /** acts of the case and of all its states */
  readonly acts: readonly string[];
  readonly destructive: boolean;
  run(cast: never): Promise<void>;
}

/** A test case: a conversation in the third person. Types follow from `protocol` and `sut`. */
export function defineTestCase<const V extends ProtocolVersion, const S extends Role, const A extends Act<S> = never>(
  definition: TestCaseDefinition<V, S, A>,
): TestCase {
  const { given = [], acts = [], destructive = false } = definition;
  return { ...definition, kind: 'testCase', given, acts: actsOf(acts, given), destructive };
}

/** A situation that cases start from. `reach` may hand back how to undo it. */
export function defineState<const V extends ProtocolVersion, const S extends Role, const A extends Act<S> = never>(
  definition: StateDefinition<V, S, A>,
): State<V, S> {
  const { given = [], acts = [] } = definition;
  return { ...definition, kind: 'state', given, acts: actsOf(acts, given) };
}

function actsOf(own: readonly string[], given: readonly State[]): string[] {
  return [...new Set([...given.flatMap((state) => state.acts), ...own])];
}

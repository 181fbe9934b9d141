import type { OpenCalls } from '../engine/open-calls.ts';
import type { BrokenReading, CallReading, ErrorReading, Reading, ResultReading } from '../engine/reading.ts';
import type { Severity, TraceEntry } from '../engine/results.ts';
import type { ActionOf, ProtocolVersion, RequestOf, ResponseOf, Role } from '../ocpp/index.ts';

/** A CALL whose payload follows the schema. */
export type Call<V extends ProtocolVersion, A extends ActionOf<V>> = Omit<CallReading, 'action' | 'request'> & {
  action: A;
  request: RequestOf<V, A>;
};

/** A CALL and its CALLRESULT, both by the schema. Stamps are those of the answer; the CALL has its own. */
export type Answered<V extends ProtocolVersion, A extends ActionOf<V>> = Omit<ResultReading, 'call' | 'response'> & {
  call: Call<V, A>;
  response: ResponseOf<V, A>;
};

/** A CALLRESULT that answers a CALL, whatever is wrong with either. */
export type RawAnswer = ResultReading & { call: CallReading };

/** A CALL that was answered with a CALLERROR. */
export type Refused = ErrorReading & { call: CallReading };

type EntryOf<K extends TraceEntry['kind']> = Extract<TraceEntry, { kind: K }>;

/**
 * What a rule looks at. Within one event the rules are asked first, then the facts learn: a rule sees the world as it was before.
 * `calls` and `answers` get only what follows the schema; a payload that does not is the schema rules' business. Handlers are called as plain
 * functions, without `this`.
 */
export interface Watcher<V extends ProtocolVersion> {
  opened?(entry: EntryOf<'opened'>): void;
  closed?(entry: EntryOf<'closed'>): void;
  refused?(entry: EntryOf<'refused'>): void;
  pinged?(entry: EntryOf<'ping' | 'pong'>): void;
  troubled?(entry: EntryOf<'trouble'>): void;
  /** what an operator did to the SUT; only where we run the test */
  acted?(entry: EntryOf<'act'>): void;
  /** every text frame, whatever it is, before the more special ones */
  frame?(reading: Reading): void;
  broken?(reading: BrokenReading): void;
  /** every CALL, also flawed ones; what a rule can learn from a hook that is told of less costs less */
  anyCall?(call: CallReading): void;
  /** every CALL of one side, also flawed ones */
  chargerCall?(call: CallReading): void;
  csmsCall?(call: CallReading): void;
  /** a CALL that its side may not make, that the version does not have or that breaks the schema: what `calls` leaves out */
  flawedCall?(call: CallReading): void;
  /** every CALLRESULT, also one that answers nothing */
  anyResult?(result: ResultReading): void;
  /** a CALLRESULT that breaks the schema, or answers a flawed CALL: what `answers` leaves out */
  flawedResult?(result: RawAnswer): void;
  /** every CALLERROR */
  anyError?(error: ErrorReading): void;
  /** a CALLRESULT or CALLERROR that answers nothing which is open */
  orphan?(answer: ResultReading | ErrorReading): void;
  calls?: { [A in ActionOf<V>]?: (call: Call<V, A>) => void };
  answers?: { [A in ActionOf<V>]?: (answered: Answered<V, A>) => void };
  /** as `calls` and `answers`, flawed or not */
  rawCalls?: { [A in ActionOf<V>]?: (call: CallReading) => void };
  rawAnswers?: { [A in ActionOf<V>]?: (result: RawAnswer) => void };
  refusals?: { [A in ActionOf<V>]?: (refused: Refused) => void };
  /** the record ends here; for absences that can no longer be decided */
  ended?(): void;
}

/** What a rule found. */
export interface Report {
  message: string;
  /** trace indices, the decisive one last */
  frames: number[];
  /** One cause, one finding: reports of one rule with the same key and party are counted, not repeated. */
  key?: string | number;
  expected?: string;
  actual?: string;
  /** where it differs from the rule's own */
  blame?: Role;
  severity?: Severity;
}

/** A rule's (or facts') view of one station's conversation. */
export interface Scene {
  readonly protocol: ProtocolVersion;
  /** true where the rules sit in the conversation and missed nothing of it; false for a log that may begin in the middle */
  readonly complete: boolean;
  /** The SUT's own timers run faster by this factor (simulators): multiply a specified time with it before comparing with observed times. */
  readonly timeScale: number;
  /** CALLs of a side that are open now. */
  open(from: Role): Pick<OpenCalls, 'size' | 'get' | 'values'>;
  /** Shared knowledge, created when first asked for. */
  facts<F>(facts: Facts<F>): F;
  report(report: Report): void;
  /** The rule cannot be decided here: the missing premise in words, such as "TxStopPoint is unknown". Never a failure. */
  inconclusive(premise: string): void;
  /** Tells of each frame from now on, before all hooks, until what it returns is called: for what is rarely worth a look at each of them. */
  listen(to: (reading: Reading) => void): () => void;
  /** Calls back when the observed time reaches `at`. Returns how to cancel. */
  when(at: number, then: (now: number) => void): () => void;
}

export interface RuleDefinition<V extends ProtocolVersion> {
  /** the id in the rule book: `R16-TX-004` */
  id: string;
  /** what must hold, in one sentence */
  title: string;
  severity: Severity;
  /** the party that breaks it, unless a report says otherwise */
  blame: Role;
  versions: readonly V[];
  /** sections and requirement ids */
  spec: readonly string[];
  /** the shortest exchange that breaks it; `>` is charger to CSMS, `<` is CSMS to charger */
  example: string;
  /** what goes wrong in practice, in a few words */
  harm?: string;
  /** Begins to watch one station. What it remembers must stay bounded. */
  watch(scene: Scene): Watcher<V>;
}

/** Something that must hold of any conversation. */
export interface Rule {
  readonly kind: 'rule';
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly blame: Role;
  readonly versions: readonly ProtocolVersion[];
  readonly spec: readonly string[];
  readonly example: string;
  readonly harm?: string;
  watch(scene: Scene): Watcher<never>;
}

export interface FactsDefinition<V extends ProtocolVersion, F> {
  versions: readonly V[];
  create(): F;
  learn(facts: F, scene: Scene): Watcher<V>;
}

/** Knowledge that several rules share, learnt from the conversation. */
export interface Facts<F> {
  readonly kind: 'facts';
  create(): F;
  learn(facts: F, scene: Scene): Watcher<never>;
}

export function defineRule<const V extends ProtocolVersion>(definition: RuleDefinition<V>): Rule {
  return { ...definition, kind: 'rule' } as Rule;
}

export function defineFacts<const V extends ProtocolVersion, F>(definition: FactsDefinition<V, F>): Facts<F> {
  return { ...definition, kind: 'facts' } as Facts<F>;
}

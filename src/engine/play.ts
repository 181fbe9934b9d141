import type { Operator } from './acts.ts';
import type { Certificates } from './certificates.ts';
import { type Clock, type Duration, deadlineOf } from './clock.ts';
import type { SutConfig } from './config.ts';
import type { ConnectOptions, SecurityProfile } from './dsl.ts';
import type { FileServer } from './files.ts';
import type { Attachment, Failure, StepResult, Verdict } from './results.ts';
import type { Session } from './session.ts';
import { CaseOver, ExpectationError, failureOf, verdictOf } from './verdict.ts';

/** What surrounds the conversation: who opens sockets and who touches the SUT. */
export interface Stage {
  readonly session: Session;
  readonly operator: Operator;
  readonly config: SutConfig;
  /** factor for waits that follow the SUT's own timers; 1 for real SUTs */
  readonly timeScale: number;
  /** unset: cases that need one are inconclusive */
  readonly files?: FileServer;
  readonly certificates?: Certificates;
  /** those under which we know how to connect; unset: the one that the run is set up with */
  readonly securityProfiles?: readonly SecurityProfile[];
  /** Opens our WebSocket (we are the charger) or accepts connections again (we are the CSMS). The session is told of the opening. */
  connect(options: ConnectOptions): Promise<ConnectResult>;
  /** Closes the WebSocket; as CSMS, refuses new ones until `connect`. */
  disconnect(): Promise<void>;
}

export type ConnectResult =
  | { kind: 'opened' }
  | { kind: 'accepting' }
  | { kind: 'refused'; status?: number; detail: string }
  /** TLS failed because of what we chose to show or to speak */
  | { kind: 'refused'; inTls: true; detail: string };

export interface PlayListener {
  stepStarted(title: string, phase: StepResult['phase'], deadline: number | undefined): void;
  stepEnded(step: StepResult): void;
}

/** A step while it runs. */
export interface OpenStep {
  /** trace entries that belong to it */
  frames: number[];
}

export interface StepOptions {
  /** milliseconds after which the step gives up */
  deadline?: number;
  level?: 'must' | 'should';
  /** false: nobody has to await it */
  open?: boolean;
}

/** One case while it is played: where in the transcript we are, and the steps so far. */
export class Play {
  readonly stage: Stage;
  readonly spec: readonly string[];
  phase: StepResult['phase'] = 'given';
  /** Messages before this index belong to what has already been expected. */
  cursor: number;
  /** the transcript index at which the case's own conversation began */
  start: number;
  readonly steps: StepResult[] = [];
  readonly attachments: Attachment[] = [];
  expectations = 0;
  readonly #listener: PlayListener;
  readonly #began: number;
  readonly #abort = new Set<(reason: Error) => void>();
  readonly #open = new Set<string>();
  readonly #optional = new Set<(upTo: number) => void>();
  #parent: StepResult[] = this.steps;
  #interruption: Error | undefined;

  constructor(stage: Stage, spec: readonly string[], listener: PlayListener) {
    this.stage = stage;
    this.spec = spec;
    this.#listener = listener;
    this.#began = stage.session.options.clock.now();
    this.cursor = stage.session.position;
    this.start = this.cursor;
  }

  get session(): Session {
    return this.stage.session;
  }

  get clock(): Clock {
    return this.session.options.clock;
  }

  deadline(within: Duration): number {
    return deadlineOf(within, this.stage.config.timeouts, this.stage.timeScale);
  }

  elapsed(): number {
    return Math.round((this.clock.now() - this.#began) * 1000) / 1000;
  }

  /** Runs a body as a step of the report. The body starts at once, so that nothing that follows can slip past it. */
  step<T>(title: string, options: StepOptions, body: (step: OpenStep) => Promise<T>): Promise<T> {
    const result: StepResult = {
      title,
      phase: this.phase,
      verdict: 'pass',
      startedAt: this.elapsed(),
      duration: 0,
      frames: [],
      steps: [],
    };
    this.#parent.push(result);
    this.#listener.stepStarted(title, this.phase, options.deadline);
    if (options.open !== false) this.#open.add(title);
    const promise = this.#finish(result, options.level ?? 'must', body(result));
    // A sibling in Promise.all may fail after the case is over; its verdict is in the step.
    promise.catch(() => {});
    return promise;
  }

  async #finish<T>(result: StepResult, level: 'must' | 'should', outcome: Promise<T>): Promise<T> {
    try {
      return await outcome;
    } catch (error) {
      if (error instanceof CaseOver) {
        result.verdict = 'notTested';
        throw error;
      }
      const failure = this.#explained(error);
      if (level === 'should' && error instanceof ExpectationError) {
        this.session.findings.push(shouldFinding(failure, result, this.session.options.sut));
        return undefined as T;
      }
      result.verdict = verdictOf(error);
      result.failure = failure;
      throw error;
    } finally {
      result.duration = Math.round((this.elapsed() - result.startedAt) * 1000) / 1000;
      this.#open.delete(result.title);
      this.#listener.stepEnded(result);
    }
  }

  /** A step that holds others: a state that is reached, a state that is undone. */
  async group<T>(title: string, body: () => Promise<T>): Promise<T> {
    const outer = this.#parent;
    return this.step(title, { open: false }, async (step) => {
      this.#parent = (step as StepResult).steps;
      try {
        return await body();
      } finally {
        this.#parent = outer;
      }
    });
  }

  /** Rejects what still waits, and returns the titles of what nobody awaited. */
  end(): string[] {
    this.closeOptional();
    const open = [...this.#open];
    if (this.#abort.size === 0) return open;
    for (const abort of [...this.#abort]) abort(new CaseOver('the case is over'));
    this.#abort.clear();
    return open;
  }

  /** Stops the conversation from outside: what waits is rejected, and what would wait. What the states have set is still undone. */
  interrupt(reason: Error): void {
    this.#interruption = reason;
    for (const abort of [...this.#abort]) abort(reason);
  }

  /** A promise that the deadline, the end of the case or `settle` ends. `onDeadline` makes the error. */
  until<T>(
    deadline: number | undefined,
    onDeadline: () => T | Error,
    begin: (settle: (value: T) => void, fail: (error: Error) => void) => () => void,
  ): Promise<T> {
    if (this.#interruption && this.phase !== 'cleanup') return Promise.reject(this.#interruption);
    return new Promise<T>((resolve, reject) => {
      let stop: (() => void) | undefined;
      let cancel: (() => void) | undefined;
      let over = false;
      const finish = (settled: () => void) => {
        if (over) return;
        over = true;
        cancel?.();
        stop?.();
        this.#abort.delete(fail);
        settled();
      };
      const settle = (value: T) => finish(() => resolve(value));
      const fail = (error: Error) => finish(() => reject(error));
      this.#abort.add(fail);
      stop = begin(settle, fail);
      if (over) return stop();
      if (deadline === undefined) return;
      cancel = this.clock.after(deadline, () => {
        const outcome = onDeadline();
        if (outcome instanceof Error) fail(outcome);
        else settle(outcome);
      });
    });
  }

  /** Keeps an optional expectation open until our next stimulus; `close` is told up to which index it looks. */
  optional(close: (upTo: number) => void): void {
    this.#optional.add(close);
  }

  /** Our next stimulus: optional expectations are settled, and what came before can no longer be a reaction. */
  stimulus(): void {
    this.closeOptional();
    this.cursor = this.session.position;
  }

  closeOptional(): void {
    if (this.#optional.size === 0) return;
    const upTo = this.session.position;
    for (const close of this.#optional) close(upTo);
    this.#optional.clear();
  }

  fail(message: string, more: Partial<Failure> = {}): ExpectationError {
    return new ExpectationError({ message, ...more });
  }

  #explained(error: unknown): Failure {
    const failure = failureOf(error);
    if (error instanceof ExpectationError && this.spec.length > 0) failure.spec = [...this.spec];
    return failure;
  }
}

function shouldFinding(failure: Failure, step: StepResult, blame: 'charger' | 'csms') {
  return {
    rule: 'CASE-SHOULD',
    severity: 'warning' as const,
    blame,
    message: failure.message,
    frames: step.frames,
    incidental: false,
  };
}

/** The verdicts of steps that failed or broke down, and of such steps in them. */
export function badVerdicts(steps: readonly StepResult[], found: Verdict[] = []): Verdict[] {
  for (const { verdict, steps: inner } of steps) {
    if (verdict === 'fail' || verdict === 'error') found.push(verdict);
    if (inner.length > 0) badVerdicts(inner, found);
  }
  return found;
}

import type { Finding, TraceEntry } from '../engine/results.ts';
import type { ProtocolVersion, Role } from '../ocpp/index.ts';
import { type CallReading, Reader, type Reading } from './reading.ts';
import type { Facts, Report, Rule, Scene, Watcher } from './rule.ts';

export interface JudgeOptions {
  protocol: ProtocolVersion;
  rules: readonly Rule[];
  /** see Scene.complete */
  complete: boolean;
  timeScale?: number;
  /** Told of each finding when it first occurs; its count goes on growing in place. */
  onFinding(finding: Finding): void;
}

/** A rule that could not be decided, and what it would have needed. */
export interface Undecided {
  rule: string;
  premise: string;
}

type AnyWatcher = Watcher<ProtocolVersion>;
type Handler = (event: never) => void;
type Hook =
  | 'opened'
  | 'closed'
  | 'refused'
  | 'pinged'
  | 'troubled'
  | 'acted'
  | 'frame'
  | 'broken'
  | 'anyCall'
  | 'anyResult'
  | 'anyError'
  | 'ended';
type TypedHook = 'calls' | 'answers' | 'refusals';

const hooks: readonly Hook[] = [
  'opened',
  'closed',
  'refused',
  'pinged',
  'troubled',
  'acted',
  'frame',
  'broken',
  'anyCall',
  'anyResult',
  'anyError',
  'ended',
];
const typedHooks: readonly TypedHook[] = ['calls', 'answers', 'refusals'];

/** a finding keeps the first frames of its first occurrence and the last of its last */
const mostFindings = 1000;

/**
 * Applies rules to the conversation of one station, event by event, live or from a record. Work per event is proportional to the rules that
 * look at it. A rule that throws is our error: it is reported as such once and no longer asked.
 */
export class Judge {
  readonly reader: Reader;
  readonly undecided: Undecided[] = [];
  /** rules that broke down, with what they said: never the SUT's fault */
  readonly broken = new Map<string, string>();
  readonly #options: JudgeOptions;
  readonly #rules = new Audience();
  /** told of each event after the rules */
  readonly #learners = new Audience();
  readonly #facts = new Map<Facts<unknown>, unknown>();
  readonly #learning: { watcher: AnyWatcher; name: string }[] = [];
  readonly #timers = new Set<{ at: number; then: (now: number) => void }>();
  #nextTimer = Number.POSITIVE_INFINITY;
  #found = new Map<string, Finding>();

  constructor(options: JudgeOptions) {
    this.#options = options;
    this.reader = new Reader(options.protocol);
    for (const rule of options.rules) {
      if (!rule.versions.includes(options.protocol)) continue;
      this.#subscribe(this.#rules, rule.watch(this.#sceneFor(rule)) as AnyWatcher, rule.id);
    }
    for (const { watcher, name } of this.#learning) this.#subscribe(this.#learners, watcher, name);
  }

  /** From now on findings count anew: for what comes after, the same cause is a new finding. */
  beginChapter(): void {
    this.#found = new Map();
  }

  /** Takes the next event. Returns how the frame reads, for callers who want to know too. */
  observe(entry: TraceEntry): Reading | undefined {
    this.passTime(entry.at);
    switch (entry.kind) {
      case 'frame': {
        const reading = this.reader.read(entry);
        this.#judge(reading);
        return reading;
      }
      case 'opened':
        this.#tell('opened', entry);
        return undefined;
      case 'closed':
        this.#tell('closed', entry);
        this.reader.closed();
        return undefined;
      case 'refused':
        this.#tell('refused', entry);
        return undefined;
      case 'trouble':
        this.#tell('troubled', entry);
        return undefined;
      case 'act':
        this.#tell('acted', entry);
        return undefined;
      default:
        this.#tell('pinged', entry);
        return undefined;
    }
  }

  /** Lets the rules know that it is so late, if nothing else happens. */
  passTime(now: number): void {
    // A timer may set the next, which is due as well if much time has passed.
    for (let last = Number.NEGATIVE_INFINITY; this.#nextTimer <= now && this.#nextTimer > last; ) {
      last = this.#nextTimer;
      for (const timer of [...this.#timers]) if (timer.at <= last && this.#timers.delete(timer)) timer.then(timer.at);
      this.#nextTimer = Math.min(Number.POSITIVE_INFINITY, ...[...this.#timers].map((timer) => timer.at));
    }
  }

  end(): void {
    this.#tell('ended', undefined);
  }

  #judge(reading: Reading): void {
    for (const audience of [this.#rules, this.#learners]) {
      audience.tell('frame', reading);
      switch (reading.kind) {
        case 'broken':
          audience.tell('broken', reading);
          break;
        case 'call':
          audience.tell('anyCall', reading);
          if (isSound(reading)) audience.tellTyped('calls', reading.action, reading);
          break;
        case 'result':
          audience.tell('anyResult', reading);
          if (reading.call && isSound(reading.call) && reading.problems.length === 0)
            audience.tellTyped('answers', reading.call.action, reading);
          break;
        case 'error':
          audience.tell('anyError', reading);
          if (reading.call) audience.tellTyped('refusals', reading.call.action, reading);
      }
    }
  }

  #tell(hook: Hook, event: unknown): void {
    this.#rules.tell(hook, event);
    this.#learners.tell(hook, event);
  }

  #subscribe(audience: Audience, watcher: AnyWatcher, name: string): void {
    for (const hook of hooks) {
      const handler = watcher[hook] as Handler | undefined;
      if (handler) audience.generic[hook].push(this.#guarded(handler.bind(watcher) as Handler, name));
    }
    for (const hook of typedHooks)
      for (const [action, handler] of Object.entries(watcher[hook] ?? {}))
        audience.add(hook, action, this.#guarded(handler as Handler, name));
  }

  #guarded(handler: Handler, name: string): Handler {
    return ((...event: never[]) => {
      try {
        (handler as (...event: never[]) => void)(...event);
      } catch (error) {
        if (!this.broken.has(name)) this.broken.set(name, error instanceof Error ? (error.stack ?? error.message) : String(error));
      }
    }) as Handler;
  }

  #sceneFor(rule: Rule): Scene {
    return this.#scene(
      rule.id,
      (report) => this.#report(rule, report),
      (premise) => {
        const known = this.undecided.some((undecided) => undecided.rule === rule.id && undecided.premise === premise);
        if (!known && this.undecided.length < mostFindings) this.undecided.push({ rule: rule.id, premise });
      },
    );
  }

  #scene(name: string, report: (report: Report) => void, inconclusive: (premise: string) => void): Scene {
    const { protocol, complete, timeScale = 1 } = this.#options;
    return {
      protocol,
      complete,
      timeScale,
      open: (from: Role): ReadonlyMap<string, CallReading> => this.reader.open(from),
      facts: <F>(facts: Facts<F>): F => this.#factsOf(facts),
      report,
      inconclusive,
      when: (at, then) => this.#when(at, this.#guarded(then as Handler, name) as unknown as (now: number) => void),
    };
  }

  #factsOf<F>(facts: Facts<F>): F {
    const known = this.#facts.get(facts);
    if (known !== undefined) return known as F;
    const created = facts.create();
    this.#facts.set(facts, created);
    const silent = this.#scene(
      'facts',
      () => {},
      () => {},
    );
    this.#learning.push({ watcher: facts.learn(created, silent) as AnyWatcher, name: 'facts' });
    return created;
  }

  #when(at: number, then: (now: number) => void): () => void {
    const timer = { at, then };
    this.#timers.add(timer);
    this.#nextTimer = Math.min(this.#nextTimer, at);
    return () => this.#timers.delete(timer);
  }

  #report(rule: Rule, { message, frames, key = '', expected, actual, blame = rule.blame, severity = rule.severity }: Report): void {
    const same = `${rule.id} ${blame} ${key}`;
    const known = this.#found.get(same);
    if (known) {
      known.count = (known.count ?? 1) + 1;
      known.last = frames.at(-1) ?? known.last ?? 0;
      return;
    }
    if (this.#found.size >= mostFindings) return;
    const finding: Finding = {
      rule: rule.id,
      severity,
      blame,
      message,
      ...(rule.spec.length > 0 ? { requirement: rule.spec.join(', ') } : {}),
      ...(expected === undefined ? {} : { expected }),
      ...(actual === undefined ? {} : { actual }),
      frames,
      incidental: true,
    };
    this.#found.set(same, finding);
    this.#options.onFinding(finding);
  }
}

/** Who wants to hear of what. */
class Audience {
  readonly generic = Object.fromEntries(hooks.map((hook) => [hook, []])) as unknown as Record<Hook, Handler[]>;
  readonly #typed: Record<TypedHook, Map<string, Handler[]>> = { calls: new Map(), answers: new Map(), refusals: new Map() };

  add(hook: TypedHook, action: string, handler: Handler): void {
    const handlers = this.#typed[hook].get(action);
    if (handlers) handlers.push(handler);
    else this.#typed[hook].set(action, [handler]);
  }

  tell(hook: Hook, event: unknown): void {
    for (const handler of this.generic[hook]) handler(event as never);
  }

  tellTyped(hook: TypedHook, action: string, event: unknown): void {
    const handlers = this.#typed[hook].get(action);
    if (handlers) for (const handler of handlers) handler(event as never);
  }
}

/** Rules that read payloads may rely on the schema. */
const isSound = (call: CallReading): boolean => call.legal && call.problems.length === 0;

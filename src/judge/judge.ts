import { type CallReading, Reader, type Reading } from '../engine/reading.ts';
import type { Finding, TraceEntry } from '../engine/results.ts';
import type { ProtocolVersion } from '../ocpp/index.ts';
import type { Facts, Report, Rule, Scene, Watcher } from './rule.ts';

export interface JudgeOptions {
  protocol: ProtocolVersion;
  rules: readonly Rule[];
  /** see Scene.complete */
  complete: boolean;
  timeScale?: number;
  /** Told of each finding when it first occurs; its count goes on growing in place. */
  onFinding(finding: Finding): void;
  /** Told of each finding when it occurs again. */
  onAgain?(finding: Finding): void;
  /** that of somebody who reads the frames anyway, and hands over how they read */
  reader?: Reader;
}

/** A rule that could not be decided, and what it would have needed. */
export interface Undecided {
  rule: string;
  premise: string;
}

type AnyWatcher = Watcher<ProtocolVersion>;
type Handler = (event: never) => void;
/** One ear of a rule or of facts. */
interface Listener {
  name: string;
  watcher: AnyWatcher;
  handler: Handler;
}
interface Timer {
  at: number;
  then(now: number): void;
  name: string;
}
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
  /** what all scenes have in common */
  readonly #stage: Pick<Scene, 'protocol' | 'complete' | 'timeScale' | 'open' | 'facts'>;
  readonly #rules = nobody();
  /** told of each event after the rules */
  readonly #learners = nobody();
  readonly #facts = new Map<Facts<unknown>, unknown>();
  readonly #learning: { watcher: AnyWatcher; name: string }[] = [];
  readonly #timers = new Set<Timer>();
  #nextTimer = Number.POSITIVE_INFINITY;
  #found = new Map<string, Finding>();

  constructor(options: JudgeOptions) {
    this.#options = options;
    this.reader = options.reader ?? new Reader(options.protocol);
    this.#stage = {
      protocol: options.protocol,
      complete: options.complete,
      timeScale: options.timeScale ?? 1,
      open: (from) => this.reader.open(from),
      facts: (facts) => this.#factsOf(facts),
    };
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

  /** Takes the next event; with `reading`, a frame that the owner of the reader has read. */
  observe(entry: TraceEntry, reading?: Reading): void {
    this.passTime(entry.at);
    switch (entry.kind) {
      case 'frame':
        return this.#judge(reading ?? this.reader.read(entry));
      case 'opened':
        return this.#tell('opened', entry);
      case 'closed':
        this.#tell('closed', entry);
        return this.#options.reader ? undefined : this.reader.closed();
      case 'refused':
        return this.#tell('refused', entry);
      case 'trouble':
        return this.#tell('troubled', entry);
      case 'act':
        return this.#tell('acted', entry);
      default:
        return this.#tell('pinged', entry);
    }
  }

  /** Lets the rules know that it is so late, if nothing else happens. */
  passTime(now: number): void {
    if (now < this.#nextTimer) return;
    // A timer may set the next, which is due as well if much time has passed.
    for (let last = Number.NEGATIVE_INFINITY; this.#nextTimer <= now && this.#nextTimer > last; ) {
      last = this.#nextTimer;
      for (const timer of [...this.#timers]) if (timer.at <= last && this.#timers.delete(timer)) this.#expire(timer);
      let next = Number.POSITIVE_INFINITY;
      for (const { at } of this.#timers) next = Math.min(next, at);
      this.#nextTimer = next;
    }
  }

  #expire({ at, then, name }: Timer): void {
    try {
      then(at);
    } catch (error) {
      this.#breaksDown(name, error);
    }
  }

  end(): void {
    this.#tell('ended', undefined);
  }

  #judge(reading: Reading): void {
    for (const { generic, typed } of [this.#rules, this.#learners]) {
      this.#call(generic.frame, reading);
      switch (reading.kind) {
        case 'broken':
          this.#call(generic.broken, reading);
          break;
        case 'call':
          this.#call(generic.anyCall, reading);
          if (isSound(reading)) this.#call(typed.calls.get(reading.action), reading);
          break;
        case 'result':
          this.#call(generic.anyResult, reading);
          if (reading.call && isSound(reading.call) && reading.problems.length === 0)
            this.#call(typed.answers.get(reading.call.action), reading);
          break;
        case 'error':
          this.#call(generic.anyError, reading);
          if (reading.call) this.#call(typed.refusals.get(reading.call.action), reading);
      }
    }
  }

  #tell(hook: Hook, event: unknown): void {
    this.#call(this.#rules.generic[hook], event);
    this.#call(this.#learners.generic[hook], event);
  }

  /** The hot loop: one `try` for all of them, entered again behind a listener that throws. */
  #call(listeners: readonly Listener[] | undefined, event: unknown): void {
    if (listeners === undefined) return;
    for (let next = 0; next < listeners.length; ) {
      try {
        while (next < listeners.length) {
          const listener = listeners[next++];
          listener?.handler.call(listener.watcher, event as never);
        }
      } catch (error) {
        this.#breaksDown(listeners[next - 1]?.name ?? '', error);
      }
    }
  }

  #breaksDown(name: string, error: unknown): void {
    if (!this.broken.has(name)) this.broken.set(name, error instanceof Error ? (error.stack ?? error.message) : String(error));
  }

  #subscribe({ generic, typed }: Audience, watcher: AnyWatcher, name: string): void {
    for (const hook of hooks) {
      const handler = watcher[hook] as Handler | undefined;
      if (handler) generic[hook].push({ name, watcher, handler });
    }
    for (const hook of typedHooks) {
      for (const [action, handler] of Object.entries(watcher[hook] ?? {})) {
        const listeners = typed[hook].get(action) ?? [];
        listeners.push({ name, watcher, handler: handler as Handler });
        typed[hook].set(action, listeners);
      }
    }
  }

  #sceneFor(rule: Rule): Scene {
    return this.#scene(rule.id, {
      report: (report) => this.#report(rule, report),
      inconclusive: (premise) => {
        const known = this.undecided.some((undecided) => undecided.rule === rule.id && undecided.premise === premise);
        if (!known && this.undecided.length < mostFindings) this.undecided.push({ rule: rule.id, premise });
      },
    });
  }

  #scene(name: string, ears: Pick<Scene, 'report' | 'inconclusive'>): Scene {
    // What does not depend on the rule is the prototype's: there is a scene for each rule of each station.
    return Object.assign(Object.create(this.#stage), {
      ...ears,
      when: (at: number, then: (now: number) => void) => this.#when({ at, then, name }),
    });
  }

  #factsOf<F>(facts: Facts<F>): F {
    const known = this.#facts.get(facts);
    if (known !== undefined) return known as F;
    const created = facts.create();
    this.#facts.set(facts, created);
    const scene = this.#scene('facts', silent);
    this.#learning.push({ watcher: facts.learn(created, scene) as AnyWatcher, name: 'facts' });
    return created;
  }

  #when(timer: Timer): () => void {
    this.#timers.add(timer);
    this.#nextTimer = Math.min(this.#nextTimer, timer.at);
    return () => this.#timers.delete(timer);
  }

  #report(rule: Rule, { message, frames, key = '', expected, actual, blame = rule.blame, severity = rule.severity }: Report): void {
    const same = `${rule.id} ${blame} ${key}`;
    const known = this.#found.get(same);
    if (known) {
      known.count = (known.count ?? 1) + 1;
      known.last = frames.at(-1) ?? known.last ?? 0;
      return this.#options.onAgain?.(known);
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

const silent: Pick<Scene, 'report' | 'inconclusive'> = { report: () => {}, inconclusive: () => {} };

/** Who wants to hear of what. */
interface Audience {
  generic: Record<Hook, Listener[]>;
  /** by action */
  typed: Record<TypedHook, Map<string, Listener[]>>;
}

const nobody = (): Audience => ({
  generic: Object.fromEntries(hooks.map((hook) => [hook, []])) as unknown as Audience['generic'],
  typed: { calls: new Map(), answers: new Map(), refusals: new Map() },
});

/** Rules that read payloads may rely on the schema. */
const isSound = (call: CallReading): boolean => call.legal && call.problems.length === 0;

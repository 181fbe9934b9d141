import { type CallReading, Reader, type Reading } from '../engine/reading.ts';
import type { Finding, TraceEntry } from '../engine/results.ts';
import type { ProtocolVersion, Role } from '../ocpp/index.ts';
import { type AnyWatcher, Audience, type Handler, type Occasion } from './audience.ts';
import type { Facts, Report, Rule, Scene } from './rule.ts';

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

interface Timer {
  at: number;
  then(now: number): void;
  name: string;
}
interface Listener {
  to(reading: Reading): void;
  name: string;
}
const nobody: readonly Handler[] = [];
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
  readonly #audience = new Audience();
  readonly #facts = new Map<Facts<unknown>, unknown>();
  readonly #learning: AnyWatcher[] = [];
  /** few; a Set would build its table anew whenever it gets empty */
  readonly #timers: Timer[] = [];
  readonly #listeners: Listener[] = [];
  #nextTimer = Number.POSITIVE_INFINITY;
  #found = new Map<string, Finding>();
  /** what is being told, and to whom */
  #event: unknown;
  #handlers: readonly Handler[] = nobody;

  constructor(options: JudgeOptions) {
    this.#options = options;
    this.reader = options.reader ?? new Reader(options.protocol);
    const stage: Stage = {
      protocol: options.protocol,
      complete: options.complete,
      timeScale: options.timeScale ?? 1,
      open: (from) => this.reader.open(from),
      facts: (facts) => this.#factsOf(facts, stage),
      report: (rule, report) => this.#report(rule, report),
      undecided: (rule, premise) => this.#undecided(rule, premise),
      when: (timer) => this.#when(timer),
      listen: (listener) => this.#listen(listener),
    };
    for (const rule of options.rules) {
      if (rule.versions.includes(options.protocol)) this.#audience.addRule(rule.id, rule.watch(new RuleScene(stage, rule)) as AnyWatcher);
    }
    for (const watcher of this.#learning) this.#audience.addFacts(watcher);
  }

  /** From now on findings count anew: for what comes after, the same cause is a new finding. */
  beginChapter(): void {
    this.#found = new Map();
  }

  /** Takes the next event; with `reading`, a frame that the owner of the reader has read. */
  observe(entry: TraceEntry, reading?: Reading): void {
    if (entry.kind === 'frame') {
      this.hear(reading ?? this.reader.read(entry));
      return this.tell();
    }
    this.passTime(entry.at);
    switch (entry.kind) {
      case 'opened':
        return this.#tell('opened', '', entry);
      case 'closed':
        this.#tell('closed', '', entry);
        return this.#options.reader ? undefined : this.reader.closed();
      case 'refused':
        return this.#tell('refused', '', entry);
      case 'trouble':
        return this.#tell('troubled', '', entry);
      case 'act':
        return this.#tell('acted', '', entry);
      default:
        return this.#tell('pinged', '', entry);
    }
  }

  /** Takes a frame of which `tell` or `tellTogether` will tell the rules; at the latest, whatever comes next does. */
  hear(reading: Reading): void {
    this.tell();
    this.passTime(reading.at);
    if (this.#listeners.length > 0) this.#tellListeners(reading);
    switch (reading.kind) {
      case 'broken':
        return this.#address('broken', '', reading);
      case 'call': {
        const isOfCharger = reading.from === 'charger';
        if (isSound(reading)) return this.#address(isOfCharger ? 'callOfCharger' : 'callOfCsms', reading.action, reading);
        return this.#address(isOfCharger ? 'flawedCallOfCharger' : 'flawedCallOfCsms', reading.action, reading);
      }
      case 'result': {
        const { call } = reading;
        if (!call) return this.#address('orphanResult', '', reading);
        const isFlawed = reading.problems.length > 0 || !isSound(call);
        return this.#address(isFlawed ? 'flawedResult' : 'result', call.action, reading);
      }
      case 'error':
        if (reading.call) return this.#address('error', reading.call.action, reading);
        return this.#address(reading.frame.type === 'error' ? 'orphanError' : 'resultError', '', reading);
    }
  }

  /** Lets the rules know that it is so late, if nothing else happens. */
  passTime(now: number): void {
    if (now < this.#nextTimer) return;
    // A timer may set the next, which is due as well if much time has passed.
    for (let last = Number.NEGATIVE_INFINITY; this.#nextTimer <= now && this.#nextTimer > last; ) {
      last = this.#nextTimer;
      for (const timer of this.#timers.filter(({ at }) => at <= last)) if (remove(this.#timers, timer)) this.#expire(timer);
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
    this.#tell('ended', '', undefined);
  }

  #tellListeners(reading: Reading): void {
    for (const { to, name } of [...this.#listeners]) {
      try {
        to(reading);
      } catch (error) {
        this.#breaksDown(name, error);
      }
    }
  }

  #tell(occasion: Occasion, action: string, event: unknown): void {
    this.tell();
    this.#address(occasion, action, event);
    this.tell();
  }

  #address(occasion: Occasion, action: string, event: unknown): void {
    this.#handlers = this.#audience.of(occasion, action);
    this.#event = event;
  }

  /** Tells the rules what was heard. A hot loop: one `try` for all of them, entered again behind a handler that throws. */
  tell(): void {
    const handlers = this.#handlers;
    for (let next = 0; next < handlers.length; ) {
      try {
        while (next < handlers.length) handlers[next++]?.(this.#event as never);
      } catch (error) {
        this.#breaksDown(this.#audience.nameOf(handlers[next - 1]), error);
      }
    }
    this.#handlers = nobody;
  }

  /**
   * Tells the rules of several stations, none of them twice, what each of these has heard: one rule at all, then the next. The code of all rules is more
   * than a processor keeps at hand, and would have to be fetched anew for each station.
   */
  static tellTogether(judges: readonly Judge[]): void {
    let most = 0;
    for (const judge of judges) most = Math.max(most, judge.#handlers.length);
    for (let place = 0; place < most; place += 1) {
      for (const judge of judges) {
        const handler = judge.#handlers[place];
        try {
          handler?.(judge.#event as never);
        } catch (error) {
          judge.#breaksDown(judge.#audience.nameOf(handler), error);
        }
      }
    }
    for (const judge of judges) judge.#handlers = nobody;
  }

  #breaksDown(name: string, error: unknown): void {
    if (!this.broken.has(name)) this.broken.set(name, error instanceof Error ? (error.stack ?? error.message) : String(error));
  }

  #undecided(rule: string, premise: string): void {
    const known = this.undecided.some((undecided) => undecided.rule === rule && undecided.premise === premise);
    if (!known && this.undecided.length < mostFindings) this.undecided.push({ rule, premise });
  }

  #factsOf<F>(facts: Facts<F>, stage: Stage): F {
    const known = this.#facts.get(facts);
    if (known !== undefined) return known as F;
    const created = facts.create();
    this.#facts.set(facts, created);
    this.#learning.push(facts.learn(created, new RuleScene(stage)) as AnyWatcher);
    return created;
  }

  #when(timer: Timer): () => void {
    this.#timers.push(timer);
    this.#nextTimer = Math.min(this.#nextTimer, timer.at);
    return () => remove(this.#timers, timer);
  }

  #listen(listener: Listener): () => void {
    this.#listeners.push(listener);
    return () => remove(this.#listeners, listener);
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

/** Whether it was in there. */
function remove<T>(list: T[], item: T): boolean {
  const index = list.indexOf(item);
  if (index === list.length - 1) list.pop();
  else if (index >= 0) list.splice(index, 1);
  return index >= 0;
}

/** What all scenes of a judge have in common. */
interface Stage extends Pick<Scene, 'protocol' | 'complete' | 'timeScale' | 'open' | 'facts'> {
  report(rule: Rule, report: Report): void;
  undecided(rule: string, premise: string): void;
  when(timer: Timer): () => void;
  listen(listener: Listener): () => void;
}

/** There is one for each rule of each station: it has little of its own but whose it is. Facts have no rule, and report nothing. */
class RuleScene implements Scene {
  readonly #stage: Stage;
  readonly #rule: Rule | undefined;
  /** Many rules lack the same premise at each message. */
  #lacks: string | undefined;

  constructor(stage: Stage, rule?: Rule) {
    this.#stage = stage;
    this.#rule = rule;
  }

  get protocol(): ProtocolVersion {
    return this.#stage.protocol;
  }

  get complete(): boolean {
    return this.#stage.complete;
  }

  get timeScale(): number {
    return this.#stage.timeScale;
  }

  open(from: Role): ReturnType<Scene['open']> {
    return this.#stage.open(from);
  }

  facts<F>(facts: Facts<F>): F {
    return this.#stage.facts(facts);
  }

  report(report: Report): void {
    if (this.#rule) this.#stage.report(this.#rule, report);
  }

  inconclusive(premise: string): void {
    if (!this.#rule || this.#lacks === premise) return;
    this.#lacks = premise;
    this.#stage.undecided(this.#rule.id, premise);
  }

  listen(to: (reading: Reading) => void): () => void {
    return this.#stage.listen({ to, name: this.#rule?.id ?? 'facts' });
  }

  when(at: number, then: (now: number) => void): () => void {
    return this.#stage.when({ at, then, name: this.#rule?.id ?? 'facts' });
  }
}

/** Rules that read payloads may rely on the schema. */
const isSound = (call: CallReading): boolean => call.legal && call.problems.length === 0;

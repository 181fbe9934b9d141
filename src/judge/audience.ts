import type { ProtocolVersion } from '../ocpp/index.ts';
import type { Watcher } from './rule.ts';

export type AnyWatcher = Watcher<ProtocolVersion>;
export type Handler = (event: never) => void;

/** What can happen, and the hooks that tell of it, in this order. */
const occasions = {
  opened: ['opened'],
  closed: ['closed'],
  refused: ['refused'],
  pinged: ['pinged'],
  troubled: ['troubled'],
  acted: ['acted'],
  ended: ['ended'],
  broken: ['frame', 'broken'],
  callOfCharger: ['frame', 'anyCall', 'chargerCall', 'rawCalls', 'calls'],
  callOfCsms: ['frame', 'anyCall', 'csmsCall', 'rawCalls', 'calls'],
  flawedCallOfCharger: ['frame', 'anyCall', 'chargerCall', 'flawedCall', 'rawCalls'],
  flawedCallOfCsms: ['frame', 'anyCall', 'csmsCall', 'flawedCall', 'rawCalls'],
  result: ['frame', 'anyResult', 'rawAnswers', 'answers'],
  flawedResult: ['frame', 'anyResult', 'flawedResult', 'rawAnswers'],
  orphanResult: ['frame', 'anyResult', 'orphan'],
  error: ['frame', 'anyError', 'refusals'],
  orphanError: ['frame', 'anyError', 'orphan'],
  resultError: ['frame', 'anyError'],
} as const satisfies Record<string, readonly (keyof AnyWatcher)[]>;

export type Occasion = keyof typeof occasions;

/** One ear of a rule or of facts. */
interface Ear {
  name: string;
  handler: Handler;
}

/** by hook; of hooks that tell by action, by both */
type Ears = Map<string, Ear[]>;

const keyOf = (hook: string, action: string): string => `${hook} ${action}`;

/** Who wants to hear of what. Who is to be told of an event is found out once for each action. */
export class Audience {
  readonly #rules: Ears = new Map();
  readonly #facts: Ears = new Map();
  readonly #actions = new Set<string>();
  readonly #rolls = Object.fromEntries(Object.keys(occasions).map((occasion) => [occasion, new Map<string, Handler[]>()])) as Rolls;

  addRule(id: string, watcher: AnyWatcher): void {
    this.#add(this.#rules, id, watcher);
  }

  addFacts(watcher: AnyWatcher): void {
    this.#add(this.#facts, 'facts', watcher);
  }

  /** In the order in which they are told. Actions that nobody asks for, which a peer may invent without end, have one roll. */
  of(occasion: Occasion, action = ''): readonly Handler[] {
    const rolls = this.#rolls[occasion];
    const known = rolls.get(action) ?? (this.#actions.has(action) ? undefined : rolls.get(''));
    if (known) return known;
    const asked = this.#actions.has(action) ? action : '';
    const roll = this.#earsFor(occasion, asked).map(({ handler }) => handler);
    rolls.set(asked, roll);
    return roll;
  }

  /** The rule of which this is an ear. */
  nameOf(handler: Handler | undefined): string {
    const ears = [...this.#rules.values(), ...this.#facts.values()].flat();
    return ears.find((ear) => ear.handler === handler)?.name ?? '';
  }

  /** Rules come first: they see the world as it was before the event. */
  #earsFor(occasion: Occasion, action: string): Ear[] {
    const keys = occasions[occasion].flatMap((hook) => [hook, keyOf(hook, action)]);
    return [this.#rules, this.#facts].flatMap((ears) => keys.flatMap((key) => ears.get(key) ?? []));
  }

  #add(ears: Ears, name: string, watcher: AnyWatcher): void {
    const put = (key: string, handler: Handler): void => {
      const known = ears.get(key);
      if (known) known.push({ name, handler });
      else ears.set(key, [{ name, handler }]);
    };
    for (const [hook, listener] of Object.entries(watcher) as [string, Handler | Record<string, Handler> | undefined][]) {
      if (typeof listener === 'function') put(hook, listener);
      else
        for (const [action, handler] of Object.entries(listener ?? {})) {
          put(keyOf(hook, action), handler);
          this.#actions.add(action);
        }
    }
  }
}

type Rolls = Record<Occasion, Map<string, Handler[]>>;

import { actions, type ProtocolVersion, protocolVersions } from '../ocpp/index.ts';
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

/** All others, which a peer may invent without end, are told alike. */
const knownActions: ReadonlySet<string> = new Set(protocolVersions.flatMap((version) => Object.keys(actions[version])));

interface Listener {
  name: string;
  /** a handler, or handlers by action */
  ears: unknown;
}

/** by hook, in the order in which they came */
type Listeners = Map<string, Listener[]>;

/** Who wants to hear of what. Who is to be told of an event is found out once for each action. */
export class Audience {
  readonly #rules: Listeners = new Map();
  readonly #facts: Listeners = new Map();
  readonly #rolls: Partial<Record<Occasion, Map<string, Handler[]>>> = {};

  addRule(id: string, watcher: AnyWatcher): void {
    add(this.#rules, id, watcher);
  }

  addFacts(watcher: AnyWatcher): void {
    add(this.#facts, 'facts', watcher);
  }

  /** In the order in which they are told. */
  of(occasion: Occasion, action = ''): readonly Handler[] {
    this.#rolls[occasion] ??= new Map();
    const rolls = this.#rolls[occasion];
    const known = rolls.get(action);
    if (known) return known;
    const name = knownActions.has(action) ? action : '';
    const roll = rolls.get(name) ?? this.#handlersFor(occasion, name);
    rolls.set(name, roll);
    return roll;
  }

  /** The rule whose handler this is. */
  nameOf(handler: Handler | undefined): string {
    const isIts = ({ ears }: Listener) => ears === handler || (isTable(ears) && Object.values(ears).some((each) => each === handler));
    return [...this.#rules.values(), ...this.#facts.values()].flat().find(isIts)?.name ?? '';
  }

  /** Rules come first: they see the world as it was before the event. */
  #handlersFor(occasion: Occasion, action: string): Handler[] {
    const handlers: Handler[] = [];
    for (const listeners of [this.#rules, this.#facts]) {
      for (const hook of occasions[occasion]) {
        for (const { ears } of listeners.get(hook) ?? []) {
          if (!isTable(ears)) handlers.push(ears as Handler);
          else if (Object.hasOwn(ears, action)) handlers.push(ears[action] as Handler);
        }
      }
    }
    return handlers;
  }
}

function add(listeners: Listeners, name: string, watcher: AnyWatcher): void {
  let hook: keyof AnyWatcher;
  for (hook in watcher) {
    const ears = watcher[hook];
    if (ears === undefined) continue;
    const others = listeners.get(hook);
    if (others) others.push({ name, ears });
    else listeners.set(hook, [{ name, ears }]);
  }
}

/** Handlers by action. */
const isTable = (ears: unknown): ears is Record<string, Handler> => typeof ears === 'object' && ears !== null;

import type { Reporter, RunEvent } from '../engine/events.ts';
import type { Attachment, CaseResult, Retry, RunResult, SutResult, TraceEntry } from '../engine/results.ts';
import { createSecrets, learnFrom, type Secrets, withoutKnown, withoutShapes } from './secrets.ts';

export interface MaskingOptions {
  /** texts that are secret, whatever they look like: the password of the station */
  secrets?: readonly string[];
  /** replace id tokens by pseudonyms, the same in all of the bundle */
  tokens?: boolean;
}

/**
 * The one place where secrets are taken out: what a reporter hears, and so all that a bundle holds, has passed here. Passwords, private
 * keys, credentials of headers and URLs become asterisks; a secret that was seen once, such as the new AuthorizationKey of a station, is
 * found again in titles, messages and files. Prompts stay as they are: who is to type in a password must read it.
 */
export function masked(reporter: Reporter, options: MaskingOptions = {}): Reporter {
  const mask = createMask(options);
  return {
    on: (event) => reporter.on(mask.event(event)),
    ...(reporter.end && { end: (run) => reporter.end?.(mask.run(run)) ?? Promise.resolve() }),
  };
}

export interface Mask {
  entry(entry: TraceEntry): TraceEntry;
  event(event: RunEvent): RunEvent;
  run(run: RunResult): RunResult;
}

export function createMask({ secrets: given = [], tokens = false }: MaskingOptions = {}): Mask {
  const secrets = createSecrets();
  for (const secret of given) {
    secrets.secret(secret);
    secrets.secret(Buffer.from(secret).toString('hex'));
    secrets.secret(Buffer.from(secret).toString('hex').toUpperCase());
  }
  const done = new WeakMap<CaseResult, CaseResult>();
  const learn = (value: unknown): void => learnFrom(value, secrets, tokens);
  const text = (value: string): string => withoutKnown(withoutShapes(value), secrets);

  /** Copies only what changes: a run without secrets costs no memory. */
  function deep<T>(value: T): T {
    if (typeof value === 'string') return text(value) as T;
    if (typeof value !== 'object' || value === null) return value;
    let copy: Record<string, unknown> | unknown[] | undefined;
    for (const [key, inner] of Object.entries(value)) {
      const changed = deep(inner);
      if (changed === inner) continue;
      copy ??= (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>;
      (copy as Record<string, unknown>)[key] = changed;
    }
    return (copy ?? value) as T;
  }

  function entry(each: TraceEntry): TraceEntry {
    if (each.kind === 'frame') {
      const raw = frame(each.raw, secrets, tokens);
      return raw === each.raw ? each : { ...each, raw };
    }
    learn(each);
    return deep(each);
  }

  function tried(retry: Retry): Retry {
    const { trace, ...rest } = retry;
    const entries = trace.map(entry);
    return { ...deep(rest), trace: entries };
  }

  function caseResult(result: CaseResult): CaseResult {
    const known = done.get(result);
    if (known) return known;
    const { trace, attachments, retry, ...rest } = result;
    const entries = trace.map(entry);
    const again = retry && tried(retry);
    const others = deep(rest);
    const files = attachments?.map((each) => attachment(each, text));
    const isSame = others === rest && entries.every((each, index) => each === trace[index]) && again === retry;
    const copy =
      isSame && !files ? result : { ...others, trace: entries, ...(again && { retry: again }), ...(files && { attachments: files }) };
    done.set(result, copy);
    return copy;
  }

  const sutResult = (result: SutResult): SutResult => {
    const { cases, ...rest } = result;
    return { ...deep(rest), cases: cases.map(caseResult) };
  };
  const run = (result: RunResult): RunResult => {
    const { suts, ...rest } = result;
    return { ...deep(rest), suts: suts.map(sutResult) };
  };

  return {
    run,
    entry,
    event(event) {
      switch (event.type) {
        case 'runStarted':
          learn(event.run.configuration);
          return { ...event, run: deep(event.run) };
        case 'trace':
          return { ...event, entry: entry(event.entry) };
        case 'caseEnded':
          return { ...event, result: caseResult(event.result) };
        case 'sutEnded':
          return { ...event, result: sutResult(event.result) };
        case 'runEnded':
          return { ...event, result: run(event.result) };
        case 'prompt':
          return event;
        default:
          return deep(event);
      }
    },
  };
}

const mayHoldSecret = /password|passphrase|secret|authorizationkey|privatekey|\\u/i;
const mayHoldToken = /id_?token|idtag|\\u/i;

/** A frame whose bytes are the same but for the secrets in it. */
function frame(raw: string, secrets: Secrets, tokens: boolean): string {
  if (mayHoldSecret.test(raw) || (tokens && mayHoldToken.test(raw))) learnFrom(parsed(raw), secrets, tokens);
  if (secrets.known.size === 0) return withoutShapes(raw);
  return withoutShapes(raw).replace(/("(?:[^"\\]|\\.)*")(\s*:)?/gs, (all, literal, colon) => (colon ? all : text(literal, secrets)));
}

/** A text of a frame, in its quotes: as JSON means it, so that an escaped character hides nothing. Numbers and names of fields are none. */
function text(literal: string, secrets: Secrets): string {
  const stand = secrets.known.get(literal.includes('\\') ? String(parsed(literal)) : literal.slice(1, -1));
  return stand === undefined ? withoutKnown(literal, secrets) : JSON.stringify(stand);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A file in which a secret can be read as text; what is packed or encrypted stays as it is. */
function attachment({ name, size, base64 }: Attachment, text: (value: string) => string): Attachment {
  const content = Buffer.from(base64, 'base64').toString('latin1');
  const masked = text(content);
  return { name: text(name), size, base64: masked === content ? base64 : Buffer.from(masked, 'latin1').toString('base64') };
}

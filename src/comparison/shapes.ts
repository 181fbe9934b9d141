import type { CaseResult } from '../engine/results.ts';
import { type Direction, isAction, type JsonObject, type ProtocolVersion, parseFrame, validate } from '../ocpp/index.ts';

/** What the messages of a kind looked like. */
export interface Shape {
  /** `meterValue[].sampledValue[].unit` */
  fields: Set<string>;
  /** of enumerations: `status = "Charging"` */
  values: Set<string>;
}

/** A message of the SUT: its action, and whether it is the request or the answer. */
export interface Message {
  action: string;
  direction: Direction;
  payload: JsonObject;
}

/** An answer of the SUT, and how long it took. */
export interface Answer {
  action: string;
  milliseconds: number;
}

/** What the SUT said in a case: each of its CALLs and of its answers to ours. */
export function messagesOf(
  { trace, sut }: Pick<CaseResult, 'trace' | 'sut'>,
  version: ProtocolVersion,
): { messages: Message[]; answers: Answer[] } {
  const messages: Message[] = [];
  const answers: Answer[] = [];
  const ours = new Map<string, { action: string; at: number }>();
  for (const entry of trace) {
    if (entry.kind !== 'frame') continue;
    const frame = parseFrame(entry.raw, version);
    const isTheirs = entry.from === sut;
    if (frame.type === 'call' && isTheirs) messages.push({ action: frame.action, direction: 'request', payload: frame.payload });
    else if (frame.type === 'call') ours.set(frame.id, { action: frame.action, at: entry.at });
    else if (isTheirs && (frame.type === 'result' || frame.type === 'error')) {
      const call = ours.get(frame.id);
      ours.delete(frame.id);
      if (!call) continue;
      answers.push({ action: call.action, milliseconds: entry.at - call.at });
      if (frame.type === 'result') messages.push({ action: call.action, direction: 'response', payload: frame.payload });
    }
  }
  return { messages, answers };
}

/** Collects shapes. Whether a text is of an enumeration, the schema says: it complains about any other text in its place. */
export function shapeCollector(version: ProtocolVersion) {
  const shapes = new Map<string, Shape>();
  const enumerations = new Map<string, boolean>();

  function add({ action, direction, payload }: Message): void {
    const name = `${action} ${direction === 'request' ? 'request' : 'answer'}`;
    const shape = shapes.get(name) ?? { fields: new Set(), values: new Set() };
    shapes.set(name, shape);
    const visit = (value: unknown, path: string, holder: Record<string, unknown> | unknown[], key: string | number): void => {
      if (shape.fields.size > 2_000) return;
      if (path !== '' && !path.endsWith('[]')) shape.fields.add(path);
      if (Array.isArray(value)) for (const [index, item] of value.entries()) visit(item, `${path}[]`, value, index);
      else if (typeof value === 'object' && value !== null)
        for (const [field, inner] of Object.entries(value))
          visit(inner, path === '' ? field : `${path}.${field}`, value as JsonObject, field);
      else if (typeof value === 'string' && value.length <= 60 && isEnumeration(`${name} ${path}`, holder, key))
        shape.values.add(`${path} = ${JSON.stringify(value)}`);
    };
    const isEnumeration = (place: string, holder: Record<string, unknown> | unknown[], key: string | number): boolean => {
      const known = enumerations.get(place);
      if (known !== undefined) return known;
      const found =
        isAction(version, action) &&
        complainsAbout(holder as Record<string | number, unknown>, key, () => validate(version, action, direction, payload));
      enumerations.set(place, found);
      return found;
    };
    visit(payload, '', {}, '');
  }
  return { add, shapes };
}

const unlikely = 'no such value';

function complainsAbout(holder: Record<string | number, unknown>, key: string | number, judge: () => ReturnType<typeof validate>): boolean {
  const before = holder[key];
  holder[key] = unlikely;
  try {
    return judge().some(({ kind, actual }) => kind === 'enum' && actual === unlikely);
  } catch {
    // a message that is never answered has no answer to validate
    return false;
  } finally {
    holder[key] = before;
  }
}

import { countCharacters } from './checks.ts';
import { describe } from './problems.ts';
import type { ProtocolVersion } from './protocol.ts';

/** OCPP-J's frames: arrays whose first element says what they are (1.6J §4.2, 2.x part 4 §4.2). Nothing here throws on what a peer sends. */

/** The message type numbers. 5 and 6 exist in 2.1 only. */
export const messageTypes = { call: 2, result: 3, error: 4, resultError: 5, send: 6 } as const;

export type JsonObject = { [key: string]: unknown };

export interface CallFrame {
  type: 'call';
  id: string;
  action: string;
  payload: JsonObject;
}

export interface ResultFrame {
  type: 'result';
  id: string;
  payload: JsonObject;
}

export interface ErrorFrame {
  type: 'error';
  id: string;
  code: string;
  description: string;
  details: JsonObject;
}

/** 2.1: the answer to an answer that could not be processed. */
export type ResultErrorFrame = Omit<ErrorFrame, 'type'> & { type: 'resultError' };

/** 2.1: a call that is not answered. */
export type SendFrame = Omit<CallFrame, 'type'> & { type: 'send' };

/** A text that is no usable message. The other fields hold what could be read all the same. */
export interface BrokenFrame {
  type: 'broken';
  problem: EnvelopeProblem;
  /** what it meant to be, where the type number is known */
  meant?: keyof typeof messageTypes;
  /** any string in its place, also one that is too long; it may be used to answer */
  id?: string;
  action?: string;
  payload?: unknown;
}

export type Frame = CallFrame | ResultFrame | ErrorFrame | ResultErrorFrame | SendFrame;

export type ParsedFrame = Frame | BrokenFrame;

/** What is wrong with an envelope: the rule that it breaks, and a sentence. */
export interface EnvelopeProblem {
  kind: EnvelopeProblemKind;
  rule: string;
  message: string;
}

export type EnvelopeProblemKind =
  | 'notJson'
  | 'notAnArray'
  | 'badType'
  | 'unknownType'
  | 'wrongLength'
  | 'badId'
  | 'badAction'
  | 'badPayload'
  | 'badError';

/** The messageId has at most this many characters: as many as a UUID (1.6J §4.1.4, 2.x part 4 §4.1.4). */
export const longestId = 36;

interface Envelope {
  type: keyof typeof messageTypes;
  name: string;
  length: number;
  rule: string;
}

const envelopes: Readonly<Record<number, Envelope>> = {
  2: { type: 'call', name: 'CALL', length: 4, rule: 'RPC-MSG-003' },
  3: { type: 'result', name: 'CALLRESULT', length: 3, rule: 'RPC-MSG-004' },
  4: { type: 'error', name: 'CALLERROR', length: 5, rule: 'RPC-MSG-005' },
  5: { type: 'resultError', name: 'CALLRESULTERROR', length: 5, rule: 'RPC-MSG-005' },
  6: { type: 'send', name: 'SEND', length: 4, rule: 'RPC-21-001' },
};

const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads a text frame. 2.1's message types count as unknown in a version that is given and older. Actions and schemas are not looked at. */
export const parseFrame = (raw: string, version: ProtocolVersion = 'ocpp2.1'): ParsedFrame => {
  let parts: unknown;
  try {
    parts = JSON.parse(raw);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { type: 'broken', problem: { kind: 'notJson', rule: 'RPC-MSG-001', message: `the frame is not JSON: ${notJson(raw, reason)}` } };
  }
  return frameOf(parts, version);
};

/** The same of a text that is JSON and has been parsed. */
export const frameOf = (parts: unknown, version: ProtocolVersion = 'ocpp2.1'): ParsedFrame => {
  if (!Array.isArray(parts)) {
    const message = `a message must be an array, is ${describe(parts)}`;
    return { type: 'broken', problem: { kind: 'notAnArray', rule: 'RPC-MSG-002', message } };
  }
  const list: readonly unknown[] = parts;
  const [type, id] = list;
  if (version !== 'ocpp2.1' && (type === 5 || type === 6)) return broken(list, version);
  switch (type) {
    case 2:
    case 6: {
      const [, , action, payload] = list;
      if (list.length !== 4 || !isId(id) || typeof action !== 'string' || !isObject(payload)) break;
      return { type: type === 2 ? 'call' : 'send', id, action, payload };
    }
    case 3: {
      const payload = list[2];
      if (list.length !== 3 || !isId(id) || !isObject(payload)) break;
      return { type: 'result', id, payload };
    }
    case 4:
    case 5: {
      const [, , code, description, details] = list;
      if (list.length !== 5 || !isId(id) || typeof code !== 'string' || typeof description !== 'string' || !isObject(details)) break;
      return { type: type === 4 ? 'error' : 'resultError', id, code, description, details };
    }
  }
  return broken(list, version);
};

const isTooLong = (id: string): boolean => id.length > longestId && countCharacters(id) > longestId;

const isId = (id: unknown): id is string => typeof id === 'string' && id !== '' && !isTooLong(id);

/** Says what is wrong with an array that is no message, the outermost fault first. */
const broken = (list: readonly unknown[], version: ProtocolVersion): BrokenFrame => {
  const [type, id] = list;
  const envelope = typeof type === 'number' ? envelopes[type] : undefined;
  const frame: Omit<BrokenFrame, 'problem'> = { type: 'broken' };
  if (envelope) frame.meant = envelope.type;
  if (typeof id === 'string') frame.id = id;
  const problem = (kind: EnvelopeProblemKind, rule: string, message: string): BrokenFrame => ({
    ...frame,
    problem: { kind, rule, message },
  });

  if (!envelope) {
    if (!Number.isInteger(type)) return problem('badType', 'RPC-MSG-002', `the message type must be an integer, is ${describe(type)}`);
    return problem('unknownType', 'RPC-MSG-018', `message type ${type} is unknown`);
  }
  const { name, length, rule } = envelope;
  if (version !== 'ocpp2.1' && (type === 5 || type === 6)) {
    return problem('unknownType', 'RPC-MSG-019', `message type ${type}, ${name}, exists in 2.1 only`);
  }
  const called = envelope.type === 'call' || envelope.type === 'send';
  const failed = envelope.type === 'error' || envelope.type === 'resultError';
  if (called && typeof list[2] === 'string') frame.action = list[2];
  if (!failed && list.length === length) frame.payload = list[length - 1];
  if (list.length !== length) return problem('wrongLength', rule, `a ${name} has ${length} elements, this one ${list.length}`);
  if (typeof id !== 'string') return problem('badId', 'RPC-MSG-006', `the messageId must be a string, is ${describe(id)}`);
  if (id === '') return problem('badId', 'RPC-MSG-006', 'the messageId is empty');
  if (isTooLong(id)) {
    return problem('badId', 'RPC-MSG-006', `the messageId must have at most ${longestId} characters, has ${countCharacters(id)}`);
  }
  if (called && typeof list[2] !== 'string') return problem('badAction', rule, `the action must be a string, is ${describe(list[2])}`);
  if (failed) {
    const [, , code, description, details] = list;
    if (typeof code !== 'string') return problem('badError', rule, `the errorCode must be a string, is ${describe(code)}`);
    if (typeof description !== 'string') {
      return problem('badError', rule, `the errorDescription must be a string ("" if there is none), is ${describe(description)}`);
    }
    return problem('badError', rule, `the errorDetails must be an object ({} if there are none), are ${describe(details)}`);
  }
  const payload = list[length - 1];
  const empty = payload === null || payload === '' || (Array.isArray(payload) && payload.length === 0);
  return problem(
    'badPayload',
    empty ? 'RPC-MSG-014' : rule,
    `the payload must be an object${empty ? ' ({} if empty)' : ''}, is ${describe(payload)}`,
  );
};

/** The usual causes in words; else what the parser says. */
const notJson = (raw: string, reason: string): string => {
  const text = raw.trim();
  if (text === '') return 'the frame is empty';
  if (raw.startsWith('\uFEFF')) return 'it starts with a byte order mark';
  const position = / at position (\d+)/.exec(reason)?.[1];
  if (/end of JSON|Unterminated string/.test(reason) || Number(position) >= raw.length) return 'it ends too early';
  if (/after JSON/.test(reason)) return `something follows the message (${cut(reason)})`;
  return cut(reason);
};

const cut = (text: string): string => (text.length > 120 ? `${text.slice(0, 120)}…` : text);

/** A CALL as text. */
export const call = (id: string, action: string, payload: object): string => JSON.stringify([messageTypes.call, id, action, payload]);

/** A CALLRESULT as text. */
export const callResult = (id: string, payload: object): string => JSON.stringify([messageTypes.result, id, payload]);

/** A CALLERROR as text; the description has at most 255 characters. */
export const callError = (id: string, code: string, description = '', details: object = {}): string =>
  JSON.stringify([messageTypes.error, id, code, description.slice(0, 255), details]);

/** 2.1's CALLRESULTERROR as text. */
export const callResultError = (id: string, code: string, description = '', details: object = {}): string =>
  JSON.stringify([messageTypes.resultError, id, code, description.slice(0, 255), details]);

/** 2.1's SEND as text. */
export const send = (id: string, action: string, payload: object): string => JSON.stringify([messageTypes.send, id, action, payload]);

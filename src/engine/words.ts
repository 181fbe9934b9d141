import type { ErrorCode } from '../ocpp/index.ts';

/** The few words of a case that are no calls: how to leave types and schemas on purpose, how to expect an error, how to say nothing. */

/** A CALL that breaks types or schema on purpose. */
export interface Malformed {
  readonly word: 'malformed';
  readonly action: string;
  readonly payload: unknown;
}

/** Text that is sent as it is. */
export interface Raw {
  readonly word: 'raw';
  readonly text: string;
}

/** The SUT must answer with a CALLERROR, with one of these codes if any are named. */
export interface CallErrorExpectation<C extends ErrorCode = ErrorCode> {
  readonly word: 'callError';
  readonly codes: readonly C[];
  /** dropping the message is right as well */
  readonly orSilence: boolean;
}

/** The SUT may answer like this, or with a CALLERROR. */
export interface AnswerOrError<E, C extends ErrorCode = ErrorCode> {
  readonly word: 'orCallError';
  readonly answer: E;
  readonly error: CallErrorExpectation<C>;
}

/** The SUT must refuse the WebSocket, with one of these HTTP statuses if any are named. */
export interface RefusalExpectation {
  readonly word: 'refused';
  readonly statuses: readonly number[];
}

/** No answer at all. */
export interface Silence {
  readonly word: 'silence';
}

export const malformed = (action: string, payload: unknown): Malformed => ({ word: 'malformed', action, payload });
export const raw = (text: string): Raw => ({ word: 'raw', text });
export const callError = <C extends ErrorCode = never>(...codes: C[]): CallErrorExpectation<C> & { readonly orSilence: false } => ({
  word: 'callError',
  codes,
  orSilence: false,
});
/** For input that a receiver may also drop. Nothing is awaited longer than the answer timeout. */
export const callErrorOrSilence = <C extends ErrorCode = never>(...codes: C[]): CallErrorExpectation<C> => ({
  word: 'callError',
  codes,
  orSilence: true,
});
/** Where a procedure leaves it to the SUT how to refuse: with this answer, or with one of these error codes. */
export const orCallError = <const E, C extends ErrorCode = never>(answer: E, ...codes: C[]): AnswerOrError<E, C> => ({
  word: 'orCallError',
  answer,
  error: callError(...codes),
});
export const refused = (...statuses: number[]): RefusalExpectation => ({ word: 'refused', statuses });
export const silence: Silence = { word: 'silence' };

type Word = Malformed | Raw | CallErrorExpectation | AnswerOrError<unknown> | RefusalExpectation | Silence;

export function isWord<W extends Word['word']>(value: unknown, word: W): value is Extract<Word, { word: W }> {
  return typeof value === 'object' && value !== null && 'word' in value && value.word === word;
}

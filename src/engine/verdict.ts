import type { Failure, Verdict } from './results.ts';

/** From best to worst. `notTested` beats `pass`: what was not tried must not read as green. */
const order: readonly Verdict[] = ['notApplicable', 'pass', 'notTested', 'inconclusive', 'fail', 'error'];

/** The worst of several verdicts wins; of none, `pass`. */
export function worstOf(verdicts: Iterable<Verdict>): Verdict {
  let worst = -1;
  for (const verdict of verdicts) worst = Math.max(worst, order.indexOf(verdict));
  return order[worst] ?? 'pass';
}

/** The system under test did not do what the case expects of it. The class name tells Allure that this is a failure, no breakage. */
export class ExpectationError extends Error {
  override readonly name = 'ExpectationError';
  readonly failure: Failure;
  readonly expected: unknown;
  readonly actual: unknown;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
    this.expected = failure.expected;
    this.actual = failure.actual;
  }
}

/** The situation that the case is about was never reached, through nobody's proven fault. */
export class InconclusiveError extends Error {
  override readonly name = 'InconclusiveError';
}

/** Something that the case needs was not there: an operator, a declared feature. */
export class NotTestedError extends Error {
  override readonly name = 'NotTestedError';
}

/** Thrown into what still waits when its case is over; never a verdict. */
export class CaseOver extends Error {
  override readonly name = 'CaseOver';
}

export function verdictOf(error: unknown): Verdict {
  if (error instanceof ExpectationError) return 'fail';
  if (error instanceof InconclusiveError) return 'inconclusive';
  if (error instanceof NotTestedError) return 'notTested';
  return 'error';
}

export function failureOf(error: unknown): Failure {
  if (error instanceof ExpectationError) return error.failure;
  const message = error instanceof Error ? error.message : String(error);
  return verdictOf(error) === 'error' && error instanceof Error && error.stack ? { message, stack: error.stack } : { message };
}

import type { CaseResult, ExpectedFailure, Failure, Finding, StepResult } from '../engine/results.ts';
import { oneLine, printable } from './text.ts';

/** The failures of a case, innermost steps first named, in the order in which they happened. */
export function failuresOf(result: Pick<CaseResult, 'steps'>): Failure[] {
  const within = (step: StepResult): Failure[] => {
    const inner = step.steps.flatMap(within);
    return inner.length > 0 || !step.failure ? inner : [step.failure];
  };
  return result.steps.flatMap(within);
}

/** What was expected, what came closest, what was seen, and how to see it again, as plain text. */
export function failureText(result: CaseResult): string {
  const failures = failuresOf(result);
  const first = failures[0] ?? { message: result.reason ?? result.verdict };
  const spec = first.spec ?? result.spec;
  return [
    ...(failures.length > 0 ? failures : [first]).flatMap(linesOf),
    `  ${spec.length > 0 ? `spec:    ${spec.join(', ')}     ` : ''}rerun: ${oneLine(result.rerun)}`,
  ].join('\n');
}

/** Why it is excused, where that is told, and until when, on one line. */
export function expectedText({ reason, link, expires }: ExpectedFailure): string {
  const where = [link, expires && `until ${expires}`].filter(Boolean).join(', ');
  return where === '' ? reason : `${reason} (${where})`;
}

/** A finding on a line of plain text. */
export const findingText = ({ severity, blame, rule, message, expectedFailure }: Finding): string =>
  `${severity} by ${blame}: ${message} [${rule}]${expectedFailure ? ` expected: ${expectedText(expectedFailure)}` : ''}`;

function linesOf(failure: Failure): string[] {
  const lines = [printable(failure.message)];
  if (failure.closest) lines.push(`  closest: ${oneLine(failure.closest)}`);
  if (failure.seen) lines.push(`  seen:    ${failure.seen.map(oneLine).join(', ') || 'nothing'}`);
  if (failure.stack)
    lines.push(
      ...printable(failure.stack)
        .split('\n')
        .map((line) => `  ${line}`),
    );
  return lines;
}

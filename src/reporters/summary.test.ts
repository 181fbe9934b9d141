import { expect, test } from 'vitest';
import type { Verdict } from '../engine/results.ts';
import { type Counts, outcomeOf } from './summary.ts';

const none: Counts = { pass: 0, fail: 0, error: 0, inconclusive: 0, notTested: 0, notApplicable: 0 };
const outcome = (verdicts: Verdict[], more: Parameters<typeof outcomeOf>[1] = {}) => {
  const counts = { ...none };
  for (const verdict of verdicts) counts[verdict]++;
  return outcomeOf(counts, more);
};

test('a profile passes only if every applicable case was played and passed', () => {
  expect(outcome(['pass', 'notApplicable'])).toBe('Pass');
  expect(outcome(['pass', 'notTested'])).toBe('Incomplete');
  expect(outcome(['pass', 'inconclusive'])).toBe('Incomplete');
  expect(outcome(['inconclusive'])).toBe('Incomplete');
});

test('our own error is no failure of the system under test', () => {
  expect(outcome(['pass', 'error'])).toBe('Incomplete');
});

test('one failure fails it, whatever else is missing', () => {
  expect(outcome(['pass', 'fail', 'error', 'notTested'])).toBe('Fail');
});

test('nothing tried is never a pass', () => {
  expect(outcome([])).toBe('Not tested');
  expect(outcome(['notTested', 'notApplicable'])).toBe('Not tested');
  expect(outcome(['notApplicable'])).toBe('Not applicable');
});

test('an interrupted run is incomplete, and a failure in it stays one', () => {
  expect(outcome(['pass'], { interrupted: true })).toBe('Incomplete');
  expect(outcome(['pass', 'fail'], { interrupted: true })).toBe('Fail');
});

test('a selection that leaves out what applies is no whole profile', () => {
  expect(outcome(['pass'], { notSelected: 1 })).toBe('Incomplete');
  expect(outcome(['pass', 'fail'], { notSelected: 1 })).toBe('Fail');
  expect(outcome([], { notSelected: 1 })).toBe('Not tested');
  expect(outcome(['notApplicable'], { notSelected: 1 })).toBe('Not tested');
});

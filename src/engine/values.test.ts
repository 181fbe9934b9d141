import { describe, expect, it } from 'vitest';
import { describeAct } from './acts.ts';
import { type Duration, deadlineOf, defaultTimeouts, readable, waitOf } from './clock.ts';
import { allOf, anyOf, describeCondition, evaluate, not } from './conditions.ts';
import { worstOf } from './verdict.ts';

describe('durations', () => {
  it.each<[Duration, number, number, number]>([
    ['250ms', 1, 250, 250],
    ['2min', 1, 120_000, 120_000],
    ['10s', 0.01, 100, 30_100],
    ['reboot', 0.01, 180_000, 180_000],
  ])('%s at scale %d', (duration, scale, wait, deadline) => {
    expect(waitOf(duration, defaultTimeouts, scale)).toBe(wait);
    expect(deadlineOf(duration, defaultTimeouts, scale)).toBe(deadline);
  });

  it('reads like people write', () => {
    expect([readable(250), readable(30_000), readable(180_000)]).toEqual(['250 ms', '30 s', '3 min']);
    expect(() => waitOf('10 s' as Duration, defaultTimeouts, 1)).toThrow('"10 s" is no duration');
  });
});

describe('conditions', () => {
  const condition = allOf('Reservation', not(anyOf('FixedCable', 'PlugAndCharge')));

  it.each<[object, boolean | undefined]>([
    [{ Reservation: true, FixedCable: false, PlugAndCharge: false }, true],
    [{ Reservation: false }, false],
    [{ FixedCable: true }, false],
    [{ Reservation: true }, undefined],
    [{ Reservation: true, FixedCable: false }, undefined],
  ])('%o → %s', (features, value) => {
    expect(evaluate(condition, features as Record<string, boolean>)).toBe(value);
  });

  it('reads like a sentence', () => {
    expect(describeCondition(condition)).toBe('Reservation and not (FixedCable or PlugAndCharge)');
  });
});

it('the worst verdict wins, and what was not tested is not green', () => {
  expect(worstOf([])).toBe('pass');
  expect(worstOf(['pass', 'notApplicable'])).toBe('pass');
  expect(worstOf(['pass', 'notTested'])).toBe('notTested');
  expect(worstOf(['error', 'fail', 'inconclusive'])).toBe('error');
});

it('an act is a request to a person', () => {
  expect(describeAct('plugIn', { connectorId: 2 })).toBe('Plug the cable in (connectorId: 2)');
});

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { changeKey, createConfiguration } from './charger-configuration.ts';
import { type Condition, createStatusBoard } from './charger-status.ts';
import { createTimers } from './charger-timers.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function bench(seconds: string) {
  const configuration = createConfiguration(1);
  changeKey(configuration, 'MinimumStatusDuration', seconds);
  const condition: Condition = { status: 'Available', errorCode: 'NoError' };
  const sent: unknown[] = [];
  const board = createStatusBoard({
    configuration,
    timers: createTimers(1),
    online: () => true,
    call: async (_, { connectorId, status, errorCode }) => void sent.push([connectorId, status, errorCode]),
    ids: [1],
    conditionOf: () => condition,
  });
  board.reportAll();
  sent.length = 0;
  const becomes = (status: Condition['status'], errorCode = 'NoError') => {
    Object.assign(condition, { status, errorCode });
    board.reportChanges();
  };
  return { board, becomes, sent };
}

it('tells each change once', () => {
  const { board, becomes, sent } = bench('0');
  becomes('Preparing');
  board.reportChanges();
  becomes('Faulted', 'GroundFailure');
  becomes('Faulted', 'HighTemperature');
  expect(sent).toEqual([
    [1, 'Preparing', 'NoError'],
    [1, 'Faulted', 'GroundFailure'],
    [1, 'Faulted', 'HighTemperature'],
  ]);
});

it('tells only of what lasts for MinimumStatusDuration', () => {
  const { becomes, sent } = bench('5');
  becomes('Preparing');
  vi.advanceTimersByTime(4_000);
  becomes('Charging');
  vi.advanceTimersByTime(4_000);
  expect(sent).toEqual([]);
  vi.advanceTimersByTime(1_000);
  expect(sent).toEqual([[1, 'Charging', 'NoError']]);
});

it('tells nothing of what was over before', () => {
  const { becomes, sent } = bench('5');
  becomes('Preparing');
  vi.advanceTimersByTime(1_000);
  becomes('Available');
  vi.advanceTimersByTime(60_000);
  expect(sent).toEqual([]);
});

import { describe, expect, it } from 'vitest';
import type { ChargingProfile } from './charger-composite.ts';
import { createConfiguration } from './charger-configuration.ts';
import { beginTransaction, createConnector, endTransaction, settleMeter, statusOf } from './charger-connector.ts';
import { createSmartCharging } from './charger-smart-charging.ts';

/** A charger with two connectors; timers are what the test asks for. */
function bench() {
  const connectors = [createConnector(1), createConnector(2)] as const;
  const due: number[] = [];
  const timers = {
    after: () => () => {},
    at: (moment: number) => {
      due.push(moment);
      return () => {};
    },
    soon: (then: () => void) => then(),
    clear: () => {},
  };
  const smart = createSmartCharging({ connectors, configuration: createConfiguration(2), timers, changed: () => smart.follow() });
  const [one, two] = connectors;
  const charge = (id?: number) => {
    one.plugged = true;
    one.evConnected = true;
    const transaction = beginTransaction(one, { idTag: 'TAG-1' }, new Date());
    if (id !== undefined) transaction.id = id;
    return transaction;
  };
  const limit = (connectorId: number) =>
    smart.tell({ connectorId, duration: 60 }).chargingSchedule?.chargingSchedulePeriod.map((period) => period.limit);
  return { ...smart, one, two, charge, limit, due };
}

let lastId = 0;
function profile(limit: number, changes: Partial<ChargingProfile> = {}): ChargingProfile {
  lastId += 1;
  return {
    chargingProfileId: lastId,
    stackLevel: 0,
    chargingProfilePurpose: 'TxDefaultProfile',
    chargingProfileKind: 'Relative',
    chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit }] },
    ...changes,
  };
}

const own = (limit: number, changes: Partial<ChargingProfile> = {}) => profile(limit, { chargingProfilePurpose: 'TxProfile', ...changes });

describe('charging profiles', () => {
  it('are followed by the meter, and a limit of nothing suspends charging', () => {
    const { set, follow, charge, one } = bench();
    charge(7);
    follow();
    expect(set({ connectorId: 1, csChargingProfiles: profile(10) })).toBe('Accepted');
    settleMeter(one, new Date());
    expect(one.meter.power).toBe(2_300);
    set({ connectorId: 1, csChargingProfiles: own(0, { transactionId: 7 }) });
    settleMeter(one, new Date());
    expect([one.meter.power, statusOf(one)]).toEqual([0, 'SuspendedEVSE']);
  });

  it('of a transaction end with it', () => {
    const { set, clear, charge, limit, one } = bench();
    charge(7);
    set({ connectorId: 1, csChargingProfiles: own(6) });
    expect(limit(1)).toEqual([6]);
    endTransaction(one);
    charge(8);
    expect(limit(1)).toEqual([32]);
    expect(clear({ chargingProfilePurpose: 'TxProfile' })).toBe('Unknown');
  });

  it('are as many as are allowed, and no more', () => {
    const { set, takes } = bench();
    const status = (stackLevel: number, connectorId: number) => set({ connectorId, csChargingProfiles: profile(6, { stackLevel }) });
    const levels = Array.from({ length: 10 }, (_, level) => level);
    expect(new Set([0, 1].flatMap((connectorId) => levels.map((level) => status(level, connectorId))))).toEqual(new Set(['Accepted']));
    expect(takes(own(6))).toBe(false);
    expect(status(0, 2)).toBe('Rejected');
    // One that takes the place of another needs no room.
    expect(status(0, 1)).toBe('Accepted');
  });

  it('are refused where they cannot be', () => {
    const { set, takes } = bench();
    expect(set({ connectorId: 1, csChargingProfiles: own(6) })).toBe('Rejected');
    expect(set({ connectorId: 1, csChargingProfiles: profile(6, { stackLevel: 10 }) })).toBe('Rejected');
    expect(() => set({ connectorId: 3, csChargingProfiles: profile(6) })).toThrow('no connector 3');
    expect([takes(own(6)), takes(profile(6)), takes(own(6, { transactionId: 7 }))]).toEqual([true, false, false]);
  });

  it('wake the charger when the limit changes', () => {
    const { set, charge, due } = bench();
    const { startedAt } = charge(7);
    const chargingSchedulePeriod = [
      { startPeriod: 0, limit: 6 },
      { startPeriod: 600, limit: 16 },
    ];
    set({ connectorId: 1, csChargingProfiles: own(6, { chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod } }) });
    expect(Math.abs((due.at(-1) ?? 0) - startedAt.getTime() - 600_000)).toBeLessThan(2_000);
  });
});

describe('a composite schedule', () => {
  it('is told from now on, in the unit that is asked for', () => {
    const { tell } = bench();
    const { scheduleStart, ...rest } = tell({ connectorId: 1, duration: 60, chargingRateUnit: 'W' });
    expect(Math.abs(Date.parse(scheduleStart ?? '') - Date.now())).toBeLessThan(1_000);
    expect(rest).toEqual({
      status: 'Accepted',
      connectorId: 1,
      chargingSchedule: {
        duration: 60,
        chargingRateUnit: 'W',
        chargingSchedulePeriod: [{ startPeriod: 0, limit: 7_360, numberPhases: 1 }],
      },
    });
  });

  it('is refused for what there is not', () => {
    const { tell } = bench();
    expect(tell({ connectorId: 3, duration: 60 })).toEqual({ status: 'Rejected' });
    expect(tell({ connectorId: 1, duration: 0 })).toEqual({ status: 'Rejected' });
    expect(tell({ connectorId: 1, duration: -5 })).toEqual({ status: 'Rejected' });
  });

  it('reaches no further than a week, however much is asked for', () => {
    const { set, tell } = bench();
    const chargingSchedule: ChargingProfile['chargingSchedule'] = {
      ...{ chargingRateUnit: 'A', startSchedule: '2020-01-01T00:00:00Z', duration: 3_600 },
      chargingSchedulePeriod: [{ startPeriod: 0, limit: 6 }],
    };
    set({
      connectorId: 0,
      csChargingProfiles: profile(6, { chargingProfileKind: 'Recurring', recurrencyKind: 'Daily', chargingSchedule }),
    });
    const told = tell({ connectorId: 0, duration: 2_000_000_000 }).chargingSchedule;
    expect(told?.duration).toBe(604_800);
    expect(told?.chargingSchedulePeriod.length).toBeLessThan(20);
  });
});

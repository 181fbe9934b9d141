import { describe, expect, it } from 'vitest';
import type { ChargingProfile, Installed } from './charger-composite.ts';
import { isAdmissible, isMeant, isSound, withProfile } from './charger-profiles.ts';

const capacity = { stackLevel: 3, periods: 2, profiles: 4, units: ['A'] };

type Schedule = ChargingProfile['chargingSchedule'];

function profile(changes: Partial<ChargingProfile> = {}, schedule: Partial<Schedule> = {}): ChargingProfile {
  return {
    chargingProfileId: 1,
    stackLevel: 0,
    chargingProfilePurpose: 'TxDefaultProfile',
    chargingProfileKind: 'Absolute',
    chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 6 }], ...schedule },
    ...changes,
  };
}

const at = (connectorId: number, changes: Partial<ChargingProfile> = {}): Installed => ({
  connectorId,
  profile: profile(changes),
  installedAt: 0,
});

describe('where a profile may be set', () => {
  const most = profile({ chargingProfilePurpose: 'ChargePointMaxProfile' });
  const own = profile({ chargingProfilePurpose: 'TxProfile' });

  it('depends on its purpose', () => {
    expect(isAdmissible(most, 0, undefined)).toBe(true);
    expect(isAdmissible(most, 1, undefined)).toBe(false);
    expect(isAdmissible(profile(), 0, undefined)).toBe(true);
    expect(isAdmissible(profile(), 1, undefined)).toBe(true);
    expect(isAdmissible(profile({ transactionId: 7 }), 1, { id: 7 })).toBe(false);
  });

  it('is the running transaction for a TxProfile', () => {
    expect(isAdmissible(own, 1, undefined)).toBe(false);
    expect(isAdmissible(own, 1, {})).toBe(true);
    expect(isAdmissible(own, 0, { id: 7 })).toBe(false);
    expect(isAdmissible({ ...own, transactionId: 7 }, 1, { id: 7 })).toBe(true);
    expect(isAdmissible({ ...own, transactionId: 8 }, 1, { id: 7 })).toBe(false);
    expect(isAdmissible({ ...own, transactionId: 7 }, 1, {})).toBe(false);
  });
});

describe('a profile', () => {
  const periods = (...starts: number[]) => ({ chargingSchedulePeriod: starts.map((startPeriod) => ({ startPeriod, limit: 6 })) });
  const recurring = { chargingProfileKind: 'Recurring', recurrencyKind: 'Daily' } as const;

  it.each([
    ['as simple as can be', profile()],
    ['with as many periods and as high as the charger can take', profile({ stackLevel: 3 }, periods(0, 10))],
    ['that recurs', profile(recurring, { startSchedule: '2026-01-01T00:00:00Z' })],
    ['that is relative', profile({ chargingProfileKind: 'Relative' })],
    ['that pauses', profile({}, { chargingSchedulePeriod: [{ startPeriod: 0, limit: 0 }] })],
  ])('is taken %s', (_, sound) => {
    expect(isSound(sound, capacity)).toBe(true);
  });

  it.each([
    ['too high on the stack', profile({ stackLevel: 4 })],
    ['below the stack', profile({ stackLevel: -1 })],
    ['with too many periods', profile({}, periods(0, 10, 20))],
    ['in a unit that is not allowed', profile({}, { chargingRateUnit: 'W' })],
    ['that does not begin at 0', profile({}, periods(10))],
    ['with periods out of order', profile({}, periods(0, 0))],
    ['without periods', profile({}, periods())],
    ['with a negative limit', profile({}, { chargingSchedulePeriod: [{ startPeriod: 0, limit: -1 }] })],
    ['that is over at once', profile({}, { duration: 0 })],
    ['that recurs no one knows when', profile({ chargingProfileKind: 'Recurring' }, { startSchedule: '2026-01-01T00:00:00Z' })],
    ['that recurs from no one knows when on', profile(recurring)],
    ['that recurs and does not', profile({ recurrencyKind: 'Daily' })],
    ['that is never valid', profile({ validFrom: '2026-01-02T00:00:00Z', validTo: '2026-01-01T00:00:00Z' })],
  ])('is refused %s', (_, unsound) => {
    expect(isSound(unsound, capacity)).toBe(false);
  });
});

describe('a new profile', () => {
  const one = at(1);

  it('takes the place of one with its id, wherever that is', () => {
    const other = at(2, { stackLevel: 2 });
    expect(withProfile([one], other)).toEqual([other]);
  });

  it('takes the place of one with its purpose and level at the same connector', () => {
    const other = at(1, { chargingProfileId: 2 });
    expect(withProfile([one], other)).toEqual([other]);
    expect(withProfile([one], at(2, { chargingProfileId: 2 }))).toHaveLength(2);
  });

  it('else comes on top', () => {
    expect(withProfile([one], at(1, { chargingProfileId: 2, stackLevel: 1 }))).toHaveLength(2);
    expect(withProfile([one], at(1, { chargingProfileId: 2, chargingProfilePurpose: 'TxProfile' }))).toHaveLength(2);
  });
});

describe('clearing', () => {
  const all = [
    at(0, { chargingProfileId: 1, chargingProfilePurpose: 'ChargePointMaxProfile' }),
    at(1, { chargingProfileId: 2 }),
    at(1, { chargingProfileId: 3, stackLevel: 1 }),
    at(2, { chargingProfileId: 4, stackLevel: 1 }),
  ];

  it.each([
    ['everything', {}, [1, 2, 3, 4]],
    ['one by its id', { id: 3 }, [3]],
    ['by id and nothing else', { id: 3, connectorId: 2, stackLevel: 0 }, [3]],
    ['what is at connector 0', { connectorId: 0 }, [1]],
    ['what is at a connector', { connectorId: 1 }, [2, 3]],
    ['a purpose', { chargingProfilePurpose: 'TxDefaultProfile' }, [2, 3, 4]],
    ['a level', { stackLevel: 1 }, [3, 4]],
    ['what fits in every respect', { connectorId: 1, stackLevel: 1, chargingProfilePurpose: 'TxDefaultProfile' }, [3]],
    ['nothing', { connectorId: 2, stackLevel: 0 }, []],
  ])('means %s', (_, criteria, ids) => {
    expect(all.filter((installed) => isMeant(installed, criteria)).map(({ profile }) => profile.chargingProfileId)).toEqual(ids);
  });
});

import { expect, it } from 'vitest';
import { validate } from '../../ocpp/index.ts';
import { createLimits, profileLimits } from './charger-limits.ts';

const profile = (id: number, limit: number, more: object = {}, unit = 'A') => ({
  chargingProfileId: id,
  stackLevel: 0,
  chargingProfilePurpose: 'TxDefaultProfile',
  chargingProfileKind: 'Relative',
  chargingSchedule: { chargingRateUnit: unit, chargingSchedulePeriod: [{ startPeriod: 0, limit }] },
  ...more,
});

/** A station with two connectors; transaction 7 runs at the second one. */
function station() {
  const limits = createLimits(2, (connectorId) => (connectorId === 2 ? 7 : undefined));
  return {
    ...limits,
    sets: (connectorId: number, csChargingProfiles: object) => {
      const request = { connectorId, csChargingProfiles };
      const answer = limits.answers.SetChargingProfile?.(request);
      if (answer?.status === 'Accepted') limits.install(request);
      return answer?.status ?? answer?.errorCode;
    },
    clears: (request: object) => {
      const status = limits.answers.ClearChargingProfile?.({ ...request })?.status;
      if (status === 'Accepted') limits.clear({ ...request });
      return status;
    },
    limit: (connectorId: number, chargingRateUnit?: string): number | undefined => {
      const answer = limits.answers.GetCompositeSchedule?.({
        connectorId,
        duration: 60,
        ...(chargingRateUnit ? { chargingRateUnit } : {}),
      });
      expect(validate('ocpp1.6', 'GetCompositeSchedule', 'response', answer)).toEqual([]);
      const { chargingSchedule } = answer as { chargingSchedule?: { chargingSchedulePeriod: [{ limit: number }] } };
      return chargingSchedule?.chargingSchedulePeriod[0].limit;
    },
  };
}

it('promises no more than its limits, in amperes and in watts', () => {
  const { sets, limit } = station();
  expect(limit(1)).toBe(32);
  expect(sets(1, profile(1, 16))).toBe('Accepted');
  expect(sets(0, profile(2, 6900, { chargingProfilePurpose: 'ChargePointMaxProfile' }, 'W'))).toBe('Accepted');
  expect([limit(1), limit(2), limit(3)]).toEqual([10, 10, undefined]);
  expect(limit(1, 'W')).toBe(6900);
});

it('replaces what has the same id, or the same purpose and level at the same connector', () => {
  const { sets, clears, limit } = station();
  sets(1, profile(1, 16));
  sets(1, profile(1, 20, { stackLevel: 1 }));
  expect(limit(1)).toBe(20);
  sets(1, profile(2, 25, { stackLevel: 1 }));
  expect(limit(1)).toBe(25);
  sets(2, profile(3, 8, { stackLevel: 1 }));
  expect(limit(1)).toBe(25);
  expect(clears({ id: 1 })).toBe('Unknown');
});

it('clears by id alone, by all that is named, or everything', () => {
  const { sets, clears, limit } = station();
  for (const stackLevel of [1, 2, 3]) sets(1, profile(stackLevel, stackLevel, { stackLevel }));
  expect(clears({ id: 1, connectorId: 2 })).toBe('Accepted');
  expect(clears({ connectorId: 2, stackLevel: 2 })).toBe('Unknown');
  expect(clears({ connectorId: 1, chargingProfilePurpose: 'TxDefaultProfile', stackLevel: 2 })).toBe('Accepted');
  expect(limit(1)).toBe(3);
  expect(clears({})).toBe('Accepted');
  expect(clears({})).toBe('Unknown');
});

it('takes limits of transactions only where one runs, and no longer than it does', () => {
  const { sets, end, limit } = station();
  const ofTransaction = (transactionId?: number) =>
    profile(1, 6, { chargingProfilePurpose: 'TxProfile', ...(transactionId === undefined ? {} : { transactionId }) });
  expect([sets(1, ofTransaction()), sets(2, ofTransaction(8)), sets(0, ofTransaction())]).toEqual(['Rejected', 'Rejected', 'Rejected']);
  expect(sets(2, ofTransaction(7))).toBe('Accepted');
  expect(limit(2)).toBe(6);
  end(2);
  expect(limit(2)).toBe(32);
});

it('refuses what is out of place', () => {
  const { sets } = station();
  expect(sets(3, profile(1, 6))).toBe('PropertyConstraintViolation');
  expect(sets(1, profile(1, 6, { chargingProfilePurpose: 'ChargePointMaxProfile' }))).toBe('Rejected');
  expect(sets(1, profile(1, 6, { stackLevel: profileLimits.stackLevel + 1 }))).toBe('Rejected');
});

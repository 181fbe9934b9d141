import type { CsmsActs, Limit } from '../../engine/acts.ts';
import type { RequestOf } from '../../ocpp/index.ts';
import type { DeskActs } from './csms-desk.ts';
import type { Office } from './csms-office.ts';

type Profile = RequestOf<'ocpp1.6', 'SetChargingProfile'>['csChargingProfiles'];

const purposes = {
  everyTransaction: 'TxDefaultProfile',
  runningTransaction: 'TxProfile',
  station: 'ChargePointMaxProfile',
} as const satisfies Record<NonNullable<CsmsActs['limitCharging']['of']>, Profile['chargingProfilePurpose']>;

/** Limits, as charging profiles (1.6 §3.13, §5.16), and remote starts, which may bring one along (§5.16.2). */
export function createChargingDesk(office: Office): DeskActs {
  let lastId = 0;

  function profileOf(limit: Limit, chargingProfilePurpose: Profile['chargingProfilePurpose'], transactionId?: number): Profile {
    const { amperes, phases, from, until, duration, priority = 0 } = limit;
    lastId += 1;
    // A limit without a beginning starts with each transaction; that of the station has none to start with.
    const startSchedule = from ?? (chargingProfilePurpose === 'ChargePointMaxProfile' ? new Date().toISOString() : undefined);
    return {
      chargingProfileId: lastId,
      stackLevel: priority,
      chargingProfilePurpose,
      chargingProfileKind: startSchedule === undefined ? 'Relative' : 'Absolute',
      ...(transactionId === undefined ? {} : { transactionId }),
      ...(from === undefined ? {} : { validFrom: from }),
      ...(until === undefined ? {} : { validTo: until }),
      chargingSchedule: {
        chargingRateUnit: 'A',
        ...(startSchedule === undefined ? {} : { startSchedule }),
        ...(duration === undefined ? {} : { duration }),
        chargingSchedulePeriod: [{ startPeriod: 0, limit: amperes, ...(phases === undefined ? {} : { numberPhases: phases }) }],
      },
    };
  }

  return {
    startCharging: ({ connectorId, idToken, limit }, { call }) =>
      call('RemoteStartTransaction', {
        idTag: idToken,
        ...(connectorId === undefined ? {} : { connectorId }),
        ...(limit === undefined ? {} : { chargingProfile: profileOf(limit, 'TxProfile') }),
      }),
    limitCharging: ({ connectorId = 0, of = 'everyTransaction', ...limit }, { station, call }) => {
      const transactionId = of === 'runningTransaction' ? office.running(station, connectorId) : undefined;
      if (of === 'runningTransaction' && transactionId === undefined) throw new Error(`nobody charges at connector ${connectorId}`);
      if (of === 'station' && connectorId !== 0) throw new Error('a limit of the whole station is that of no connector');
      return call('SetChargingProfile', { connectorId, csChargingProfiles: profileOf(limit, purposes[of], transactionId) });
    },
    clearChargingLimit: ({ profileId, connectorId, of, priority }, { call }) =>
      call('ClearChargingProfile', {
        ...(profileId === undefined ? {} : { id: profileId }),
        ...(connectorId === undefined ? {} : { connectorId }),
        ...(of === undefined ? {} : { chargingProfilePurpose: purposes[of] }),
        ...(priority === undefined ? {} : { stackLevel: priority }),
      }),
    readSchedule: ({ connectorId = 0, seconds, unit }, { call }) =>
      call('GetCompositeSchedule', { connectorId, duration: seconds, ...(unit === undefined ? {} : { chargingRateUnit: unit }) }),
  };
}

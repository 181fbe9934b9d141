import type { Payload } from '../../engine/party.ts';
import type { Answers } from '../party.ts';

/** what our Charge Point could deliver in each phase, if nobody limited it */
const amperes = 32;
const volts = 230;

export const profileLimits = { stackLevel: 9, periods: 24, profiles: 50 };

interface Installed {
  connectorId: number;
  profile: Payload;
}

/** The charging profiles of our Charge Point: which it has, and what follows from them (1.6 §3.13, §5.16, §5.5, §5.7). */
export function createLimits(connectors: number, transactionAt: (connectorId: number) => unknown) {
  let installed: Installed[] = [];

  /** A profile of the same id takes the other's place, and so does one of the same purpose and level at the same place. */
  const isReplaced = (one: Installed, by: Installed): boolean => {
    const isSame = (field: string) => one.profile[field] === by.profile[field];
    return isSame('chargingProfileId') || (one.connectorId === by.connectorId && isSame('chargingProfilePurpose') && isSame('stackLevel'));
  };
  const placed = ({ connectorId, csChargingProfiles }: Payload): Installed => ({
    connectorId: Number(connectorId),
    profile: csChargingProfiles as Payload,
  });

  const judge = ({ connectorId, profile }: Installed): 'Accepted' | 'Rejected' => {
    const { chargingProfilePurpose: purpose, transactionId, stackLevel } = profile;
    const running = transactionAt(connectorId);
    const isOfItsOwn = purpose !== 'TxProfile' || (running !== undefined && (transactionId === undefined || transactionId === running));
    const isInPlace = purpose === 'ChargePointMaxProfile' ? connectorId === 0 : purpose !== 'TxProfile' || connectorId > 0;
    const fits = installed.length < profileLimits.profiles && Number(stackLevel) <= profileLimits.stackLevel;
    return isOfItsOwn && isInPlace && fits ? 'Accepted' : 'Rejected';
  };

  const isMeant = ({ connectorId, profile }: Installed, request: Payload): boolean => {
    if (request.id !== undefined) return profile.chargingProfileId === request.id;
    return (
      (request.connectorId === undefined || request.connectorId === connectorId) &&
      (request.chargingProfilePurpose === undefined || request.chargingProfilePurpose === profile.chargingProfilePurpose) &&
      (request.stackLevel === undefined || request.stackLevel === profile.stackLevel)
    );
  };

  const answers: Answers = {
    SetChargingProfile: (request) => {
      const wanted = placed(request);
      // 1.6 errata §3.38
      if (wanted.connectorId > connectors) return { errorCode: 'PropertyConstraintViolation', description: 'there is no such connector' };
      return { status: judge(wanted) };
    },
    ClearChargingProfile: (request) => ({ status: installed.some((one) => isMeant(one, request)) ? 'Accepted' : 'Unknown' }),
    GetCompositeSchedule: ({ connectorId, duration, chargingRateUnit = 'A' }) => {
      if (Number(connectorId) > connectors) return { status: 'Rejected' };
      const lowest = Math.min(amperes, ...installed.filter((one) => [0, connectorId].includes(one.connectorId)).map(lowestOf));
      const limit = chargingRateUnit === 'W' ? lowest * volts * 3 : lowest;
      const chargingSchedule = { duration, chargingRateUnit, chargingSchedulePeriod: [{ startPeriod: 0, limit }] };
      return { status: 'Accepted', connectorId, scheduleStart: new Date().toISOString(), chargingSchedule };
    },
  };
  return {
    answers,
    /** Told of each SetChargingProfile and ClearChargingProfile that was accepted. */
    install: (request: Payload): void => {
      const next = placed(request);
      installed = [...installed.filter((one) => !isReplaced(one, next)), next];
    },
    clear: (request: Payload): void => {
      installed = installed.filter((one) => !isMeant(one, request));
    },
    /** A transaction takes its profiles with it when it ends (1.6 §7.10). */
    end: (connectorId: unknown): void => {
      installed = installed.filter((one) => one.connectorId !== connectorId || one.profile.chargingProfilePurpose !== 'TxProfile');
    },
  };
}

/** Our schedule is a cautious one: it promises no more than the lowest limit, whichever rules at which time. */
function lowestOf({ profile }: Installed): number {
  const { chargingRateUnit, chargingSchedulePeriod } = profile.chargingSchedule as Payload;
  const periods = chargingSchedulePeriod as { limit: number; numberPhases?: number }[];
  return Math.min(
    ...periods.map(({ limit, numberPhases = 3 }) =>
      chargingRateUnit === 'W' ? Math.floor((10 * limit) / (volts * numberPhases)) / 10 : limit,
    ),
  );
}

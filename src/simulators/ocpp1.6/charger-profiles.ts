import type { ChargingProfile, Installed } from './charger-composite.ts';

/** The charging profiles that the simulated charger keeps: what it takes, what replaces what, what is cleared (1.6 §5.5, §5.16). Pure. */

export interface Capacity {
  /** ChargeProfileMaxStackLevel */
  stackLevel: number;
  /** ChargingScheduleMaxPeriods */
  periods: number;
  /** MaxChargingProfilesInstalled */
  profiles: number;
  /** by ChargingScheduleAllowedChargingRateUnit */
  units: readonly string[];
}

/** The transaction at a connector; its id is unknown until StartTransaction is answered. */
export interface Ongoing {
  id?: number;
}

/** Whether a profile may be set at a connector, given the transaction there. */
export function isAdmissible(profile: ChargingProfile, connectorId: number, ongoing: Ongoing | undefined): boolean {
  const { chargingProfilePurpose, transactionId } = profile;
  if (chargingProfilePurpose !== 'TxProfile') {
    return transactionId === undefined && (chargingProfilePurpose === 'TxDefaultProfile' || connectorId === 0);
  }
  return connectorId > 0 && ongoing !== undefined && (transactionId === undefined || transactionId === ongoing.id);
}

/** Whether a profile makes sense in itself, and is none of those that this charger cannot follow. */
export function isSound(profile: ChargingProfile, { stackLevel, periods, units }: Capacity): boolean {
  const { chargingProfileKind: kind, recurrencyKind, validFrom, validTo, chargingSchedule } = profile;
  const { chargingSchedulePeriod, duration, startSchedule, chargingRateUnit } = chargingSchedule;
  const starts = chargingSchedulePeriod.map(({ startPeriod }) => startPeriod);
  return (
    profile.stackLevel >= 0 &&
    profile.stackLevel <= stackLevel &&
    units.includes(chargingRateUnit) &&
    starts.length <= periods &&
    starts[0] === 0 &&
    starts.every((start, index) => index === 0 || start > (starts[index - 1] ?? 0)) &&
    chargingSchedulePeriod.every(({ limit }) => limit >= 0) &&
    (duration === undefined || duration > 0) &&
    (kind === 'Recurring' ? recurrencyKind !== undefined && startSchedule !== undefined : recurrencyKind === undefined) &&
    !(validFrom !== undefined && validTo !== undefined && Date.parse(validFrom) >= Date.parse(validTo))
  );
}

/** The profiles with one more, which takes the place of one with its id or with its purpose and stack level at the same connector. */
export function withProfile<I extends Installed>(profiles: readonly I[], added: I): I[] {
  const replaces = ({ connectorId, profile }: I) =>
    profile.chargingProfileId === added.profile.chargingProfileId ||
    (connectorId === added.connectorId &&
      profile.chargingProfilePurpose === added.profile.chargingProfilePurpose &&
      profile.stackLevel === added.profile.stackLevel);
  return [...profiles.filter((installed) => !replaces(installed)), added];
}

export interface Criteria {
  id?: number;
  connectorId?: number;
  chargingProfilePurpose?: string;
  stackLevel?: number;
}

/** Whether ClearChargingProfile means this one: all that is said must be true of it; beside an id nothing else counts (errata 3.26). */
export function isMeant({ connectorId, profile }: Installed, criteria: Criteria): boolean {
  if (criteria.id !== undefined) return profile.chargingProfileId === criteria.id;
  const fits = <T>(wanted: T | undefined, actual: T) => wanted === undefined || wanted === actual;
  return (
    fits(criteria.connectorId, connectorId) &&
    fits(criteria.chargingProfilePurpose, profile.chargingProfilePurpose) &&
    fits(criteria.stackLevel, profile.stackLevel)
  );
}

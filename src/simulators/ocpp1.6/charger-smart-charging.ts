import type { RequestOf, ResponseOf } from '../../ocpp/index.ts';
import { Refusal } from '../peer.ts';
import { type ChargingProfile, compositeSchedule, type Installed, limitAt, nextChange, type Situation } from './charger-composite.ts';
import { type Configuration, count, text } from './charger-configuration.ts';
import type { Connector, Transaction } from './charger-connector.ts';
import { amperes, volts } from './charger-meter.ts';
import { type Capacity, isAdmissible, isMeant, isSound, withProfile } from './charger-profiles.ts';
import type { Timers } from './charger-timers.ts';

/** A TxProfile dies with its transaction. */
interface Kept extends Installed {
  transaction?: Transaction;
}

export interface SmartChargingOptions {
  connectors: readonly Connector[];
  configuration: Configuration;
  timers: Timers;
  /** The connectors may draw more or less than before. */
  changed: () => void;
}

/** seconds: schedules are computed no further ahead */
const aWeek = 7 * 24 * 3_600;

const units = new Map([
  ['Current', 'A'],
  ['Power', 'W'],
]);

/** Charging profiles of the simulated charger: kept over reboots, followed, and told as a composite schedule (1.6 §3.13). */
export function createSmartCharging({ connectors, configuration, timers, changed }: SmartChargingOptions) {
  let kept: Kept[] = [];
  let stopWaiting = () => {};

  const capacity = (): Capacity => ({
    stackLevel: count(configuration, 'ChargeProfileMaxStackLevel'),
    periods: count(configuration, 'ChargingScheduleMaxPeriods'),
    profiles: count(configuration, 'MaxChargingProfilesInstalled'),
    units: text(configuration, 'ChargingScheduleAllowedChargingRateUnit')
      .split(',')
      .map((name) => units.get(name.trim()) ?? name),
  });

  const connectorAt = (connectorId: number) => connectors.find(({ id }) => id === connectorId);
  const isAlive = ({ connectorId, transaction }: Kept) => !transaction || connectorAt(connectorId)?.transaction === transaction;

  function situation(): Situation {
    kept = kept.filter(isAlive);
    return {
      profiles: kept,
      supply: { connectors: connectors.length, volts, phases: 1, amperes },
      charging: (connectorId) => connectorAt(connectorId)?.transaction?.startedAt.getTime(),
    };
  }

  /** Sets what each connector may draw now, and again when that changes. */
  function follow(): void {
    stopWaiting();
    const now = Date.now();
    const all = situation();
    for (const connector of connectors) connector.allowance = limitAt(all, connector.id, now).W;
    const next = nextChange(all, now, aWeek);
    if (next !== undefined) stopWaiting = timers.at(next, changed);
  }

  function install(connectorId: number, profile: ChargingProfile): boolean {
    const transaction = profile.chargingProfilePurpose === 'TxProfile' ? connectorAt(connectorId)?.transaction : undefined;
    const added: Kept = { connectorId, profile, installedAt: Date.now(), ...(transaction ? { transaction } : {}) };
    const all = withProfile(kept.filter(isAlive), added);
    if (all.length > capacity().profiles) return false;
    kept = all;
    timers.soon(changed);
    return true;
  }

  return {
    follow,
    /** Whether a profile may come with a remote start: for that transaction, whose id nobody knows yet (1.6 §5.16.2). */
    takes: (profile: ChargingProfile): boolean =>
      profile.chargingProfilePurpose === 'TxProfile' &&
      profile.transactionId === undefined &&
      isSound(profile, capacity()) &&
      kept.filter(isAlive).length < capacity().profiles,
    install,
    set({ connectorId, csChargingProfiles: profile }: RequestOf<'ocpp1.6', 'SetChargingProfile'>): 'Accepted' | 'Rejected' {
      const connector = connectorAt(connectorId);
      // Errata 3.39
      if (connectorId !== 0 && !connector) throw new Refusal('PropertyConstraintViolation', `there is no connector ${connectorId}`);
      const fits = isSound(profile, capacity()) && isAdmissible(profile, connectorId, connector?.transaction);
      return fits && install(connectorId, profile) ? 'Accepted' : 'Rejected';
    },
    clear(criteria: RequestOf<'ocpp1.6', 'ClearChargingProfile'>): 'Accepted' | 'Unknown' {
      const alive = kept.filter(isAlive);
      kept = alive.filter((installed) => !isMeant(installed, criteria));
      if (kept.length === alive.length) return 'Unknown';
      timers.soon(changed);
      return 'Accepted';
    },
    tell(request: RequestOf<'ocpp1.6', 'GetCompositeSchedule'>): ResponseOf<'ocpp1.6', 'GetCompositeSchedule'> {
      const { connectorId, duration, chargingRateUnit: unit = 'A' } = request;
      if (duration < 1 || (connectorId !== 0 && !connectorAt(connectorId))) return { status: 'Rejected' };
      const from = Date.now();
      const chargingSchedule = compositeSchedule(situation(), { connectorId, from, duration: Math.min(duration, aWeek), unit });
      return { status: 'Accepted', connectorId, scheduleStart: new Date(from).toISOString(), chargingSchedule };
    },
  };
}

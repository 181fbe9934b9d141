import { defineRule, parseDateTime } from 'ocppliance';
import { both, registration } from './facts.ts';
import { type ChargingProfile, profiles } from './facts-profiles.ts';
import { deviceModel, isPlace, listOf } from './facts-station.ts';
import { find, runningOn, transactions } from './facts-transactions.ts';

/** What is wrong with a profile taken by itself; the first thing that is. */
function flawOf(profile: ChargingProfile, isSigned: boolean): string | undefined {
  const { chargingProfileKind: kind, chargingProfilePurpose: purpose, recurrencyKind, validFrom, validTo, chargingSchedule } = profile;
  if (kind === 'Recurring' && recurrencyKind === undefined) return 'Recurring without recurrencyKind';
  if (kind !== 'Recurring' && recurrencyKind !== undefined) return `${kind} with recurrencyKind`;
  if (purpose === 'ChargingStationMaxProfile' && kind === 'Relative') return 'a Relative ChargingStationMaxProfile';
  if (validFrom && validTo && parseDateTime(validFrom) >= parseDateTime(validTo)) return 'validFrom is not before validTo';
  const ids = new Set<number>();
  for (const { id, startSchedule, duration, chargingSchedulePeriod } of chargingSchedule) {
    if (ids.has(id)) return `two schedules with id ${id}`;
    ids.add(id);
    if ((kind === 'Absolute' || kind === 'Recurring') && startSchedule === undefined) return `${kind} without startSchedule`;
    if (kind === 'Relative' && startSchedule !== undefined) return 'Relative with startSchedule';
    if (duration !== undefined && duration <= 0) return `duration ${duration}`;
    let last: number | undefined;
    for (const { startPeriod, limit, numberPhases = 3, phaseToUse } of chargingSchedulePeriod) {
      if (last === undefined && startPeriod !== 0) return `the first startPeriod is ${startPeriod}`;
      if (last !== undefined && startPeriod <= last) return `startPeriod ${startPeriod} after ${last}`;
      last = startPeriod;
      if (phaseToUse !== undefined && numberPhases !== 1) return `phaseToUse with numberPhases ${numberPhases}`;
      if (limit === undefined || isSigned) continue;
      if (limit < 0) return `limit ${limit}`;
      if (Math.abs(limit * 10 - Math.round(limit * 10)) > 1e-6) return `limit ${limit}, with more than one decimal`;
    }
  }
  return undefined;
}

export const setsWellFormedProfiles = defineRule({
  id: 'R201-SC-001',
  title: 'A charging profile is well-formed: periods from 0 in order, a start where the kind asks for one',
  severity: 'violation',
  blame: 'csms',
  versions: both,
  spec: ['K01.FR.19', 'K01.FR.31', 'K01.FR.35', 'K01.FR.38', 'K01.FR.40', 'K01.FR.41'],
  example: '< SetChargingProfile {chargingSchedulePeriod: [{startPeriod: 60, limit: 16}], …}',
  harm: 'stations refuse it, or charge as they like',
  watch(scene) {
    const judge = (profile: ChargingProfile | undefined, index: number) => {
      const flaw = profile && flawOf(profile, scene.protocol === 'ocpp2.1');
      if (flaw)
        scene.report({ key: flaw, message: `Charging profile ${profile.id} is not well-formed: ${flaw}`, frames: [index], actual: flaw });
    };
    return {
      calls: {
        SetChargingProfile: ({ request, index }) => judge(request.chargingProfile, index),
        RequestStartTransaction: ({ request, index }) => judge(request.chargingProfile, index),
      },
    };
  },
});

export const setsProfilesWhereTheyBelong = defineRule({
  id: 'R201-SC-002',
  title: 'A charging profile is set where its purpose belongs: TxProfile to a transaction, ChargingStationMaxProfile to the station',
  severity: 'violation',
  blame: 'csms',
  versions: both,
  spec: ['K01.FR.03', 'K01.FR.16', 'K01.FR.22', 'K02.FR.07', 'K04.FR.03'],
  example: '< SetChargingProfile {evseId: 0, chargingProfile: {chargingProfilePurpose: TxProfile, …}}',
  harm: 'stations refuse it, or limit what was not meant',
  watch(scene) {
    return {
      calls: {
        SetChargingProfile({ request: { evseId, chargingProfile }, index }) {
          const { chargingProfilePurpose: purpose, transactionId } = chargingProfile;
          const flaws = [
            purpose === 'TxProfile' && transactionId === undefined && 'without transactionId',
            purpose === 'TxProfile' && evseId === 0 && 'for EVSE 0',
            purpose !== 'TxProfile' && transactionId !== undefined && 'with transactionId',
            purpose === 'ChargingStationMaxProfile' && evseId !== 0 && `for EVSE ${evseId}`,
            purpose === 'ChargingStationExternalConstraints' && 'which only the station sets',
          ];
          const flaw = flaws.find((text) => text !== false);
          if (flaw) scene.report({ key: `${purpose} ${flaw}`, message: `The CSMS set a ${purpose} ${flaw}`, frames: [index] });
        },
      },
    };
  },
});

export const refusesProfilesItCannotKeep = defineRule({
  id: 'R201-SC-004',
  title:
    'A station refuses a charging profile for a transaction or EVSE that is none, in a unit that it does not know, or at a level that is taken',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['K01.FR.09', 'K01.FR.26', 'K01.FR.28', 'K01.FR.33', 'K01.FR.52', 'K01.FR.53'],
  example: '< SetChargingProfile of a TxProfile for a transaction that is none  > Accepted',
  harm: 'a CSMS relies on a limit that nobody keeps',
  watch(scene) {
    const facts = scene.facts(transactions);
    const model = scene.facts(deviceModel);
    const set = scene.facts(profiles);
    const standing = scene.facts(registration);
    const flawOfTransaction = (id: string, evseId: number, asked: number): string | undefined => {
      const transaction = find(facts, id);
      if (transaction) return transaction.ended && transaction.lastIndex < asked ? `transaction ${id} has ended` : undefined;
      if (!scene.complete || !standing.everAccepted) {
        scene.inconclusive('the transactions that began before the record');
        return undefined;
      }
      return runningOn(facts, evseId)?.id === id ? undefined : `transaction ${id} never was`;
    };
    return {
      answers: {
        SetChargingProfile({ call, response, index }) {
          if (response.status !== 'Accepted') return;
          const { evseId, chargingProfile } = call.request;
          const { id, chargingProfilePurpose: purpose, transactionId, stackLevel, chargingSchedule } = chargingProfile;
          const report = (why: string, frames: number[] = [call.index, index]) =>
            scene.report({
              key: why,
              message: `The station accepted charging profile ${id}, although ${why}`,
              frames,
              expected: 'Rejected',
              actual: 'Accepted',
            });
          if (evseId !== 0 && isPlace(model, evseId) === false) report(`its inventory lists no EVSE ${evseId}`);
          const rateUnits = listOf(model, 'SmartChargingCtrlr.RateUnit') ?? [];
          const areKnown = rateUnits.length > 0 && rateUnits.every((unit) => unit === 'A' || unit === 'W');
          const foreign = chargingSchedule.find(({ chargingRateUnit }) => !rateUnits.includes(chargingRateUnit));
          if (areKnown && foreign) report(`its RateUnit is ${rateUnits.join(',')}, not ${foreign.chargingRateUnit}`);
          if (purpose === 'TxProfile' && transactionId !== undefined) {
            const flaw = flawOfTransaction(transactionId, evseId, call.index);
            if (flaw) report(flaw);
          }
          if (purpose !== 'TxDefaultProfile') return;
          const rival = set.installed.find(
            (one) =>
              one.profile.chargingProfilePurpose === purpose &&
              one.profile.stackLevel === stackLevel &&
              one.profile.id !== id &&
              (evseId === 0) !== (one.evseId === 0),
          );
          if (!rival) return;
          const { profile, evseId: place } = rival;
          report(`profile ${profile.id} has its stackLevel on EVSE ${place} already`, [rival.index, call.index, index]);
        },
      },
    };
  },
});

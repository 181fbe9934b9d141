import { type Call, defineRule, parseDateTime, type RequestOf } from 'ocppliance';
import { transactions } from './facts.ts';
import { type ConfigurationFacts, configuration, countOf, listOf } from './facts-configuration.ts';
import { connectors } from './facts-connectors.ts';
import { profiles } from './facts-profiles.ts';

export type Profile = RequestOf<'ocpp1.6', 'SetChargingProfile'>['csChargingProfiles'];

interface Flaw {
  key: string;
  message: string;
  mild?: boolean;
}

/** What is wrong with a profile, whatever the charger is. */
export function flawsOf({ chargingProfileKind: kind, recurrencyKind, chargingSchedule, validFrom, validTo }: Profile): Flaw[] {
  const { chargingSchedulePeriod: periods, startSchedule, duration } = chargingSchedule;
  const flaws: (Flaw | false | undefined)[] = [
    periods[0] && periods[0].startPeriod !== 0 && { key: 'first', message: 'the first period does not start at 0' },
    periods.some(({ startPeriod }, index) => startPeriod <= (periods[index - 1]?.startPeriod ?? -1)) && {
      key: 'order',
      message: 'the periods are not in the order of their start',
    },
    kind === 'Recurring' && !recurrencyKind && { key: 'recurrency', message: 'it recurs, but nobody says how often' },
    kind !== 'Recurring' && recurrencyKind !== undefined && { key: 'recurrency', message: 'it has a recurrencyKind, but does not recur' },
    periods.some(({ limit }) => limit < 0) && { key: 'limit', message: 'a limit is negative' },
    periods.some(({ numberPhases = 3 }) => numberPhases < 1 || numberPhases > 3) && {
      key: 'phases',
      message: 'numberPhases is none of 1, 2 and 3',
    },
    duration !== undefined && duration <= 0 && { key: 'duration', message: 'it lasts no time' },
    validFrom !== undefined &&
      validTo !== undefined &&
      parseDateTime(validFrom) >= parseDateTime(validTo) && { key: 'valid', message: 'it is over before it is valid' },
    kind !== 'Relative' && startSchedule === undefined && { key: 'start', message: `it is ${kind}, but has no startSchedule`, mild: true },
    kind === 'Relative' && startSchedule !== undefined && { key: 'start', message: 'it is Relative, but has a startSchedule', mild: true },
  ];
  return flaws.filter((flaw): flaw is Flaw => typeof flaw === 'object');
}

export const sendsWellFormedProfiles = defineRule({
  id: 'R16-SC-001',
  title: 'A charging profile is one that can be carried out',
  severity: 'violation',
  blame: 'csms',
  versions: ['ocpp1.6'],
  spec: ['1.6 §5.16.4', '1.6 §7.8', '1.6 §7.13', '1.6 §7.14', '1.6 errata 3.45', '1.6 errata 3.56', '1.6 errata 3.70'],
  example: '< SetChargingProfile {chargingSchedulePeriod: [{startPeriod: 60, limit: 10}]}',
  harm: 'chargers refuse it, or take it and do as they like',
  watch(scene) {
    const judge = (profile: Profile | undefined, index: number) => {
      for (const { key, message, mild } of profile ? flawsOf(profile) : [])
        scene.report({
          key,
          message: `a charging profile is not well-formed: ${message}`,
          frames: [index],
          severity: mild ? 'warning' : 'violation',
        });
    };
    return {
      calls: {
        SetChargingProfile: ({ request, index }) => judge(request.csChargingProfiles, index),
        RemoteStartTransaction: ({ request, index }) => judge(request.chargingProfile, index),
      },
    };
  },
});

/** ms; CALLs of both sides may cross */
const race = 10_000;

export const setsProfilesWhereTheyBelong = defineRule({
  id: 'R16-SC-002',
  title: 'ChargePointMaxProfile belongs to connector 0, TxProfile to the transaction of a connector',
  severity: 'violation',
  blame: 'csms',
  versions: ['ocpp1.6'],
  spec: ['1.6 §3.13.1', '1.6 §5.16.3', '1.6 §7.10', '1.6 errata 3.53'],
  example: '(no transaction)  < SetChargingProfile {connectorId: 1, chargingProfilePurpose: TxProfile}',
  harm: 'the limit holds nowhere, or for the next driver',
  watch(scene) {
    const { current, open, unconfirmed, previous } = scene.facts(transactions);
    const { settled } = scene.facts(connectors);

    function flawOf({ request, at }: Call<'ocpp1.6', 'SetChargingProfile'>): string | undefined {
      const { connectorId, csChargingProfiles } = request;
      const { chargingProfilePurpose: purpose, transactionId } = csChargingProfiles;
      if (purpose === 'ChargePointMaxProfile' && connectorId !== 0) return `ChargePointMaxProfile is set on connector ${connectorId}`;
      if (purpose !== 'TxProfile') return undefined;
      if (connectorId === 0) return 'TxProfile is set on connector 0';
      const transaction = current.get(connectorId);
      const stop = previous.get(connectorId)?.stop;
      if ((stop && at - stop.at < race) || [...unconfirmed.values()].some((start) => start.connectorId === connectorId)) return undefined;
      if (!transaction && (!settled.has(connectorId) || !scene.complete)) {
        scene.inconclusive('the transactions that began before the record');
        return undefined;
      }
      if (!transaction) return `TxProfile is set on connector ${connectorId}, which has no transaction`;
      if (transactionId === undefined || transactionId === transaction.id) return undefined;
      return open.has(transactionId) || at - transaction.at > race
        ? `TxProfile of transaction ${transactionId} is set on connector ${connectorId}, which has ${transaction.id}`
        : undefined;
    }

    const flaws = new WeakMap<object, string>();
    return {
      calls: {
        SetChargingProfile(call) {
          const flaw = flawOf(call);
          if (!flaw) return;
          flaws.set(call.request, flaw);
          scene.report({ key: flaw.replaceAll(/\d+/g, ''), message: flaw, frames: [call.index] });
        },
      },
      answers: {
        SetChargingProfile({ call, response, index }) {
          const flaw = flaws.get(call.request);
          if (!flaw || response.status !== 'Accepted') return;
          scene.report({
            key: `accepted ${flaw.replaceAll(/\d+/g, '')}`,
            message: `${flaw}, and the charger accepts it`,
            frames: [call.index, index],
            blame: 'charger',
          });
        },
      },
    };
  },
});

/** In what a profile exceeds the limits that the charger announced. */
function excessOf(settings: ConfigurationFacts, { stackLevel, chargingSchedule }: Profile): string | undefined {
  const level = countOf(settings, 'ChargeProfileMaxStackLevel');
  const periods = countOf(settings, 'ChargingScheduleMaxPeriods');
  const units = listOf(settings, 'ChargingScheduleAllowedChargingRateUnit')?.map((unit) => unit.toLowerCase());
  const unit = chargingSchedule.chargingRateUnit;
  const names = unit === 'A' ? ['current', 'a'] : ['power', 'w'];
  if (level !== undefined && stackLevel > level) return `stackLevel ${stackLevel} is beyond ChargeProfileMaxStackLevel ${level}`;
  if (periods !== undefined && chargingSchedule.chargingSchedulePeriod.length > periods)
    return `${chargingSchedule.chargingSchedulePeriod.length} periods are beyond ChargingScheduleMaxPeriods ${periods}`;
  if (units && units.length > 0 && !units.some((each) => names.includes(each)))
    return `${unit} is no unit of ChargingScheduleAllowedChargingRateUnit`;
  return undefined;
}

export const keepsTheAnnouncedLimits = defineRule({
  id: 'R16-SC-003',
  title: 'Charging profiles keep to the limits that the Charge Point announced, and it takes those that do',
  severity: 'warning',
  blame: 'csms',
  versions: ['ocpp1.6'],
  spec: ['1.6 §3.13.5', '1.6 §9.4'],
  example: '(ChargeProfileMaxStackLevel: 0)  < SetChargingProfile {stackLevel: 8}',
  harm: 'load management fails without a word',
  watch(scene) {
    const settings = scene.facts(configuration);
    /** kinds of profiles that were accepted, whatever their stackLevel */
    const accepted = new Set<string>();
    return {
      calls: {
        SetChargingProfile({ request, index }) {
          const excess = excessOf(settings, request.csChargingProfiles);
          if (excess) scene.report({ key: excess.replaceAll(/\d+/g, ''), message: excess, frames: [index] });
        },
      },
      answers: {
        SetChargingProfile({ call, response: { status }, index }) {
          const { connectorId, csChargingProfiles: profile } = call.request;
          const excess = excessOf(settings, profile);
          const kind = [connectorId, profile.chargingProfilePurpose, profile.chargingProfileKind].join(' ');
          const frames = [call.index, index];
          if (status === 'Accepted' && excess)
            scene.report({
              key: `accepted ${excess.replaceAll(/\d+/g, '')}`,
              message: `${excess}, and the charger accepts it`,
              frames,
              blame: 'charger',
            });
          const announced = countOf(settings, 'ChargeProfileMaxStackLevel') ?? 0;
          if (
            status === 'Rejected' &&
            profile.stackLevel > 0 &&
            profile.stackLevel <= announced &&
            !excess &&
            flawsOf(profile).length === 0 &&
            accepted.has(kind)
          )
            scene.report({
              key: 'rejected',
              message: `stackLevel ${profile.stackLevel} is refused, although ChargeProfileMaxStackLevel is ${announced}`,
              frames,
              blame: 'charger',
            });
          if (status === 'Accepted' && accepted.size < 100) accepted.add(kind);
        },
      },
    };
  },
});

/** A */
const leastCurrent = 6;

export const acceptsSmallLimits = defineRule({
  id: 'R16-SC-010',
  title: 'A limit of zero, or of less than 6 A, is a limit like others',
  severity: 'warning',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §7.14'],
  example: '< SetChargingProfile {limit: 0}  > {status: Rejected}',
  harm: 'charging cannot be paused, only stopped',
  watch(scene) {
    const settings = scene.facts(configuration);
    const { current } = scene.facts(transactions);
    return {
      answers: {
        SetChargingProfile({ call, response, index }) {
          const { connectorId, csChargingProfiles: profile } = call.request;
          if (response.status !== 'Rejected' || flawsOf(profile).length > 0 || excessOf(settings, profile)) return;
          const { chargingProfilePurpose: purpose, chargingSchedule } = profile;
          // A profile without its transaction is refused for that.
          if (purpose === 'TxProfile' && !current.has(connectorId)) return;
          const small = chargingSchedule.chargingSchedulePeriod.some(
            ({ limit }) => limit === 0 || (chargingSchedule.chargingRateUnit === 'A' && limit < leastCurrent),
          );
          if (small)
            scene.report({
              message: 'a well-formed profile with a small limit was refused',
              frames: [call.index, index],
              expected: 'Accepted',
              actual: 'Rejected',
            });
        },
      },
    };
  },
});

export const clearsAllProfiles = defineRule({
  id: 'R16-SC-007',
  title: 'ClearChargingProfile without criteria clears the profiles that were set',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §5.5', '1.6 §6.13', '1.6 §7.21', '1.6 errata 3.25', '1.6 errata 3.26'],
  example: '(a profile was accepted)  < ClearChargingProfile {}  > {status: Unknown}',
  harm: 'limits that nobody knows of stay for ever',
  watch(scene) {
    const { set } = scene.facts(profiles);
    return {
      answers: {
        ClearChargingProfile({ call, response, index }) {
          if (Object.keys(call.request).length > 0 || response.status === 'Accepted') return;
          // Others end by themselves.
          const lasting = [...set.values()].filter(
            ({ profile }) => profile.chargingProfilePurpose !== 'TxProfile' && profile.validTo === undefined,
          );
          if (lasting.length === 0) return;
          scene.report({
            message: 'all charging profiles were to be cleared, but the charger says that it has none',
            frames: [call.index, index],
            expected: 'Accepted',
            actual: response.status,
          });
        },
      },
    };
  },
});

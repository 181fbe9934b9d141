import { defineFacts, parseDateTime, type RequestOf } from 'ocppliance';
import { type Transaction, transactions } from './facts.ts';
import { remember } from './payload.ts';

type Profile = RequestOf<'ocpp1.6', 'SetChargingProfile'>['csChargingProfiles'];

interface SetProfile {
  connectorId: number;
  profile: Profile;
}

export interface ProfileFacts {
  /** by chargingProfileId */
  set: Map<number, SetProfile>;
  /** all that was set before is gone, and what came after we have seen */
  cleared: boolean;
}

const most = 1000;

/** The charging profiles that a charger accepted and still has (1.6 §5.5, §5.16). */
export const profiles = defineFacts({
  versions: ['ocpp1.6'],
  create: (): ProfileFacts => ({ set: new Map(), cleared: false }),
  learn(facts, scene) {
    const { set } = facts;
    const { ended } = scene.facts(transactions);
    return {
      answers: {
        SetChargingProfile({ call: { request }, response }) {
          if (response.status !== 'Accepted') return;
          const { connectorId, csChargingProfiles: profile } = request;
          for (const [id, other] of set) {
            const { chargingProfilePurpose: purpose, stackLevel } = other.profile;
            const sameLevel = purpose === profile.chargingProfilePurpose && stackLevel === profile.stackLevel;
            if (sameLevel && other.connectorId === connectorId) set.delete(id);
          }
          remember(set, profile.chargingProfileId, { connectorId, profile }, most);
        },
        RemoteStartTransaction({ call: { request }, response }) {
          // Its transaction is not known yet.
          if (response.status === 'Accepted' && request.chargingProfile) facts.cleared = false;
        },
        ClearChargingProfile({ call: { request }, response }) {
          const { id, connectorId, chargingProfilePurpose: purpose, stackLevel } = request;
          if (Object.keys(request).length === 0) {
            set.clear();
            facts.cleared = true;
          } else if (response.status === 'Accepted') {
            for (const [key, { connectorId: where, profile }] of set) {
              const matches =
                id !== undefined
                  ? key === id
                  : (connectorId ?? where) === where &&
                    (purpose ?? profile.chargingProfilePurpose) === profile.chargingProfilePurpose &&
                    (stackLevel ?? profile.stackLevel) === profile.stackLevel;
              if (matches) set.delete(key);
            }
          }
        },
        StopTransaction({ call: { request } }) {
          // A TxProfile ends with its transaction.
          const connectorId = ended.get(request.transactionId)?.connectorId;
          if (connectorId === undefined) facts.cleared = false;
          for (const [key, { connectorId: where, profile }] of set)
            if (profile.chargingProfilePurpose === 'TxProfile' && where === connectorId) set.delete(key);
        },
      },
    };
  },
});

const recurrence = { Daily: 86_400_000, Weekly: 7 * 86_400_000 } as const;

/** What a profile allows at a time (milliseconds since 1970); undefined where it says nothing. */
function limitAt(
  { chargingProfileKind: kind, recurrencyKind, chargingSchedule, validFrom, validTo }: Profile,
  at: number,
): number | 'unknown' | undefined {
  if (at < parseDateTime(validFrom ?? '') || at >= parseDateTime(validTo ?? '')) return undefined;
  const { chargingSchedulePeriod: periods, startSchedule, duration } = chargingSchedule;
  const constant = periods.length === 1 && duration === undefined;
  if (kind === 'Relative' || startSchedule === undefined) return constant ? periods[0]?.limit : 'unknown';
  const begins = parseDateTime(startSchedule);
  if (at < begins) return undefined;
  const past = kind === 'Recurring' && recurrencyKind ? (at - begins) % recurrence[recurrencyKind] : at - begins;
  if (duration !== undefined && past >= duration * 1000) return undefined;
  return periods.findLast(({ startPeriod }) => startPeriod * 1000 <= past)?.limit;
}

interface Place {
  connectorId: number;
  transaction: Transaction | undefined;
  unit: Profile['chargingSchedule']['chargingRateUnit'];
}

/** What all profiles together allow at a place: the lowest of the purposes, the highest stackLevel that says something leading in each. */
export function limitsOf({ set }: ProfileFacts, { connectorId, transaction, unit }: Place): (at: number) => number | 'unknown' | undefined {
  const all = [...set.values()];
  const of = (purpose: Profile['chargingProfilePurpose'], where: number) =>
    all
      .filter((each) => each.connectorId === where && each.profile.chargingProfilePurpose === purpose)
      .map(({ profile }) => profile)
      .sort((one, other) => other.stackLevel - one.stackLevel);
  const leading = (stack: readonly Profile[], at: number): number | 'unknown' | undefined => {
    for (const profile of stack) {
      const limit = limitAt(profile, at);
      if (limit === undefined) continue;
      return profile.chargingSchedule.chargingRateUnit === unit ? limit : 'unknown';
    }
    return undefined;
  };
  const station = of('ChargePointMaxProfile', 0);
  // A TxProfile overrules the defaults of its transaction, also where its schedule is over (1.6 §3.13.1).
  const overruling = of('TxProfile', connectorId);
  const defaults = [of('TxDefaultProfile', connectorId), of('TxDefaultProfile', 0)];
  // Without a transaction, chargers differ in whether they count what would hold for one.
  const stacks = transaction ? (overruling.length > 0 ? [overruling] : defaults) : [];
  // Whether a default of the connector replaces that of the station, or the higher stackLevel of both leads, is read either way.
  const contested = stacks.length > 1 && stacks.every((stack) => stack.length > 0);
  return (at) => {
    if (contested) return 'unknown';
    const whole = leading(station, at);
    let own: number | 'unknown' | undefined;
    for (const stack of stacks) own ??= leading(stack, at);
    if (whole === 'unknown' || own === 'unknown') return 'unknown';
    if (whole === undefined) return own;
    return own === undefined ? whole : Math.min(whole, own);
  };
}

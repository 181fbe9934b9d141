import type { RequestOf, ResponseOf } from '../../ocpp/index.ts';

/** The composite schedule: what all charging profiles together allow over time (1.6 §3.13, §5.7). Pure: the time is given. */

export type ChargingProfile = RequestOf<'ocpp1.6', 'SetChargingProfile'>['csChargingProfiles'];
export type ChargingSchedule = NonNullable<ResponseOf<'ocpp1.6', 'GetCompositeSchedule'>['chargingSchedule']>;
export type RateUnit = ChargingSchedule['chargingRateUnit'];

/** A profile and where it is: connector 0 is the charge point as a whole. */
export interface Installed {
  connectorId: number;
  profile: ChargingProfile;
  /** ms since the epoch */
  installedAt: number;
}

/** What each connector could deliver if no profile limited it. */
export interface Supply {
  connectors: number;
  volts: number;
  phases: number;
  /** in each phase */
  amperes: number;
}

export interface Situation {
  profiles: readonly Installed[];
  supply: Supply;
  /** when the transaction at a connector has begun, ms since the epoch; undefined: there is none */
  charging: (connectorId: number) => number | undefined;
}

export interface Window {
  connectorId: number;
  /** ms since the epoch */
  from: number;
  /** seconds, at least one */
  duration: number;
  unit: RateUnit;
}

/** A limit in both units, for so many phases. */
export interface Limit {
  A: number;
  W: number;
  phases: number;
}

/** A profile whose beginning is known. */
interface Layer {
  profile: ChargingProfile;
  /** ms since the epoch */
  begin: number;
}

/** The profiles that bear on a connector: its TxProfiles overrule its TxDefaultProfiles. */
interface Stack {
  own: readonly Layer[];
  defaults: readonly Layer[];
}

interface Stacks {
  supply: Supply;
  most: readonly Layer[];
  connectors: readonly Stack[];
}

const recurrences = { Daily: 24 * 3_600_000, Weekly: 7 * 24 * 3_600_000 } as const;

/**
 * Limits over time of one connector or, at 0, of the connection to the grid, which feeds them all. Where no transaction goes on it is that
 * of one that would begin now. Equal neighbours are one period.
 */
export function compositeSchedule(situation: Situation, { connectorId, from, duration, unit }: Window): ChargingSchedule {
  const stacks = stacksOf(situation, connectorId, from);
  const periods: ChargingSchedule['chargingSchedulePeriod'] = [];
  for (const second of changes(stacks, from, duration)) {
    const { [unit]: exact, phases } = limitIn(stacks, from + second * 1000);
    // One decimal, and never more than is allowed.
    const limit = Math.floor(exact * 10 + 1e-6) / 10;
    const last = periods.at(-1);
    if (last?.limit !== limit || last.numberPhases !== phases) periods.push({ startPeriod: second, limit, numberPhases: phases });
  }
  const rate = leastRate(stacks, from, unit);
  return { duration, chargingRateUnit: unit, chargingSchedulePeriod: periods, ...(rate === undefined ? {} : { minChargingRate: rate }) };
}

/** What a connector, or at 0 all of them, may draw at a moment. */
export const limitAt = (situation: Situation, connectorId: number, at: number): Limit => limitIn(stacksOf(situation, connectorId, at), at);

/** When a limit may change next, ms since the epoch; nothing if not within so many seconds. */
export function nextChange(situation: Situation, from: number, seconds: number): number | undefined {
  const next = changes(stacksOf(situation, 0, from), from, seconds)[1];
  return next === undefined ? undefined : from + next * 1000;
}

function stacksOf({ profiles, supply, charging }: Situation, connectorId: number, now: number): Stacks {
  const every = Array.from({ length: supply.connectors }, (_, index) => index + 1);
  const most = withPurpose(profiles, 'ChargePointMaxProfile').map(({ profile, installedAt }) => layer(profile, installedAt));
  const connectors = (connectorId === 0 ? every : [connectorId]).map((id) => {
    const begun = charging(id);
    const begin = ({ profile }: Installed) => layer(profile, begun ?? now);
    const here = profiles.filter((installed) => installed.connectorId === id);
    const own = begun === undefined ? [] : withPurpose(here, 'TxProfile');
    const defaults = withPurpose(here, 'TxDefaultProfile');
    // One of connector 0 makes way for one of the connector itself on the same stack level (1.6 §3.13.1).
    const replaced = new Set(defaults.map(({ profile }) => profile.stackLevel));
    const general = withPurpose(profiles, 'TxDefaultProfile').filter(
      (installed) => installed.connectorId === 0 && !replaced.has(installed.profile.stackLevel),
    );
    return { own: own.map(begin), defaults: [...defaults, ...general].map(begin) };
  });
  return { supply, most, connectors };
}

const withPurpose = (profiles: readonly Installed[], purpose: ChargingProfile['chargingProfilePurpose']): Installed[] =>
  profiles.filter(({ profile }) => profile.chargingProfilePurpose === purpose);

/** A schedule without a start of its own begins with the charging or, for the charge point, when it was installed (1.6 §7.9, §7.13). */
function layer(profile: ChargingProfile, otherwise: number): Layer {
  const { startSchedule } = profile.chargingSchedule;
  return { profile, begin: profile.chargingProfileKind === 'Relative' ? otherwise : time(startSchedule, otherwise) };
}

const time = (dateTime: string | undefined, otherwise: number): number => (dateTime === undefined ? otherwise : Date.parse(dateTime));

/** The least of what the purposes and the charger itself allow (1.6 §3.13.3). */
function limitIn({ supply, most, connectors }: Stacks, at: number): Limit {
  const { amperes, volts, phases } = supply;
  const whole: Limit = { A: amperes, W: amperes * volts * phases, phases };
  const each = connectors.map((stack) => least(whole, prevailing(inForce(stack, at), at, supply)));
  const all = each.reduce((sum, { A, W, phases }) => ({ A: sum.A + A, W: sum.W + W, phases: Math.max(sum.phases, phases) }));
  return least(all, prevailing(most, at, supply));
}

const least = (a: Limit, b: Limit | undefined): Limit =>
  b === undefined ? a : { A: Math.min(a.A, b.A), W: Math.min(a.W, b.W), phases: Math.min(a.phases, b.phases) };

/** While a TxProfile is valid no TxDefaultProfile counts, be the schedule of the former over or not (1.6 §3.13.1). */
const inForce = ({ own, defaults }: Stack, at: number): readonly Layer[] =>
  own.some(({ profile }) => isValid(profile, at)) ? own : defaults;

/** Of profiles of one purpose the limit of the highest stack level that has one at that moment (1.6 §3.13.2, errata 3.43). */
function prevailing(layers: readonly Layer[], at: number, supply: Supply): Limit | undefined {
  let highest = -1;
  let found: Limit | undefined;
  for (const each of layers) {
    const { stackLevel } = each.profile;
    const limit = stackLevel > highest ? limitOf(each, at, supply) : undefined;
    if (!limit) continue;
    highest = stackLevel;
    found = limit;
  }
  return found;
}

const isValid = ({ validFrom, validTo }: ChargingProfile, at: number): boolean =>
  at >= time(validFrom, Number.NEGATIVE_INFINITY) && at < time(validTo, Number.POSITIVE_INFINITY);

/** What one profile says about a moment; nothing if it is not valid, has not begun or is over. */
function limitOf({ profile, begin }: Layer, at: number, supply: Supply): Limit | undefined {
  if (at < begin || !isValid(profile, at)) return undefined;
  const { duration, chargingRateUnit, chargingSchedulePeriod } = profile.chargingSchedule;
  // What is longer than the recurrence is cut off by this as well (errata 3.44).
  const elapsed = (at - begin) % recurrenceOf(profile);
  if (duration !== undefined && elapsed >= duration * 1000) return undefined;
  const period = chargingSchedulePeriod.findLast(({ startPeriod }) => startPeriod * 1000 <= elapsed);
  if (!period) return undefined;
  // A limit for more phases than there are holds for those that there are (errata 3.34).
  const phases = Math.min(period.numberPhases ?? 3, supply.phases);
  const power = supply.volts * phases;
  const { limit } = period;
  return chargingRateUnit === 'A' ? { A: limit, W: limit * power, phases } : { A: limit / power, W: limit, phases };
}

const recurrenceOf = ({ chargingProfileKind, recurrencyKind }: ChargingProfile): number =>
  chargingProfileKind === 'Recurring' && recurrencyKind ? recurrences[recurrencyKind] : Number.POSITIVE_INFINITY;

/** The seconds of a window at which a limit may change, in order. What changes within a second counts from the next one. */
function changes({ most, connectors }: Stacks, from: number, duration: number): number[] {
  const to = from + duration * 1000;
  const seconds = new Set([0]);
  const add = (at: number) => {
    const second = Math.ceil((at - from) / 1000);
    if (second > 0 && second < duration) seconds.add(second);
  };
  for (const { profile, begin } of [...most, ...connectors.flatMap(({ own, defaults }) => [...own, ...defaults])]) {
    const { duration: length, chargingSchedulePeriod } = profile.chargingSchedule;
    add(time(profile.validFrom, from));
    add(time(profile.validTo, from));
    const offsets = chargingSchedulePeriod.map(({ startPeriod }) => startPeriod);
    if (length !== undefined) offsets.push(length);
    const recurrence = recurrenceOf(profile);
    const over = Number.isFinite(recurrence) ? Math.max(0, Math.floor((from - begin) / recurrence)) * recurrence : 0;
    for (let start = begin + over; start < to; start += recurrence) for (const offset of offsets) add(start + offset * 1000);
  }
  return [...seconds].sort((a, b) => a - b);
}

/** Below this an EV charges inefficiently: the highest rate that a profile in force says of one (1.6 §7.13). */
function leastRate({ supply, connectors }: Stacks, at: number, unit: RateUnit): number | undefined {
  const rates = connectors
    .flatMap((stack) => inForce(stack, at))
    .flatMap((each) => {
      const { minChargingRate, chargingRateUnit } = each.profile.chargingSchedule;
      const limit = limitOf(each, at, supply);
      if (minChargingRate === undefined || !limit) return [];
      if (chargingRateUnit === unit) return [minChargingRate];
      const power = supply.volts * limit.phases;
      return [unit === 'W' ? minChargingRate * power : minChargingRate / power];
    });
  return rates.length > 0 ? Math.ceil(Math.max(...rates) * 10 - 1e-6) / 10 : undefined;
}

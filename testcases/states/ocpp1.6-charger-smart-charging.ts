import { type Cast, defineState, orCallError, type RequestOf, type ResponseOf, satisfying } from 'ocppliance';
import { idle, valuesOf } from './ocpp1.6-charger.ts';
import { agree, describeLimits, type Limits, shifted } from './schedules.ts';

/** Charging profiles of an OCPP 1.6 charger: how cases set them, and how they judge what the charger makes of them. */

type Of = Pick<Cast<'ocpp1.6', 'charger', never>, 'csms' | 'check' | 'config'>;
type Profile = RequestOf<'ocpp1.6', 'SetChargingProfile'>['csChargingProfiles'];
type Composite = ResponseOf<'ocpp1.6', 'GetCompositeSchedule'>;

/** Nothing limits the charger but what it is, before and after the case. */
export const unlimited = defineState({
  title: 'no charging profile is installed',
  protocol: 'ocpp1.6',
  sut: 'charger',
  given: [idle],
  async reach({ csms }) {
    await csms.calls('ClearChargingProfile', {});
    return async () => void (await csms.calls('ClearChargingProfile', {}));
  },
});

/** seconds by which clocks may differ, and by which schedules begin before now */
const deviation = 20;

/** What the cases of a charger have to know of it before they plan. Limits are in A, or in kW where it takes only power. */
export interface Planning {
  unit: Profile['chargingSchedule']['chargingRateUnit'];
  /** ms since the epoch: when schedules begin */
  begin: number;
  /** What the charger allows while no profile is installed, by seconds from `begin`; unknown if it does not say. */
  own: Limits | undefined;
}

/** Asks for the unit that the charger takes, and for what it allows by itself. */
export async function planning(cast: Of): Promise<Planning> {
  const { ChargingScheduleAllowedChargingRateUnit: units = '' } = await valuesOf(cast, ['ChargingScheduleAllowedChargingRateUnit']);
  const unit = /power/i.test(units) && !/current/i.test(units) ? 'W' : 'A';
  const begin = Date.now() - deviation * 1000;
  const { connectorId } = cast.config;
  const request = { connectorId, duration: 600, chargingRateUnit: unit } as const;
  // Where nothing limits it, a charger may have nothing to report.
  const answer = await cast.csms.calls('GetCompositeSchedule', request, orCallError({}));
  const own = 'status' in answer ? limitsIn(answer, unit, begin) : undefined;
  return { unit, begin, own };
}

export interface Plan {
  id?: number;
  /** where it is set, if not at the connector under test */
  connectorId?: number;
  purpose?: Profile['chargingProfilePurpose'];
  stackLevel?: number;
  /** of a TxProfile */
  transactionId?: number;
  /** seconds */
  duration?: number;
  /** seconds from its begin for which the profile is valid */
  validity?: number;
  /** begins so many days earlier, and every day again */
  daysAgo?: number;
  /** by startPeriod */
  limits: Readonly<Record<number, number>>;
}

/** A profile of the kind Absolute that has begun shortly ago; one with `daysAgo` is Recurring. */
export function profileOf({ unit, begin }: Planning, plan: Plan): Profile {
  const { id = 1, purpose = 'TxDefaultProfile', stackLevel = 0, transactionId, duration = 600, validity, daysAgo, limits } = plan;
  const moment = (seconds: number) => new Date(begin + seconds * 1000).toISOString();
  return {
    chargingProfileId: id,
    stackLevel,
    chargingProfilePurpose: purpose,
    ...(daysAgo === undefined ? { chargingProfileKind: 'Absolute' } : { chargingProfileKind: 'Recurring', recurrencyKind: 'Daily' }),
    ...(transactionId === undefined ? {} : { transactionId }),
    ...(validity === undefined ? {} : { validFrom: moment(0), validTo: moment(validity) }),
    chargingSchedule: {
      duration,
      startSchedule: moment(-(daysAgo ?? 0) * 86_400),
      chargingRateUnit: unit,
      chargingSchedulePeriod: Object.entries(limits).map(([start, limit]) => ({
        startPeriod: Number(start),
        limit: limit * scaleOf(unit),
      })),
    },
  };
}

const scaleOf = (unit: Planning['unit']): number => (unit === 'W' ? 1_000 : 1);

/** The charger takes a profile. */
export async function setsProfile({ csms, config }: Of, planning: Planning, plan: Plan): Promise<void> {
  const { connectorId = config.connectorId } = plan;
  await csms.calls('SetChargingProfile', { connectorId, csChargingProfiles: profileOf(planning, plan) }, { status: 'Accepted' });
}

/**
 * The charger tells what it will allow in the next seconds: what the profiles say, or less where it cannot deliver that much. How it cuts
 * time into periods is its own affair. Limits are by seconds from the begin of the profiles; `none`: no profile limits it.
 */
export async function reportsLimits(
  cast: Of,
  plan: Planning,
  duration: number,
  limits: Readonly<Record<number, number | 'none'>>,
): Promise<void> {
  const { csms, check, config } = cast;
  const { connectorId } = config;
  const { unit, begin, own } = plan;
  const composite = await csms.calls(
    'GetCompositeSchedule',
    { connectorId, duration, chargingRateUnit: unit },
    { status: 'Accepted', connectorId, chargingSchedule: { duration, chargingRateUnit: unit } },
  );
  const start = startOf(composite);
  const isNow = satisfying<number>(`now, give or take ${deviation} s`, (at) => Math.abs(at - Date.now()) <= deviation * 1000);
  await check('the schedule begins now', start, isNow);
  const reported = limitsIn(composite, unit, start) ?? [];
  const since = (start - begin) / 1000;
  const profiled = Object.entries(limits).map(([second, limit]) => [Number(second), limit] as const);
  const wanted = shifted(profiled, -since);
  const isRight = agree(reported, wanted, own && shifted(own, -since), duration);
  const expected = describeLimits(wanted, duration, unit);
  await check('the limits are those of the profiles', isRight ? expected : describeLimits(reported, duration, unit), expected);
}

/** The errata take startSchedule out of a composite schedule; what is told there means the same. */
const startOf = ({ scheduleStart, chargingSchedule }: Composite): number =>
  Date.parse(scheduleStart ?? chargingSchedule?.startSchedule ?? '');

/** The limits of a composite schedule by seconds from a moment; nothing if there are none. */
function limitsIn(composite: Composite, unit: Planning['unit'], from: number): Limits | undefined {
  const { chargingSchedule } = composite;
  const start = startOf(composite);
  if (!chargingSchedule || chargingSchedule.chargingRateUnit !== unit || Number.isNaN(start)) return undefined;
  const limits = chargingSchedule.chargingSchedulePeriod.map(({ startPeriod, limit }) => [startPeriod, limit / scaleOf(unit)] as const);
  return shifted(limits, (start - from) / 1000);
}

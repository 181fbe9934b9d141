import { defineRule, parseDateTime, type RequestOf, type ResponseOf } from 'ocppliance';
import { both } from './facts.ts';
import { type ChargingProfile, type Installed, profiles } from './facts-profiles.ts';
import { deviceModel, isPlace, listOf } from './facts-station.ts';
import { runningOn, transactions } from './facts-transactions.ts';

type Request = RequestOf<'ocpp2.0.1', 'GetCompositeSchedule'>;
type Composite = NonNullable<ResponseOf<'ocpp2.0.1', 'GetCompositeSchedule'>['schedule']>;

/** What is wrong with a composite schedule by the request for it; the first thing that is. */
function flawOf(asked: Request, { evseId, duration, chargingRateUnit, chargingSchedulePeriod }: Composite): string | undefined {
  if (evseId !== asked.evseId) return `it is of EVSE ${evseId}, not ${asked.evseId}`;
  if (asked.chargingRateUnit !== undefined && chargingRateUnit !== asked.chargingRateUnit) {
    return `it is in ${chargingRateUnit}, not ${asked.chargingRateUnit}`;
  }
  if (duration > asked.duration) return `its duration is ${duration} s, not ${asked.duration} s`;
  let last: number | undefined;
  for (const { startPeriod } of chargingSchedulePeriod) {
    if (last === undefined && startPeriod !== 0) return `its first period starts at ${startPeriod} s`;
    if (last !== undefined && startPeriod <= last) return `a period starts at ${startPeriod} s, after one at ${last} s`;
    if (last !== undefined && startPeriod >= asked.duration)
      return `a period starts at ${startPeriod} s, after ${asked.duration} s were asked for`;
    last = startPeriod;
  }
  return undefined;
}

export const answersWithTheScheduleAskedFor = defineRule({
  id: 'R201-SC-011',
  title: 'A composite schedule is the one that was asked for: EVSE, unit, duration, periods from 0 in order',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['K08.FR.02', 'K08.FR.05', 'K08.FR.07'],
  example: '< GetCompositeSchedule {duration: 600, …}  > {status: Accepted, schedule: {duration: 86400, …}}',
  harm: 'a CSMS plans with limits that do not apply',
  watch(scene) {
    const model = scene.facts(deviceModel);
    return {
      answers: {
        GetCompositeSchedule({ call, response, index }) {
          if (response.status !== 'Accepted') return;
          const { evseId, chargingRateUnit } = call.request;
          const { schedule } = response;
          const rateUnits = listOf(model, 'SmartChargingCtrlr.RateUnit') ?? [];
          const areKnown = rateUnits.length > 0 && rateUnits.every((unit) => unit === 'A' || unit === 'W');
          let flaw: string | undefined;
          if (evseId !== 0 && isPlace(model, evseId) === false) flaw = `its inventory lists no EVSE ${evseId}`;
          else if (areKnown && chargingRateUnit !== undefined && !rateUnits.includes(chargingRateUnit))
            flaw = `its RateUnit is ${rateUnits.join(',')}`;
          else if (!schedule) flaw = 'there is no schedule in it';
          else flaw = flawOf(call.request, schedule as Composite);
          if (flaw) {
            scene.report({
              key: flaw.replace(/\d+/g, ''),
              message: `The station accepted GetCompositeSchedule, but ${flaw}`,
              frames: [call.index, index],
              actual: flaw,
            });
          }
        },
      },
    };
  },
});

const seconds = 1000;
const recurrence: Partial<Record<string, number>> = { Daily: 86_400_000, Weekly: 604_800_000 };

/** The limit of a profile at a time: none if it says nothing of it; undefined if that cannot be computed. */
function limitAt(
  { chargingProfileKind: kind, recurrencyKind, validFrom, validTo, chargingSchedule }: ChargingProfile,
  time: number,
  unit: string,
) {
  if (validFrom && time < parseDateTime(validFrom)) return 'none';
  if (validTo && time >= parseDateTime(validTo)) return 'none';
  const [schedule, ...more] = chargingSchedule;
  if (!schedule?.startSchedule || more.length > 0 || schedule.chargingRateUnit !== unit) return undefined;
  let elapsed = time - parseDateTime(schedule.startSchedule);
  if (elapsed < 0) return kind === 'Recurring' ? undefined : 'none';
  if (kind === 'Recurring') {
    const every = recurrence[recurrencyKind ?? ''];
    if (!every) return undefined;
    elapsed %= every;
  }
  if (schedule.duration !== undefined && elapsed >= schedule.duration * seconds) return 'none';
  return schedule.chargingSchedulePeriod.findLast(({ startPeriod }) => startPeriod * seconds <= elapsed)?.limit;
}

/** The limit of the profile that leads among some; none if none says anything; undefined if that cannot be computed. */
function leadingLimit(some: readonly Installed[], time: number, unit: string): number | 'none' | undefined {
  for (const { profile } of [...some].sort((a, b) => b.profile.stackLevel - a.profile.stackLevel || b.evseId - a.evseId)) {
    const limit = limitAt(profile, time, unit);
    if (limit !== 'none') return limit;
  }
  return 'none';
}

/** By how much a limit may be off for rounding, and seconds around a step of a limit in which nothing is judged. */
const rounding = 0.11;
const edge = 5;

export const limitsToTheLowestProfile = defineRule({
  id: 'R201-SC-012',
  title: 'A composite schedule exceeds none of the profiles that lead for their purposes',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp2.0.1'],
  spec: ['K08.FR.04', 'K08.FR.06', '2.0.1 part 2 §K.3.5', 'K01.FR.10', 'K02.FR.04'],
  example: 'ChargingStationMaxProfile 10 A, TxDefaultProfile 16 A  < GetCompositeSchedule  > 16 A',
  harm: 'the fuse of the site blows',
  watch(scene) {
    const set = scene.facts(profiles);
    const facts = scene.facts(transactions);
    const of = (purpose: string, evseId: number) =>
      set.installed.filter((one) => one.profile.chargingProfilePurpose === purpose && (one.evseId === 0 || one.evseId === evseId));
    /** The lowest limit that is known for certain at a time, with the purpose that sets it. */
    const lowest = (evseId: number, time: number, unit: string): { limit: number; purpose: string } | undefined => {
      const limits: { limit: number; purpose: string }[] = [];
      const note = (purpose: string, limit: number | 'none' | undefined) => {
        if (typeof limit === 'number') limits.push({ limit, purpose });
      };
      if (set.known.has('ChargingStationMaxProfile')) {
        note('ChargingStationMaxProfile', leadingLimit(of('ChargingStationMaxProfile', 0), time, unit));
      }
      const transaction = runningOn(facts, evseId);
      // Without a transaction, and with one that has no profile of its own, the default counts.
      const isDefault = !transaction || (set.known.has('TxProfile') && of('TxProfile', evseId).length === 0);
      if (evseId !== 0 && isDefault && set.known.has('TxDefaultProfile')) {
        note('TxDefaultProfile', leadingLimit(of('TxDefaultProfile', evseId), time, unit));
      }
      return limits.sort((a, b) => a.limit - b.limit)[0];
    };
    return {
      answers: {
        GetCompositeSchedule({ call, response, index }) {
          const { schedule } = response;
          if (response.status !== 'Accepted' || !schedule) return;
          if (set.known.size === 0) return scene.inconclusive('the charging profiles that were set before the record');
          const { evseId, chargingRateUnit, chargingSchedulePeriod, scheduleStart, duration } = schedule;
          const start = parseDateTime(scheduleStart);
          for (const [number, { startPeriod, limit }] of chargingSchedulePeriod.entries()) {
            const until = Math.min(chargingSchedulePeriod[number + 1]?.startPeriod ?? duration, duration);
            // In the middle of what is reported no step of a clock can be the cause.
            if (until - startPeriod < 2 * edge) continue;
            for (const offset of [startPeriod + edge, (startPeriod + until) / 2, until - edge]) {
              const most = lowest(evseId, start + offset * seconds, chargingRateUnit);
              const before = lowest(evseId, start + (offset - edge) * seconds, chargingRateUnit);
              const after = lowest(evseId, start + (offset + edge) * seconds, chargingRateUnit);
              if (!most || before?.limit !== most.limit || after?.limit !== most.limit || limit <= most.limit + rounding) continue;
              scene.report({
                key: `${evseId} ${most.purpose}`,
                message: `The composite schedule of EVSE ${evseId} allows ${limit} ${chargingRateUnit}, more than the ${most.limit} ${chargingRateUnit} of the ${most.purpose}`,
                frames: [
                  ...set.installed
                    .filter(({ profile }) => profile.chargingProfilePurpose === most.purpose)
                    .map((one) => one.index)
                    .slice(-3),
                  call.index,
                  index,
                ],
                expected: `${most.limit} ${chargingRateUnit} at most`,
                actual: `${limit} ${chargingRateUnit}`,
              });
              return;
            }
          }
        },
      },
    };
  },
});

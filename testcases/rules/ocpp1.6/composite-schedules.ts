import { defineRule, parseDateTime } from 'ocppliance';
import { transactions } from './facts.ts';
import { limitsOf, profiles } from './facts-profiles.ts';

export const composesWellFormedSchedules = defineRule({
  id: 'R16-SC-008',
  title: 'A composite schedule is of the connector, the time and the unit that were asked for',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §5.7', '1.6 §6.22', '1.6 §7.13', '1.6 errata 3.28', '1.6 errata 3.29', '1.6 errata 3.51', '1.6 errata 3.57'],
  example: '< GetCompositeSchedule {duration: 600}  > {chargingSchedule: {duration: 86400}}',
  harm: 'the CSMS plans with power that is not there',
  watch: (scene) => ({
    answers: {
      GetCompositeSchedule({ call, response, wall, index }) {
        if (response.status !== 'Accepted') return;
        const { connectorId, duration, chargingRateUnit } = call.request;
        const { chargingSchedule: schedule } = response;
        const report = (key: string, message: string, severity: 'violation' | 'warning' = 'violation') =>
          scene.report({ key, message: `the composite schedule ${message}`, frames: [call.index, index], severity });
        if (!schedule) return report('none', 'is accepted, but not there');
        const starts = schedule.chargingSchedulePeriod.map(({ startPeriod }) => startPeriod);
        if (starts.length > 0 && starts[0] !== 0) report('first', 'does not start at 0');
        if (starts.some((start, each) => each > 0 && start <= (starts[each - 1] ?? 0)))
          report('order', 'has periods that are not in the order of their start');
        else if (starts.some((start) => start > 0 && start >= duration)) report('beyond', 'has periods beyond the time that was asked for');
        if ((schedule.duration ?? 0) > duration) report('duration', `lasts ${schedule.duration} s, but ${duration} s were asked for`);
        if (chargingRateUnit && schedule.chargingRateUnit !== chargingRateUnit)
          report('unit', `is in ${schedule.chargingRateUnit}, but ${chargingRateUnit} was asked for`);
        if (response.connectorId !== undefined && response.connectorId !== connectorId)
          report('connector', `is of connector ${response.connectorId}, but ${connectorId} was asked for`);
        if (schedule.startSchedule !== undefined) report('startSchedule', 'has a startSchedule, which stands beside it', 'warning');
        const begins = parseDateTime(response.scheduleStart ?? '');
        if (begins > wall + soon) report('later', 'begins later than it was asked for', 'warning');
      },
    },
  }),
});

/** ms; clocks that differ more have a rule of their own */
const soon = 60_000;
/** ms around a change of the limit in which clocks may disagree */
const margin = 5_000;
const mostPoints = 100;

export const composesTheLowestLimit = defineRule({
  id: 'R16-SC-009',
  title: 'A composite schedule allows no more than the profiles that were set',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §3.13.2', '1.6 §3.13.3', '1.6 §5.16.4', '1.6 errata 3.7', '1.6 errata 3.43', '1.6 errata 3.44'],
  example: '(ChargePointMaxProfile: 16 A on level 0, 10 A on level 1)  < GetCompositeSchedule  > {limit: 16}',
  harm: 'fuses blow',
  watch(scene) {
    const facts = scene.facts(profiles);
    const { current } = scene.facts(transactions);
    return {
      answers: {
        GetCompositeSchedule({ call, response, wall, index }) {
          const { connectorId } = call.request;
          const { chargingSchedule: schedule, scheduleStart } = response;
          if (response.status !== 'Accepted' || !schedule) return;
          if (!facts.cleared) return scene.inconclusive('the charging profiles that were set before');
          const transaction = connectorId > 0 ? current.get(connectorId) : undefined;
          const limit = limitsOf(facts, { connectorId, transaction, unit: schedule.chargingRateUnit });
          const begins = scheduleStart === undefined ? wall : parseDateTime(scheduleStart);
          const lasts = Math.min(schedule.duration ?? call.request.duration, call.request.duration) * 1000;
          const periods = schedule.chargingSchedulePeriod;
          for (let point = 0; point < mostPoints; point++) {
            const offset = (lasts * (point + 0.5)) / mostPoints;
            const told = periods.findLast(({ startPeriod }) => startPeriod * 1000 <= offset)?.limit;
            // Where the limit is about to change, the clocks decide.
            const allowed = [-margin, 0, margin].map((shift) => limit(begins + offset + shift));
            if (allowed.includes('unknown')) return scene.inconclusive('when a Relative profile begins, or the limit in another unit');
            const [before, now, after] = allowed;
            if (told === undefined || typeof now !== 'number' || before !== now || after !== now || told <= now + 0.1) continue;
            scene.report({
              message: `the composite schedule of connector ${connectorId} allows more than the profiles do`,
              frames: [call.index, index],
              expected: `at most ${now} ${schedule.chargingRateUnit} after ${Math.round(offset / 1000)} s`,
              actual: `${told} ${schedule.chargingRateUnit}`,
            });
            return;
          }
        },
      },
    };
  },
});

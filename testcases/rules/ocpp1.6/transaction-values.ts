import { defineRule, parseDateTime } from 'ocppliance';
import { transactions } from './facts.ts';
import { isUnset, skew } from './facts-clock.ts';
import { station } from './facts-station.ts';
import { type Moment, perLayout, samples } from './moments.ts';
import { keep } from './payload.ts';
import { isRegister, type SampledValue, stepOf } from './samples.ts';

export const countsUpWithinATransaction = defineRule({
  id: 'R16-TX-008',
  title: 'A transaction ends after it began, with no less on the meter',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §6.45', '1.6 §6.49', '1.6 §7.31', '1.6 errata 3.78'],
  example: '> StartTransaction {meterStart: 1000}  > StopTransaction {meterStop: 0}',
  harm: 'negative energy: the session cannot be billed',
  watch(scene) {
    const { open } = scene.facts(transactions);
    const report = (key: string, message: string, frames: number[], actual: string) => scene.report({ key, message, frames, actual });
    return {
      calls: {
        StartTransaction({ request: { meterStart }, index }) {
          if (meterStart < 0) report('negative', `meterStart is negative`, [index], `${meterStart} Wh`);
        },
        StopTransaction({ request, index }) {
          const { transactionId: id, meterStop, timestamp } = request;
          const start = open.get(id);
          if (meterStop < 0) report('negative', `meterStop is negative`, [index], `${meterStop} Wh`);
          if (!start) return;
          const frames = [start.index, index];
          if (meterStop >= 0 && meterStop < start.meterStart)
            report(
              `meter ${id}`,
              `transaction ${id} ends with less on the meter than it began with`,
              frames,
              `${start.meterStart} Wh, then ${meterStop} Wh`,
            );
          const stoppedAt = parseDateTime(timestamp);
          // Clocks that were never set are R16-TIME-004's. One that ran ahead and was set right is R16-TIME-003's.
          const plausible = !isUnset(stoppedAt) && !isUnset(start.startedAt) && start.startedAt <= start.toldAt + skew;
          if (plausible && stoppedAt < start.startedAt - skew)
            report(`time ${id}`, `transaction ${id} ends before it began`, frames, timestamp);
        },
      },
    };
  },
});

export const keepsTheRegisterBetweenTransactions = defineRule({
  id: 'R16-TX-009',
  title: 'The energy register goes on counting from one transaction to the next',
  severity: 'warning',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 errata 3.78'],
  example: '> StopTransaction {meterStop: 8200}  > StartTransaction {connectorId: 1, meterStart: 0}',
  harm: 'energy that went missing between two sessions stays undetected',
  watch(scene) {
    const { previous } = scene.facts(transactions);
    const line = scene.facts(station);
    return {
      calls: {
        StartTransaction({ request, index }) {
          const { connectorId, meterStart, timestamp } = request;
          const stop = previous.get(connectorId)?.stop;
          // Out of a queue, an older transaction may come later.
          if (!stop || !(meterStart < stop.meterStop - 1) || !(parseDateTime(timestamp) >= stop.stoppedAt)) return;
          const based = meterStart === 0;
          const replaced = line.answeredAt > stop.at;
          scene.report({
            key: connectorId,
            message: based
              ? `the register of connector ${connectorId} begins at zero with each transaction`
              : `the register of connector ${connectorId} runs backwards between transactions`,
            frames: [stop.index, index],
            actual: `${stop.meterStop} Wh, then ${meterStart} Wh`,
            severity: based || replaced ? 'warning' : 'violation',
          });
        },
      },
    };
  },
});

export const samplesWithinTheTransaction = defineRule({
  id: 'R16-TX-010',
  title: 'The register samples of a transaction lie between meterStart and meterStop',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §3.16', '1.6 §7.31', '1.6 errata 3.78'],
  example: '> StartTransaction {meterStart: 123456}  > MeterValues {sampledValue: [{value: "0.35", unit: "kWh"}]}',
  harm: 'samples count the session and meterStart the life of the meter: the two cannot be compared',
  watch(scene) {
    const { open } = scene.facts(transactions);
    const read = scene.facts(samples);
    const placesOf = perLayout((kinds) => kinds.flatMap((kind, place) => (isRegister(kind) ? [place] : [])));
    /** the last register sample of each transaction */
    const last = new Map<number, { sampled: SampledValue; amount: number; index: number }>();

    function judge(id: number, { layout, values, amounts, at }: Moment, index: number): void {
      const start = open.get(id);
      if (!start || at < start.startedAt - skew) return;
      const place = placesOf(layout).find((each) => !Number.isNaN(amounts[each])) ?? -1;
      const sampled = values[place];
      const amount = amounts[place];
      if (!sampled || amount === undefined) return;
      const before = last.get(id);
      // A value lower than the one before is a glitch of the register (R16-MET-004), not another base.
      if (before && amount < before.amount) return;
      keep(last, id, { sampled, amount, index }, most);
      if (amount >= start.meterStart || !(amount < start.meterStart - slack(sampled))) return;
      scene.report({
        key: `below ${id}`,
        message: `the register of transaction ${id} is sampled below its meterStart`,
        frames: [start.index, index],
        expected: `at least ${start.meterStart} Wh`,
        actual: `${amount} Wh`,
      });
    }

    return {
      calls: {
        MeterValues({ request: { transactionId, meterValue }, index }) {
          if (transactionId === undefined) return;
          for (const moment of read.momentsOf(meterValue)) judge(transactionId, moment, index);
        },
        StopTransaction({ request: { transactionId: id, meterStop }, index }) {
          const sample = last.get(id);
          last.delete(id);
          const start = open.get(id);
          // Where samples have another base, or the end is below the start, that has been said.
          if (!sample || !start || meterStop < start.meterStart || sample.amount < start.meterStart - slack(sample.sampled)) return;
          if (sample.amount <= meterStop + slack(sample.sampled)) return;
          scene.report({
            key: `above ${id}`,
            message: `the register of transaction ${id} was sampled above its meterStop`,
            frames: [sample.index, index],
            expected: `at most ${meterStop} Wh`,
            actual: `${sample.amount} Wh`,
          });
        },
      },
    };
  },
});

/** Wh; meterStart and meterStop are rounded to one, samples to their last digit. */
const slack = (sampled: SampledValue): number => 1 + Math.max(1, stepOf(sampled));
const most = 1000;

import { defineRule } from 'ocppliance';
import { both } from './facts.ts';
import { transactions } from './facts-transactions.ts';
import { type Sample, samplesOf } from './samples.ts';

/** The units of measurands, by the beginning of their names; the first that fits counts. */
const unitsOf: readonly (readonly [prefix: string, units: readonly string[]])[] = [
  ['Energy.Active.', ['Wh', 'kWh']],
  ['Energy.Reactive.', ['varh', 'kvarh']],
  ['Energy.Apparent.', ['VAh', 'kVAh', 'Wh', 'kWh']],
  ['Power.Active.', ['W', 'kW']],
  ['Power.Offered', ['W', 'kW']],
  ['Power.Reactive.', ['var', 'kvar']],
  ['Current.', ['A']],
  ['Voltage', ['V']],
  ['Frequency', ['Hz']],
  ['SoC', ['Percent']],
];

/** The standardized units (2.0.1 part 2 appendix 2): any other is the station's own. */
const standard = new Set(
  (
    'A Arms Ah ASU B Celsius dB dBm Deg Fahrenheit Hz K lx m ms2 N Ohm Percent kPa RH RPM s V Vrms VA kVA VAh kVAh var kvar varh kvarh ' +
    'W kW Wh kWh'
  ).split(' '),
);

export const measuresInTheRightUnit = defineRule({
  id: 'R201-MET-001',
  title: 'A sample has a unit of its measurand',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['2.0.1 §2.46 SampledValueType', '2.0.1 §2.53 UnitOfMeasureType', '2.0.1 §3.45 MeasurandEnumType', '2.0.1 part 2 appendix 2'],
  example: '> MeterValues {measurand: Voltage, value: 231.2} without unit',
  harm: 'a CSMS takes volts for watt-hours, or kilowatts for watts',
  watch(scene) {
    const judge = ({ measurand, unit, multiplier }: Sample, index: number) => {
      const report = (message: string, severity: 'violation' | 'warning' | 'advice') =>
        scene.report({ key: `${measurand} ${unit} ${severity}`, severity, message, frames: [index] });
      if (multiplier < -3 || multiplier > 6) report(`A sample of ${measurand} has the multiplier ${multiplier}`, 'warning');
      const [, units] = unitsOf.find(([prefix]) => measurand.startsWith(prefix)) ?? [];
      if (!units) return;
      if (unit === undefined) {
        if (!measurand.startsWith('Energy.')) report(`A sample of ${measurand} has no unit, which makes it Wh`, 'warning');
      } else if (!units.includes(unit)) {
        const isStandard = standard.has(unit);
        const what = isStandard ? 'has' : 'has the unit of its own';
        report(
          `A sample of ${measurand} ${what} ${JSON.stringify(unit.slice(0, 40))}, not ${units.join(' or ')}`,
          isStandard ? 'violation' : 'advice',
        );
      }
    };
    return {
      calls: {
        MeterValues({ request, index }) {
          for (const sample of samplesOf(request.meterValue)) judge(sample, index);
        },
        TransactionEvent({ request, index }) {
          for (const sample of samplesOf(request.meterValue)) judge(sample, index);
        },
      },
    };
  },
});

interface Energy {
  amount: number;
  /** by the station's clock */
  time: number;
  power: number;
  index: number;
}

/** Milliseconds between two samples that tell something, and watts above which nothing charges. */
const enough = 300_000;
const mostPower = 1e6;
const ranges: readonly (readonly [measurand: string, least: number, most: number, name: string])[] = [
  ['SoC', 0, 100, 'a state of charge'],
  ['Frequency', 40, 70, 'a frequency'],
  ['Current.Import', -1000, 1000, 'a current'],
  ['Current.Export', -1000, 1000, 'a current'],
];

export const measuresWhatCanBe = defineRule({
  id: 'R201-MET-012',
  title: 'Values are of a size that can be, and energy grows as power says',
  severity: 'warning',
  blame: 'charger',
  versions: both,
  spec: ['2.0.1 §3.45 MeasurandEnumType'],
  example: '> TransactionEvent {value: 8.4, unit: Wh} after an hour at 8.4 kW',
  harm: 'the driver pays a thousandth, or a thousand times as much',
  watch(scene) {
    const facts = scene.facts(transactions);
    /** the last import register and the power at that time, by transaction: the newest hundred */
    const last = new Map<string, Energy>();
    const report = (key: string, message: string, frames: number[]) => scene.report({ key, message, frames });
    const judgeRange = ({ measurand, amount, phase, value, unit }: Sample, index: number) => {
      const range = ranges.find(([name]) => name === measurand);
      if (range && (amount < range[1] || amount > range[2])) report(measurand, `${range[3]} of ${value} ${unit ?? ''}`.trim(), [index]);
      const isOff = measurand === 'Voltage' && amount !== 0 && phase !== 'N' && (amount < 80 || amount > 1100);
      if (isOff) report(measurand, `a voltage of ${value} ${unit ?? ''}`.trim(), [index]);
    };
    return {
      calls: {
        MeterValues({ request, index }) {
          for (const sample of samplesOf(request.meterValue)) judgeRange(sample, index);
        },
        TransactionEvent({ request, index }) {
          const { meterValue, transactionInfo, eventType } = request;
          if (!meterValue) return;
          const id = transactionInfo.transactionId;
          let energy: Sample | undefined;
          let power: number | undefined;
          for (const sample of samplesOf(meterValue)) {
            judgeRange(sample, index);
            const { measurand, phase, context, amount } = sample;
            if (phase !== undefined || context === 'Transaction.Begin') continue;
            if (measurand === 'Energy.Active.Import.Register') energy = sample;
            if (measurand === 'Power.Active.Import') power = amount;
          }
          if (!energy || !facts.open.has(id)) return void last.delete(id);
          const before = last.get(id);
          const time = Date.parse(energy.timestamp);
          const elapsed = before ? time - before.time : 0;
          // The station may run faster than its clock.
          const hours = (elapsed / 3_600_000) * (1 / scene.timeScale);
          if (before && elapsed >= enough * scene.timeScale) {
            const grown = energy.amount - before.amount;
            const due = ((before.power + (power ?? before.power)) / 2) * hours;
            const isBlunt = due < 10 * energy.step;
            const isSteady =
              power !== undefined && power > 0 && before.power > 0 && Math.max(power, before.power) < 2 * Math.min(power, before.power);
            const ratio = grown / due;
            // Only a slip of a prefix: what lies between two samples, nobody knows.
            const isSlip = isSteady && !isBlunt && ((ratio > 0.0005 && ratio < 0.002) || (ratio > 500 && ratio < 2000));
            if (isSlip) {
              const text = `The energy grew by ${Math.round(grown * 10) / 10} Wh where ${Math.round(due)} Wh were due: a slip of k`;
              report('prefix', text, [before.index, index]);
            } else if (grown / Math.max(hours, 1e-6) > mostPower) {
              report('growth', `The energy grew by ${Math.round(grown)} Wh in ${Math.round(hours * 60)} min`, [before.index, index]);
            }
          }
          if (eventType === 'Ended') last.delete(id);
          else if (!before || elapsed >= enough * scene.timeScale) {
            last.delete(id);
            last.set(id, { amount: energy.amount, time, power: power ?? 0, index });
            if (last.size > 100) last.delete(last.keys().next().value ?? id);
          }
        },
      },
    };
  },
});

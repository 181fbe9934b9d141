import { defineRule, parseDateTime } from 'ocppliance';
import { both } from './facts.ts';
import { transactionOf, transactions } from './facts-transactions.ts';
import { type Kind, perLayout, type Samples, samplesOf, stepOf } from './samples.ts';

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

/** What is wrong with the unit of a sample, whatever its value. */
interface UnitFlaw {
  key: string;
  severity: 'violation' | 'warning' | 'advice';
  message: string;
}

function unitFlawsOf({ measurand, unit, multiplier }: Kind): UnitFlaw[] {
  const flaws: UnitFlaw[] = [];
  const add = (message: string, severity: UnitFlaw['severity']) =>
    flaws.push({ key: `${measurand} ${unit} ${severity}`, severity, message: `A sample of ${measurand} ${message}` });
  if (multiplier < -3 || multiplier > 6) add(`has the multiplier ${multiplier}`, 'warning');
  const [, units] = unitsOf.find(([prefix]) => measurand.startsWith(prefix)) ?? [];
  if (!units) return flaws;
  if (unit === undefined) {
    if (!measurand.startsWith('Energy.')) add('has no unit, which makes it Wh', 'warning');
  } else if (!units.includes(unit)) {
    const isStandard = standard.has(unit);
    const what = isStandard ? 'has' : 'has the unit of its own';
    add(`${what} ${JSON.stringify(unit.slice(0, 40))}, not ${units.join(' or ')}`, isStandard ? 'violation' : 'advice');
  }
  return flaws;
}

const unitFlaws = perLayout((kinds) => kinds.flatMap(unitFlawsOf));

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
    const judge = (meterValue: Parameters<typeof samplesOf>[0], index: number) => {
      for (const flaw of unitFlaws(samplesOf(meterValue).layout)) scene.report({ ...flaw, frames: [index] });
    };
    return {
      calls: {
        MeterValues: ({ request, index }) => judge(request.meterValue, index),
        TransactionEvent: ({ request, index }) => judge(request.meterValue, index),
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

interface Range {
  measurand: string;
  least: number;
  most: number;
  name: string;
  /** also outside of that: nothing is there to be measured */
  orZero?: true;
}

const ranges: readonly Range[] = [
  { measurand: 'SoC', least: 0, most: 100, name: 'a state of charge' },
  { measurand: 'Frequency', least: 40, most: 70, name: 'a frequency' },
  { measurand: 'Current.Import', least: -1000, most: 1000, name: 'a current' },
  { measurand: 'Current.Export', least: -1000, most: 1000, name: 'a current' },
  { measurand: 'Voltage', least: 80, most: 1100, name: 'a voltage', orZero: true },
];

const rangeOf = ({ measurand, phase }: Kind): Range | undefined =>
  measurand === 'Voltage' && phase === 'N' ? undefined : ranges.find((range) => range.measurand === measurand);

/** Where in a message are values that have a range. */
const ranged = perLayout((kinds) =>
  kinds.flatMap((kind, place) => {
    const range = rangeOf(kind);
    return range ? [{ place, range }] : [];
  }),
);

/** Where in a message are the import register and the power of all phases together, at its end; -1: nowhere. */
const energyAndPower = perLayout((kinds) => {
  const last = (wanted: string) =>
    kinds.findLastIndex(({ measurand, phase, context }) => measurand === wanted && phase === undefined && context !== 'Transaction.Begin');
  return { energy: last('Energy.Active.Import.Register'), power: last('Power.Active.Import') };
});

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
    const judgeRanges = (samples: Samples, index: number) => {
      for (const { place, range } of ranged(samples.layout)) {
        const sample = samples.all[place];
        const amount = sample?.amount ?? 0;
        const isOff = amount < range.least || amount > range.most;
        if (!sample || !isOff || (range.orZero && amount === 0)) continue;
        report(range.measurand, `${range.name} of ${sample.value} ${sample.kind.unit ?? ''}`.trim(), [index]);
      }
    };
    return {
      calls: {
        MeterValues: ({ request, index }) => judgeRanges(samplesOf(request.meterValue), index),
        TransactionEvent({ request, index }) {
          const { meterValue, transactionInfo, eventType } = request;
          if (!meterValue) return;
          const samples = samplesOf(meterValue);
          judgeRanges(samples, index);
          const id = transactionInfo.transactionId;
          const places = energyAndPower(samples.layout);
          const energy = samples.all[places.energy];
          const transaction = transactionOf(facts, request);
          if (!energy || !transaction || transaction.ended) return void last.delete(id);
          const power = samples.all[places.power]?.amount;
          const before = last.get(id);
          const time = parseDateTime(energy.timestamp);
          const elapsed = before ? time - before.time : 0;
          // The station may run faster than its clock.
          const hours = (elapsed / 3_600_000) * (1 / scene.timeScale);
          if (before && elapsed >= enough * scene.timeScale) {
            const grown = energy.amount - before.amount;
            const due = ((before.power + (power ?? before.power)) / 2) * hours;
            const isBlunt = due < 10 * stepOf(energy.value, energy.kind);
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

import { type Call, defineRule, type Report, type Scene } from 'ocppliance';
import { type Moment, perLayout, samples } from './moments.ts';
import { amountOf, type Kind, type Measurand, measurandOf, type SampledValue, stepOf } from './samples.ts';

/** All that a charger samples. */
function watchMoments(scene: Scene, judge: (moment: Moment, index: number) => void) {
  const read = scene.facts(samples);
  return {
    calls: {
      MeterValues({ request, index }: Call<'ocpp1.6', 'MeterValues'>) {
        for (const moment of read.momentsOf(request.meterValue)) judge(moment, index);
      },
      StopTransaction({ request, index }: Call<'ocpp1.6', 'StopTransaction'>) {
        for (const moment of read.momentsOf(request.transactionData ?? [])) judge(moment, index);
      },
    },
  };
}

type Flaw = Omit<Report, 'frames'>;

/** What is wrong with kinds of values, whatever their numbers are. */
function watchKinds(scene: Scene, flawOf: (kind: Kind) => Flaw | undefined) {
  const flawsOf = perLayout((kinds) => kinds.map(flawOf).filter((flaw) => flaw !== undefined));
  return watchMoments(scene, ({ layout }, index) => {
    for (const flaw of flawsOf(layout)) scene.report({ ...flaw, frames: [index] });
  });
}

export const samplesAreNumbers = defineRule({
  id: 'R16-MET-001',
  title: 'A raw sampled value is a decimal number',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §7.43', '1.6 §7.49'],
  example: '> MeterValues {sampledValue: [{value: "1,5"}]}',
  harm: 'the sample is dropped, or read as another number',
  watch: (scene) =>
    watchMoments(scene, ({ values, amounts }, index) => {
      if (!amounts.includes(Number.NaN)) return;
      for (const sampled of values) {
        if (sampled.format === 'SignedData' || !Number.isNaN(amountOf(sampled))) continue;
        const exponent = /^[-+]?(?:\d+\.?\d*|\.\d+)[eE][-+]?\d+$/.test(sampled.value);
        scene.report({
          key: exponent ? 'exponent' : measurandOf(sampled),
          message: `the value of ${measurandOf(sampled)} is ${exponent ? 'written with an exponent' : 'no decimal number'}`,
          frames: [index],
          actual: JSON.stringify(sampled.value.slice(0, 40)),
          severity: exponent ? 'warning' : 'violation',
        });
      }
    }),
});

interface Units {
  allowed: readonly string[];
  /** the schema's default, Wh, is no unit of it */
  needed: boolean;
}

const apparent = ['VA', 'kVA'];

function unitsOf(measurand: Measurand): Units {
  if (measurand.startsWith('Energy.Active')) return { allowed: ['Wh', 'kWh'], needed: false };
  if (measurand.startsWith('Energy.Reactive')) return { allowed: ['varh', 'kvarh'], needed: true };
  if (measurand === 'Power.Factor' || measurand === 'RPM' || measurand === 'Frequency') return { allowed: [], needed: false };
  if (measurand.startsWith('Power.Reactive')) return { allowed: ['var', 'kvar'], needed: true };
  if (measurand.startsWith('Power')) return { allowed: ['W', 'kW', ...apparent], needed: true };
  if (measurand.startsWith('Current')) return { allowed: ['A'], needed: true };
  if (measurand === 'Voltage') return { allowed: ['V'], needed: true };
  if (measurand === 'SoC') return { allowed: ['Percent'], needed: true };
  return { allowed: ['Celsius', 'Celcius', 'Fahrenheit', 'K'], needed: true };
}

export const givesTheUnitOfTheMeasurand = defineRule({
  id: 'R16-MET-002',
  title: 'A sampled value has a unit of its measurand',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §7.31', '1.6 §7.45', '1.6 errata 3.78', '1.6 errata 3.86'],
  example: '> MeterValues {sampledValue: [{value: "7.2", measurand: Power.Active.Import}]}',
  harm: 'nobody knows whether 7.2 are watts or kilowatts',
  watch: (scene) =>
    watchKinds(scene, (kind) => {
      const measurand = measurandOf(kind);
      const { allowed, needed } = unitsOf(measurand);
      const { unit } = kind;
      if (kind.format === 'SignedData' || (unit === undefined ? !needed : allowed.includes(unit))) return undefined;
      return {
        key: `${measurand} ${unit}`,
        message:
          unit === undefined
            ? `${measurand} has no unit, and the default, Wh, is none of it`
            : `${measurand} cannot be measured in ${unit}`,
        expected: allowed.length > 0 ? allowed.join(' or ') : 'no unit',
        actual: unit ?? 'none',
        severity: unit === undefined || measurand === 'Power.Factor' ? 'warning' : 'violation',
      };
    }),
});

const withoutPhase = new Set<Measurand>(['SoC', 'Temperature', 'Frequency', 'RPM']);

export const givesAPhaseThatTheMeasurandHas = defineRule({
  id: 'R16-MET-003',
  title: 'A sampled value names a phase only as its measurand has it',
  severity: 'warning',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §3.16.3', '1.6 §4.7', '1.6 §7.34'],
  example: '> MeterValues {sampledValue: [{measurand: Current.Import, phase: L1-N}]}',
  harm: 'per-phase values cannot be matched to each other',
  watch: (scene) =>
    watchKinds(scene, (kind) => {
      const measurand = measurandOf(kind);
      const { phase } = kind;
      if (phase === undefined) return undefined;
      const flaw = (message: string, severity: 'warning' | 'advice'): Flaw => {
        const both = `${measurand} ${phase}`;
        return { key: both, message, actual: both, severity };
      };
      if (withoutPhase.has(measurand)) return flaw(`${measurand} has no phase`, 'warning');
      if (measurand.startsWith('Current') && phase.includes('-'))
        return flaw(`a current flows in ${phase.slice(0, 2)}, not in ${phase}`, 'warning');
      if (measurand === 'Voltage' && phase === 'N') return flaw('a voltage of N is none', 'warning');
      if (measurand === 'Voltage' && !phase.includes('-')) return flaw(`a voltage lies between two wires: say ${phase}-N`, 'advice');
      return undefined;
    }),
});

/** What can be measured at all, in base units. Zero stands for a phase that is not there. */
const limits: readonly { of: (measurand: Measurand) => boolean; least: number; most: number }[] = [
  { of: (measurand) => measurand === 'Voltage', least: 0, most: 1500 },
  { of: (measurand) => measurand === 'Frequency', least: 40, most: 70 },
  { of: (measurand) => measurand.startsWith('Current'), least: -1000, most: 3000 },
  { of: (measurand) => measurand === 'SoC', least: 0, most: 100 },
  { of: (measurand) => measurand.startsWith('Power.Active'), least: -4_000_000, most: 4_000_000 },
];

export const measuresPlausibleMagnitudes = defineRule({
  id: 'R16-MET-005',
  title: 'Energy grows as power says, and values are of a size that can be',
  severity: 'warning',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §7.31', '1.6 §7.45'],
  example: '(an hour at 8.4 kW)  > MeterValues {sampledValue: [{value: "8.4", unit: Wh}]}',
  harm: 'a session is billed a thousand times too low or too high',
  watch(scene) {
    const flow = comparesEnergyWithPower(scene);
    const read = scene.facts(samples);
    const limitsOf = perLayout((kinds) =>
      kinds.flatMap((kind, place) => {
        const measurand = measurandOf(kind);
        const limit = limits.find(({ of }) => of(measurand));
        return limit ? [{ place, measurand, least: limit.least, most: limit.most }] : [];
      }),
    );
    const { calls } = watchMoments(scene, ({ layout, values, amounts }, index) => {
      for (const { place, measurand, least, most } of limitsOf(layout)) {
        const amount = amounts[place] ?? 0;
        if (amount === 0 || !(amount < least || amount > most)) continue;
        scene.report({
          key: measurand,
          message: `${measurand} is beyond what can be`,
          frames: [index],
          expected: `${least} to ${most}`,
          actual: `${values[place]?.value} ${values[place]?.unit ?? ''}`.trim(),
        });
      }
    });
    return {
      calls: {
        StopTransaction: calls.StopTransaction,
        MeterValues(call) {
          calls.MeterValues(call);
          const { connectorId, transactionId, meterValue } = call.request;
          if (transactionId === undefined) return;
          for (const moment of read.momentsOf(meterValue)) flow(connectorId, transactionId, moment, call.index);
        },
      },
    };
  },
});

interface Flow {
  transactionId: number;
  /** Wh at the beginning */
  began: number;
  beganAt: number;
  /** of the last sample: ms and W */
  at: number;
  power: number;
  /** Wh that the power amounts to */
  expected: number;
  index: number;
}

/** ms; in shorter times steps of the register hide what flows */
const longEnough = 300_000;
/** ms; over longer gaps the power may have been anything */
const gap = 300_000;
const mostConnectors = 1000;

/** Wh that must have flowed until they can be compared: kilowatt-hours without decimals tell little. */
const leastOf = (register: SampledValue | undefined): number =>
  Math.max(50, register && stepOf(register) >= 1000 ? 20 * stepOf(register) : 20);

/** Adds up the power samples of a transaction, and compares with what its register counts. */
function comparesEnergyWithPower(scene: Scene) {
  const flows = new Map<number, Flow>();
  const placesOf = perLayout((kinds) => {
    const whole = (measurand: Measurand) =>
      kinds.findIndex((kind) => measurandOf(kind) === measurand && kind.phase === undefined && kind.format !== 'SignedData');
    return { energy: whole('Energy.Active.Import.Register'), power: whole('Power.Active.Import') };
  });
  return (connectorId: number, transactionId: number, { layout, values, amounts, at }: Moment, index: number): void => {
    const places = placesOf(layout);
    const energy = amounts[places.energy] ?? Number.NaN;
    const power = amounts[places.power] ?? Number.NaN;
    if (Number.isNaN(energy) || Number.isNaN(power) || !values[places.power]?.unit) return;
    const flow = flows.get(connectorId);
    if (!flow || flow.transactionId !== transactionId || at - flow.at > gap || at < flow.at) {
      if (flows.size >= mostConnectors) flows.clear();
      flows.set(connectorId, { transactionId, began: energy, beganAt: at, at, power, expected: 0, index });
      return;
    }
    flow.expected += (((flow.power + power) / 2) * (at - flow.at)) / 3_600_000;
    flow.at = at;
    flow.power = power;
    const grown = energy - flow.began;
    const enough = at - flow.beganAt >= longEnough && flow.expected > leastOf(values[places.energy]);
    if (!enough || grown < 0) return;
    const ratio = grown / flow.expected;
    if (ratio >= 0.3 && ratio <= 3) return;
    const prefix = (ratio > 0.0003 && ratio < 0.003) || (ratio > 300 && ratio < 3000);
    scene.report({
      key: 'flow',
      message: `the register of connector ${connectorId} does not grow as its power says${prefix ? ': it seems to be off by a thousand' : ''}`,
      frames: [flow.index, index],
      expected: `about ${Math.round(flow.expected)} Wh`,
      actual: `${Number(grown.toFixed(3))} Wh`,
    });
  };
}

import { defineRule, type Scene } from 'ocppliance';
import { amountOf, type Measurand, type MeterValue, measurandOf, type SampledValue } from './samples.ts';

type Judge = (sampled: SampledValue, index: number) => void;

/** Every sampled value that a charger sends. */
const watchSamples = (judge: Judge) => {
  const all = (values: readonly MeterValue[], index: number) => {
    for (const { sampledValue } of values) for (const sampled of sampledValue) judge(sampled, index);
  };
  return {
    calls: {
      MeterValues: ({ request, index }: { request: { meterValue: MeterValue[] }; index: number }) => all(request.meterValue, index),
      StopTransaction: ({ request, index }: { request: { transactionData?: MeterValue[] }; index: number }) =>
        all(request.transactionData ?? [], index),
    },
  };
};

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
    watchSamples((sampled, index) => {
      const { value, format = 'Raw' } = sampled;
      if (format !== 'Raw' || amountOf(sampled)) return;
      const exponent = /^[-+]?(?:\d+\.?\d*|\.\d+)[eE][-+]?\d+$/.test(value);
      scene.report({
        key: exponent ? 'exponent' : measurandOf(sampled),
        message: `the value of ${measurandOf(sampled)} is ${exponent ? 'written with an exponent' : 'no decimal number'}`,
        frames: [index],
        actual: JSON.stringify(value.slice(0, 40)),
        severity: exponent ? 'warning' : 'violation',
      });
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
    watchSamples((sampled, index) => {
      const measurand = measurandOf(sampled);
      const { allowed, needed } = unitsOf(measurand);
      const { unit } = sampled;
      if (sampled.format === 'SignedData' || (unit === undefined ? !needed : allowed.includes(unit))) return;
      scene.report({
        key: `${measurand} ${unit}`,
        message:
          unit === undefined
            ? `${measurand} has no unit, and the default, Wh, is none of it`
            : `${measurand} cannot be measured in ${unit}`,
        frames: [index],
        expected: allowed.length > 0 ? allowed.join(' or ') : 'no unit',
        actual: unit ?? 'none',
        severity: unit === undefined || measurand === 'Power.Factor' ? 'warning' : 'violation',
      });
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
    watchSamples((sampled, index) => {
      const measurand = measurandOf(sampled);
      const { phase } = sampled;
      if (phase === undefined) return;
      const report = (message: string, severity: 'warning' | 'advice') =>
        scene.report({ key: `${measurand} ${phase}`, message, frames: [index], actual: `${measurand} ${phase}`, severity });
      if (withoutPhase.has(measurand)) report(`${measurand} has no phase`, 'warning');
      else if (measurand.startsWith('Current') && phase.includes('-'))
        report(`a current flows in ${phase.slice(0, 2)}, not in ${phase}`, 'warning');
      else if (measurand === 'Voltage' && phase === 'N') report('a voltage of N is none', 'warning');
      else if (measurand === 'Voltage' && !phase.includes('-')) report(`a voltage lies between two wires: say ${phase}-N`, 'advice');
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
    const { calls } = watchSamples((sampled, index) => {
      const measurand = measurandOf(sampled);
      const amount = amountOf(sampled)?.amount;
      const limit = limits.find((each) => each.of(measurand));
      if (!limit || amount === undefined || amount === 0 || (amount >= limit.least && amount <= limit.most)) return;
      scene.report({
        key: measurand,
        message: `${measurand} is beyond what can be`,
        frames: [index],
        expected: `${limit.least} to ${limit.most}`,
        actual: `${sampled.value} ${sampled.unit ?? ''}`.trim(),
      });
    });
    return {
      calls: {
        StopTransaction: calls.StopTransaction,
        MeterValues(call) {
          calls.MeterValues(call);
          for (const each of call.request.meterValue) flow(call.request.connectorId, call.request.transactionId, each, call.index);
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

/** Adds up the power samples of a transaction, and compares with what its register counts. */
function comparesEnergyWithPower(scene: Scene) {
  const flows = new Map<number, Flow>();
  return (connectorId: number, transactionId: number | undefined, { timestamp, sampledValue }: MeterValue, index: number): void => {
    const whole = (measurand: Measurand) =>
      sampledValue.find((sampled) => measurandOf(sampled) === measurand && sampled.phase === undefined && sampled.format !== 'SignedData');
    const energy = amountOf(whole('Energy.Active.Import.Register') ?? { value: '' });
    const power = amountOf(whole('Power.Active.Import') ?? { value: '' });
    const at = Date.parse(timestamp);
    if (!energy || !power || transactionId === undefined || !whole('Power.Active.Import')?.unit) return;
    const flow = flows.get(connectorId);
    if (!flow || flow.transactionId !== transactionId || at - flow.at > gap || at < flow.at) {
      if (flows.size >= mostConnectors) flows.clear();
      flows.set(connectorId, { transactionId, began: energy.amount, beganAt: at, at, power: power.amount, expected: 0, index });
      return;
    }
    flow.expected += (((flow.power + power.amount) / 2) * (at - flow.at)) / 3_600_000;
    Object.assign(flow, { at, power: power.amount });
    const grown = energy.amount - flow.began;
    const enough = at - flow.beganAt >= longEnough && flow.expected > Math.max(50, 20 * (energy.step >= 1000 ? energy.step : 1));
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

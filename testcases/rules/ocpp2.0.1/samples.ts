import type { RequestOf } from 'ocppliance';
import type { Both } from './facts.ts';

type MeterValue = RequestOf<Both, 'MeterValues'>['meterValue'][number];
type SampledValue = MeterValue['sampledValue'][number];

const register = 'Energy.Active.Import.Register';
const none: ReadonlySet<string> = new Set();

/**
 * A sample: its kind, with the defaults of the specification (2.0.1 §2.42, §2.46), and what it says. It is filled anew with each message:
 * what is needed longer has to be copied.
 */
export class Sample {
  readonly measurand: string;
  readonly context: string;
  readonly phase: string | undefined;
  readonly location: string | undefined;
  readonly unit: string | undefined;
  readonly multiplier: number;
  /** by which a value becomes an amount */
  readonly factor: number;
  /** as sent */
  value = 0;
  /** in the unit without prefix, the multiplier applied */
  amount = 0;
  timestamp = '';

  constructor({ measurand = register, context = 'Sample.Periodic', phase, location, unitOfMeasure }: SampledValue) {
    this.measurand = measurand;
    this.context = context;
    this.phase = phase;
    this.location = location;
    this.unit = unitOfMeasure?.unit;
    this.multiplier = unitOfMeasure?.multiplier ?? 0;
    this.factor = 10 ** this.multiplier * (this.unit?.startsWith('k') ? 1000 : 1);
  }

  isOfKind({ measurand = register, context = 'Sample.Periodic', phase, location, unitOfMeasure }: SampledValue): boolean {
    return (
      measurand === this.measurand &&
      context === this.context &&
      phase === this.phase &&
      location === this.location &&
      unitOfMeasure?.unit === this.unit &&
      (unitOfMeasure?.multiplier ?? 0) === this.multiplier
    );
  }

  fill(value: number, timestamp: string): void {
    this.value = value;
    this.amount = value * this.factor;
    this.timestamp = timestamp;
  }
}

/** The samples of a message, one after the other, and what follows from their kinds alone. */
export class Samples {
  readonly all: readonly Sample[];
  readonly contexts: ReadonlySet<string>;
  readonly measurands: ReadonlySet<string>;
  readonly registers: readonly Sample[];
  /** those of the energy that went to EVs, of one phase or all */
  readonly imports: readonly Sample[];

  constructor(all: readonly Sample[]) {
    this.all = all;
    this.contexts = all.length > 0 ? new Set(all.map(({ context }) => context)) : none;
    this.measurands = all.length > 0 ? new Set(all.map(({ measurand }) => measurand)) : none;
    this.registers = all.filter(({ measurand }) => measurand.endsWith('.Register'));
    this.imports = all.filter(({ measurand }) => measurand === register);
  }
}

/** Something that follows from the kinds of samples alone: it is found out once for all messages whose samples are of the same kinds. */
export function ofKinds<F>(find: (samples: Samples) => F): (samples: Samples) => F {
  const found = new WeakMap<Samples, F>();
  let last: { samples: Samples; found: F } | undefined;
  return (samples) => {
    if (last?.samples === samples) return last.found;
    const known = found.get(samples) ?? find(samples);
    found.set(samples, known);
    last = { samples, found: known };
    return known;
  };
}

const mostSteps = 5000;
let steps = 0;

/** A sample that comes after certain others: chargers repeat themselves, and nearly always it is followed by one of the kind as last time. */
class Step {
  readonly before: Step | undefined;
  /** none where it begins */
  readonly sample: Sample | undefined;
  readonly #known: Step[] = [];
  #usual: Step | undefined;
  #samples: Samples | undefined;

  constructor(before?: Step, sample?: Sample) {
    this.before = before;
    this.sample = sample;
  }

  next(value: SampledValue, timestamp: string): Step {
    let step = this.#usual;
    if (!step?.sample?.isOfKind(value)) {
      step = this.#known.find((known) => known.sample?.isOfKind(value)) ?? this.#branch(value);
      this.#usual = step;
    }
    step.sample?.fill(value.value, timestamp);
    return step;
  }

  /** All samples up to here. */
  get samples(): Samples {
    this.#samples ??= new Samples(this.#all());
    return this.#samples;
  }

  #branch(value: SampledValue): Step {
    const step = new Step(this, new Sample(value));
    this.#known.push(step);
    steps += 1;
    return step;
  }

  #all(): Sample[] {
    const all: Sample[] = [];
    for (let step: Step | undefined = this; step?.sample; step = step.before) all.push(step.sample);
    return all.reverse();
  }
}

let start = new Step();
const nothing = new Samples([]);

/** Of the newest message: many rules ask for the same, one after the other. */
const newest: { of: readonly MeterValue[]; samples: Samples } = { of: [], samples: nothing };

/** The samples of meter values. */
export function samplesOf(meterValues: readonly MeterValue[] | undefined): Samples {
  if (meterValues === undefined) return nothing;
  if (newest.of !== meterValues) {
    newest.samples = read(meterValues);
    newest.of = meterValues;
  }
  return newest.samples;
}

function read(meterValues: readonly MeterValue[]): Samples {
  if (steps > mostSteps) {
    start = new Step();
    steps = 0;
  }
  let step = start;
  for (const { timestamp, sampledValue } of meterValues) for (const value of sampledValue) step = step.next(value, timestamp);
  return step.samples;
}

/** What the last digit of a value is worth, in the unit without prefix. */
export const stepOf = ({ value, factor }: Pick<Sample, 'value' | 'factor'>): number => factor / 10 ** decimalsOf(value);

/** Digits after the point, six at most. */
function decimalsOf(value: number): number {
  if (Number.isInteger(value)) return 0;
  for (let digits = 1; digits < 6; digits += 1) {
    if (Math.abs(value * 10 ** digits - Math.round(value * 10 ** digits)) < 1e-6) return digits;
  }
  return 6;
}

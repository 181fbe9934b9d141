import type { RequestOf } from 'ocppliance';
import { Layouts, onceForEach } from '../layouts.ts';
import type { Both } from './facts.ts';

type MeterValue = RequestOf<Both, 'MeterValues'>['meterValue'][number];
type SampledValue = MeterValue['sampledValue'][number];

const register = 'Energy.Active.Import.Register';

/** What a sample is of, with the defaults of the specification (2.0.1 §2.42, §2.46). */
export class Kind {
  readonly measurand: string;
  readonly context: string;
  readonly phase: string | undefined;
  readonly location: string | undefined;
  readonly unit: string | undefined;
  readonly multiplier: number;
  /** by which a value becomes an amount */
  readonly factor: number;

  constructor({ measurand = register, context = 'Sample.Periodic', phase, location, unitOfMeasure }: SampledValue) {
    this.measurand = measurand;
    this.context = context;
    this.phase = phase;
    this.location = location;
    this.unit = unitOfMeasure?.unit;
    this.multiplier = unitOfMeasure?.multiplier ?? 0;
    this.factor = 10 ** this.multiplier * (this.unit?.startsWith('k') ? 1000 : 1);
  }

  isOf({ measurand = register, context = 'Sample.Periodic', phase, location, unitOfMeasure }: SampledValue): boolean {
    return (
      measurand === this.measurand &&
      context === this.context &&
      phase === this.phase &&
      location === this.location &&
      unitOfMeasure?.unit === this.unit &&
      (unitOfMeasure?.multiplier ?? 0) === this.multiplier
    );
  }
}

/** A value as it was sent. */
export class Sample {
  readonly kind: Kind;
  readonly value: number;
  readonly timestamp: string;

  constructor(kind: Kind, value: number, timestamp: string) {
    this.kind = kind;
    this.value = value;
    this.timestamp = timestamp;
  }

  /** in the unit without prefix, the multiplier applied */
  get amount(): number {
    return this.value * this.kind.factor;
  }
}

/** The kinds of all samples of a message, in their order: the same from message to message. */
class Layout {
  readonly kinds: readonly Kind[];
  readonly contexts: ReadonlySet<string>;
  readonly measurands: ReadonlySet<string>;

  constructor(kinds: readonly Kind[]) {
    this.kinds = kinds;
    this.contexts = new Set(kinds.map(({ context }) => context));
    this.measurands = new Set(kinds.map(({ measurand }) => measurand));
  }

  isOf(meterValues: readonly MeterValue[]): boolean {
    let place = 0;
    for (const { sampledValue } of meterValues) for (const value of sampledValue) if (!this.kinds[place++]?.isOf(value)) return false;
    return place === this.kinds.length;
  }
}

/** The samples of a message, one after the other. */
export interface Samples {
  layout: Layout;
  all: readonly Sample[];
}

/** Of all stations together. */
const layouts = new Layouts<readonly MeterValue[], Layout>(
  64,
  (meterValues) => new Layout(meterValues.flatMap(({ sampledValue }) => sampledValue.map((value) => new Kind(value)))),
);

/** Of the newest messages: many rules ask for the same, and up to eight stations are judged together. */
const newest: { of: readonly MeterValue[]; samples: Samples }[] = [];
const mostNewest = 8;
let next = 0;
const nothing: Samples = { layout: new Layout([]), all: [] };

/** The samples of meter values. */
export function samplesOf(meterValues: readonly MeterValue[] | undefined): Samples {
  if (meterValues === undefined) return nothing;
  for (const { of, samples } of newest) if (of === meterValues) return samples;
  const samples = read(meterValues);
  newest[next] = { of: meterValues, samples };
  next = (next + 1) % mostNewest;
  return samples;
}

function read(meterValues: readonly MeterValue[]): Samples {
  const layout = layouts.of(meterValues);
  const all: Sample[] = [];
  for (const { timestamp, sampledValue } of meterValues) {
    for (const { value } of sampledValue) {
      const kind = layout.kinds[all.length];
      if (kind) all.push(new Sample(kind, value, timestamp));
    }
  }
  return { layout, all };
}

export const perLayout = <T>(think: (kinds: readonly Kind[]) => T): ((layout: Layout) => T) => onceForEach(think);

/** The samples of some kinds. */
export function samplesWith(isWanted: (kind: Kind) => boolean): (samples: Samples) => Sample[] {
  const placesOf = perLayout((kinds) => kinds.flatMap((kind, place) => (isWanted(kind) ? [place] : [])));
  return (samples) => {
    const wanted: Sample[] = [];
    for (const place of placesOf(samples.layout)) {
      const sample = samples.all[place];
      if (sample) wanted.push(sample);
    }
    return wanted;
  };
}

/** Those of the energy that went to EVs, of one phase or all. */
export const imports = samplesWith(({ measurand }) => measurand === register);

/** What the last digit of a value is worth, in the unit without prefix. */
export const stepOf = (value: number, { factor }: Pick<Kind, 'factor'>): number => factor / 10 ** decimalsOf(value);

/** Digits after the point, six at most. */
function decimalsOf(value: number): number {
  if (Number.isInteger(value)) return 0;
  for (let digits = 1; digits < 6; digits += 1) {
    if (Math.abs(value * 10 ** digits - Math.round(value * 10 ** digits)) < 1e-6) return digits;
  }
  return 6;
}

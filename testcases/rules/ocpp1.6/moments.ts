import { defineFacts, parseDateTime } from 'ocppliance';
import { Layouts, onceForEach } from '../layouts.ts';
import { amountOf, type Kind, type MeterValue, type SampledValue } from './samples.ts';

/** Of what a charger sends values, and in which order: the same from moment to moment. */
class Layout {
  readonly kinds: readonly Kind[];
  /** as they are given: undefined where one is left out */
  readonly contexts: ReadonlySet<Kind['context']>;
  /** all of them are periodic samples, and say so */
  readonly isPeriodic: boolean;

  constructor(kinds: readonly Kind[]) {
    this.kinds = kinds;
    this.contexts = new Set(kinds.map(({ context }) => context));
    this.isPeriodic = kinds.every(({ context }) => context === 'Sample.Periodic');
  }

  isOf(values: readonly SampledValue[]): boolean {
    if (values.length !== this.kinds.length) return false;
    let place = 0;
    for (const value of values) if (!isSame(value, this.kinds[place++])) return false;
    return true;
  }
}

const isSame = (one: Kind, other: Kind | undefined): boolean =>
  one.measurand === other?.measurand &&
  one.context === other?.context &&
  one.phase === other?.phase &&
  one.unit === other?.unit &&
  one.location === other?.location &&
  one.format === other?.format;

/** A MeterValue with what rules want to know of it. */
export interface Moment {
  timestamp: string;
  /** ms */
  at: number;
  layout: Layout;
  values: readonly SampledValue[];
  /** of each value, in the base unit; NaN for what is no number */
  amounts: readonly number[];
}

const mostLayouts = 64;

/** Of all chargers together. */
const layouts = new Layouts<readonly SampledValue[], Layout>(mostLayouts, (values) => new Layout(values));

/** Reads the values of a charger. */
class Samples {
  /** of the newest message: many rules ask for it */
  #newest: { meterValues: readonly MeterValue[]; moments: readonly Moment[] } | undefined;

  /** Of a message that follows the schema. */
  momentsOf(meterValues: readonly MeterValue[]): readonly Moment[] {
    if (this.#newest?.meterValues !== meterValues) {
      this.#newest = { meterValues, moments: meterValues.map((meterValue) => this.#read(meterValue)) };
    }
    return this.#newest.moments;
  }

  #read({ timestamp, sampledValue: values }: MeterValue): Moment {
    const amounts: number[] = [];
    for (const value of values) amounts.push(amountOf(value));
    return { timestamp, at: parseDateTime(timestamp), layout: layouts.of(values), values, amounts };
  }
}

export const samples = defineFacts({
  versions: ['ocpp1.6'],
  create: () => new Samples(),
  learn: () => ({}),
});

export function hasContext(moments: readonly Moment[], context: Kind['context']): boolean {
  for (const { layout } of moments) if (layout.contexts.has(context)) return true;
  return false;
}

export const perLayout = <T>(think: (kinds: readonly Kind[]) => T): ((layout: Layout) => T) => onceForEach(think);

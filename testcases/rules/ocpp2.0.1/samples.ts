import type { RequestOf } from 'ocppliance';
import type { Both } from './facts.ts';

type MeterValue = RequestOf<Both, 'MeterValues'>['meterValue'][number];

export interface Sample {
  /** as sent; `amount` is in the unit without prefix, the multiplier applied */
  value: number;
  amount: number;
  /** what the last digit is worth, in the same */
  step: number;
  unit: string | undefined;
  multiplier: number;
  measurand: string;
  context: string;
  phase: string | undefined;
  location: string | undefined;
  timestamp: string;
}

const register = 'Energy.Active.Import.Register';

/** Of the newest message: many rules ask for the same, one after the other. */
let newest: { of: readonly MeterValue[]; samples: readonly Sample[] } | undefined;

/** The samples of meter values, one after the other, with the defaults of the specification (2.0.1 §2.42, §2.46). */
export function samplesOf(meterValues: readonly MeterValue[] | undefined): readonly Sample[] {
  if (meterValues === undefined) return [];
  if (newest?.of !== meterValues) newest = { of: meterValues, samples: read(meterValues) };
  return newest.samples;
}

function read(meterValues: readonly MeterValue[]): Sample[] {
  const samples: Sample[] = [];
  for (const { timestamp, sampledValue } of meterValues) {
    for (const { value, measurand = register, context = 'Sample.Periodic', phase, location, unitOfMeasure } of sampledValue) {
      const { unit, multiplier = 0 } = unitOfMeasure ?? {};
      const factor = 10 ** multiplier * (unit?.startsWith('k') ? 1000 : 1);
      const amount = value * factor;
      const step = factor / 10 ** decimalsOf(value);
      samples.push({ value, amount, step, unit, multiplier, measurand, context, phase, location, timestamp });
    }
  }
  return samples;
}

/** Digits after the point, six at most. */
function decimalsOf(value: number): number {
  if (Number.isInteger(value)) return 0;
  for (let digits = 1; digits < 6; digits += 1) {
    if (Math.abs(value * 10 ** digits - Math.round(value * 10 ** digits)) < 1e-6) return digits;
  }
  return 6;
}

export const isRegister = ({ measurand }: Sample): boolean => measurand.endsWith('.Register');

import type { RequestOf } from '../../ocpp/index.ts';
import type { Measurand } from './charger-keys.ts';

/** The energy meter of a connector: a register that only grows, and the power that makes it grow. Pure: the time is given. */
export interface Meter {
  /** Wh at the time `since`, ms */
  register: number;
  since: number;
  /** W */
  power: number;
}

export type MeterValue = RequestOf<'ocpp1.6', 'MeterValues'>['meterValue'][number];
type SampledValue = MeterValue['sampledValue'][number];
export type Context = NonNullable<SampledValue['context']>;

export const volts = 230;
export const amperes = 32;
/** W that a charging EV takes if nobody limits it */
export const chargingPower = volts * amperes;

/** A meter that has seen some use: zero would hide who confuses register and session energy. */
export const createMeter = (register: number): Meter => ({ register, since: 0, power: 0 });

/** Wh at a time */
export const readMeter = ({ register, power, since }: Meter, at: Date): number =>
  register + (power * Math.max(0, at.getTime() - since)) / 3_600_000;

/** From now on so many W flow. */
export function letFlow(meter: Meter, power: number, at: Date): void {
  meter.register = readMeter(meter, at);
  meter.since = at.getTime();
  meter.power = power;
}

export function meterValue(meter: Meter, measurands: readonly Measurand[], context: Context, at: Date): MeterValue {
  // 1.6 §3.16: with nothing configured, the register is what is meant.
  const wanted = measurands.length > 0 ? measurands : (['Energy.Active.Import.Register'] as const);
  return {
    timestamp: at.toISOString(),
    sampledValue: wanted.map((measurand) => ({ ...sampled(meter, measurand, at), measurand, context })),
  };
}

function sampled(meter: Meter, measurand: Measurand, at: Date): SampledValue {
  switch (measurand) {
    case 'Energy.Active.Import.Register':
      return { value: readMeter(meter, at).toFixed(1), unit: 'Wh' };
    case 'Power.Active.Import':
      return { value: meter.power.toFixed(0), unit: 'W' };
    case 'Current.Import':
      return { value: (meter.power / volts).toFixed(1), unit: 'A', phase: 'L1' };
    case 'Voltage':
      return { value: volts.toFixed(1), unit: 'V', phase: 'L1-N' };
  }
}

/** Keeps a value for StopTransaction and leaves room for the last one. Where there is none, every second one goes, the first never (errata 3.91). */
export function keepValue(data: MeterValue[], value: MeterValue, most: number): void {
  if (data.length >= most - 1) data.splice(0, data.length, ...data.filter((_, index) => index % 2 === 0));
  data.push(value);
}

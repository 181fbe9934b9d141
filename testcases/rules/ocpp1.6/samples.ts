import type { RequestOf } from 'ocppliance';

export type MeterValue = RequestOf<'ocpp1.6', 'MeterValues'>['meterValue'][number];
export type SampledValue = MeterValue['sampledValue'][number];
export type Measurand = NonNullable<SampledValue['measurand']>;

/** What a SampledValue means where it leaves something out (1.6 §7.43). */
export const measurandOf = ({ measurand = 'Energy.Active.Import.Register' }: SampledValue): Measurand => measurand;
export const contextOf = ({ context = 'Sample.Periodic' }: SampledValue) => context;

/** A value in the base unit (Wh, W, A, V …), and the step between two values that it could have shown. */
export interface Amount {
  amount: number;
  step: number;
}

const decimal = /^[-+]?(?:\d+(?:\.(\d*))?|\.(\d+))$/;

/** What a raw value amounts to; undefined for signed data and for text that is no number. */
export function amountOf({ value, unit = 'Wh', format = 'Raw' }: SampledValue): Amount | undefined {
  const digits = format === 'Raw' ? decimal.exec(value) : null;
  if (!digits) return undefined;
  const factor = unit.startsWith('k') ? 1000 : 1;
  return { amount: Number(value) * factor, step: factor / 10 ** (digits[1] ?? digits[2] ?? '').length };
}

/** The register of energy that went to the EV, at the outlet, all phases together. */
export const isRegister = (sampled: SampledValue): boolean =>
  measurandOf(sampled) === 'Energy.Active.Import.Register' &&
  sampled.phase === undefined &&
  (sampled.location === undefined || sampled.location === 'Outlet');

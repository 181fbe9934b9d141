import type { RequestOf } from 'ocppliance';

export type MeterValue = RequestOf<'ocpp1.6', 'MeterValues'>['meterValue'][number];
export type SampledValue = MeterValue['sampledValue'][number];
export type Measurand = NonNullable<SampledValue['measurand']>;

/** What a SampledValue is of: all that it says but its value. */
export type Kind = Omit<SampledValue, 'value'>;

/** What a SampledValue means where it leaves something out (1.6 §7.43). */
export const measurandOf = ({ measurand = 'Energy.Active.Import.Register' }: Kind): Measurand => measurand;
export const contextOf = ({ context = 'Sample.Periodic' }: Kind) => context;

const factorOf = ({ unit = 'Wh' }: Kind): number => (unit.startsWith('k') ? 1000 : 1);

/** What a raw value amounts to in the base unit (Wh, W, A, V …); NaN for signed data and for text that is no number. */
export const amountOf = (sampled: SampledValue): number =>
  sampled.format === 'SignedData' ? Number.NaN : decimalOf(sampled.value) * factorOf(sampled);

const [zero, nine, point, plus, minus] = [0x30, 0x39, 0x2e, 0x2b, 0x2d];
const powersOfTen = Array.from({ length: 16 }, (_, exponent) => Number(`1e${exponent}`));

/** The number that a decimal is, without an exponent or blanks; NaN for other text. By hand, as it is done for each value of each message. */
function decimalOf(text: string): number {
  const sign = text.charCodeAt(0);
  let whole = 0;
  let digits = 0;
  let behindPoint = -1;
  for (let at = sign === plus || sign === minus ? 1 : 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= zero && code <= nine) {
      whole = whole * 10 + code - zero;
      digits += 1;
      if (behindPoint >= 0) behindPoint += 1;
    } else if (code === point && behindPoint < 0) behindPoint = 0;
    else return Number.NaN;
  }
  if (digits === 0) return Number.NaN;
  // Numbers of fewer digits are exact, and the quotient of two such is rounded as the decimal itself would be.
  if (digits >= powersOfTen.length) return Number(text);
  const amount = behindPoint > 0 ? whole / (powersOfTen[behindPoint] ?? 1) : whole;
  return sign === minus ? -amount : amount;
}

/** The step between two values that could have been shown, in the base unit. */
export function stepOf(sampled: SampledValue): number {
  const point = sampled.value.indexOf('.');
  return factorOf(sampled) / 10 ** (point < 0 ? 0 : sampled.value.length - point - 1);
}

/** The register of energy that went to the EV, at the outlet, all phases together. */
export const isRegister = (kind: Kind): boolean =>
  measurandOf(kind) === 'Energy.Active.Import.Register' &&
  kind.phase === undefined &&
  (kind.location === undefined || kind.location === 'Outlet');

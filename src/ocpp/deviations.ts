import { countCharacters, type Violation } from './checks.ts';
import type { ProtocolVersion } from './protocol.ts';

/**
 * The lengths that a station announces as OCPPCommCtrlr.FieldLength, by the variable's instance: `Get15118EVCertificateRequest.exiRequest`
 * or, of a type, `MessageContentType.content`.
 */
export type FieldLengths = Readonly<Record<string, number>>;

/** Where the schemas taken by themselves would blame a party that did nothing wrong. */
export interface Deviation {
  versions: readonly ProtocolVersion[];
  what: string;
  why: string;
  spec: string;
  /** whether this violation of the schema is none; `value` is what was there */
  excuses(violation: Violation, value: unknown, fieldLengths: FieldLengths): boolean;
}

/** The units of temperature in 1.6, whose schemas had a slip of the pen that devices still send. */
const spellings: readonly unknown[] = ['Celcius', 'Celsius'];

/**
 * All that we let pass although the published schemas forbid it. What has no code here: 1.6 keeps two odd error codes (errors.ts), its
 * limits have one decimal although binary numbers have none (`isMultipleOf`), and leap seconds are refused (`isDateTime`).
 */
export const deviations: readonly Deviation[] = [
  {
    versions: ['ocpp1.6'],
    what: 'Both Celcius and Celsius are units.',
    why: 'The first schemas had the misspelt one only; the corrected ones have both. Either may be sent and must be understood.',
    spec: 'OCPP-J 1.6 errata 2025-04 §2.1',
    excuses: ({ keyword, path }, value) => keyword === 'enum' && path.endsWith('/unit') && spellings.includes(value),
  },
  {
    versions: ['ocpp2.0.1', 'ocpp2.1'],
    what: 'A text may be as long as the station announces for its field.',
    why: 'A station that can handle more than the schema asks for says so in OCPPCommCtrlr.FieldLength.',
    spec: '2.0.1 part 2, referenced components §2.1.15; 2.1 §2.1.16',
    excuses: ({ keyword, params: { field } }, value, fieldLengths) =>
      keyword === 'maxLength' &&
      typeof value === 'string' &&
      typeof field === 'string' &&
      Object.hasOwn(fieldLengths, field) &&
      countCharacters(value) <= (fieldLengths[field] ?? 0),
  },
];

/** Whether one of the version's deviations makes a violation of the schema none. */
export const isExcused = (version: ProtocolVersion, violation: Violation, value: unknown, fieldLengths: FieldLengths): boolean =>
  deviations.some(({ versions, excuses }) => versions.includes(version) && excuses(violation, value, fieldLengths));

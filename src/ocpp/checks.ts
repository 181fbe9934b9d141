/** What the generated validators call, and what they report. */
import { isDigit, noDigits, twoDigits } from './digits.ts';

/** The keywords of JSON Schema that the OCA's schemas use to restrict a value. */
export type Keyword =
  | 'required'
  | 'additionalProperties'
  | 'type'
  | 'enum'
  | 'maxLength'
  | 'format'
  | 'minItems'
  | 'maxItems'
  | 'minimum'
  | 'maximum'
  | 'multipleOf';

/** What a generated validator reports of one violated keyword: a JSON pointer and ajv's parameters of the keyword. */
export interface Violation {
  path: string;
  keyword: Keyword;
  params: Readonly<Record<string, unknown>>;
}

/** A generated validator: false leaves what is wrong in `errors` until its next call. */
export interface Validator {
  (payload: unknown): boolean;
  errors?: Violation[] | null;
}

/** The validators of an action; what is sent without being answered has none of a response. */
export interface Validators {
  request: Validator;
  response?: Validator;
}

/** What the generated module of an action exports. */
export type MakeValidators = (checks: typeof import('./checks.ts')) => Validators;

/** Where a peer sends a million wrong entries, no more are kept. */
const mostViolations = 1000;

/** Called by the generated validators. */
export const add = (violations: Violation[] | null, path: string, keyword: Keyword, params: Violation['params']): Violation[] => {
  if (violations === null) return [{ path, keyword, params }];
  if (violations.length < mostViolations) violations.push({ path, keyword, params });
  return violations;
};

/** Likewise, for what was found below a path. */
export const addAll = (violations: Violation[] | null, path: string, found: readonly Violation[]): Violation[] | null =>
  found.reduce((all, violation) => add(all, path + violation.path, violation.keyword, violation.params), violations);

const daysOfMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Whether a text is an RFC 3339 `date-time`: seconds and a zone are mandatory, `t` and `z` may be lower case, any number of fraction
 * digits, offsets written `±hh:mm`. Days are checked against their month.
 *
 * RFC 3339 knows two things that OCPP devices can do nothing with, and which a regular expression lets through at any minute: second 60
 * exists only in the last minute of a UTC day that had a leap second, of which none has been announced since 2016, and it may not be
 * predicted. It is refused, as is hour 24 (R16-TIME-001). Whether there are too many fraction digits for 2.x is R201-TIME-001's
 * question: receivers must bear them, so it is not one of the schema.
 */
export const isDateTime = (text: string): boolean => {
  const { length } = text;
  if (length < 20) return false;
  const separator = text.charCodeAt(10) | 32;
  if (separator !== 116 || text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return false;
  if (text.charCodeAt(13) !== 58 || text.charCodeAt(16) !== 58) return false;
  const century = twoDigits(text, 0);
  const yearOfCentury = twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  if (century === noDigits || yearOfCentury === noDigits || month < 1 || month > 12 || day < 1 || day > 31) return false;
  if (day > 28) {
    if (day > (daysOfMonth[month - 1] ?? 0)) return false;
    const leap = yearOfCentury === 0 ? century % 4 === 0 : yearOfCentury % 4 === 0;
    if (day === 29 && month === 2 && !leap) return false;
  }
  if (twoDigits(text, 11) > 23 || twoDigits(text, 14) > 59 || twoDigits(text, 17) > 59) return false;
  let index = 19;
  if (text.charCodeAt(index) === 46) {
    if (!isDigit(text, ++index)) return false;
    while (isDigit(text, index)) index++;
  }
  const zone = text.charCodeAt(index);
  if (zone === 90 || zone === 122) return index + 1 === length;
  if ((zone !== 43 && zone !== 45) || index + 6 !== length || text.charCodeAt(index + 3) !== 58) return false;
  return twoDigits(text, index + 1) <= 23 && twoDigits(text, index + 4) <= 59;
};

/** RFC 3986: a scheme, a colon, then only characters that a URI may hold, `%` always before two hex digits. */
const uri = /^[a-z][a-z0-9+.-]*:(?:[a-z0-9\-._~:/?#[\]@!$&'()*+,;=]|%[0-9a-f]{2})+$/i;

/** Whether a text is an absolute URI, of any scheme: `ftp://`, `https://`, `sftp://user@host:2222/dir/`, … */
export const isUri = (text: string): boolean => uri.test(text);

/** 1.6's current and power limits have at most one decimal. In binary, 0.3 / 0.1 is not 3, hence the distance (1.6 §7.13, §7.14). */
export const isMultipleOf = (value: number, step: number): boolean => {
  const quotient = value / step;
  return Math.abs(quotient - Math.round(quotient)) < 1e-6;
};

/** The number of characters (Unicode code points) of a text: what `maxLength` counts. */
export const countCharacters = (text: string): number => {
  let count = text.length;
  for (let index = 1; index < text.length; index++) {
    const isPair = (text.charCodeAt(index) & 0xfc00) === 0xdc00 && (text.charCodeAt(index - 1) & 0xfc00) === 0xd800;
    if (isPair) count--;
  }
  return count;
};

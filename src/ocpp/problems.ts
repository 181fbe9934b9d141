import { countCharacters, type Violation } from './checks.ts';

export type SchemaProblemKind =
  | 'missing'
  | 'unknownField'
  | 'type'
  | 'enum'
  | 'tooLong'
  | 'format'
  | 'tooFewItems'
  | 'tooManyItems'
  | 'tooSmall'
  | 'tooLarge'
  | 'decimals';

/** One way in which a payload differs from its schema. */
export interface SchemaProblem {
  kind: SchemaProblemKind;
  /** e.g. `meterValue[0].sampledValue[2].unit`; `''` is the payload itself */
  path: string;
  /** what was there; undefined if the field is missing */
  actual: unknown;
  /** what was allowed: a type, a format, a limit, a step or the values of an enumeration; undefined for a missing or unknown field */
  allowed: string | number | readonly string[] | undefined;
  /** a sentence, e.g. `connectorId must be an integer, is "1"` */
  message: string;
}

/** A value in a few words, never long and never deep, for a peer may have chosen it. */
export const describe = (value: unknown): string => {
  if (typeof value === 'string') return value.length > 60 ? `${JSON.stringify(value.slice(0, 60))}…` : JSON.stringify(value);
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `an array of ${value.length}`;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0 ? '{}' : 'an object';
  return value === undefined ? 'missing' : String(value);
};

/** `/meterValue/0/unit` as `['meterValue', '0', 'unit']`. */
const keysOf = (pointer: string): string[] => (pointer === '' ? [] : pointer.slice(1).split('/'));

/** What a payload holds at a pointer that its validator reported; the names in it are the schema's, which need no escapes. */
export const valueAt = (payload: unknown, pointer: string): unknown =>
  keysOf(pointer).reduce((value, key) => Object.getOwnPropertyDescriptor(Object(value), key)?.value, payload);

const plainName = /^[A-Za-z_$][\w$]*$/;

/** Keys as one writes them in JavaScript. A key may be the peer's own. */
const pathOf = (keys: readonly string[]): string => {
  const steps = keys.map((key) =>
    /^\d+$/.test(key) ? `[${key}]` : plainName.test(key) && key.length <= 60 ? `.${key}` : `[${describe(key)}]`,
  );
  return steps.join('').replace(/^\./, '');
};

const types: Readonly<Record<string, string>> = {
  object: 'an object',
  array: 'an array',
  string: 'a string',
  integer: 'an integer',
  number: 'a number',
  boolean: 'true or false',
};

const formats: Readonly<Record<string, string>> = {
  'date-time': 'an RFC 3339 date-time with seconds and zone (2024-05-01T10:00:00Z)',
  uri: 'a URI with its scheme (https://example.com/file)',
};

const count = (many: unknown, noun: string): string => `${many} ${noun}${many === 1 ? '' : 's'}`;

const plain = (value: unknown): string | number => (typeof value === 'number' ? value : String(value));

/** What a validator reports, in words. */
export const problemOf = (payload: unknown, { path: pointer, keyword, params }: Violation): SchemaProblem => {
  const actual = valueAt(payload, pointer);
  const path = pathOf(keysOf(pointer));
  const problem = (kind: SchemaProblemKind, allowed: SchemaProblem['allowed'], text: string): SchemaProblem => ({
    kind,
    path,
    actual,
    allowed,
    message: `${path || 'the payload'} ${text}`,
  });
  switch (keyword) {
    case 'required': {
      const missing = pathOf([...keysOf(pointer), String(params.missingProperty)]);
      return { kind: 'missing', path: missing, actual: undefined, allowed: undefined, message: `${missing} is missing` };
    }
    case 'additionalProperties': {
      const name = String(params.additionalProperty);
      const unknown = pathOf([...keysOf(pointer), name]);
      const value = Object.getOwnPropertyDescriptor(Object(actual), name)?.value;
      return { kind: 'unknownField', path: unknown, actual: value, allowed: undefined, message: `${unknown} is no field of the message` };
    }
    case 'type': {
      const type = String(params.type);
      return problem('type', type, `must be ${types[type] ?? type}, is ${describe(actual)}`);
    }
    case 'enum': {
      const values = Array.isArray(params.allowedValues) ? params.allowedValues.map(String) : [];
      if (typeof actual !== 'string') return problem('type', values, `must be a string, is ${describe(actual)}`);
      return problem('enum', values, `must be ${list(values, actual)}, is ${describe(actual)}`);
    }
    case 'maxLength': {
      const length = typeof actual === 'string' ? countCharacters(actual) : 0;
      return problem(
        'tooLong',
        plain(params.limit),
        `must have at most ${count(params.limit, 'character')}, has ${length}: ${describe(actual)}`,
      );
    }
    case 'format': {
      const format = String(params.format);
      return problem('format', format, `must be ${formats[format] ?? format}, is ${describe(actual)}`);
    }
    case 'minItems':
      return problem('tooFewItems', plain(params.limit), `must have at least ${count(params.limit, 'item')}, has ${lengthOf(actual)}`);
    case 'maxItems':
      return problem('tooManyItems', plain(params.limit), `must have at most ${count(params.limit, 'item')}, has ${lengthOf(actual)}`);
    case 'minimum':
      return problem('tooSmall', plain(params.limit), `must be at least ${params.limit}, is ${describe(actual)}`);
    case 'maximum':
      return problem('tooLarge', plain(params.limit), `must be at most ${params.limit}, is ${describe(actual)}`);
    case 'multipleOf':
      return problem('decimals', plain(params.multipleOf), `must be a multiple of ${params.multipleOf}, is ${describe(actual)}`);
  }
};

const lengthOf = (value: unknown): number => (Array.isArray(value) ? value.length : 0);

/** Up to eight values all; of more, those that come closest and how many there are. */
const list = (values: readonly string[], actual: string): string => {
  if (values.length === 1) return `"${values[0]}"`;
  if (values.length <= 8) return `one of ${values.join(', ')}`;
  const near = values.filter((value) => isNear(value, actual));
  return near.length > 0 ? `one of ${values.length} values, such as ${near.join(', ')}` : `one of ${values.join(', ')}`;
};

/** Whether one contains the other, whatever the case: `celsius`, `EnergyActiveImport` … */
const isNear = (value: string, actual: string): boolean => {
  const [known, given] = [value, actual].map((text) => text.toLowerCase().replaceAll(/[^a-z0-9]/g, ''));
  return !!known && !!given && given.length <= 100 && (known.includes(given) || given.includes(known));
};

/** The first few of several problems, in a row. */
export function problemsInWords(problems: readonly SchemaProblem[]): string {
  const shown = problems.slice(0, 3).map(({ message }) => message);
  return shown.join('; ') + (problems.length > shown.length ? `; and ${problems.length - shown.length} more` : '');
}

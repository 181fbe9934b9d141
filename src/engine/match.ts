// Registered, so that a matcher made by another copy of this package is one as well.
const isMatcher: unique symbol = Symbol.for('ocppliance.matcher');

/** Accepts values of (part of) the type T by something else than equality. */
export interface Matcher<out T> {
  readonly [isMatcher]: true;
  readonly description: string;
  /** Says what is wrong with the value, seen at `path`; nothing if it is accepted. */
  mismatches(actual: unknown, path: string): string[];
  /** never there: carries the type */
  readonly accepts?: T;
}

type Plain = string | number | boolean | null | undefined;

/** Accepts arrays by expectations of their items; E is what those say. */
export interface ItemsMatcher<out E> extends Matcher<never> {
  /** never there: carries the type */
  readonly items?: readonly E[];
}

/** What an author may expect of a T: the fields that matter, each by value or by matcher. An array literal is expected whole and in order. */
export type Expected<T> =
  | Matcher<T>
  | (T extends Plain
      ? T
      : T extends readonly (infer Item)[]
        ? ItemsMatcher<Expected<Item>> | readonly Expected<Item>[]
        : { readonly [Key in keyof T]?: Expected<T[Key]> });

function matcher<T>(description: string, mismatches: (actual: unknown, path: string) => string[]): Matcher<T> {
  return { [isMatcher]: true, description, mismatches };
}

function isMatcherValue(value: unknown): value is Matcher<unknown> {
  return typeof value === 'object' && value !== null && isMatcher in value;
}

/** One of these values, or a value that one of these expectations accepts. */
export function oneOf<const T>(...alternatives: readonly (T | Matcher<T>)[]): Matcher<T> {
  const description = alternatives.map((alternative) => show(alternative)).join(' or ');
  return matcher(description, (actual, path) =>
    alternatives.some((alternative) => mismatches(alternative, actual, path).length === 0)
      ? []
      : [`${path} is ${show(actual)}, not ${description}`],
  );
}

/** An array with at least one item for each expectation, in any order. */
export function contains<const E>(...items: readonly E[]): ItemsMatcher<E> {
  const description = `an array with ${items.map((item) => show(item)).join(' and ')}`;
  return matcher(description, (actual, path) => {
    if (!Array.isArray(actual)) return [`${path} is ${show(actual)}, not an array`];
    return items
      .filter((item) => !actual.some((candidate) => mismatches(item, candidate, path).length === 0))
      .map((item) => `${path} has no item ${show(item)}`);
  });
}

/** An array whose items are all accepted; an empty one is not. */
export function each<const E>(item: E): ItemsMatcher<E> {
  return matcher(`an array of ${show(item)}`, (actual, path) => {
    if (!Array.isArray(actual)) return [`${path} is ${show(actual)}, not an array`];
    if (actual.length === 0) return [`${path} is empty`];
    return actual.flatMap((candidate, index) => mismatches(item, candidate, `${path}[${index}]`));
  });
}

/** Whatever is there, but something is. */
export const anything: Matcher<never> = matcher('anything', (actual, path) => (actual === undefined ? [`${path} is missing`] : []));

/** The field must not be there. */
export const omitted: Matcher<never> = matcher('omitted', (actual, path) =>
  actual === undefined ? [] : [`${path} is ${show(actual)}, but must be omitted`],
);

/** Accepts what the predicate accepts; the description completes "… must be". */
export function satisfying<T>(description: string, predicate: (actual: T) => boolean): Matcher<T> {
  return matcher(description, (actual, path) => {
    if (actual === undefined) return [`${path} is missing`];
    let accepted = false;
    try {
      accepted = predicate(actual as T);
    } catch {
      // A peer may send any type: what the predicate cannot read is not accepted.
    }
    return accepted ? [] : [`${path} is ${show(actual)}, not ${description}`];
  });
}

/** Everything in which `actual` differs from `expected`, in words; nothing if it matches. Fields that are not named do not matter. */
export function mismatches(expected: unknown, actual: unknown, path = ''): string[] {
  if (expected === undefined) return [];
  if (isMatcherValue(expected)) return expected.mismatches(actual, path || 'it');
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual)) return [`${path || 'it'} is ${show(actual)}, not an array`];
    if (actual.length !== expected.length) return [`${path || 'it'} has ${actual.length} items, not ${expected.length}`];
    return expected.flatMap((item, index) => mismatches(item, actual[index], `${path}[${index}]`));
  }
  if (typeof expected === 'object' && expected !== null) {
    if (typeof actual !== 'object' || actual === null) return [`${path || 'it'} is ${show(actual)}, not an object`];
    const found: string[] = [];
    for (const [key, value] of Object.entries(expected)) {
      found.push(...mismatches(value, (actual as Record<string, unknown>)[key], path ? `${path}.${key}` : key));
    }
    return found;
  }
  if (Object.is(expected, actual)) return [];
  if (actual === undefined) return [`${path || 'it'} is missing, expected ${show(expected)}`];
  return [`${path || 'it'} is ${show(actual)}, not ${show(expected)}`];
}

/** A value as one short line: `{ connectorId: 1, status: "Charging" }`. Matchers describe themselves. */
export function show(value: unknown, room = 160): string {
  const text = render(value, room, 0);
  return text.length > room ? `${text.slice(0, room - 1)}…` : text;
}

/** Stops early: what does not fit in the room is not rendered. */
function render(value: unknown, room: number, depth: number): string {
  if (typeof value === 'string') return JSON.stringify(value.length > room ? value.slice(0, room) : value);
  if (value === undefined) return 'missing';
  if (typeof value !== 'object' || value === null) return String(value);
  if (isMatcherValue(value)) return value.description;
  if (depth > 4) return '…';
  const isArray = Array.isArray(value);
  let text = '';
  for (const [key, field] of Object.entries(value)) {
    if (field === undefined && !isArray) continue;
    if (text) text += ', ';
    if (text.length > room) break;
    if (!isArray) text += `${key}: `;
    text += render(field, room, depth + 1);
  }
  if (isArray) return `[${text}]`;
  return text ? `{ ${text} }` : '{}';
}

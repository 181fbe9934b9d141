import { shorten } from '../text.ts';

type Field = [path: string, value: unknown];

/** An array or object this deep down is only counted, and a payload with more fields than this is not read to its end. */
const deepest = 4;
const mostFields = 40;
const longestValue = 36;
const longestLine = 72;

/** The fields of a payload that say most, on one line: plain values before nested ones, times last. */
export function fieldsOf(payload: object, without?: string): string {
  const fields = flatten(payload).filter(([path]) => path !== without);
  const told = [...fields.filter(([, value]) => !isTime(value)), ...fields.filter(([, value]) => isTime(value))];
  return shorten(told.map(([path, value]) => `${path} ${shown(value)}`).join(' · '), longestLine);
}

/** The status that an answer carries, its own or that of a part (`idTagInfo.status`). */
export function statusOf(payload: object): { path: string; value: string } | undefined {
  for (const [path, value] of flatten(payload)) {
    if (/(^|\.)status$/.test(path) && typeof value === 'string') return { path, value: shorten(value, longestValue) };
  }
  return undefined;
}

function flatten(payload: object): Field[] {
  const plain: Field[] = [];
  let level: [path: string, value: object][] = [['', payload]];
  for (let depth = 0; depth < deepest && level.length > 0; depth++) {
    const next: typeof level = [];
    for (const [parent, value] of level) {
      for (const [key, inner] of Object.entries(value)) {
        if (plain.length + next.length >= mostFields) return plain;
        const path = Array.isArray(value) ? `${parent}[${key}]` : parent === '' ? key : `${parent}.${key}`;
        if (typeof inner === 'object' && inner !== null) next.push([path, inner]);
        else plain.push([path, inner]);
      }
    }
    level = next;
  }
  return plain;
}

const isTime = (value: unknown): boolean => typeof value === 'string' && /^\d{4}-\d\d-\d\d[T ]\d\d:/.test(value);

const shown = (value: unknown): string => shorten(typeof value === 'string' ? value : String(value), longestValue);

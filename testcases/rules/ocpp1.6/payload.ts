import { parseDateTime } from 'ocppliance';
/** Fields of payloads that may break the schema: what a rule must know even where the message as a whole is not sound. */

/** What stands in a field, whatever the schema says. */
export const fieldOf = (payload: object, field: string): unknown => Reflect.get(payload, field);

export const textIn = (payload: object, field: string): string | undefined => {
  const value = fieldOf(payload, field);
  return typeof value === 'string' ? value : undefined;
};

export const numberIn = (payload: object, field: string): number | undefined => {
  const value = fieldOf(payload, field);
  return typeof value === 'number' ? value : undefined;
};

/** Milliseconds since 1970, NaN for what cannot be read. */
export const timeIn = (payload: object, field: string): number => parseDateTime(textIn(payload, field) ?? '');

/** Sets an entry and forgets the oldest beyond `most`. One that is there keeps its place: for what every message sets. */
export function keep<K, V>(map: Map<K, V>, key: K, value: V, most: number): void {
  map.set(key, value);
  if (map.size > most) for (const oldest of map.keys()) return void map.delete(oldest);
}

/** Sets an entry as the newest and forgets the oldest beyond `most`. */
export function remember<K, V>(map: Map<K, V>, key: K, value: V, most: number): void {
  map.delete(key);
  keep(map, key, value, most);
}

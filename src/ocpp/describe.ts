/** A value in a few words, never long and never deep, for a peer may have chosen it. */
export const describe = (value: unknown): string => {
  if (typeof value === 'string') return value.length > 60 ? `${JSON.stringify(value.slice(0, 60))}…` : JSON.stringify(value);
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `an array of ${value.length}`;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0 ? '{}' : 'an object';
  return value === undefined ? 'missing' : String(value);
};

/** Limits over time, and when two of them are the same. Pure. */

/** Limits from so many seconds on, in order; `none`: nothing is said from then on. */
export type Limits = readonly (readonly [second: number, limit: number | 'none'])[];

/** seconds by which a change may come too early or too late: schedules are cut at full seconds */
const slack = 2;

/** the share by which a limit may be off, for what conversion and rounding do to it */
const tolerance = 0.01;

/** The same limits, seen from another moment. */
export const shifted = (limits: Limits, seconds: number): Limits => limits.map(([second, limit]) => [second + seconds, limit]);

const limitAt = (limits: Limits, second: number): number | 'none' => limits.findLast(([from]) => from <= second)?.[1] ?? 'none';

/**
 * Whether the limits that are reported for the seconds to come are those that are wanted or, where that is less, what the charger allows by
 * itself. Where nothing is wanted the latter counts; if that is unknown, anything is right.
 */
export function agree(reported: Limits, wanted: Limits, own: Limits | undefined, duration: number): boolean {
  if (limitAt(reported, 0) === 'none') return false;
  const isNearChange = (second: number) => wanted.some(([from]) => from > 0 && Math.abs(from - second) <= slack);
  for (let second = 0; second < duration; second++) {
    if (isNearChange(second)) continue;
    const limit = limitAt(reported, second);
    const [most, ...less] = [limitAt(wanted, second), own ? limitAt(own, second) : 'none'].filter((one) => one !== 'none');
    if (most === undefined || limit === 'none') continue;
    const acceptable = [most, Math.min(most, ...less)];
    if (!acceptable.some((one) => Math.abs(limit - one) <= tolerance * one)) return false;
  }
  return true;
}

/** `0 s: 8 A, 30 s: 10 A`, for people; power in kW. */
export function describeLimits(limits: Limits, duration: number, unit: 'A' | 'W'): string {
  const written = (limit: number | 'none') =>
    limit === 'none' ? "the charger's own limit" : `${Number(limit.toFixed(1))} ${unit === 'W' ? 'kW' : 'A'}`;
  const later = limits.filter(([from]) => from > 0 && from < duration);
  return [[0, limitAt(limits, 0)] as const, ...later].map(([from, limit]) => `${Math.round(from)} s: ${written(limit)}`).join(', ');
}

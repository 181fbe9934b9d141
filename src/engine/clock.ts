/** The engine's only source of time, so that a recorded conversation can be judged with its recorded clock. */
export interface Clock {
  /** monotonic milliseconds */
  now(): number;
  /** wall clock, RFC 3339 in UTC with milliseconds */
  time(): string;
  /** Calls `then` after so many milliseconds; the returned function cancels. */
  after(milliseconds: number, then: () => void): () => void;
}

let lastInstant = 0;
let lastText = '';

/** The wall clock as text. Many frames come within one millisecond, and formatting a date costs as much as parsing a small frame. */
export function timeNow(): string {
  const now = Date.now();
  if (now !== lastInstant) {
    lastInstant = now;
    lastText = new Date(now).toISOString();
  }
  return lastText;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  time: timeNow,
  after(milliseconds, then) {
    const timer = setTimeout(then, milliseconds);
    return () => clearTimeout(timer);
  },
};

/**
 * Seconds that a user may set. `answer`: until a CALL of ours is answered. `reaction`: until the SUT sends what a step waits for.
 * `reboot`: until it is back after a reset or power cycle.
 */
export interface Timeouts {
  answer: number;
  reaction: number;
  reboot: number;
}

export const defaultTimeouts: Timeouts = { answer: 30, reaction: 30, reboot: 180 };

/** A length of time in a case, or the name of a timeout that the user may set. */
export type Duration = `${number}ms` | `${number}s` | `${number}min` | keyof Timeouts;

const units = { ms: 1, s: 1000, min: 60_000 } as const;

function isTimeout(duration: Duration): duration is keyof Timeouts {
  return duration === 'answer' || duration === 'reaction' || duration === 'reboot';
}

function literal(duration: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|min)$/.exec(duration);
  if (!match) throw new TypeError(`"${duration}" is no duration: write it like 500ms, 30s or 2min`);
  return Number(match[1]) * units[match[2] as keyof typeof units];
}

/** Milliseconds that we let pass on purpose. Only these shrink with the time scale: they follow the SUT's own timers. */
export function waitOf(duration: Duration, timeouts: Timeouts, timeScale: number): number {
  return isTimeout(duration) ? timeouts[duration] * 1000 : literal(duration) * timeScale;
}

/**
 * Milliseconds until an expectation gives up. A named timeout says how patient we are and is never scaled. A literal one follows the SUT's
 * timers; where those are scaled, the wire is not, so the usual reaction time is granted on top.
 */
export function deadlineOf(duration: Duration, timeouts: Timeouts, timeScale: number): number {
  if (isTimeout(duration)) return timeouts[duration] * 1000;
  return timeScale === 1 ? literal(duration) : literal(duration) * timeScale + timeouts.reaction * 1000;
}

/** `30 s`, `250 ms`, `3 min`: for people. */
export function readable(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  return seconds < 120 ? `${Number(seconds.toFixed(1))} s` : `${Number((seconds / 60).toFixed(1))} min`;
}

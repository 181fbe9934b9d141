/** The charger's own timers: scaled, and all gone at once when its power goes. */
export interface Timers {
  /** Calls `then` after so many of the charger's seconds; the returned function cancels. */
  after(seconds: number, then: () => void): () => void;
  /** Calls `then` at a time of day, ms since the epoch, however far away. Clocks are not scaled. */
  at(moment: number, then: () => void): () => void;
  /** Calls `then` when what is being done now is done: when the answer to the CALL in hand is on the wire. */
  soon(then: () => void): void;
  clear(): void;
}

/** ms: the longest that a timer of the platform is trusted with */
const aDay = 86_400_000;

export function createTimers(timeScale: number): Timers {
  const running = new Set<NodeJS.Timeout>();
  const start = (milliseconds: number, then: () => void) => {
    const timer = setTimeout(() => {
      running.delete(timer);
      then();
    }, milliseconds);
    running.add(timer);
    return () => {
      clearTimeout(timer);
      running.delete(timer);
    };
  };
  const at = (moment: number, then: () => void) => {
    let cancel = () => {};
    const wait = () => {
      const left = Math.max(0, moment - Date.now());
      cancel = left > aDay ? start(aDay, wait) : start(left, then);
    };
    wait();
    return () => cancel();
  };
  return {
    at,
    after: (seconds, then) => start(seconds * 1000 * timeScale, then),
    soon: (then) => void start(0, then),
    clear() {
      for (const timer of running) clearTimeout(timer);
      running.clear();
    },
  };
}

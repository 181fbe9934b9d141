import type { Scene } from 'ocppliance';

interface Debt {
  cancel(): void;
}

const most = 1000;
const patience = 6;
const moreTime = 5000;

/**
 * What the station owes, each with a deadline. Overdue is only what could have come: as long as a CALL of the station itself waits for its
 * answer the deadline is put off, for half a minute at most. Who uses it says when the connection closes: `forget`.
 */
export class Debts<K> {
  readonly #scene: Scene;
  readonly #open = new Map<K, Debt>();

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  has(key: K): boolean {
    return this.#open.has(key);
  }

  /** From `at` on, and for so many milliseconds. An earlier debt of this key is replaced. */
  owe(key: K, at: number, within: number, overdue: (now: number) => void): void {
    this.settle(key);
    if (this.#open.size >= most) return;
    const wait = (until: number, times: number) => {
      const cancel = this.#scene.when(until, (now) => {
        if (this.#scene.open('charger').size > 0) {
          if (times > 0) wait(now + moreTime, times - 1);
          else this.#open.delete(key);
          return;
        }
        this.#open.delete(key);
        overdue(now);
      });
      this.#open.set(key, { cancel });
    };
    wait(at + within, patience);
  }

  settle(key: K): boolean {
    this.#open.get(key)?.cancel();
    return this.#open.delete(key);
  }

  forget(): void {
    for (const { cancel } of this.#open.values()) cancel();
    this.#open.clear();
  }
}

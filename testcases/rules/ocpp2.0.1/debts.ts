import type { Scene } from 'ocppliance';

interface Debt {
  /** observed time at which it is due, which may have been put off since the timer was armed for `armed` */
  due: number;
  armed: number;
  /** how often it may still be put off because the station waits for an answer */
  delays: number;
  overdue(now: number): void;
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
    return this.#open.size > 0 && this.#open.has(key);
  }

  /** From `at` on, and for so many milliseconds. An earlier debt of this key is replaced. */
  owe(key: K, at: number, within: number, overdue: (now: number) => void): void {
    const due = at + within;
    const known = this.#open.get(key);
    if (known && known.armed <= due) {
      known.due = due;
      known.delays = patience;
      known.overdue = overdue;
      return;
    }
    this.settle(key);
    if (this.#open.size >= most) return;
    const debt: Debt = { due, armed: due, delays: patience, overdue, cancel: () => {} };
    this.#open.set(key, debt);
    this.#arm(key, debt);
  }

  settle(key: K): boolean {
    if (this.#open.size === 0) return false;
    this.#open.get(key)?.cancel();
    return this.#open.delete(key);
  }

  forget(): void {
    for (const { cancel } of this.#open.values()) cancel();
    this.#open.clear();
  }

  #arm(key: K, debt: Debt): void {
    debt.armed = debt.due;
    debt.cancel = this.#scene.when(debt.due, (now) => this.#look(key, debt, now));
  }

  #look(key: K, debt: Debt, now: number): void {
    if (now < debt.due) return this.#arm(key, debt);
    if (this.#scene.open('charger').size === 0) {
      this.#open.delete(key);
      debt.overdue(now);
    } else if (debt.delays === 0) this.#open.delete(key);
    else {
      debt.delays -= 1;
      debt.due = now + moreTime;
      this.#arm(key, debt);
    }
  }
}

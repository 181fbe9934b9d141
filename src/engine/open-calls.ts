import type { CallReading } from './reading.ts';

/**
 * The CALLs of one side that wait for an answer, oldest first. As a rule there is one or none: a Map would build its table anew whenever it
 * gets empty.
 */
export class OpenCalls {
  readonly #most: number;
  #calls: CallReading[] = [];

  /** @param most how many are kept: a peer must not make us hold more */
  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#calls.length;
  }

  get(id: string): CallReading | undefined {
    return this.#calls[this.#indexOf(id)];
  }

  values(): IterableIterator<CallReading> {
    return this.#calls.values();
  }

  /** One with the same messageId takes the place of the other. */
  add(call: CallReading): void {
    const known = this.#indexOf(call.id);
    if (known >= 0) this.#calls[known] = call;
    else if (this.#calls.push(call) > this.#most) this.#calls.shift();
  }

  /** Takes out the one that is answered. */
  settle(id: string): CallReading | undefined {
    const index = this.#indexOf(id);
    if (index < 0) return undefined;
    return index === this.#calls.length - 1 ? this.#calls.pop() : this.#calls.splice(index, 1)[0];
  }

  clear(): void {
    this.#calls = [];
  }

  #indexOf(id: string): number {
    for (let index = 0; index < this.#calls.length; index += 1) if (this.#calls[index]?.id === id) return index;
    return -1;
  }
}

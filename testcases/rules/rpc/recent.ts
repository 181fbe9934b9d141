/**
 * What was set last, by its key: as many entries as asked for at least, and at most twice as many. The older half goes at a time, since a Map
 * from which one is deleted for each that is set keeps building its table anew.
 */
export class Recent<V> {
  readonly #least: number;
  readonly #entries = new Map<string, V>();

  constructor(least: number) {
    this.#least = least;
  }

  get isEmpty(): boolean {
    return this.#entries.size === 0;
  }

  get(key: string): V | undefined {
    return this.#entries.get(key);
  }

  /** An entry that is there already keeps its age. */
  set(key: string, value: V): void {
    this.#entries.set(key, value);
    if (this.#entries.size > 2 * this.#least) this.#dropOlderHalf();
  }

  #dropOlderHalf(): void {
    let left = this.#least;
    for (const key of this.#entries.keys()) {
      if (left-- <= 0) return;
      this.#entries.delete(key);
    }
  }
}

/**
 * What came last, by its key: as many entries as asked for at least, and at most twice as many. The older half goes at a time, since a Map
 * from which one is deleted for each that is added keeps building its table anew. What has gone comes again as an entry to be filled: with
 * each message a new one would, over hours, fill the old generation with garbage.
 */
export class Recent<V> {
  readonly #least: number;
  readonly #make: () => V;
  readonly #entries = new Map<string, V>();
  readonly #gone: V[] = [];
  /** what was added last: most often it is that which is asked for */
  #newestKey: string | undefined;
  #newest: V | undefined;

  constructor(least: number, make: () => V) {
    this.#least = least;
    this.#make = make;
  }

  get isEmpty(): boolean {
    return this.#entries.size === 0;
  }

  get(key: string): V | undefined {
    return key === this.#newestKey ? this.#newest : this.#entries.get(key);
  }

  /** For a key that is not there yet: an entry that still says what it said last. */
  add(key: string): V {
    const entry = this.#gone.pop() ?? this.#make();
    this.#entries.set(key, entry);
    this.#newestKey = key;
    this.#newest = entry;
    if (this.#entries.size > 2 * this.#least) this.#dropOlderHalf();
    return entry;
  }

  #dropOlderHalf(): void {
    let left = this.#least;
    for (const [key, entry] of this.#entries) {
      if (left-- <= 0) return;
      this.#entries.delete(key);
      this.#gone.push(entry);
    }
  }
}

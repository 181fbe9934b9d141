/**
 * What was set last, by its key: as many entries as asked for at least, and less than twice as many. Those are dropped a generation at a time,
 * since a Map from which one is deleted for each that is set keeps building its table anew.
 */
export class Recent<V> {
  readonly #least: number;
  #young = new Map<string, V>();
  #old = new Map<string, V>();

  constructor(least: number) {
    this.#least = least;
  }

  get isEmpty(): boolean {
    return this.#young.size === 0;
  }

  get(key: string): V | undefined {
    return this.#young.get(key) ?? this.#old.get(key);
  }

  set(key: string, value: V): void {
    if (this.#young.size >= this.#least) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
  }
}

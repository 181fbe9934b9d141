/** The station's own timers, all stopped at once. Times are simulated seconds: `scale` shortens them. */
export class Timers {
  readonly #scale: number;
  readonly #open = new Set<NodeJS.Timeout>();

  constructor(scale: number) {
    this.#scale = scale;
  }

  /** Calls `then` once after so many seconds, unless the returned function is called first. */
  after(seconds: number, then: () => void): () => void {
    const timer = setTimeout(
      () => {
        this.#open.delete(timer);
        then();
      },
      // More than this makes Node fire at once.
      Math.min(seconds * this.#scale * 1000, 2 ** 31 - 1),
    );
    this.#open.add(timer);
    return () => {
      clearTimeout(timer);
      this.#open.delete(timer);
    };
  }

  stop(): void {
    for (const timer of this.#open) clearTimeout(timer);
    this.#open.clear();
  }
}

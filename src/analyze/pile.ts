import { type Logged, readLine } from './logged.ts';

/** Lines of a station that wait, in their order. One of them comes next. */
export class Pile {
  /** of each line where it starts, where it ends, and its number */
  readonly #places: number[] = [];
  /** what lines tell that have been read and were not passed yet */
  readonly #logged: (Logged | undefined)[] = [];
  #next = 0;
  /** the lines from the next to this one have been read */
  #firstUnread = 0;

  /** With `logged`, a line that has been read. */
  add(start: number, end: number, number: number, logged: Logged | undefined): void {
    this.#places.push(start, end, number);
    this.#logged.push(logged);
  }

  get isEmpty(): boolean {
    return this.#next === this.#logged.length;
  }

  /** Reads so many lines, if there are, of which the first comes next. */
  read(bytes: Buffer, count: number): void {
    this.#firstUnread = Math.min(this.#next + count, this.#logged.length);
    for (let line = this.#next; line < this.#firstUnread; line += 1) {
      this.#logged[line] ??= readLine(bytes, this.#places[3 * line], this.#places[3 * line + 1]);
    }
  }

  get isRead(): boolean {
    return this.#next < this.#firstUnread;
  }

  /** What the next line tells; nothing if there is no frame in it, or if it has not been read. */
  get logged(): Logged | undefined {
    return this.#logged[this.#next];
  }

  /** The number of the next line. */
  get number(): number {
    return this.#places[3 * this.#next + 2] ?? 0;
  }

  text(bytes: Buffer): string {
    return bytes.toString('utf8', this.#places[3 * this.#next], this.#places[3 * this.#next + 1]);
  }

  pass(): void {
    // What an old array names is kept by each quick garbage collection, even if the array itself is garbage.
    this.#logged[this.#next] = undefined;
    this.#next += 1;
  }
}

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { ProtocolVersion } from '../ocpp/index.ts';
import { mergeParts, type Part } from './analyst.ts';
import { eachLine } from './lines.ts';
import { readLine, stationAtStart } from './logged.ts';

/** What a worker is told when it begins. */
export interface Orders {
  /** ids of the rules to apply */
  rules: readonly string[];
  protocol: ProtocolVersion | undefined;
}

/** What a worker gets: whole lines with their numbers, or a word about what follows. It says `taken` of each. */
export type Work =
  | { kind: 'lines'; bytes: Uint8Array; numbers: Float64Array }
  | { kind: 'beginFile' }
  | { kind: 'leaveOut'; number: number; text: string }
  | { kind: 'end' };

export type Reply = { kind: 'ready' | 'taken' } | { kind: 'part'; part: Part };

/** blocks that wait for a worker: more would only take memory */
const mostWaiting = 4;

/** Threads that share the stations of a record among them; this one reads, and hands each line to whoever has its station. */
export class Crew {
  readonly #workers: Hand[];
  readonly #handOf = new Map<string, Hand>();

  private constructor(workers: Hand[]) {
    this.#workers = workers;
  }

  static async hire(count: number, orders: Orders): Promise<Crew> {
    return new Crew(await Promise.all(Array.from({ length: count }, () => Hand.hire(orders))));
  }

  beginFile(): void {
    for (const hand of this.#workers) hand.tell({ kind: 'beginFile' });
  }

  leaveOut(number: number, text: string): void {
    this.#workers[0]?.tell({ kind: 'leaveOut', number, text });
  }

  async take(bytes: Buffer, number: number): Promise<number> {
    const count = eachLine(bytes, (start, end, index) => this.#handFor(bytes, start, end).add(bytes, start, end + 1, number + index));
    await Promise.all(this.#workers.map((hand) => hand.pass()));
    return count;
  }

  async end(): Promise<Part> {
    return mergeParts(await Promise.all(this.#workers.map((hand) => hand.end())));
  }

  #handFor(bytes: Buffer, start: number, end: number): Hand {
    const name = stationAtStart(bytes, start, end) ?? readLine(bytes.toString('utf8', start, end))?.station ?? '';
    let hand = this.#handOf.get(name);
    if (!hand) {
      // In turn, by first appearance: chargers differ less than a hash would make them.
      hand = this.#workers[this.#handOf.size % this.#workers.length];
      if (!hand) throw new Error('a crew has at least one worker');
      this.#handOf.set(name, hand);
    }
    return hand;
  }
}

/** One of the workers, and the lines that are to go to it. */
class Hand {
  readonly #worker: Worker;
  readonly #failed: Promise<never>;
  #bytes = Buffer.allocUnsafeSlow(0);
  #length = 0;
  #numbers: number[] = [];
  #waiting = 0;
  #onTaken = (): void => {};
  #onPart: (part: Part) => void = () => {};

  private constructor(worker: Worker) {
    this.#worker = worker;
    this.#failed = once(worker, 'error').then(([error]) => {
      throw error;
    });
    this.#failed.catch(() => {});
    worker.on('message', (reply: Reply) => {
      if (reply.kind === 'part') return this.#onPart(reply.part);
      this.#waiting -= 1;
      this.#onTaken();
    });
  }

  static async hire(orders: Orders): Promise<Hand> {
    const worker = new Worker(new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url), {
      workerData: orders,
    });
    await once(worker, 'message');
    return new Hand(worker);
  }

  tell(work: Work): void {
    this.#flush();
    this.#post(work, []);
  }

  add(source: Buffer, start: number, end: number, number: number): void {
    if (this.#length + end - start > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(source.length, this.#length + end - start, 2 * this.#bytes.length));
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
    }
    source.copy(this.#bytes, this.#length, start, end);
    this.#length += end - start;
    this.#numbers.push(number);
  }

  /** Sends what was added; resolves when there is room for more. */
  async pass(): Promise<void> {
    this.#flush();
    while (this.#waiting > mostWaiting) await Promise.race([this.#failed, this.#taken()]);
  }

  async end(): Promise<Part> {
    const part = new Promise<Part>((resolve) => {
      this.#onPart = resolve;
    });
    this.tell({ kind: 'end' });
    const ended = await Promise.race([this.#failed, part]);
    await this.#worker.terminate();
    return ended;
  }

  #taken(): Promise<void> {
    return new Promise((resolve) => {
      this.#onTaken = resolve;
    });
  }

  #flush(): void {
    if (this.#length === 0) return;
    const bytes = new Uint8Array(this.#bytes.buffer, 0, this.#length);
    const numbers = Float64Array.from(this.#numbers);
    this.#bytes = Buffer.allocUnsafeSlow(0);
    this.#length = 0;
    this.#numbers = [];
    this.#post({ kind: 'lines', bytes, numbers }, [bytes.buffer, numbers.buffer]);
  }

  #post(work: Work, transfer: ArrayBuffer[]): void {
    this.#waiting += 1;
    this.#worker.postMessage(work, transfer);
  }
}

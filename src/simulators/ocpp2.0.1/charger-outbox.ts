import { Refusal } from '../peer.ts';

type Payload = Record<string, unknown>;

export interface OutboxOptions {
  /** the CSMS can be told now */
  online(): boolean;
  call(action: string, payload: Payload): Promise<Payload>;
  /** how often a refused event is tried, and the seconds between, times the number of attempts (E13) */
  attempts(): { most: number; interval: number };
  after(seconds: number, then: () => void): () => void;
  answered(event: Payload, response: Payload): void;
}

/** TransactionEvents on their way: in order, kept while offline, tried again when refused. Lives through reboots. */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #queue: { event: Payload; attempts: number }[] = [];
  readonly #waiting: (() => void)[] = [];
  #busy = false;
  /** a refused event waits for its next attempt */
  #resting = false;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  add(event: Payload): void {
    const offline = this.#options.online() ? {} : { offline: true };
    this.#queue.push({ event: { ...event, ...offline }, attempts: 0 });
    void this.flush();
  }

  /** Whether something is left to send, of one transaction or of any (E14). */
  holds(transactionId?: string): boolean {
    return this.#queue.some(({ event }) => {
      const { transactionId: id } = event.transactionInfo as { transactionId: string };
      return transactionId === undefined || id === transactionId;
    });
  }

  /** Resolves once all is sent. */
  empty(): Promise<void> {
    if (this.#queue.length === 0) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Sends what can be sent. */
  async flush(): Promise<void> {
    if (this.#busy || this.#resting) return;
    this.#busy = true;
    try {
      for (let next = this.#queue[0]; next && this.#options.online(); next = this.#queue[0]) {
        if (!(await this.#send(next))) return;
      }
    } finally {
      this.#busy = false;
    }
    if (this.#queue.length === 0) for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** Whether the next one may go. */
  async #send(item: { event: Payload; attempts: number }): Promise<boolean> {
    const { call, answered, online } = this.#options;
    let response: Payload;
    try {
      response = await call('TransactionEvent', item.event);
    } catch (error) {
      if (error instanceof Refusal || online()) return this.#refused(item);
      item.event.offline = true;
      return false;
    }
    this.#queue.shift();
    answered(item.event, response);
    return true;
  }

  #refused(item: { attempts: number }): boolean {
    const { attempts, after } = this.#options;
    const { most, interval } = attempts();
    item.attempts += 1;
    if (item.attempts >= most) {
      this.#queue.shift();
      return true;
    }
    this.#resting = true;
    after(interval * item.attempts, () => {
      this.#resting = false;
      void this.flush();
    });
    return false;
  }
}

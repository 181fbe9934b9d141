import type { Timers } from './charger-timers.ts';

type Payload = Record<string, unknown>;

/** A transaction-related message: delivered in order, also after an outage (1.6 §3.7). */
export interface Message {
  action: 'StartTransaction' | 'StopTransaction' | 'MeterValues';
  /** made when it is sent: a transaction may get its id only then */
  payload: () => Payload;
  answered?: (answer: Payload) => void;
}

export interface OutboxOptions {
  timers: Timers;
  online: () => boolean;
  call: (action: string, payload: Payload) => Promise<Payload>;
  /** TransactionMessageAttempts */
  attempts: () => number;
  /** TransactionMessageRetryInterval, seconds */
  retryInterval: () => number;
}

export interface Outbox {
  push(message: Message): void;
  /** Sends what waits, if there is a line. */
  drain(): void;
  /** Resolves when nothing waits, or nothing can be done about it now. */
  drained(): Promise<void>;
}

export function createOutbox({ timers, online, call, attempts, retryInterval }: OutboxOptions): Outbox {
  const waiting: Message[] = [];
  let failures = 0;
  let running: Promise<void> | undefined;
  let stopRetry: (() => void) | undefined;

  async function run(): Promise<void> {
    for (let message = waiting[0]; message && online(); message = waiting[0]) {
      const answer = await attempt(message);
      if (answer) {
        done();
        message.answered?.(answer);
      } else if (!online()) {
        // A lost connection is no refusal: the message waits for the next one.
        return;
      } else if (failures >= attempts()) {
        done();
      } else {
        return retryLater();
      }
    }
  }

  async function attempt({ action, payload }: Message): Promise<Payload | undefined> {
    try {
      return await call(action, payload());
    } catch {
      if (online()) failures += 1;
      return undefined;
    }
  }

  function done(): void {
    waiting.shift();
    failures = 0;
  }

  function retryLater(): void {
    stopRetry = timers.after(retryInterval() * failures, () => {
      stopRetry = undefined;
      drain();
    });
  }

  function drain(): void {
    if (running || stopRetry) return;
    running = run().finally(() => {
      running = undefined;
      // Something may have been pushed after the last look.
      if (waiting.length > 0 && online()) drain();
    });
  }

  return {
    push(message) {
      waiting.push(message);
      drain();
    },
    drain() {
      stopRetry?.();
      stopRetry = undefined;
      drain();
    },
    drained: () => running ?? Promise.resolve(),
  };
}

import type { RequestOf } from '../../ocpp/index.ts';
import { Refusal } from '../peer.ts';

type Payload = Record<string, unknown>;
type SecurityEvent = RequestOf<'ocpp1.6', 'SecurityEventNotification'>;

export interface EventsOptions {
  online: () => boolean;
  call: (action: string, payload: Payload) => Promise<Payload>;
}

export type SecurityEvents = ReturnType<typeof createSecurityEvents>;

/** lines that the security log holds; the oldest go first */
const longest = 1_000;

/** What happens to the security of the simulated charger: it goes into the security log, and some of it to the CSMS (whitepaper A04, §8). */
export function createSecurityEvents({ online, call }: EventsOptions) {
  const log: string[] = [];
  /** what the CSMS is still to be told */
  const waiting: SecurityEvent[] = [];
  let isTelling = false;

  function note(type: string): string {
    const timestamp = new Date().toISOString();
    log.push(`${timestamp} ${type}`);
    if (log.length > longest) log.shift();
    return timestamp;
  }

  async function deliver(): Promise<void> {
    if (isTelling) return;
    isTelling = true;
    for (let event = waiting[0]; event && online(); event = waiting[0]) {
      const isLost = await call('SecurityEventNotification', { ...event }).then(
        () => false,
        (error: unknown) => !(error instanceof Refusal),
      );
      // Delivery is guaranteed over connections (A04.FR.02), not against a CSMS that does not want to know.
      if (isLost) break;
      waiting.shift();
    }
    isTelling = false;
  }

  return {
    note: (type: string) => void note(type),
    /** … and tells the CSMS as soon as that can be. */
    tell(type: string): void {
      waiting.push({ type, timestamp: note(type) });
      if (waiting.length > longest) waiting.shift();
      void deliver();
    },
    deliver: () => void deliver(),
    text: (): string => `${log.join('\n')}\n`,
  };
}

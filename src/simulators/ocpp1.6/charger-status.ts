import { type Configuration, count } from './charger-configuration.ts';
import type { Status } from './charger-connector.ts';
import type { Timers } from './charger-timers.ts';

type Payload = Record<string, unknown>;

/** What a StatusNotification says of a connector, or of the charger as a whole. */
export interface Condition {
  status: Status;
  errorCode: string;
  info?: string;
}

export interface StatusBoardOptions {
  configuration: Configuration;
  timers: Timers;
  online: () => boolean;
  call: (action: string, payload: Payload) => Promise<unknown>;
  /** 0 and all connectors */
  ids: readonly number[];
  conditionOf: (id: number) => Condition;
}

/** Tells the CSMS how the connectors are, whenever that has changed for MinimumStatusDuration (1.6 §4.9). */
export function createStatusBoard({ configuration, timers, online, call, ids, conditionOf }: StatusBoardOptions) {
  /** what the CSMS was told last, by connector */
  const reported = new Map<number, string>();
  const waiting = new Map<number, { what: string; cancel: () => void }>();
  const what = ({ status, errorCode }: Condition) => `${status} ${errorCode}`;

  function report(connectorId: number, more: Partial<Condition> = {}): void {
    const condition = conditionOf(connectorId);
    reported.set(connectorId, what(condition));
    call('StatusNotification', { connectorId, ...condition, ...more, timestamp: new Date().toISOString() }).catch(() => {
      reported.delete(connectorId);
    });
  }

  function reportChange(id: number): void {
    const now = what(conditionOf(id));
    const pending = waiting.get(id);
    if (pending?.what === now) return;
    pending?.cancel();
    waiting.delete(id);
    if (reported.get(id) === now) return;
    const seconds = count(configuration, 'MinimumStatusDuration');
    if (seconds === 0) return report(id);
    const cancel = timers.after(seconds, () => {
      waiting.delete(id);
      if (online()) report(id);
    });
    waiting.set(id, { what: now, cancel });
  }

  return {
    report,
    reportAll: () => ids.forEach((id) => void report(id)),
    reportChanges: () => {
      if (online()) ids.forEach(reportChange);
    },
    /** After a boot the CSMS knows nothing of the connectors. */
    forget() {
      reported.clear();
      waiting.clear();
    },
  };
}

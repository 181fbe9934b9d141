import { defineFacts } from 'ocppliance';
import { textIn, timeIn } from './payload.ts';

export interface ClockFacts {
  /** CSMS clock minus observer's, milliseconds, by the last currentTime */
  csms?: number;
  /** charger's clock minus observer's at most so much: the latest timestamp, compared to when it came, since the last currentTime */
  charger?: number;
}

/** The clocks of both sides as seen by the observer. A charger sets its own by currentTime (1.6 §4.2, §4.6). */
export const clocks = defineFacts({
  versions: ['ocpp1.6'],
  create: (): ClockFacts => ({}),
  learn: (facts) => ({
    anyCall({ from, action, request, time }) {
      if (from !== 'charger') return;
      if (action === 'BootNotification') delete facts.charger;
      if (action !== 'StatusNotification' && action !== 'StartTransaction' && action !== 'StopTransaction') return;
      const ahead = timeIn(request, 'timestamp') - Date.parse(time);
      if (!Number.isNaN(ahead)) facts.charger = Math.max(ahead, facts.charger ?? ahead);
    },
    anyResult({ call, response, time }) {
      if (call?.action !== 'BootNotification' && call?.action !== 'Heartbeat') return;
      if (textIn(response, 'currentTime') === undefined) return;
      const ahead = timeIn(response, 'currentTime') - Date.parse(time);
      if (!Number.isNaN(ahead)) facts.csms = ahead;
    },
  }),
});

const quarter = 900_000;
/** ms, as in the rule book: clocks may differ by so much */
export const skew = 10_000;

/** A clock in local time differs by quarter-hours, up to 14 hours of them. */
export const isZone = (difference: number): boolean => {
  const distance = Math.abs(difference);
  return (
    distance >= quarter - skew && distance <= 14 * 3_600_000 + skew && Math.abs(distance - Math.round(distance / quarter) * quarter) <= skew
  );
};

/** A charger that never learnt the time thinks that it is 1970, 2000 or the day its firmware was made. */
export const isUnset = (timestamp: number): boolean => timestamp < Date.UTC(2015, 0, 1);

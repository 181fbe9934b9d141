import { type CallReading, defineFacts, type ResultReading } from 'ocppliance';
import { timeIn } from './payload.ts';

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
  learn(facts) {
    const ofCharger = ({ from, request, wall }: CallReading) => {
      const ahead = timeIn(request, 'timestamp') - wall;
      if (from === 'charger' && !Number.isNaN(ahead)) facts.charger = Math.max(ahead, facts.charger ?? ahead);
    };
    const ofCsms = ({ response, wall }: ResultReading) => {
      const ahead = timeIn(response, 'currentTime') - wall;
      if (!Number.isNaN(ahead)) facts.csms = ahead;
    };
    return {
      rawCalls: {
        BootNotification({ from }) {
          if (from === 'charger') delete facts.charger;
        },
        StatusNotification: ofCharger,
        StartTransaction: ofCharger,
        StopTransaction: ofCharger,
      },
      rawAnswers: { BootNotification: ofCsms, Heartbeat: ofCsms },
    };
  },
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
export const isUnset = (timestamp: number): boolean => timestamp < earliest;
const earliest = Date.UTC(2015, 0, 1);

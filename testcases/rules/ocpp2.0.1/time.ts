import { type CallReading, defineRule, parseDateTime, type ResultReading } from 'ocppliance';
import { both, clock, line, registration, skew, triggerOf, triggers } from './facts.ts';
import { deviceModel, listOf } from './facts-station.ts';

/** The fields that hold a date-time, in any message. */
const fields =
  'timestamp|currentTime|generatedAt|expiryDateTime|cacheExpiryDateTime|retrieveDateTime|installDateTime|startSchedule|scheduleStart|' +
  'validFrom|validTo|startDateTime|endDateTime|oldestTimestamp|latestTimestamp|departureTime|timeBase|nextUpdate';
const isFine = /\d\d:\d\d:\d\d\.\d{4}/;
const tooFine = new RegExp(`"(${fields})"\\s*:\\s*"([^"]{0,40}\\.\\d{4,}[^"]{0,10})"`);

export const writesTimesByTheBook = defineRule({
  id: 'R201-TIME-001',
  title: 'A time is written by RFC 3339, with three digits after the second at most',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['2.0.1 part 2 §2.1.4'],
  example: '> StatusNotification {timestamp: "2024-05-01T10:00:00.123456Z", …}',
  harm: 'receivers refuse the message, or read another time',
  watch(scene) {
    const report = ({ from, index }: CallReading | ResultReading, action: string, field: string, actual: string, message: string) =>
      scene.report({ key: `${action} ${field}`, blame: from, message: `${action}: ${message}`, frames: [index], actual });
    const judge = (reading: CallReading | ResultReading, action: string) => {
      for (const { kind, allowed, path, actual, message } of reading.problems) {
        if (kind !== 'format' || allowed !== 'date-time') continue;
        report(reading, action, path.replace(/\[\d+\]/g, '[]'), String(actual), message);
      }
      if (!isFine.test(reading.raw) || action === 'DataTransfer') return;
      const [, field, time] = tooFine.exec(reading.raw) ?? [];
      if (field && time) report(reading, action, field, time, `${field} has more than three digits after the second`);
    };
    return {
      anyCall: (call) => judge(call, call.action),
      anyResult(result) {
        if (result.call) judge(result, result.call.action);
      },
    };
  },
});

const quarter = 900_000;
/** Events in a row that are off by the same, before the clock is to blame and not the delivery. */
const enough = 3;
/** how much a station's clock and the way to us may waver */
const waver = 5000;

export const keepsTheTime = defineRule({
  id: 'R201-TIME-003',
  title: 'What a station reports now happened now, by the clock of the CSMS',
  severity: 'warning',
  blame: 'charger',
  versions: both,
  spec: ['B01.FR.06', 'G02.FR.06'],
  example: 'at 10:00:00Z  > StatusNotification {timestamp: "2024-05-01T12:00:01Z", …}',
  harm: 'sessions are billed at the tariff of another hour, and events are put in the wrong order',
  watch(scene) {
    const told = scene.facts(clock);
    const standing = scene.facts(registration);
    const model = scene.facts(deviceModel);
    const asked = scene.facts(triggers);
    const connection = scene.facts(line);
    /** events that were off by about the same */
    let run: { off: number; frames: number[] } | undefined;
    const judge = (timestamp: string, { index, at, wall }: Pick<CallReading, 'index' | 'at' | 'wall'>) => {
      if (standing.status !== 'Accepted') return;
      if (told.csmsAhead === undefined) return scene.inconclusive('the time of the CSMS');
      const sources = listOf(model, 'ClockCtrlr.TimeSource');
      if (sources && !sources.some((source) => source === 'Heartbeat' || source === 'NTP')) return;
      const off = parseDateTime(timestamp) - wall;
      // Who observes may have a clock of his own; a station may have its time from elsewhere than the CSMS.
      const ahead = Math.abs(off) < Math.abs(off - told.csmsAhead) ? off : off - told.csmsAhead;
      if (Math.abs(ahead) <= skew) {
        run = undefined;
        return;
      }
      // What is old may have waited to be sent; what waited for the connection certainly has.
      if (ahead < 0 && at - connection.openedAt <= 2 * skew) return;
      if (!run || Math.abs(run.off - ahead) > waver) run = { off: ahead, frames: [] };
      run.frames.push(index);
      if (run.frames.length > enough) run.frames.shift();
      const isZone = Math.abs(ahead - Math.round(ahead / quarter) * quarter) <= skew;
      if (run.frames.length < (ahead > 0 ? (isZone ? 1 : 2) : enough)) return;
      const seconds = Math.round(ahead / 1000);
      const way = `${Math.abs(seconds)} s ${seconds > 0 ? 'ahead' : 'late'}`;
      scene.report({
        key: isZone ? 'zone' : 'off',
        ...(isZone ? { severity: 'violation' } : {}),
        message: isZone ? `The station's clock is ${way}: local time labelled as UTC` : `The station's clock is ${way}`,
        frames: [...run.frames],
        expected: new Date(wall + told.csmsAhead).toISOString(),
        actual: timestamp,
      });
    };
    return {
      calls: {
        StatusNotification: (call) => judge(call.request.timestamp, call),
        SecurityEventNotification(call) {
          // Also told after the event, from before the connection.
          if (call.at - connection.openedAt > 2 * skew) judge(call.request.timestamp, call);
        },
        TransactionEvent(call) {
          if (!call.request.offline) judge(call.request.timestamp, call);
        },
        MeterValues(call) {
          if (!triggerOf(asked, 'MeterValues', call.at)) return;
          const [first] = call.request.meterValue;
          if (first) judge(first.timestamp, call);
        },
      },
    };
  },
});

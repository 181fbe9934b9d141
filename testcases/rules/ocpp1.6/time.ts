import { type CallReading, defineRule, type ResultReading } from 'ocppliance';
import { clocks, isUnset, isZone, skew } from './facts-clock.ts';
import { commands, wasTriggered } from './facts-commands.ts';
import { station } from './facts-station.ts';
import { samples } from './moments.ts';
import { textIn, timeIn } from './payload.ts';

/** `currentTime` has a rule of its own in these answers. */
const setClocks = new Set<string | undefined>(['BootNotification', 'Heartbeat']);

export const writesDateTimesWithZone = defineRule({
  id: 'R16-TIME-001',
  title: 'A date-time follows RFC 3339, with seconds and a zone',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §3.15', '1.6 errata 3.10'],
  example: '> StartTransaction {timestamp: "2023-10-22T07:13:09"}',
  harm: 'a CSMS refuses the message and the session is lost, or it guesses a zone and is hours off',
  watch(scene) {
    const judge = (action: string, { from, problems, index }: CallReading | ResultReading) => {
      for (const { kind, path, allowed, actual } of problems) {
        if (kind !== 'format' || allowed !== 'date-time' || (path === 'currentTime' && setClocks.has(action))) continue;
        scene.report({
          key: `${action} ${path.replaceAll(/\[\d+\]/g, '')}`,
          message: `${path} of ${action} is no RFC 3339 date-time`,
          frames: [index],
          expected: 'such as 2026-01-31T10:00:00Z',
          actual: String(actual).slice(0, 60),
          blame: from,
        });
      }
    };
    return {
      flawedCall: (call) => judge(call.action, call),
      flawedResult: (result) => judge(result.call.action, result),
    };
  },
});

/** A numeric offset that is not zero. */
const hasOffset = (text: string): boolean => !text.endsWith('Z') && /[+-](?!00:00)\d\d:\d\d$/.test(text);

export const writesTimesInUtc = defineRule({
  id: 'R16-TIME-002',
  title: 'Times are given in UTC',
  severity: 'advice',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §3.14'],
  example: '> StatusNotification {timestamp: "2024-01-01T12:00:00+01:00"}',
  harm: 'legal, but many parsers drop the offset and are hours off',
  watch(scene) {
    const judge = (action: string, field: string, text: string | undefined, { from, index }: Pick<CallReading, 'from' | 'index'>) => {
      if (text === undefined || !hasOffset(text)) return;
      scene.report({
        key: `${action} ${field}`,
        message: `${field} of ${action} has an offset; UTC is strongly recommended`,
        frames: [index],
        actual: text,
        blame: from,
      });
    };
    return {
      calls: {
        StatusNotification: (call) => judge('StatusNotification', 'timestamp', call.request.timestamp, call),
        StartTransaction: (call) => judge('StartTransaction', 'timestamp', call.request.timestamp, call),
        StopTransaction: (call) => judge('StopTransaction', 'timestamp', call.request.timestamp, call),
        MeterValues(call) {
          for (const { timestamp } of call.request.meterValue) judge('MeterValues', 'timestamp', timestamp, call);
        },
      },
      answers: {
        BootNotification: (answer) => judge('BootNotification', 'currentTime', answer.response.currentTime, answer),
        Heartbeat: (answer) => judge('Heartbeat', 'currentTime', answer.response.currentTime, answer),
      },
    };
  },
});

type Timed = Pick<CallReading, 'wall' | 'at' | 'index'> & { request: object };

const hour = 3_600_000;
/** ms; shorter lags may be a delay on purpose, such as MinimumStatusDuration */
const longLag = 120_000;
/** so many messages must agree before a lag is one of the clock and not of the message */
const agreeing = 3;

export const keepsTheTime = defineRule({
  id: 'R16-TIME-003',
  title: "The clocks agree: the Charge Point's follows currentTime, and neither side labels local time as UTC",
  severity: 'warning',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §3.14', '1.6 §4.2', '1.6 §4.6'],
  example: '(10:00Z)  > StatusNotification {timestamp: "2024-05-01T12:00:01Z"}',
  harm: 'sessions are billed at the wrong tariff, and those that ended seem to lie in the future',
  watch(scene) {
    const clock = scene.facts(clocks);
    const line = scene.facts(station);
    const wishes = scene.facts(commands);
    /** lags of the newest messages, ms */
    let lags: number[] = [];
    let lastTimestamp = Number.NaN;

    function ahead(by: number, index: number, timestamp: string): void {
      const zone = isZone(by);
      scene.report({
        key: zone ? 'zone' : 'skew',
        message: zone
          ? `the charger's timestamps are ${inWords(by)}: local time labelled as UTC`
          : `the charger's clock is ${inWords(by)}, although it was told the time`,
        frames: [index],
        actual: timestamp,
        severity: zone ? 'violation' : 'warning',
      });
    }

    function judge({ request, wall, at, index }: Timed): void {
      const timestamp = timeIn(request, 'timestamp');
      if (clock.csms === undefined || Number.isNaN(timestamp) || isUnset(timestamp)) return;
      // A charger with a good clock of its own may know better than its CSMS.
      const difference = nearer(timestamp - wall, timestamp - wall - clock.csms);
      if (difference > skew && difference < 24 * hour) return ahead(difference, index, textIn(request, 'timestamp') ?? '');
      // What happened before the connection was there may be told late.
      const told = timestamp >= line.connectedTime && !wasTriggered(wishes, 'StatusNotification', at);
      if (difference >= -skew) lags = [];
      if (timestamp === lastTimestamp || difference >= -skew || !(told || isZone(difference))) return;
      lastTimestamp = timestamp;
      lags = [...lags, difference].slice(-agreeing);
      const steady = lags.length === agreeing && Math.max(...lags) - Math.min(...lags) <= skew / 2;
      if (steady && (isZone(difference) || difference < -longLag)) ahead(difference, index, textIn(request, 'timestamp') ?? '');
    }

    function judgeCsms({ response, wall, index }: ResultReading): void {
      const difference = timeIn(response, 'currentTime') - wall;
      if (!scene.complete || Number.isNaN(difference) || !isZone(difference)) return;
      scene.report({
        key: 'zone',
        message: `the CSMS's currentTime is ${inWords(difference)}: local time labelled as UTC`,
        frames: [index],
        actual: textIn(response, 'currentTime') ?? '',
        blame: 'csms',
        severity: 'violation',
      });
    }

    return {
      calls: {
        StatusNotification: judge,
        StartTransaction: judge,
      },
      rawAnswers: { BootNotification: judgeCsms, Heartbeat: judgeCsms },
    };
  },
});

const nearer = (one: number, other: number): number => (Math.abs(other) < Math.abs(one) ? other : one);

export const inWords = (difference: number): string => {
  const minutes = Math.round(Math.abs(difference) / 60_000);
  const much =
    minutes >= 60
      ? `${Number((minutes / 60).toFixed(2))} h`
      : minutes >= 1
        ? `${minutes} min`
        : `${Math.round(Math.abs(difference) / 1000)} s`;
  return `${much} ${difference > 0 ? 'ahead' : 'behind'}`;
};

export const knowsTheYear = defineRule({
  id: 'R16-TIME-004',
  title: 'A Charge Point that was told the time sends no timestamps of an unset clock',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §3.14', '1.6 §4.2.1'],
  example: '> StartTransaction {timestamp: "1970-01-01T00:01:27Z"}',
  harm: 'the CSMS files sessions under 1970, or throws them away',
  watch(scene) {
    const reg = scene.facts(station);
    const read = scene.facts(samples);
    const judge = (action: string, at: number, timestamp: string, { wall, index }: Pick<CallReading, 'wall' | 'index'>) => {
      const unset = isUnset(at);
      if (!unset && !(at > wall + 24 * hour)) return;
      scene.report({
        key: unset ? 'unset' : 'future',
        message: unset
          ? `the timestamp of ${action} comes from a clock that was never set`
          : `the timestamp of ${action} lies more than a day in the future`,
        frames: [index],
        actual: timestamp,
        severity: reg.registration === 'Accepted' ? 'violation' : 'warning',
      });
    };
    const called = (action: string) => (call: Timed) =>
      judge(action, timeIn(call.request, 'timestamp'), textIn(call.request, 'timestamp') ?? '', call);
    return {
      calls: {
        StatusNotification: called('StatusNotification'),
        StartTransaction: called('StartTransaction'),
        StopTransaction: called('StopTransaction'),
        MeterValues(call) {
          for (const { at, timestamp } of read.momentsOf(call.request.meterValue)) judge('MeterValues', at, timestamp, call);
        },
      },
    };
  },
});

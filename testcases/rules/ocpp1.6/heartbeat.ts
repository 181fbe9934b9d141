import { defineRule, type RawAnswer, type ResultReading } from 'ocppliance';
import { isZone, skew } from './facts-clock.ts';
import { commands, wasTriggered } from './facts-commands.ts';
import { configuration } from './facts-configuration.ts';
import { station } from './facts-station.ts';
import { numberIn, textIn, timeIn } from './payload.ts';
import { inWords } from './time.ts';

const inARow = 3;
/** ms on top of two intervals: networks delay, timers jitter */
const patience = 30_000;

export const beatsAsAgreed = defineRule({
  id: 'R16-HB-001',
  title: 'A Charge Point gives a sign of life as often as the heartbeat interval says, and not much more often',
  severity: 'warning',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §4.2', '1.6 §4.6', '1.6 §9.1.10'],
  example: '< BootNotification.conf {interval: 60}  (a Heartbeat every 5 s)',
  harm: 'the CSMS takes the charger for dead, or pays for its mobile data',
  watch(scene) {
    const line = scene.facts(station);
    const settings = scene.facts(configuration);
    const wishes = scene.facts(commands);
    /** when the charger was last heard, and the interval that held then; 0: none */
    let heard = Number.NEGATIVE_INFINITY;
    let interval = 0;
    /** when we look whether it is silent, which is set anew only when it has come: never too late, often too early */
    let looks = Number.POSITIVE_INFINITY;
    let cancel = () => {};
    let last = Number.NEGATIVE_INFINITY;
    let early = 0;

    const period = () => (settings.settings.get('heartbeatinterval')?.count ?? 0) * 1000 * scene.timeScale;
    const inSeconds = (milliseconds: number) => `${Number((milliseconds / 1000).toFixed(2))} s`;
    const isSilentAt = () => heard + 2 * interval + patience;

    function hear(at: number): void {
      heard = at;
      interval = line.registration === 'Accepted' ? period() : 0;
      if (interval > 0 && isSilentAt() < looks) lookAt(isSilentAt());
    }

    function lookAt(at: number): void {
      cancel();
      looks = at;
      cancel = scene.when(at, () => {
        looks = Number.POSITIVE_INFINITY;
        if (interval === 0) return;
        if (isSilentAt() > at) return lookAt(isSilentAt());
        // A charger that waits for an answer cannot say more.
        if (!line.connected || scene.open('charger').size > 0 || period() !== interval) return;
        scene.report({
          key: 'silent',
          message: 'the charger gave no sign of life for more than two heartbeat intervals',
          frames: [line.answerIndex],
          expected: `at least every ${inSeconds(interval / scene.timeScale)}`,
          actual: `nothing for ${inSeconds(2 * interval + patience)}`,
        });
      });
    }

    return {
      frame({ from, at }) {
        if (from === 'charger') hear(at);
      },
      closed() {
        interval = 0;
        last = Number.NEGATIVE_INFINITY;
        early = 0;
      },
      calls: {
        Heartbeat({ index, at }) {
          const agreed = period();
          const since = at - last;
          last = at;
          const none = agreed === 0;
          // Without an interval the charger chooses, but hardly a second.
          const soon = none ? since < 1000 * scene.timeScale : since < agreed / 2;
          if (!soon || wasTriggered(wishes, 'Heartbeat', at) || line.registration !== 'Accepted') {
            early = 0;
            return;
          }
          early += 1;
          if (early < (none ? 3 * inARow : inARow)) return;
          scene.report({
            key: 'often',
            message: 'heartbeats come much more often than agreed',
            frames: [line.answerIndex, index],
            expected: none ? 'now and then' : `every ${inSeconds(agreed / scene.timeScale)}`,
            actual: inSeconds(since / scene.timeScale),
          });
        },
      },
    };
  },
});

/** What is wrong with a currentTime, if anything, and how badly. */
function clockProblem(
  { response, problems, wall }: ResultReading,
  complete: boolean,
): { key: string; message: string; severity: 'violation' | 'warning' } | undefined {
  if (problems.some(({ path, kind }) => path === 'currentTime' && kind === 'format'))
    return { key: 'format', message: 'currentTime is no RFC 3339 date-time', severity: 'violation' };
  const ahead = timeIn(response, 'currentTime') - wall;
  // Off by quarter-hours is R16-TIME-003's. What else differs may be the observer's clock.
  if (complete && Math.abs(ahead) > skew + 5_000 && !isZone(ahead))
    return { key: 'skew', message: `currentTime is ${inWords(ahead)}`, severity: 'warning' };
  return undefined;
}

const day = 86_400;

export const answersABootWithGoodValues = defineRule({
  id: 'R16-BOOT-011',
  title: 'BootNotification.conf tells the right time, with its zone, and an interval that can be',
  severity: 'violation',
  blame: 'csms',
  versions: ['ocpp1.6'],
  spec: ['1.6 §4.2', '1.6 §6.4', '1.6-J errata 2.4'],
  example: '< BootNotification.conf {currentTime: "2024-05-01T12:00:00", interval: 300}',
  harm: 'the charger sets its clock wrong, and every session after that is',
  watch: (scene) => ({
    rawAnswers: {
      BootNotification(result) {
        const { call, response, index } = result;
        const frames = [call.index, index];
        const clock = clockProblem(result, scene.complete);
        if (clock) scene.report({ ...clock, frames, actual: textIn(response, 'currentTime') ?? '' });
        const interval = numberIn(response, 'interval') ?? 300;
        if (interval < 0) scene.report({ key: 'negative', message: 'interval is negative', frames, actual: String(interval) });
        else if (textIn(response, 'status') === 'Accepted' && (interval === 0 || interval > day))
          scene.report({
            key: 'odd',
            message: `a heartbeat interval of ${interval} s leaves much to the charger`,
            frames,
            severity: 'advice',
          });
      },
    },
  }),
});

export const tellsTheTimeInOrder = defineRule({
  id: 'R16-HB-004',
  title: 'currentTime is right, has a zone, and never goes back',
  severity: 'violation',
  blame: 'csms',
  versions: ['ocpp1.6'],
  spec: ['1.6 §3.14', '1.6 §3.15', '1.6 §4.6', '1.6 §6.30'],
  example: '< BootNotification.conf {currentTime: 10:00:05Z}  < Heartbeat.conf {currentTime: 09:59:40Z}',
  harm: 'events of the charger change their order',
  watch(scene) {
    let last: { told: number; index: number } | undefined;
    function judge(result: RawAnswer): void {
      const { call, response, index } = result;
      const told = timeIn(response, 'currentTime');
      const back = last && told < last.told - 1000;
      if (back && last)
        scene.report({
          key: 'back',
          message: `currentTime went back by ${Math.round((last.told - told) / 1000)} s`,
          frames: [last.index, index],
          actual: textIn(response, 'currentTime') ?? '',
        });
      if (!Number.isNaN(told)) last = { told, index };
      const clock = call.action === 'Heartbeat' && !back ? clockProblem(result, scene.complete) : undefined;
      if (clock) scene.report({ ...clock, frames: [call.index, index], actual: textIn(response, 'currentTime') ?? '' });
    }
    return { rawAnswers: { BootNotification: judge, Heartbeat: judge } };
  },
});

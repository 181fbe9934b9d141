import { defineRule } from 'ocppliance';
import { Debts } from './debts.ts';
import { both, followUp, line, registration, triggerOf, triggers } from './facts.ts';
import { connectors, keyOfVariable, statusesIn } from './facts-station.ts';

/** By how much a timer of so many milliseconds may be off. */
const jitter = (duration: number): number => Math.max(2000, duration / 10);

/** BootNotifications in a minute that are too many where the station chooses the interval. */
const flood = 7;

export const retriesBootAtTheInterval = defineRule({
  id: 'R201-BOOT-005',
  title: 'A station that is not accepted sends BootNotification again after the interval, neither sooner nor much later',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['B02.FR.04', 'B02.FR.07', 'B02.FR.08', 'B03.FR.05', 'B03.FR.06'],
  example: '< BootNotificationResponse {status: Pending, interval: 300}  > BootNotification after 10 s',
  harm: 'stations flood a CSMS that is overloaded, or stay out for ever',
  watch(scene) {
    const standing = scene.facts(registration);
    const asked = scene.facts(triggers);
    const connection = scene.facts(line);
    const debts = new Debts<'boot'>(scene);
    const boots: { at: number; index: number }[] = [];
    return {
      closed() {
        debts.forget();
        boots.length = 0;
      },
      calls: {
        BootNotification({ request, index, at }) {
          debts.settle('boot');
          const { status, interval, since, answer } = standing;
          const isRetry = (status === 'Pending' || status === 'Rejected') && connection.closedAt <= since;
          if (!isRetry || request.reason === 'Triggered' || triggerOf(asked, 'BootNotification', at)) return;
          const wait = interval * 1000 * scene.timeScale;
          if (interval > 0 && at - since < wait - jitter(wait)) {
            scene.report({
              key: 'early',
              message: `The station sent BootNotification again ${Math.round((at - since) / 1000)} s after the answer, which said ${interval} s`,
              frames: [answer, index],
              expected: `${interval} s`,
              actual: `${Math.round((at - since) / 1000)} s`,
            });
          }
          if (interval > 0) return;
          boots.push({ at, index });
          if (boots.length > flood) boots.shift();
          const [first] = boots;
          if (boots.length < flood || !first || at - first.at > 60_000 * scene.timeScale) return;
          scene.report({
            key: 'flood',
            message: `The station sent ${flood} BootNotifications within a minute`,
            frames: boots.map((boot) => boot.index),
          });
        },
      },
      answers: {
        BootNotification({ response: { status, interval }, index, at }) {
          if (status === 'Accepted' || interval <= 0) return;
          debts.owe('boot', at, interval * 1000 * scene.timeScale + followUp, () =>
            scene.report({
              key: 'late',
              message: `The station is ${status} and did not send BootNotification again after ${interval} s`,
              frames: [index],
              expected: `BootNotification after ${interval} s`,
            }),
          );
        },
      },
    };
  },
});

export const tellsAllStatusesAfterBoot = defineRule({
  id: 'R201-BOOT-008',
  title: 'An accepted station tells the status of every connector',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['B01.FR.05'],
  example: '> BootNotification  < Accepted  > StatusNotification of EVSE 1 only, although there are two',
  harm: 'a CSMS shows what was before the boot',
  watch(scene) {
    const known = scene.facts(connectors);
    const debts = new Debts<'statuses'>(scene);
    const told = new Set<string>();
    return {
      closed: () => debts.forget(),
      calls: {
        BootNotification: () => debts.forget(),
        StatusNotification({ request: { evseId, connectorId } }) {
          if (debts.has('statuses')) told.add(`${evseId}.${connectorId}`);
        },
        NotifyEvent({ request }) {
          if (!debts.has('statuses')) return;
          for (const { evseId, connectorId } of statusesIn(request)) told.add(`${evseId}.${connectorId}`);
        },
      },
      answers: {
        BootNotification({ call, response, index, at }) {
          if (response.status !== 'Accepted') return;
          told.clear();
          debts.owe('statuses', at, followUp, () => {
            const missing = [...known.keys()].filter((key) => !told.has(key));
            const isUnknown = known.size === 0;
            if (missing.length === 0 && !isUnknown) return;
            scene.report({
              key: 'statuses',
              ...(isUnknown ? { severity: 'warning' } : {}),
              message: isUnknown
                ? 'The station told the status of no connector after it was accepted'
                : `The station did not tell the status of ${missing.slice(0, 5).join(', ')} after it was accepted`,
              frames: [call.index, index],
              expected: 'the status of every connector',
            });
          });
        },
      },
    };
  },
});

/** Heartbeats in a row that come too soon before it is a habit. */
const habit = 3;

export const keepsTheHeartbeat = defineRule({
  id: 'R201-BOOT-014',
  title: 'A station is heard of at least once in each heartbeat interval, and does not send heartbeats much more often',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['B01.FR.04', 'G02.FR.01', 'G02.FR.02', 'G02.FR.05'],
  example: '< BootNotificationResponse {status: Accepted, interval: 60}  > Heartbeat every 300 s, and nothing else',
  harm: 'a CSMS takes the station for offline, or is flooded',
  watch(scene) {
    const standing = scene.facts(registration);
    const asked = scene.facts(triggers);
    const connection = scene.facts(line);
    /** seconds; 0 is for the station to choose */
    let interval: number | undefined;
    let agreed = 0;
    const heard = { at: 0, index: 0 };
    let stop: (() => void) | undefined;
    let beats: { at: number; index: number }[] = [];
    /** generous: what we see is only when something arrived */
    const limit = (seconds: number) => 1500 * seconds * scene.timeScale + 10_000;
    const watchFrom = (at: number) => {
      stop?.();
      stop = undefined;
      if (!interval) return;
      stop = scene.when(at + limit(interval), (now) => {
        stop = undefined;
        if (!interval || connection.open === false || standing.status !== 'Accepted') return;
        const last = Math.max(heard.at, connection.openedAt);
        if (now - last < limit(interval) || scene.open('charger').size > 0) return watchFrom(now - last < limit(interval) ? last : now);
        scene.report({
          key: 'sparse',
          message: `Nothing was heard of the station for ${Math.round((now - last) / 1000)} s; its heartbeat interval is ${interval} s`,
          frames: [agreed, heard.index],
          expected: `something every ${interval} s`,
        });
      });
    };
    const agree = (seconds: number | undefined, { index, at }: { index: number; at: number }) => {
      interval = seconds;
      agreed = index;
      beats = [];
      watchFrom(at);
    };
    return {
      opened() {
        beats = [];
      },
      frame({ from, at, index }) {
        if (from !== 'charger') return;
        heard.at = at;
        heard.index = index;
        if (!stop && interval) watchFrom(at);
      },
      calls: {
        Heartbeat({ at, index }) {
          if (interval === undefined || standing.status !== 'Accepted') return;
          if (triggerOf(asked, 'Heartbeat', at)) {
            beats = [];
            return;
          }
          const last = beats.at(-1);
          const shortest = (Math.max(interval, 2) / 2) * 1000 * scene.timeScale;
          if (last && at - last.at >= shortest) beats = [];
          beats.push({ at, index });
          if (beats.length <= habit) return;
          scene.report({
            key: 'dense',
            message: `The station sends heartbeats every ${Math.round(at - (last?.at ?? at)) / 1000} s; its heartbeat interval is ${interval} s`,
            frames: [agreed, ...beats.map((beat) => beat.index)],
            expected: interval > 0 ? `every ${interval} s` : 'not as many',
          });
          beats = beats.slice(-habit);
        },
      },
      answers: {
        BootNotification({ response, ...stamp }) {
          agree(response.status === 'Accepted' ? Math.max(response.interval, 0) : undefined, stamp);
        },
        SetVariables({ call, response, ...stamp }) {
          const isIt = (item: Parameters<typeof keyOfVariable>[0]) => keyOfVariable(item) === heartbeatInterval;
          const result = response.setVariableResult.find(isIt);
          const set = call.request.setVariableData.find(isIt);
          if (!result || !set) return;
          if (result.attributeStatus === 'Accepted') agree(Number(set.attributeValue) || undefined, stamp);
          else if (result.attributeStatus === 'RebootRequired') agree(undefined, stamp);
        },
      },
    };
  },
});

const heartbeatInterval = keyOfVariable({ component: { name: 'OCPPCommCtrlr' }, variable: { name: 'HeartbeatInterval' } });

import { defineRule, type ErrorReading, type ResultReading } from 'ocppliance';
import { commands, newest, wasTriggered } from './facts-commands.ts';
import { configuration, countOf } from './facts-configuration.ts';
import { connectors } from './facts-connectors.ts';
import { afterwards, followUp, station } from './facts-station.ts';
import { textIn } from './payload.ts';

/** ms; a boot so soon after the connection was made is the charger's own */
const soon = 60_000;

export const bootsFirst = defineRule({
  id: 'R16-BOOT-001',
  title: 'After a boot, BootNotification is the first that a Charge Point says',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §4.2'],
  example: '(power cycle)  > StatusNotification  > BootNotification',
  harm: 'the CSMS refuses messages of a charger that it has not registered',
  watch(scene) {
    const line = scene.facts(station);
    const wishes = scene.facts(commands);
    /** of the current connection: the first CALL, unless it is what it should be */
    let first: { index: number; action: string; at: number } | undefined;
    let silent = true;
    /** since when we know that the next CALL comes after a boot, and from what */
    let expected: { frames: number[]; why: string } | undefined;
    let pending: typeof expected;
    let asked = false;
    return {
      opened() {
        first = undefined;
        silent = true;
        expected = pending;
        pending = undefined;
      },
      acted({ act, outcome }) {
        if (act !== 'powerCycle') return;
        // Hands are slow: it may be back before somebody says that it is done.
        if (outcome === 'asked') asked = true;
        if (outcome === 'failed') pending = undefined;
        else if (outcome === 'asked' || !asked) pending = { frames: [], why: 'a power cycle' };
        if (outcome !== 'asked') asked = false;
      },
      chargerCall({ action, index, at }) {
        if (!silent && action !== 'BootNotification') return;
        const report = (frames: number[], why: string, severity: 'violation' | 'warning' = 'violation') =>
          scene.report({
            key: why,
            severity,
            message: `the charger sent ${action === 'BootNotification' ? first?.action : action} before BootNotification, after ${why}`,
            frames,
          });
        if (action === 'BootNotification') {
          // It said by itself that it has just booted.
          const own = first && line.registration !== 'none' && at - line.connectedAt < soon && !wasTriggered(wishes, action, at);
          if (own && first && line.troubledAt < line.connectedAt && newest(wishes, 'Reset').every((reset) => reset.at < line.connectedAt))
            // One that was registered before may say so without having booted.
            report([first.index, index], 'a boot of its own', line.registration === 'Accepted' ? 'warning' : 'violation');
        } else if (silent) {
          first = { index, action, at };
          if (expected) report([...expected.frames, index], expected.why);
        }
        silent = false;
        expected = undefined;
      },
      answers: {
        Reset({ call, response, index }) {
          if (call.request.type === 'Hard' && response.status === 'Accepted') pending = { frames: [index], why: 'a hard reset' };
        },
      },
    };
  },
});

export const waitsForAcceptance = defineRule({
  id: 'R16-BOOT-002',
  title: 'A Charge Point says nothing but BootNotification until one was answered, queued messages included',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §4.2'],
  example: '> BootNotification (unanswered)  > StopTransaction',
  harm: 'messages are lost: the CSMS need not take them',
  watch(scene) {
    const line = scene.facts(station);
    /** It was registered before, and nobody made it boot: its BootNotification may be one that a new connection brought. */
    let registered = false;
    return {
      chargerCall({ action, index }) {
        if (line.registration !== 'none' || action === 'BootNotification') return;
        scene.report({
          key: action,
          message: `the charger sent ${action} although its BootNotification was not answered`,
          frames: [index],
          severity: registered ? 'warning' : 'violation',
        });
      },
      answers: {
        BootNotification({ response: { status } }) {
          registered = status === 'Accepted';
        },
        Reset({ response: { status } }) {
          if (status === 'Accepted') registered = false;
        },
      },
    };
  },
});

/** What a charger does not do of itself, but when a job that it was given makes it. */
const jobs: Record<string, string> = {
  DiagnosticsStatusNotification: 'GetDiagnostics',
  FirmwareStatusNotification: 'UpdateFirmware',
  LogStatusNotification: 'GetLog',
  SignedFirmwareStatusNotification: 'SignedUpdateFirmware',
};

export const saysOnlyWhatIsAskedWhilePending = defineRule({
  id: 'R16-BOOT-003',
  title: 'While its registration is pending, a Charge Point sends only what it was asked for',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §4.2'],
  example: '< BootNotification.conf {status: Pending}  > StatusNotification',
  harm: 'messages are lost: the CSMS need not take them',
  watch(scene) {
    const line = scene.facts(station);
    const wishes = scene.facts(commands);
    const asked = (action: string) =>
      ['TriggerMessage', 'ExtendedTriggerMessage'].some((trigger) =>
        newest(wishes, trigger).some(({ request, at, status }) => {
          const message = textIn(request, 'requestedMessage');
          const means = message === action || (message === 'SignChargePointCertificate' && action === 'SignCertificate');
          return means && at >= line.answeredAt && status !== 'Rejected' && status !== 'NotImplemented';
        }),
      );
    return {
      chargerCall({ action, index }) {
        if (line.registration !== 'Pending' || action === 'BootNotification' || asked(action)) return;
        const job = jobs[action];
        const mild =
          action === 'SecurityEventNotification' || (job !== undefined && newest(wishes, job).some(({ at }) => at >= line.answeredAt));
        scene.report({
          key: action,
          message: `the charger sent ${action} while its registration was pending, and nobody had asked for it`,
          frames: [line.answerIndex, index],
          severity: mild ? 'warning' : 'violation',
        });
      },
    };
  },
});

export const isSilentWhileRejected = defineRule({
  id: 'R16-BOOT-005',
  title: 'While it is rejected, a Charge Point says nothing and answers nothing',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §4.2'],
  example: '< BootNotification.conf {status: Rejected, interval: 300}  (5 s)  > Heartbeat',
  harm: 'a charger that nobody wants burdens the CSMS',
  watch(scene) {
    const line = scene.facts(station);
    const judge = (did: string, action: string, index: number, at: number) => {
      const until = line.answeredAt + line.interval * 1000 * scene.timeScale;
      if (line.interval <= 0 || at >= until) return;
      const what = `${did} ${action}`;
      scene.report({ key: what, message: `the charger ${what} although it was rejected`, frames: [line.answerIndex, index] });
    };
    const answered = ({ from, call, index, at }: ResultReading | ErrorReading) => {
      if (line.registration === 'Rejected' && from === 'charger' && call) judge('answered', call.action, index, at);
    };
    return {
      chargerCall({ action, index, at }) {
        if (line.registration === 'Rejected' && action !== 'BootNotification') judge('sent', action, index, at);
      },
      anyResult: answered,
      anyError: answered,
    };
  },
});

const flood = 6;

export const waitsTheIntervalBeforeBootingAgain = defineRule({
  id: 'R16-BOOT-007',
  title: 'A Charge Point that was not accepted waits for the interval before it tries again',
  severity: 'warning',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §4.2'],
  example: '< BootNotification.conf {status: Pending, interval: 60}  (3 s)  > BootNotification',
  harm: 'chargers that wait to be registered flood the CSMS',
  watch(scene) {
    const line = scene.facts(station);
    const wishes = scene.facts(commands);
    let tries: number[] = [];
    return {
      rawCalls: {
        BootNotification({ from, action, index, at }) {
          if (from !== 'charger') return;
          const waiting = line.registration === 'Pending' || line.registration === 'Rejected';
          // Over a reconnection it may have booted indeed.
          if (!waiting || line.connectedAt > line.answeredAt || wasTriggered(wishes, action, at)) {
            tries = [];
            return;
          }
          const waited = at - line.answeredAt;
          const interval = line.interval * 1000 * scene.timeScale;
          tries = [...tries, at].slice(-flood - 1);
          const often = line.interval <= 0 && tries.length > flood && at - (tries[0] ?? at) < 60_000 * scene.timeScale;
          if (!often && !(line.interval > 0 && waited < interval - Math.max(2000 * scene.timeScale, interval / 10))) return;
          scene.report({
            message: often
              ? `the charger sends BootNotification more than ${flood} times a minute`
              : 'the charger sent BootNotification again before the interval was over',
            frames: [line.answerIndex, index],
            ...(often ? {} : { expected: `after ${line.interval} s`, actual: `after ${Math.round(waited / 1000)} s` }),
          });
        },
      },
    };
  },
});

export const reportsAllConnectorsAfterBoot = defineRule({
  id: 'R16-BOOT-009',
  title: 'Once accepted, a Charge Point reports the status of itself and of each connector',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 errata 3.22'],
  example: '(two connectors)  < BootNotification.conf {status: Accepted}  > StatusNotification {connectorId: 1}',
  harm: 'the CSMS shows a connector as it was before the reboot, or not at all',
  watch(scene) {
    const wishes = scene.facts(commands);
    const settings = scene.facts(configuration);
    const { reported } = scene.facts(connectors);
    return {
      rawAnswers: {
        BootNotification({ call, response, at, index }) {
          if (textIn(response, 'status') !== 'Accepted' || wasTriggered(wishes, call.action, at)) return;
          const delay = (countOf(settings, 'MinimumStatusDuration') ?? 0) * 1000 * scene.timeScale;
          afterwards(scene, at, followUp + delay, () => {
            const highest = Math.min(countOf(settings, 'NumberOfConnectors') ?? Math.max(1, ...reported.keys()), 100);
            const missing = Array.from({ length: highest + 1 }, (_, id) => id).filter(
              (id) => (reported.get(id)?.at ?? Number.NEGATIVE_INFINITY) < at,
            );
            if (missing.length === 0) return;
            const only0 = missing.length === 1 && missing[0] === 0;
            scene.report({
              key: missing.join(),
              message: `no status of connector ${missing.join(', ')} followed the registration`,
              frames: [index],
              severity: only0 ? 'warning' : 'violation',
            });
          });
        },
      },
    };
  },
});

export const keepsTheRegistration = defineRule({
  id: 'R16-BOOT-010',
  title: 'The Central System knows a Charge Point again when it reconnects',
  severity: 'advice',
  blame: 'csms',
  versions: ['ocpp1.6'],
  spec: ['1.6-J §5.4'],
  example: '(a drop of 5 s)  > Heartbeat  < CALLERROR SecurityError',
  harm: 'a charger that need not boot again is locked out until somebody resets it',
  watch(scene) {
    const line = scene.facts(station);
    return {
      anyError({ call, frame, index, connection }) {
        if (call?.from !== 'charger' || call.problems.length > 0 || frame.code !== 'SecurityError') return;
        if (line.registration !== 'Accepted' || line.registeredOn === connection) return;
        scene.report({
          message: `the CSMS refused ${call.action} of a charger that it had accepted before the connection was lost`,
          frames: [line.answerIndex, index],
        });
      },
    };
  },
});

export const asksForNoBootOnceAccepted = defineRule({
  id: 'R16-BOOT-012',
  title: 'The Central System asks for no BootNotification of a Charge Point that it has accepted',
  severity: 'violation',
  blame: 'csms',
  versions: ['ocpp1.6'],
  spec: ['1.6 errata 3.35', '1.6 errata 3.40'],
  example: '< BootNotification.conf {status: Accepted}  < TriggerMessage {requestedMessage: BootNotification}',
  harm: 'some chargers reboot, others hang',
  watch(scene) {
    const line = scene.facts(station);
    const judge = ({ request, index, connection }: { request: object; index: number; connection: number }) => {
      if (textIn(request, 'requestedMessage') !== 'BootNotification' || line.registration !== 'Accepted') return;
      const here = line.registeredOn === connection;
      scene.report({
        key: here ? 'here' : 'before',
        message: `the CSMS asks for a BootNotification although it has accepted the charger${here ? '' : ' before it reconnected'}`,
        frames: [line.answerIndex, index],
        severity: here ? 'violation' : 'advice',
      });
    };
    return { calls: { TriggerMessage: judge, ExtendedTriggerMessage: judge } };
  },
});

export const saysWhatItIs = defineRule({
  id: 'R16-BOOT-013',
  title: 'A Charge Point says who made it and which model it is, at each boot the same',
  severity: 'warning',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §6.3'],
  example: '> BootNotification {chargePointVendor: "", chargePointModel: X}',
  harm: 'a CSMS that takes empty for missing refuses it, and it tries for ever',
  watch(scene) {
    let known: { name: string; index: number } | undefined;
    return {
      calls: {
        BootNotification({ request: { chargePointVendor: vendor, chargePointModel: model }, from, index }) {
          if (from !== 'charger') return;
          const empty = vendor.trim() === '' ? 'chargePointVendor' : model.trim() === '' ? 'chargePointModel' : undefined;
          if (empty) scene.report({ key: empty, message: `${empty} is empty`, frames: [index] });
          const name = `${vendor} ${model}`;
          if (known && known.name !== name)
            scene.report({
              key: 'other',
              severity: 'advice',
              message: 'the charger calls itself something else than before: was it replaced?',
              frames: [known.index, index],
              expected: known.name,
              actual: name,
            });
          known = { name, index };
        },
      },
    };
  },
});

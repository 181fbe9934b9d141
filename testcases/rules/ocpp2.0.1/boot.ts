import { defineRule } from 'ocppliance';
import { both, keepNewest, line, registration, triggerOf, triggers } from './facts.ts';
import { transactions } from './facts-transactions.ts';

/** Milliseconds in which a station reboots after it was told to. */
const rebootTime = 600_000;

export const bootsBeforeAnythingElse = defineRule({
  id: 'R201-BOOT-001',
  title: 'After a reboot a station sends BootNotification before anything else',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['B01.FR.01', 'B01.FR.03', 'B11.FR.04'],
  example: '< Reset  > Accepted, it connects again  > StatusNotification',
  harm: 'a CSMS does not notice the reboot and keeps what no longer holds',
  watch(scene) {
    let cause: { what: string; index: number; at: number } | undefined;
    /** the connection closed after that */
    let isDown = false;
    const reboots = (what: string, { index, at }: { index: number; at: number }) => {
      cause = { what, index, at };
      isDown = false;
    };
    return {
      acted({ act, index, at, outcome }) {
        if (act === 'powerCycle' && outcome !== 'failed') reboots('a power cycle', { index, at });
      },
      opened({ at }) {
        if (cause && at - cause.at > rebootTime) cause = undefined;
        if (cause?.what === 'a power cycle') isDown = true;
      },
      closed({ by }) {
        if (by === 'csms') cause = undefined;
        isDown = cause !== undefined;
      },
      chargerCall({ action, index }) {
        if (!cause || !isDown) return;
        const { what, index: before } = cause;
        cause = undefined;
        if (action === 'BootNotification') return;
        scene.report({
          key: what,
          message: `The first thing that the station sent after ${what} was ${action}`,
          frames: [before, index],
          expected: 'BootNotification',
          actual: action,
        });
      },
      calls: {
        FirmwareStatusNotification(call) {
          if (call.request.status === 'InstallRebooting') reboots('the installation of firmware', call);
        },
      },
      answers: {
        Reset(answered) {
          const { call, response } = answered;
          if (response.status === 'Accepted' && call.request.evseId === undefined) reboots('a reset', answered);
        },
      },
    };
  },
});

export const saysNothingBeforeTheAnswer = defineRule({
  id: 'R201-BOOT-002',
  title: 'A station sends nothing between BootNotification and its answer',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['B01.FR.08'],
  example: '> BootNotification  > SecurityEventNotification, before the answer',
  harm: 'the message is refused and lost',
  watch(scene) {
    const standing = scene.facts(registration);
    return {
      chargerCall({ action, index }) {
        if (standing.status !== 'booting' || action === 'BootNotification') return;
        scene.report({
          key: action,
          message: `The station sent ${action} although its BootNotification was not answered`,
          frames: [standing.boot, index],
        });
      },
    };
  },
});

/** What a station sends because the CSMS asked for a report in parts. */
const reportsOf: Partial<Record<string, readonly string[]>> = {
  NotifyReport: ['GetBaseReport', 'GetReport'],
  NotifyMonitoringReport: ['GetMonitoringReport'],
  NotifyCustomerInformation: ['CustomerInformation'],
  NotifyDisplayMessages: ['GetDisplayMessages'],
  ReportChargingProfiles: ['GetChargingProfiles'],
};
const jobsOf: Partial<Record<string, string>> = { LogStatusNotification: 'GetLog', FirmwareStatusNotification: 'UpdateFirmware' };

export const sendsOnlyWhatWasAskedWhilePending = defineRule({
  id: 'R201-BOOT-003',
  title: 'A pending station sends only what the CSMS has asked for, and the CSMS takes it',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['B02.FR.02', 'B02.FR.09', 'B01.FR.10'],
  example: '< BootNotificationResponse {status: Pending}  > StatusNotification',
  harm: 'the message is refused and lost; a CSMS that refuses what it asked for never gets to know the station',
  watch(scene) {
    const standing = scene.facts(registration);
    const asked = scene.facts(triggers);
    /** actions of the CSMS since the last BootNotification */
    const requests = new Set<string>();
    /** trace indices of what the station may send: the newest twenty */
    const allowed = new Set<number>();
    return {
      csmsCall({ action, legal }) {
        if (legal) requests.add(action);
      },
      chargerCall({ action, index, at }) {
        if (action === 'BootNotification') return requests.clear();
        if (standing.status !== 'Pending') return;
        const isReport = reportsOf[action]?.some((request) => requests.has(request));
        if (isReport || triggerOf(asked, action, at)) {
          allowed.add(index);
          keepNewest(allowed, 20);
          return;
        }
        const job = jobsOf[action];
        const isJob = job !== undefined && requests.has(job);
        scene.report({
          key: action,
          ...(isJob ? { severity: 'warning' } : {}),
          message: `The station sent ${action}, which the CSMS did not ask for, although it is Pending`,
          frames: [standing.answer, index],
        });
      },
      anyError({ call, frame, index }) {
        if (!call || !allowed.has(call.index) || frame.code !== 'SecurityError' || standing.status !== 'Pending') return;
        scene.report({
          key: `refused ${call.action}`,
          blame: 'csms',
          message: `The CSMS refused ${call.action} with SecurityError although it had asked the pending station for it`,
          frames: [call.index, index],
          actual: frame.code,
        });
      },
    };
  },
});

/** What makes a station boot, and the reasons that it may give. */
const reasonsOf = {
  'an immediate reset': ['RemoteReset'],
  'a reset on idle': ['ScheduledReset', 'RemoteReset'],
  'a power cycle': ['PowerUp'],
  'the installation of firmware': ['FirmwareUpdate', 'RemoteReset', 'ScheduledReset', 'ApplicationReset', 'LocalReset'],
} satisfies Record<string, readonly string[]>;

interface Cause {
  index: number;
  /** observed time from which on it can happen */
  at: number;
}

export const bootsForTheReason = defineRule({
  id: 'R201-BOOT-009',
  title: 'The reason of a BootNotification is what made the station boot',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['B01.FR.09', '2.0.1 §3.6 BootReasonEnumType'],
  example: '< Reset {type: Immediate}  > Accepted, it reboots  > BootNotification {reason: PowerUp, …}',
  harm: 'a CSMS counts power failures that there were not',
  watch(scene) {
    const asked = scene.facts(triggers);
    const standing = scene.facts(registration);
    const connection = scene.facts(line);
    const facts = scene.facts(transactions);
    const causes = new Map<keyof typeof reasonsOf, Cause>();
    /** the last BootNotification because of a TriggerMessage answered that one */
    let obeyed = -1;
    const judgeTriggered = (reason: string, index: number, at: number) => {
      const trigger = triggerOf(asked, 'BootNotification', at);
      if (!trigger || trigger.index <= obeyed || connection.openedAt > trigger.at) return;
      obeyed = trigger.index;
      const retryIsDue = standing.interval > 0 && at - standing.since >= standing.interval * 900 * scene.timeScale - 2000;
      if (reason === 'Triggered' || standing.status === 'Accepted' || retryIsDue) return;
      scene.report({
        key: 'Triggered',
        message: `The CSMS asked for a BootNotification, and it came with reason ${reason}`,
        frames: [trigger.index, index],
        expected: 'Triggered',
        actual: reason,
      });
    };
    return {
      acted({ act, index, at, outcome }) {
        if (act === 'powerCycle' && outcome !== 'failed') causes.set('a power cycle', { index, at });
      },
      calls: {
        FirmwareStatusNotification({ request: { status }, index, at }) {
          if (status === 'InstallRebooting' || status === 'Installing') causes.set('the installation of firmware', { index, at });
        },
        TransactionEvent({ request, at }) {
          if (request.eventType !== 'Ended') return;
          const waiting = causes.get('a reset on idle');
          if (waiting) waiting.at = at;
        },
        BootNotification({ request: { reason }, index, at }) {
          const [[what, cause] = [], ...more] = [...causes];
          causes.clear();
          if (!what || !cause) return judgeTriggered(reason, index, at);
          // Several causes may each be the one; a reset that waits for transactions has not happened.
          if (more.length > 0 || connection.closedAt < cause.at || at - cause.at > rebootTime) return;
          if (what === 'a reset on idle' && facts.open.size > 0) return;
          if ((reasonsOf[what] as readonly string[]).includes(reason)) return;
          scene.report({
            key: what,
            ...(what === 'the installation of firmware' ? { severity: 'warning' } : {}),
            message: `The station booted after ${what} and gave ${reason} as its reason`,
            frames: [cause.index, index],
            expected: reasonsOf[what].join(' or '),
            actual: reason,
          });
        },
      },
      answers: {
        Reset({ call, response, index, at }) {
          const { type, evseId } = call.request;
          if (response.status === 'Rejected' || evseId !== undefined) return;
          causes.set(type === 'OnIdle' ? 'a reset on idle' : 'an immediate reset', { index, at });
        },
      },
    };
  },
});

export const bootsOnRequestOnlyIfNotAccepted = defineRule({
  id: 'R201-BOOT-011',
  title: 'An accepted station is not asked for a BootNotification, and refuses it',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['F06.FR.17'],
  example: '< TriggerMessage {requestedMessage: BootNotification}  > Accepted, although the station was accepted before',
  harm: 'some stations reboot or reconnect for ever',
  watch(scene) {
    const standing = scene.facts(registration);
    return {
      calls: {
        TriggerMessage({ request, index }) {
          if (request.requestedMessage !== 'BootNotification' || standing.status !== 'Accepted') return;
          scene.report({
            key: 'asked',
            blame: 'csms',
            severity: 'advice',
            message: 'The CSMS asked an accepted station for a BootNotification',
            frames: [standing.answer, index],
          });
        },
      },
      answers: {
        TriggerMessage({ call, response, index }) {
          const { requestedMessage } = call.request;
          if (requestedMessage !== 'BootNotification' || response.status !== 'Accepted') return;
          if (standing.status !== 'Accepted' || standing.answer > call.index) return;
          scene.report({
            key: 'accepted',
            message: 'The station agreed to send a BootNotification although it was accepted',
            frames: [standing.answer, call.index, index],
            expected: 'Rejected',
            actual: response.status,
          });
        },
      },
    };
  },
});

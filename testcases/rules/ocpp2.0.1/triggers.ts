import { defineRule } from 'ocppliance';
import { Debts } from './debts.ts';
import { actionOf, both, followUp, registration, type Trigger, triggerOf, triggers } from './facts.ts';
import { type StatusReport, statusesIn, statusOf } from './facts-station.ts';
import { isRepeated, transactions } from './facts-transactions.ts';

/** Milliseconds for which a message that came by itself serves as the one that was asked for (F06.FR.10). */
const stillNews = 5000;

export const sendsWhatWasTriggered = defineRule({
  id: 'R201-RMT-009',
  title: 'An accepted TriggerMessage is followed by the message',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['F06.FR.04', 'F06.FR.05', 'F06.FR.08', 'F06.FR.10'],
  example: '< TriggerMessage {requestedMessage: Heartbeat}  > Accepted, and no Heartbeat',
  harm: 'a CSMS waits for data that never comes',
  watch(scene) {
    /** by trace index of the TriggerMessage */
    const debts = new Debts<number>(scene);
    const wanted = new Map<number, string>();
    /** observed time at which the station last sent each action */
    const sent = new Map<string, number>();
    return {
      closed() {
        debts.forget();
        wanted.clear();
      },
      chargerCall({ action, legal, at }) {
        if (!legal) return;
        sent.set(action, at);
        if (wanted.size === 0) return;
        const isIt = (what: string) => what === action || (what === 'StatusNotification' && action === 'NotifyEvent');
        for (const [index, what] of wanted) {
          if (!isIt(what)) continue;
          wanted.delete(index);
          debts.settle(index);
        }
      },
      answers: {
        TriggerMessage({ call, response, at, index }) {
          const { requestedMessage } = call.request;
          const action = actionOf(requestedMessage);
          if (response.status !== 'Accepted' || requestedMessage === 'CustomTrigger' || wanted.size > 50) return;
          if ((sent.get(action) ?? Number.NEGATIVE_INFINITY) >= Math.min(call.at, at - stillNews)) return;
          wanted.set(call.index, action);
          debts.owe(call.index, at, followUp, () => {
            wanted.delete(call.index);
            scene.report({
              key: requestedMessage,
              message: `The station accepted to send ${requestedMessage}, and did not`,
              frames: [call.index, index],
              expected: `${action} within ${followUp / 1000} s`,
            });
          });
        },
      },
    };
  },
});

interface Asked {
  evseId: number;
  connectorId: number;
  /** trace indices of the statuses of others that came instead */
  others: number[];
}

export const triggersStatusOfAConnector = defineRule({
  id: 'R201-RMT-010',
  title: 'A status is asked for of a connector, and told of that one',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['F06.FR.12', 'F06.FR.13'],
  example: '< TriggerMessage {requestedMessage: StatusNotification} without evse.connectorId',
  harm: 'the station may refuse, and its state stays unknown',
  watch(scene) {
    const debts = new Debts<number>(scene);
    const asked = new Map<number, Asked>();
    const hear = ({ evseId, connectorId }: StatusReport, index: number) => {
      for (const [key, wanted] of asked) {
        if (wanted.evseId === evseId && wanted.connectorId === connectorId) {
          asked.delete(key);
          debts.settle(key);
        } else if (wanted.others.length < 5) wanted.others.push(index);
      }
    };
    return {
      closed() {
        debts.forget();
        asked.clear();
      },
      calls: {
        TriggerMessage({ request: { requestedMessage, evse }, index }) {
          if (requestedMessage !== 'StatusNotification' || evse?.connectorId !== undefined) return;
          scene.report({
            key: 'asked',
            blame: 'csms',
            message: 'The CSMS asked for a StatusNotification without saying of which connector',
            frames: [index],
            expected: 'evse.id and evse.connectorId',
          });
        },
        StatusNotification: ({ request, index }) => hear(statusOf(request), index),
        NotifyEvent({ request, index }) {
          for (const status of statusesIn(request)) hear(status, index);
        },
      },
      answers: {
        TriggerMessage({ call, response, at }) {
          const { requestedMessage, evse } = call.request;
          if (requestedMessage !== 'StatusNotification' || evse?.connectorId === undefined || response.status !== 'Accepted') return;
          if (asked.size > 50) return;
          const { id: evseId, connectorId } = evse;
          const wanted: Asked = { evseId, connectorId, others: [] };
          asked.set(call.index, wanted);
          debts.owe(call.index, at, followUp, () => {
            asked.delete(call.index);
            // That nothing comes at all is the business of R201-RMT-009.
            if (wanted.others.length === 0) return;
            scene.report({
              key: `${evseId}.${connectorId}`,
              message: `The station was asked for the status of connector ${evseId}.${connectorId} and told those of others`,
              frames: [call.index, ...wanted.others],
            });
          });
        },
      },
    };
  },
});

export const sendsTriggeredValues = defineRule({
  id: 'R201-RMT-011',
  title: 'A TransactionEvent or MeterValues that was triggered says so, and holds the charging state',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['F06.FR.06', 'F06.FR.07', 'F06.FR.09', 'F06.FR.11'],
  example: '< TriggerMessage {requestedMessage: TransactionEvent}  > Accepted  > TransactionEvent {triggerReason: MeterValuePeriodic, …}',
  harm: 'a CSMS takes the answer for something that came by itself, and asks again',
  watch(scene) {
    const facts = scene.facts(transactions);
    const asked = scene.facts(triggers);
    const debts = new Debts<'TransactionEvent' | 'MeterValues'>(scene);
    const others = { TransactionEvent: [] as number[], MeterValues: [] as number[] };
    return {
      closed: () => debts.forget(),
      calls: {
        TransactionEvent({ request, index, at }) {
          const { triggerReason, eventType, transactionInfo } = request;
          const isTriggered = triggerReason === 'Trigger';
          if (isTriggered || eventType === 'Ended') debts.settle('TransactionEvent');
          else if (debts.has('TransactionEvent') && !isRepeated(facts, request)) others.TransactionEvent.push(index);
          if (!isTriggered || transactionInfo.chargingState !== undefined || isRepeated(facts, request)) return;
          if (!triggerOf(asked, 'TransactionEvent', at)) return;
          scene.report({
            key: 'chargingState',
            message: `The triggered event of transaction ${transactionInfo.transactionId} holds no chargingState`,
            frames: [index],
          });
        },
        MeterValues({ request, index }) {
          const isTriggered = request.meterValue.some(({ sampledValue }) => sampledValue.some(({ context }) => context === 'Trigger'));
          if (isTriggered) debts.settle('MeterValues');
          else if (debts.has('MeterValues')) others.MeterValues.push(index);
        },
      },
      answers: {
        TriggerMessage({ call, response, at }) {
          const { requestedMessage: action } = call.request;
          if (response.status !== 'Accepted' || (action !== 'TransactionEvent' && action !== 'MeterValues')) return;
          others[action] = [];
          debts.owe(action, at, followUp, () => {
            const instead = others[action].slice(0, 5);
            if (instead.length === 0) return;
            scene.report({
              key: action,
              ...(action === 'MeterValues' ? { severity: 'warning' } : {}),
              message:
                action === 'MeterValues'
                  ? 'The MeterValues that the CSMS asked for have no sample with context Trigger'
                  : 'The TransactionEvent that the CSMS asked for does not have triggerReason Trigger',
              frames: [call.index, ...instead],
              expected: 'Trigger',
            });
          });
        },
      },
    };
  },
});

/** Firmware updates that go on: asked for its state, the station may not say that it does nothing. */
const busy = new Set([
  'Downloading',
  'DownloadPaused',
  'Downloaded',
  'SignatureVerified',
  'Installing',
  'InstallRebooting',
  'DownloadScheduled',
  'InstallScheduled',
]);

export const repeatsItsJobWhenTriggered = defineRule({
  id: 'R201-RMT-012',
  title:
    'Asked for the state of firmware update or log upload, a station tells the one that goes on, or Idle; the CSMS takes Idle without requestId',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['F06.FR.14', 'F06.FR.15', 'F06.FR.16', 'L01.FR.25', 'L01.FR.26', 'N01.FR.13'],
  example: '> FirmwareStatusNotification Installed  < TriggerMessage {FirmwareStatusNotification}  > FirmwareStatusNotification Installed',
  harm: 'a CSMS believes that firmware was installed once more',
  watch(scene) {
    const asked = scene.facts(triggers);
    const standing = scene.facts(registration);
    type Job = 'FirmwareStatusNotification' | 'LogStatusNotification';
    /** what each last told by itself, or anew */
    const last = new Map<Job, { status: string; index: number }>();
    /** the triggers that were obeyed */
    let obeyed: Trigger | undefined;
    const judge = (job: Job, status: string, index: number, at: number, isBusy: (status: string) => boolean, done: readonly string[]) => {
      const before = last.get(job);
      const trigger = triggerOf(asked, job, at);
      const isAnswer = trigger !== undefined && trigger !== obeyed;
      if (isAnswer) obeyed = trigger;
      if (status !== 'Idle') last.set(job, { status, index });
      if (!isAnswer || !before || before.index > trigger.index || before.index < standing.boot) return;
      const expected =
        isBusy(before.status) && status === 'Idle' ? before.status : done.includes(status) && before.status === status ? 'Idle' : undefined;
      if (!expected) return;
      scene.report({
        key: `${job} ${status}`,
        message: `Asked for a ${job}, the station told ${status} although it was ${before.status} before`,
        frames: [before.index, trigger.index, index],
        expected,
        actual: status,
      });
    };
    const judgeRefusal = (request: Record<string, unknown>, action: string, frames: number[], code: string) => {
      if (request.status !== 'Idle' || request.requestId !== undefined) return;
      if (standing.status !== 'Accepted' && (standing.status !== 'unknown' || code === 'SecurityError')) return;
      scene.report({
        key: `refused ${action}`,
        blame: 'csms',
        message: `The CSMS refused ${action} Idle, which needs no requestId, with ${code}`,
        frames,
        actual: code,
      });
    };
    return {
      calls: {
        FirmwareStatusNotification: ({ request: { status }, index, at }) =>
          judge('FirmwareStatusNotification', status, index, at, (before) => busy.has(before), ['Installed']),
        LogStatusNotification: ({ request: { status }, index, at }) =>
          judge('LogStatusNotification', status, index, at, (before) => before === 'Uploading', ['Uploaded']),
      },
      refusals: {
        FirmwareStatusNotification({ call, frame, index }) {
          if (call.problems.length === 0) judgeRefusal(call.request, call.action, [call.index, index], frame.code);
        },
        LogStatusNotification({ call, frame, index }) {
          if (call.problems.length === 0) judgeRefusal(call.request, call.action, [call.index, index], frame.code);
        },
      },
    };
  },
});

import { defineRule } from 'ocppliance';
import { Debts } from './debts.ts';
import { both, followUp, keepNewest, registration } from './facts.ts';
import { reservations } from './facts-reservations.ts';
import { connectors, deviceModel, isOccupied, listOf, numberOf } from './facts-station.ts';
import { isFirst, isRepeated, keyOf, newsOf, runningOn, type TransactionEvent, transactions } from './facts-transactions.ts';

interface Accepted {
  remoteStartId: number;
  evseId?: number | undefined;
  token: string;
  /** trace indices of the request and its answer */
  frames: [number, number];
  /** observed time until which the EV may be plugged in */
  until: number;
}

const most = 100;
const connectionTimeOut = 'TxCtrlr.EVConnectionTimeOut';
const isElsewhere = ({ evse }: TransactionEvent, evseId: number | undefined): boolean =>
  evse !== undefined && evseId !== undefined && evse.id !== evseId;

export const namesTheRemoteStart = defineRule({
  id: 'R201-TX-023',
  title: 'The event that tells of a remote start holds its remoteStartId, and no event holds another',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['C05.FR.03', 'F01.FR.19', 'F01.FR.25', 'F02.FR.01', 'F02.FR.21'],
  example:
    '< RequestStartTransaction {remoteStartId: 9, …}  > Accepted  > TransactionEvent {triggerReason: Authorized, idToken: …} without it',
  harm: 'a CSMS cannot tell which request became which session',
  watch(scene) {
    const facts = scene.facts(transactions);
    const model = scene.facts(deviceModel);
    /** remoteStartIds that were sent: the newest thousand */
    const asked = new Set<number>();
    const waiting: Accepted[] = [];
    return {
      calls: {
        RequestStartTransaction({ request }) {
          asked.add(request.remoteStartId);
          keepNewest(asked, 1000);
        },
        TransactionEvent({ request, index, at }) {
          const { transactionInfo, triggerReason } = request;
          const { transactionId, remoteStartId } = transactionInfo;
          const isAboutIt = remoteStartId !== undefined || triggerReason === 'RemoteStart' || waiting.length > 0;
          if (!isAboutIt || isRepeated(facts, request)) return;
          const { idToken, eventType } = request;
          const transaction = newsOf(facts, request);
          const isWhole = transaction ? transaction.whole : eventType === 'Started' && isFirst(facts, request);
          if (!isWhole) return;
          const report = (message: string, frames: number[]) => scene.report({ key: transactionId, message, frames });
          if (remoteStartId !== undefined) {
            const known = waiting.findIndex((start) => start.remoteStartId === remoteStartId);
            if (known >= 0) waiting.splice(known, 1);
            if (asked.has(remoteStartId)) return;
            if (scene.complete) report(`Transaction ${transactionId} has remoteStartId ${remoteStartId}, which was not asked for`, [index]);
            else scene.inconclusive('remote starts that were asked for before the record');
            return;
          }
          if (transaction?.remoteStartId !== undefined) return;
          const found = waiting.findIndex(
            ({ token, until, evseId }) => at <= until && idToken !== undefined && keyOf(idToken) === token && !isElsewhere(request, evseId),
          );
          const [start] = found < 0 ? [] : waiting.splice(found, 1);
          if (start) {
            report(`Transaction ${transactionId} has the token of remote start ${start.remoteStartId}, but not its remoteStartId`, [
              ...start.frames,
              index,
            ]);
          } else if (triggerReason === 'RemoteStart') report(`RemoteStart of transaction ${transactionId} holds no remoteStartId`, [index]);
        },
      },
      answers: {
        RequestStartTransaction({ call, response, index, at }) {
          if (response.status !== 'Accepted') return;
          const { remoteStartId, evseId, idToken } = call.request;
          const until = at + (numberOf(model, connectionTimeOut) ?? 60) * 1000 * scene.timeScale;
          waiting.push({ remoteStartId, evseId, token: keyOf(idToken), frames: [call.index, index], until });
          if (waiting.length > most) waiting.shift();
        },
      },
    };
  },
});

export const refusesToStartWhereItCannot = defineRule({
  id: 'R201-RMT-001',
  title: 'A remote start is refused for an EVSE that is out of order, reserved for somebody else, or in use with an authorization',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['F01.FR.21', 'F01.FR.22', 'F01.FR.23', 'F01.FR.24', 'F02.FR.23', 'F02.FR.24', 'F02.FR.25'],
  example: 'EVSE 1 is Faulted  < RequestStartTransaction {evseId: 1, …}  > Accepted',
  harm: 'the driver waits in front of a station that does nothing',
  watch(scene) {
    const facts = scene.facts(transactions);
    const states = scene.facts(connectors);
    const reserved = scene.facts(reservations);
    const standing = scene.facts(registration);
    return {
      answers: {
        RequestStartTransaction({ call, response, index }) {
          const { evseId, idToken } = call.request;
          if (response.status !== 'Accepted' || evseId === undefined) return;
          const report = (why: string, before: number) =>
            scene.report({
              key: `${evseId} ${why}`,
              message: `The station accepted a remote start on EVSE ${evseId}, which ${why}`,
              frames: [before, call.index, index],
              expected: 'Rejected',
              actual: 'Accepted',
            });
          const plugs = [...states.values()].filter((connector) => connector.evseId === evseId);
          const [plug] = plugs;
          const isOut = plugs.every(({ status, index: told }) => (status === 'Unavailable' || status === 'Faulted') && told < call.index);
          const transaction = runningOn(facts, evseId);
          if (plug && isOut) return report(`is ${plug.status}`, plug.index);
          // One that a boot has interrupted is the business of R201-TX-026.
          const isRunning = transaction !== undefined && transaction.lastIndex > standing.boot && transaction.lastIndex < call.index;
          if (isRunning && transaction.token !== undefined) {
            return report('has an authorized transaction', transaction.lastIndex);
          }
          const isReserved = plug !== undefined && plugs.every(({ status, index: told }) => status === 'Reserved' && told < call.index);
          const here = reserved.all.filter((one) => one.accepted && (one.evseId ?? evseId) === evseId);
          if (isReserved && here.length > 0 && here.every(({ token, inGroup }) => !inGroup && token !== keyOf(idToken))) {
            report('is reserved for another token', plug.index);
          }
        },
      },
    };
  },
});

export const namesTheTransactionThatRuns = defineRule({
  id: 'R201-RMT-002',
  title: 'Who accepts a remote start for a running transaction without authorization names that transaction',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['F01.FR.13'],
  example: 'transaction x runs on EVSE 1, not authorized  < RequestStartTransaction {evseId: 1, …}  > {status: Accepted}',
  harm: 'a CSMS cannot tell which transaction it has started',
  watch(scene) {
    const facts = scene.facts(transactions);
    const standing = scene.facts(registration);
    return {
      answers: {
        RequestStartTransaction({ call, response, index }) {
          const { evseId } = call.request;
          const { status, transactionId } = response;
          if (status !== 'Accepted' || evseId === undefined) return;
          const transaction = runningOn(facts, evseId);
          if (!transaction?.whole || transaction.lastIndex > call.index || transaction.lastIndex < standing.boot) return;
          if (transaction.tokens.size > 0) return;
          if (transactionId === transaction.id) return;
          scene.report({
            key: evseId,
            message: `The station accepted a remote start on EVSE ${evseId} and did not name transaction ${transaction.id}, which runs there`,
            frames: [transaction.lastIndex, call.index, index],
            expected: transaction.id,
            actual: transactionId ?? 'no transactionId',
          });
        },
      },
    };
  },
});

export const startsWhatItAccepted = defineRule({
  id: 'R201-RMT-003',
  title: 'An accepted remote start is followed by an event that tells of it',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['F01.FR.03', 'F01.FR.19', 'F01.FR.25', 'F02.FR.01', 'F02.FR.11', 'F02.FR.21'],
  example: 'the EV is plugged in  < RequestStartTransaction {remoteStartId: 9, …}  > Accepted, and no event with it',
  harm: 'the app says that charging has begun, and nothing happens',
  watch(scene) {
    const facts = scene.facts(transactions);
    const model = scene.facts(deviceModel);
    const states = scene.facts(connectors);
    const debts = new Debts<number>(scene);
    const starts = new Map<number, Accepted>();
    const settle = (isIt: (start: Accepted) => boolean) => {
      for (const start of [...starts.values()]) {
        if (!isIt(start)) continue;
        starts.delete(start.remoteStartId);
        debts.settle(start.remoteStartId);
      }
    };
    /** An event must come, whatever the driver does; undefined: that depends on what is not known. */
    const isDue = (evseId: number | undefined): boolean | undefined => {
      if (evseId !== undefined && runningOn(facts, evseId)?.connected) return true;
      const points = listOf(model, 'TxCtrlr.TxStartPoint');
      if (!points) return undefined;
      if (points.includes('Authorized')) return true;
      return points.includes('PowerPathClosed') && evseId !== undefined && isOccupied(states, evseId);
    };
    return {
      closed() {
        debts.forget();
        starts.clear();
      },
      calls: {
        TransactionEvent({ request }) {
          if (starts.size === 0) return;
          const { transactionInfo, triggerReason, idToken, eventType } = request;
          settle(
            ({ remoteStartId, token, evseId }) =>
              transactionInfo.remoteStartId === remoteStartId ||
              (idToken !== undefined && keyOf(idToken) === token) ||
              (!isElsewhere(request, evseId) && (triggerReason === 'RemoteStart' || eventType === 'Ended')),
          );
        },
      },
      answers: {
        Authorize({ call, response }) {
          if (response.idTokenInfo.status !== 'Accepted') settle(({ token }) => token === keyOf(call.request.idToken));
        },
        RequestStopTransaction: () => settle(() => true),
        RequestStartTransaction({ call, response, index, at }) {
          if (response.status !== 'Accepted') return;
          const { remoteStartId, evseId, idToken } = call.request;
          const due = isDue(evseId);
          if (due === undefined) scene.inconclusive('whether the EV is connected, and the value of TxCtrlr.TxStartPoint');
          if (!due || starts.size >= most) return;
          starts.set(remoteStartId, { remoteStartId, evseId, token: keyOf(idToken), frames: [call.index, index], until: at + followUp });
          debts.owe(remoteStartId, at, followUp, () => {
            starts.delete(remoteStartId);
            if (!isDue(evseId)) return;
            scene.report({
              key: 'start',
              message: `The station accepted remote start ${remoteStartId}, and no event told of it`,
              frames: [call.index, index],
              expected: `a TransactionEvent with remoteStartId ${remoteStartId}`,
            });
          });
        },
      },
    };
  },
});

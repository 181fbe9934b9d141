import { defineRule } from 'ocppliance';
import { both } from './facts.ts';
import { deviceModel, isPlace } from './facts-station.ts';
import {
  isFirst,
  isRepeated,
  keyOf,
  newsOf,
  type Transaction,
  type TransactionEvent,
  tellsOfEv,
  transactions,
} from './facts-transactions.ts';

const nameOf = ({ transactionInfo: { transactionId } }: TransactionEvent): string => `transaction ${transactionId}`;

export const namesThePlaceOnceConnected = defineRule({
  id: 'R201-TX-006',
  title: 'The first event after the EV is connected names EVSE and connector, and they stay the same',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['E01.FR.16', '2.0.1 §1.5'],
  example: '> TransactionEvent {eventType: Updated, triggerReason: CablePluggedIn, …} without evse',
  harm: 'a CSMS cannot tell at which plug the session runs',
  watch(scene) {
    const facts = scene.facts(transactions);
    const model = scene.facts(deviceModel);
    const report = (event: TransactionEvent, index: number, message: string) =>
      scene.report({ key: event.transactionInfo.transactionId, message, frames: [index] });

    const judgeEvse = (event: TransactionEvent, index: number): boolean => {
      const { evse } = event;
      if (!evse) return false;
      if (evse.id > 0 && isPlace(model, evse.id) !== false) return false;
      const why = evse.id > 0 ? 'which is not in its inventory' : 'EVSEs count from 1';
      scene.report({ key: `evse ${evse.id}`, message: `The event of ${nameOf(event)} names EVSE ${evse.id}: ${why}`, frames: [index] });
      return true;
    };
    const judgeChange = (event: TransactionEvent, { evseId, connectorId, connected }: Transaction, index: number) => {
      const { evse } = event;
      if (!evse || evseId === undefined) return;
      const from = `${evseId}.${connectorId ?? ''}`;
      const moved = evse.id !== evseId || (connectorId !== undefined && evse.connectorId !== undefined && evse.connectorId !== connectorId);
      if (moved && connected) report(event, index, `${nameOf(event)} moved from ${from} to ${evse.id}.${evse.connectorId ?? ''}`);
      else if (!moved && evse.connectorId !== undefined && connectorId !== undefined) {
        scene.report({
          key: 'repeated',
          severity: 'advice',
          message: `The event of ${nameOf(event)} repeats EVSE and connector, which were told already`,
          frames: [index],
        });
      }
    };
    return {
      calls: {
        TransactionEvent({ request, index }) {
          if (isRepeated(facts, request) || judgeEvse(request, index)) return;
          const { evse, eventType } = request;
          const transaction = newsOf(facts, request);
          if (transaction) judgeChange(request, transaction, index);
          const begins = eventType === 'Started' && isFirst(facts, request);
          if ((!begins && (!transaction?.whole || transaction.connected)) || !tellsOfEv(request)) return;
          const isKnown = transaction?.evseId !== undefined;
          const isTold = evse ? evse.connectorId !== undefined || transaction?.connectorId !== undefined : isKnown;
          if (isTold) return;
          const what = evse ? 'no connector' : 'no EVSE';
          report(request, index, `The event that tells that the EV of ${nameOf(request)} is connected names ${what}`);
        },
      },
    };
  },
});

/** Events that come by themselves, or because the transaction is stopped from elsewhere: no token belongs to them. */
const withoutToken = new Set([
  'AbnormalCondition',
  'ChargingRateChanged',
  'Deauthorized',
  'EnergyLimitReached',
  'EVCommunicationLost',
  'EVConnectTimeout',
  'EVDeparted',
  'MeterValueClock',
  'MeterValuePeriodic',
  'RemoteStop',
  'ResetCommand',
  'SignedDataReceived',
  'TimeLimitReached',
  'Trigger',
  'UnlockCommand',
]);

export const namesTheTokenOnceAuthorized = defineRule({
  id: 'R201-TX-007',
  title: 'The event that tells of an authorization holds its token, once',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['E01.FR.10', 'E02.FR.01', 'E02.FR.20', 'E03.FR.01', 'F01.FR.04', 'F02.FR.05', '2.0.1 §1.5'],
  example: '> TransactionEvent {eventType: Updated, triggerReason: Authorized, …} without idToken',
  harm: 'a CSMS does not know whom to bill',
  watch(scene) {
    const facts = scene.facts(transactions);
    return {
      calls: {
        TransactionEvent({ request, index }) {
          const { idToken, triggerReason, eventType, transactionInfo } = request;
          const authorizes = triggerReason === 'Authorized' || triggerReason === 'RemoteStart';
          if ((!idToken && !authorizes) || isRepeated(facts, request)) return;
          const { transactionId } = transactionInfo;
          const transaction = newsOf(facts, request);
          const begins = eventType === 'Started' && isFirst(facts, request);
          if (!transaction && !begins) return;
          const report = (message: string, more: { actual?: string; severity?: 'advice'; key?: string } = {}) =>
            scene.report({ key: transactionId, message, frames: [index], ...more });
          if (!idToken) {
            const isTold = transaction !== undefined && (!transaction.whole || transaction.tokens.size > 0);
            if (!isTold) report(`${triggerReason} of ${nameOf(request)} holds no idToken`);
            return;
          }
          const token = keyOf(idToken);
          if (!transaction?.token || withoutToken.has(triggerReason) || triggerReason === 'StopAuthorized') return;
          if (token === transaction.token) {
            report(`${triggerReason} of ${nameOf(request)} repeats the idToken, which was told already`, {
              key: 'repeated',
              severity: 'advice',
            });
          } else if (authorizes && eventType === 'Updated') {
            report(`${nameOf(request)} is authorized anew although its authorization was not ended`, {
              actual: `idToken ${idToken.idToken}, not the one told before`,
            });
          }
        },
      },
    };
  },
});

export const leavesTheTokenOutOfOtherStops = defineRule({
  id: 'R201-TX-008',
  title: 'An event that tells of no authorization and of no stop by token repeats no idToken',
  severity: 'warning',
  blame: 'charger',
  versions: both,
  spec: ['2.0.1 §1.5'],
  example: '> TransactionEvent {eventType: Ended, triggerReason: RemoteStop, idToken: …} of a transaction whose token was told',
  harm: 'a CSMS takes a remote stop for one by the driver',
  watch(scene) {
    const facts = scene.facts(transactions);
    return {
      calls: {
        TransactionEvent({ request, index }) {
          const { idToken, triggerReason } = request;
          if (!idToken || !withoutToken.has(triggerReason)) return;
          // The first event after an authorization tells of it, whatever else it tells.
          if (!newsOf(facts, request)?.tokens.has(keyOf(idToken))) return;
          scene.report({
            key: triggerReason,
            message: `${triggerReason} of ${nameOf(request)} repeats the idToken, which was told already`,
            frames: [index],
          });
        },
      },
    };
  },
});

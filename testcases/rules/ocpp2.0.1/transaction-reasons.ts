import { defineRule } from 'ocppliance';
import { both } from './facts.ts';
import { isFirst, isRepeated, keyOf, newsOf, transactions } from './facts-transactions.ts';

export const tellsTheChargingState = defineRule({
  id: 'R201-TX-011',
  title: 'An event because of the charging state holds the state, and a new one',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['E01.FR.18', 'E02.FR.13', '2.0.1 §1.5'],
  example: '> TransactionEvent {eventType: Updated, triggerReason: ChargingStateChanged, transactionInfo: {transactionId: x}, …}',
  harm: 'a CSMS shows a car as charging that waits, or the other way round',
  watch(scene) {
    const facts = scene.facts(transactions);
    return {
      calls: {
        TransactionEvent({ request, index }) {
          const { triggerReason, transactionInfo } = request;
          const { transactionId, chargingState } = transactionInfo;
          if (chargingState !== undefined && triggerReason !== 'ChargingStateChanged') return;
          if (isRepeated(facts, request)) return;
          const { eventType, seqNo } = request;
          const hasChanged = triggerReason === 'ChargingStateChanged' && eventType !== 'Ended';
          const transaction = newsOf(facts, request);
          if (chargingState === undefined) {
            if (hasChanged) {
              scene.report({
                key: 'missing',
                message: `ChargingStateChanged of transaction ${transactionId} holds no chargingState`,
                frames: [index],
              });
            } else if (eventType === 'Started') {
              scene.report({
                key: 'begin',
                severity: 'warning',
                message: `The Started of transaction ${transactionId} holds no chargingState`,
                frames: [index],
              });
            }
          } else if (hasChanged && transaction?.chargingState === chargingState && transaction.seqNo + 1 === seqNo) {
            scene.report({
              key: 'unchanged',
              message: `ChargingStateChanged of transaction ${transactionId} tells ${chargingState}, which was told already`,
              frames: [transaction.lastIndex, index],
            });
          }
        },
      },
    };
  },
});

/** What cannot begin a transaction, and what cannot end one. */
const cannot: Record<'Started' | 'Ended', ReadonlySet<string>> = {
  Started: new Set([
    'StopAuthorized',
    'RemoteStop',
    'Deauthorized',
    'EVDeparted',
    'EVCommunicationLost',
    'EVConnectTimeout',
    'EnergyLimitReached',
    'TimeLimitReached',
    'ResetCommand',
    'UnlockCommand',
    'MeterValuePeriodic',
  ]),
  Ended: new Set(['CablePluggedIn', 'EVDetected', 'RemoteStart', 'Authorized', 'MeterValuePeriodic', 'MeterValueClock']),
};

export const triggersFitTheEvent = defineRule({
  id: 'R201-TX-013',
  title: 'What begins or ends a transaction is something that can',
  severity: 'warning',
  blame: 'charger',
  versions: both,
  spec: ['E01.FR.15', 'E02.FR.15', 'E02.FR.17', '2.0.1 §3.82 TriggerReasonEnumType'],
  example: '> TransactionEvent {eventType: Started, triggerReason: StopAuthorized, …}',
  watch(scene) {
    const facts = scene.facts(transactions);
    return {
      calls: {
        TransactionEvent({ request, index }) {
          if (request.eventType === 'Updated') return;
          const { eventType, triggerReason, idToken, transactionInfo } = request;
          if (!cannot[eventType].has(triggerReason) || isRepeated(facts, request)) return;
          // The first event after an authorization tells of it, even if that is the end.
          if (eventType === 'Ended' && idToken && !newsOf(facts, request)?.tokens.has(keyOf(idToken))) return;
          scene.report({
            key: `${eventType} ${triggerReason}`,
            message: `${triggerReason} ${eventType === 'Ended' ? 'ended' : 'began'} transaction ${transactionInfo.transactionId}`,
            frames: [index],
          });
        },
      },
    };
  },
});

const faults = ['EmergencyStop', 'GroundFault', 'OvercurrentFault', 'PowerLoss', 'PowerQuality', 'Reboot', 'Other', 'ImmediateReset'];

/** The stoppedReasons that go with a triggerReason. ResetCommand is the business of R201-RST-002. */
const reasonsOf: Partial<Record<string, readonly string[]>> = {
  StopAuthorized: ['Local', 'MasterPass'],
  RemoteStop: ['Remote'],
  Deauthorized: ['DeAuthorized'],
  EVConnectTimeout: ['Timeout'],
  EVCommunicationLost: ['EVDisconnected'],
  EVDeparted: ['EVDisconnected', 'Local'],
  EnergyLimitReached: ['EnergyLimitReached'],
  TimeLimitReached: ['TimeLimitReached'],
  AbnormalCondition: faults,
};

export const reasonFitsTheTrigger = defineRule({
  id: 'R201-TX-014',
  title: 'The stoppedReason is that of the triggerReason, or of what stopped the transaction before',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['E03.FR.05', 'E05.FR.10', 'E06.FR.08', 'E06.FR.16', 'E07.FR.02', 'E07.FR.05', 'E07.FR.06', 'F03.FR.03', 'F04.FR.03', 'C15.FR.04'],
  example: '> TransactionEvent {eventType: Ended, triggerReason: RemoteStop, transactionInfo: {stoppedReason: Local, …}, …}',
  harm: 'the session is reported to the driver and to statistics as something that it was not',
  watch(scene) {
    const facts = scene.facts(transactions);
    return {
      calls: {
        TransactionEvent({ request, index }) {
          if (request.eventType !== 'Ended') return;
          const { triggerReason, transactionInfo } = request;
          const { stoppedReason, transactionId } = transactionInfo;
          if (stoppedReason === undefined) return;
          const reasons = reasonsOf[triggerReason];
          if (!reasons || isRepeated(facts, request)) return;
          if (reasons.includes(stoppedReason) || newsOf(facts, request)?.stopping === stoppedReason) return;
          scene.report({
            key: `${triggerReason} ${stoppedReason}`,
            message: `Transaction ${transactionId} was ended by ${triggerReason} with stoppedReason ${stoppedReason}`,
            frames: [index],
            expected: reasons.join(' or '),
            actual: stoppedReason,
          });
        },
      },
    };
  },
});

/** Ends that are nothing that a driver does at the station. */
const neverLocal = new Set([
  'AbnormalCondition',
  'Deauthorized',
  'EnergyLimitReached',
  'EVCommunicationLost',
  'EVConnectTimeout',
  'RemoteStop',
  'ResetCommand',
  'TimeLimitReached',
]);

export const tellsTheStoppedReason = defineRule({
  id: 'R201-TX-015',
  title: 'The end of a transaction holds a stoppedReason, unless the driver stopped it at the station',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['E06.FR.08', 'E06.FR.09', 'E07.FR.04'],
  example: '> TransactionEvent {eventType: Ended, triggerReason: EVCommunicationLost, transactionInfo: {transactionId: x}, …}',
  harm: 'a CSMS has to take the end for a local stop',
  watch(scene) {
    const facts = scene.facts(transactions);
    return {
      calls: {
        TransactionEvent({ request, index }) {
          const { eventType, transactionInfo } = request;
          const { stoppedReason, transactionId } = transactionInfo;
          if (eventType !== 'Ended') {
            if (stoppedReason === undefined || isRepeated(facts, request)) return;
            scene.report({
              key: eventType,
              // The texts speak of the end only; no sentence forbids it elsewhere.
              severity: 'warning',
              message: `${eventType} of transaction ${transactionId} holds stoppedReason ${stoppedReason}`,
              frames: [index],
            });
            return;
          }
          const { triggerReason } = request;
          if (stoppedReason !== undefined || !neverLocal.has(triggerReason) || isRepeated(facts, request)) return;
          if (newsOf(facts, request)?.stopping === 'Local' || isFirst(facts, request)) return;
          scene.report({
            key: triggerReason,
            message: `Transaction ${transactionId} was ended by ${triggerReason} without stoppedReason`,
            frames: [index],
          });
        },
      },
    };
  },
});

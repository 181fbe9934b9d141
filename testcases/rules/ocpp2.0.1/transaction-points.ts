import { defineRule } from 'ocppliance';
import { Debts } from './debts.ts';
import { both, followUp, registration } from './facts.ts';
import { connectors, deviceModel, flagOf, isOccupied, listOf, numberOf, type StatusReport, statusesIn, statusOf } from './facts-station.ts';
import { isFirst, keyOf, newsOf, runningOn, type Transaction, type TransactionEvent, transactions } from './facts-transactions.ts';

const unknown = (name: string) => `the value of ${name}`;
const startPoint = 'TxCtrlr.TxStartPoint';
const stopPoint = 'TxCtrlr.TxStopPoint';

/** Points that a plugged cable alone can reach, and those that take a consent. */
const byCable = ['EVConnected', 'ParkingBayOccupancy', 'DataSigned'];
const byConsent = ['Authorized', 'DataSigned', 'ParkingBayOccupancy'];

export const startsAtTheStartPoint = defineRule({
  id: 'R201-TX-009',
  title: 'A transaction starts when a point of TxStartPoint is reached',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['E01.FR.01', 'E01.FR.02', 'E01.FR.03', 'E01.FR.04', 'E01.FR.05', 'E01.FR.06'],
  example: 'TxStartPoint Authorized  > TransactionEvent {eventType: Started, triggerReason: CablePluggedIn, …} without idToken',
  harm: 'sessions begin too early or are missing',
  watch(scene) {
    const facts = scene.facts(transactions);
    const model = scene.facts(deviceModel);
    const states = scene.facts(connectors);
    const standing = scene.facts(registration);
    const debts = new Debts<number>(scene);
    /** the station asks for tokens at all */
    let authorizes = false;
    /** observed time of the last consent: Authorize or RequestStartTransaction accepted */
    let consentAt = Number.NEGATIVE_INFINITY;

    const judgeStart = (event: TransactionEvent, index: number, at: number) => {
      const points = listOf(model, startPoint);
      if (!points || points.length === 0) return scene.inconclusive(unknown(startPoint));
      const { triggerReason, idToken, transactionInfo } = event;
      const report = (what: string) =>
        scene.report({
          key: triggerReason,
          message: `Transaction ${transactionInfo.transactionId} started ${what}, but TxStartPoint is ${points.join(',')}`,
          frames: [index],
          expected: points.join(' or '),
          actual: triggerReason,
        });
      const wants = (some: readonly string[]) => points.some((point) => some.includes(point));
      const patience = (numberOf(model, 'TxCtrlr.EVConnectionTimeOut') ?? 300) * 1000 * scene.timeScale + followUp;
      if (triggerReason === 'CablePluggedIn' && !idToken && transactionInfo.chargingState !== 'Charging' && !wants(byCable)) {
        if (at - consentAt <= patience || flagOf(model, 'AuthCtrlr.Enabled') === false) return;
        if (!authorizes && flagOf(model, 'AuthCtrlr.Enabled') === undefined) return scene.inconclusive(unknown('AuthCtrlr.Enabled'));
        report('when the cable was plugged in, without authorization');
      } else if ((triggerReason === 'Authorized' || triggerReason === 'RemoteStart') && transactionInfo.chargingState === 'Idle') {
        if (!wants(byConsent)) report('when it was authorized, without an EV');
      }
    };
    const judgeStatus = ({ evseId, connectorId, status }: StatusReport, index: number, at: number) => {
      const before = states.get(`${evseId}.${connectorId}`)?.status;
      if (status !== 'Occupied') return void debts.settle(evseId);
      if (before !== 'Available' || standing.status !== 'Accepted' || runningOn(facts, evseId)) return;
      if (!listOf(model, startPoint)?.includes('EVConnected')) return;
      debts.owe(evseId, at, followUp, () => {
        if (runningOn(facts, evseId) || !isOccupied(states, evseId)) return;
        scene.report({
          key: `occupied ${evseId}`,
          // Some stations also call a connector occupied when nothing but a cable or a holster is in play.
          severity: 'warning',
          message: `EVSE ${evseId} became Occupied, TxStartPoint has EVConnected, and no transaction started`,
          frames: [index],
        });
      });
    };
    return {
      closed: () => debts.forget(),
      calls: {
        StatusNotification: ({ request, index, at }) => judgeStatus(statusOf(request), index, at),
        NotifyEvent({ request, index, at }) {
          for (const status of statusesIn(request)) judgeStatus(status, index, at);
        },
        TransactionEvent({ request, index, at }) {
          const { idToken, eventType, evse } = request;
          if (eventType === 'Started' && isFirst(facts, request)) judgeStart(request, index, at);
          if (idToken && idToken.type !== 'NoAuthorization') authorizes = true;
          if (evse) debts.settle(evse.id);
          else if (eventType === 'Started') debts.forget();
        },
      },
      answers: {
        Authorize({ response, at }) {
          authorizes = true;
          if (response.idTokenInfo.status === 'Accepted') consentAt = at;
        },
        RequestStartTransaction({ response, at }) {
          if (response.status === 'Accepted') consentAt = at;
        },
      },
    };
  },
});

/** What reaches or leaves a point of TxStopPoint. */
const beginsOrEnds = new Set(['Authorized', 'RemoteStart', 'StopAuthorized', 'RemoteStop', 'EVCommunicationLost']);

export const stopsAtTheStopPoint = defineRule({
  id: 'R201-TX-010',
  title: 'A transaction ends when a point of TxStopPoint is left, and not before',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['E06.FR.01', 'E06.FR.02', 'E06.FR.03', 'E06.FR.06', 'E06.FR.07', 'F03.FR.02', 'F03.FR.03', 'E15.FR.04', 'E15.FR.05'],
  example: 'TxStopPoint EVConnected  > TransactionEvent {eventType: Ended, triggerReason: RemoteStop, …} with the EV still connected',
  harm: 'the session is billed too short or too long',
  watch(scene) {
    const facts = scene.facts(transactions);
    const model = scene.facts(deviceModel);
    const states = scene.facts(connectors);
    const debts = new Debts<string>(scene);
    /** Whether what happened leaves a point; undefined if that cannot be told. */
    const ends = ({ triggerReason, transactionInfo }: TransactionEvent, points: readonly string[]): boolean | undefined => {
      if (triggerReason === 'StopAuthorized' || triggerReason === 'RemoteStop') {
        return points.includes('Authorized') || points.includes('PowerPathClosed');
      }
      const isGone = triggerReason === 'EVCommunicationLost' && transactionInfo.chargingState === 'Idle';
      if (!isGone || !points.includes('EVConnected')) return false;
      const stops = flagOf(model, 'TxCtrlr.StopTxOnEVSideDisconnect');
      return stops || (stops === undefined ? undefined : false);
    };
    const judgeEnd = ({ triggerReason, transactionInfo }: TransactionEvent, { evseId }: Transaction, index: number) => {
      if (triggerReason !== 'RemoteStop' && triggerReason !== 'StopAuthorized') return;
      const points = listOf(model, stopPoint);
      if (!points || points.length === 0) return scene.inconclusive(unknown(stopPoint));
      const { transactionId, chargingState } = transactionInfo;
      const staysConnected = points.every((point) => point === 'EVConnected' || point === 'ParkingBayOccupancy');
      const isThere = chargingState !== undefined && chargingState !== 'Idle' && evseId !== undefined && isOccupied(states, evseId);
      if (!staysConnected || !isThere) return;
      scene.report({
        key: triggerReason,
        message: `Transaction ${transactionId} was ended by ${triggerReason} with the EV still connected, but TxStopPoint is ${points.join(',')}`,
        frames: [index],
        expected: 'eventType Updated',
        actual: 'eventType Ended',
      });
    };
    return {
      closed: () => debts.forget(),
      calls: {
        TransactionEvent({ request, index, at }) {
          const { triggerReason, eventType } = request;
          if (eventType !== 'Ended' && !beginsOrEnds.has(triggerReason)) return;
          const transaction = newsOf(facts, request);
          if (!transaction) return;
          const { id } = transaction;
          if (eventType === 'Ended') {
            debts.settle(id);
            judgeEnd(request, transaction, index);
            return;
          }
          if (triggerReason === 'Authorized' || triggerReason === 'RemoteStart') debts.settle(id);
          const points = listOf(model, stopPoint);
          if (!points || !ends(request, points)) return;
          debts.owe(id, at, followUp, () =>
            scene.report({
              key: triggerReason,
              message: `Transaction ${id} was not ended after ${triggerReason}, but TxStopPoint is ${points.join(',')}`,
              frames: [index],
              expected: 'eventType Ended',
            }),
          );
        },
      },
    };
  },
});

export const stopsWithoutConsent = defineRule({
  id: 'R201-TX-020',
  title: 'A transaction whose token the CSMS does not accept delivers no energy, and ends where TxStopPoint says so',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['E05.FR.02', 'E05.FR.03', 'E05.FR.09', 'E05.FR.10', 'E06.FR.04', 'C15.FR.03', 'C15.FR.04'],
  example: '> TransactionEvent {idToken: …, …}  < {idTokenInfo: {status: Blocked}}, and it goes on charging',
  harm: 'energy goes to somebody who will not pay',
  watch(scene) {
    const facts = scene.facts(transactions);
    const model = scene.facts(deviceModel);
    const debts = new Debts<string>(scene);
    /** What has to be seen after a refusal, by the variables that say so. */
    const duty = (): 'end' | 'pause' | undefined => {
      const stops = flagOf(model, 'TxCtrlr.StopTxOnInvalidId');
      if (stops === undefined) scene.inconclusive(unknown('TxCtrlr.StopTxOnInvalidId'));
      if (stops === false) {
        const isListed = model.inventory !== undefined;
        const most = numberOf(model, 'TxCtrlr.MaxEnergyOnInvalidId');
        if (most === 0 || (most === undefined && isListed)) return 'pause';
        scene.inconclusive('whether MaxEnergyOnInvalidId lets the transaction go on');
      }
      if (!stops) return undefined;
      const points = listOf(model, stopPoint);
      return points?.includes('Authorized') || points?.includes('PowerPathClosed') ? 'end' : 'pause';
    };
    return {
      closed: () => debts.forget(),
      calls: {
        TransactionEvent({ request }) {
          if (request.eventType === 'Ended') debts.settle(request.transactionInfo.transactionId);
        },
      },
      answers: {
        TransactionEvent({ call, response: { idTokenInfo }, at, index }) {
          const { eventType, triggerReason, idToken, transactionInfo } = call.request;
          if (!idToken || !idTokenInfo || eventType === 'Ended' || triggerReason === 'StopAuthorized') return;
          const { transactionId } = transactionInfo;
          if (idTokenInfo.status === 'Accepted') return void debts.settle(transactionId);
          const transaction = facts.open.get(transactionId);
          if (!transaction || (transaction.token !== undefined && transaction.token !== keyOf(idToken))) return;
          const must = duty();
          if (!must) return;
          debts.owe(transactionId, at, followUp, () => {
            const now = facts.open.get(transactionId);
            // Another authorization may have come meanwhile.
            if (!now || now.token !== undefined) return;
            if (must === 'pause' && now.chargingState !== 'Charging') return;
            scene.report({
              key: transactionId,
              message:
                must === 'end'
                  ? `Transaction ${transactionId} goes on although the CSMS answered ${idTokenInfo.status}`
                  : `Transaction ${transactionId} goes on charging although the CSMS answered ${idTokenInfo.status}`,
              frames: [call.index, index],
              expected: must === 'end' ? 'Ended by Deauthorized' : 'no more energy',
              actual: now.chargingState ?? 'no end',
            });
          });
        },
      },
    };
  },
});

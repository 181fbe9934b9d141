import { defineRule, parseDateTime } from 'ocppliance';
import { transactions } from './facts.ts';
import { commands, wasTriggered } from './facts-commands.ts';
import { configuration, countOf } from './facts-configuration.ts';
import { connectors, isCharging } from './facts-connectors.ts';
import { afterwards, followUp, station } from './facts-station.ts';

/** ms; messages of one moment may come in any order */
const moment = 2_000;

/** Statuses that a connector cannot have during a transaction. */
const over = new Set(['Available', 'Reserved', 'Unavailable', 'Preparing', 'Finishing']);

export const statusFollowsTheTransaction = defineRule({
  id: 'R16-STAT-007',
  title: 'A connector with a transaction is charging, suspended or faulted',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §3.6', '1.6 §4.9'],
  example: '< StartTransaction.conf  > StatusNotification {connectorId: 1, status: Available}  (no StopTransaction)',
  harm: 'the connector looks free while the session is still billed',
  watch(scene) {
    const { current } = scene.facts(transactions);
    const { reported } = scene.facts(connectors);
    const wishes = scene.facts(commands);
    const line = scene.facts(station);
    return {
      calls: {
        StatusNotification({ request: { connectorId, status }, at, index }) {
          const transaction = current.get(connectorId);
          // What a boot interrupted is R16-TX-019's.
          if (transaction && line.answeredAt > transaction.at) return;
          if (!transaction?.accepted || !over.has(status) || at - transaction.at < moment || wasTriggered(wishes, 'StatusNotification', at))
            return;
          afterwards(scene, at, followUp, () => {
            if (current.get(connectorId) !== transaction || !over.has(reported.get(connectorId)?.status ?? '')) return;
            scene.report({
              key: `${connectorId} ${status}`,
              message: `connector ${connectorId} is ${status} although its transaction ${transaction.id} was not stopped`,
              frames: [transaction.index, index],
              actual: status,
            });
          });
        },
      },
    };
  },
});

export const chargesWithinATransaction = defineRule({
  id: 'R16-STAT-008',
  title: 'A connector that charges has a transaction',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §3.6', '1.6 §4.8', '1.6 §4.9'],
  example: '> StatusNotification {connectorId: 1, status: Charging}  (no StartTransaction)',
  harm: 'energy flows that nobody is billed for',
  watch(scene) {
    const { current, unconfirmed } = scene.facts(transactions);
    const { reported, settled } = scene.facts(connectors);
    return {
      calls: {
        StatusNotification({ request: { connectorId, status }, at, index }) {
          if (!isCharging(status) || connectorId === 0 || current.has(connectorId)) return;
          if (isCharging(reported.get(connectorId)?.status)) return;
          if (!settled.has(connectorId)) return scene.inconclusive('the transactions that began before the record');
          afterwards(scene, at, followUp, () => {
            const queued = [...unconfirmed.values()].some((start) => start.connectorId === connectorId);
            if (current.has(connectorId) || queued || !isCharging(reported.get(connectorId)?.status)) return;
            scene.report({
              key: connectorId,
              message: `connector ${connectorId} charges, but no transaction was started`,
              frames: [index],
              actual: status,
            });
          });
        },
      },
    };
  },
});

export const reportsBeginAndEndOfCharging = defineRule({
  id: 'R16-STAT-009',
  title: 'The status changes when a transaction starts, and when it stops',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §4.9', '1.6 errata 3.19'],
  example: '> StartTransaction  < {idTagInfo: {status: Accepted}}  (the last status stays Preparing)',
  harm: 'drivers see a free connector that charges, or a busy one that does not',
  watch(scene) {
    const { current, open } = scene.facts(transactions);
    const { reported } = scene.facts(connectors);
    const settings = scene.facts(configuration);
    const patience = () => followUp + (countOf(settings, 'MinimumStatusDuration') ?? 0) * 1000 * scene.timeScale;
    /** Of what happened longer ago, offline, the status says nothing. */
    const isFresh = (timestamp: string, wall: number) => Math.abs(wall - parseDateTime(timestamp)) < followUp;
    return {
      answers: {
        StartTransaction({ call, response, at, wall, index }) {
          const { connectorId, timestamp } = call.request;
          if (response.idTagInfo.status !== 'Accepted' || !isFresh(timestamp, wall)) return;
          afterwards(scene, at, patience(), () => {
            const status = reported.get(connectorId)?.status;
            if (
              current.get(connectorId)?.id !== response.transactionId ||
              isCharging(status) ||
              status === 'Faulted' ||
              status === 'Reserved'
            )
              return;
            const last = reported.get(connectorId);
            // If it said something else meanwhile, that is R16-STAT-007's.
            if (last && last.at > at + moment) return;
            scene.report({
              key: `${connectorId} start`,
              message: `transaction ${response.transactionId} started, but connector ${connectorId} did not report that it charges`,
              frames: [index],
              expected: 'Charging, SuspendedEV or SuspendedEVSE',
              actual: status ?? 'no status',
            });
          });
        },
      },
      calls: {
        StopTransaction({ request, at, wall, index }) {
          const connectorId = open.get(request.transactionId)?.connectorId;
          if (connectorId === undefined || !isFresh(request.timestamp, wall)) return;
          afterwards(scene, at, patience(), () => {
            const last = reported.get(connectorId);
            if (!last || current.has(connectorId) || !isCharging(last.status)) return;
            // It charges again, without a transaction: that is R16-STAT-008's.
            if (last.since > at + moment) return;
            scene.report({
              key: `${connectorId} stop`,
              message: `transaction ${request.transactionId} stopped, but connector ${connectorId} still reports ${last.status}`,
              frames: [last.index, index],
              actual: last.status,
            });
          });
        },
      },
    };
  },
});

export const givesUpWaitingForTheCable = defineRule({
  id: 'R16-STAT-011',
  title: 'A connector that waits for the cable in vain is Available again after ConnectionTimeOut',
  severity: 'warning',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §4.9', '1.6 §9.1.6', '1.6 errata 3.77'],
  example: '(ConnectionTimeOut: 60)  > Authorize  > StatusNotification {status: Preparing}  (five minutes)',
  harm: 'the next driver charges on the token of the one before',
  watch(scene) {
    const wishes = scene.facts(commands);
    const settings = scene.facts(configuration);
    const { reported } = scene.facts(connectors);
    const { current, unconfirmed } = scene.facts(transactions);
    const line = scene.facts(station);
    let authorized = Number.NEGATIVE_INFINITY;
    return {
      answers: {
        Authorize({ response, at }) {
          if (response.idTagInfo.status === 'Accepted') authorized = at;
        },
        RemoteStartTransaction({ response, at }) {
          if (response.status === 'Accepted') authorized = at;
        },
      },
      calls: {
        StatusNotification({ request: { connectorId, status }, at, index }) {
          const before = reported.get(connectorId);
          if (connectorId === 0 || status !== 'Preparing' || before?.status !== 'Available' || before.era !== line.era) return;
          // Only who waits because of a token waits for a cable; with one, it may wait for the driver.
          if (at - authorized > 5 * moment) return;
          const seconds = countOf(settings, 'ConnectionTimeOut');
          if (seconds === undefined) return scene.inconclusive('ConnectionTimeOut is unknown');
          if (seconds === 0) return;
          afterwards(scene, at, seconds * 1000 * scene.timeScale + followUp, () => {
            const last = reported.get(connectorId);
            if (last?.status !== 'Preparing' || last.since !== at || current.has(connectorId) || unconfirmed.size > 0) return;
            const plugged = (wishes.acts.get('plugIn') ?? Number.NEGATIVE_INFINITY) > authorized;
            if (plugged) return;
            // Where nobody tells what hands do, a cable may be in.
            const blind = wishes.acts.size === 0;
            scene.report({
              key: connectorId,
              message: `connector ${connectorId} stays Preparing beyond ConnectionTimeOut`,
              frames: [index],
              expected: `Available after ${seconds} s`,
              severity: blind ? 'advice' : 'warning',
            });
          });
        },
      },
    };
  },
});

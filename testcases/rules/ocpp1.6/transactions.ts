import { type CallReading, defineRule, parseDateTime } from 'ocppliance';
import { keyOf, type Transaction, transactions } from './facts.ts';
import { clocks, isUnset, skew } from './facts-clock.ts';
import { connectors } from './facts-connectors.ts';
import { followUp, station } from './facts-station.ts';
import { numberIn, remember } from './payload.ts';

export const startsWhenTheTransactionStarts = defineRule({
  id: 'R16-TX-001',
  title: 'A Charge Point that is online sends StartTransaction when the transaction starts',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §3.7', '1.6 §4.8'],
  example: '(a session of an hour, online)  > StartTransaction {timestamp: an hour ago}  > StopTransaction',
  harm: 'the driver sees no session, and the CSMS cannot stop or limit it',
  watch(scene) {
    const line = scene.facts(station);
    const clock = scene.facts(clocks);
    const { unconfirmed } = scene.facts(transactions);
    /** when the charger was registered, and when a CALL of its last failed; by the wall clock */
    let registered = Number.NEGATIVE_INFINITY;
    let failed = Number.NEGATIVE_INFINITY;
    return {
      calls: {
        StartTransaction({ request, wall, index }) {
          const startedAt = parseDateTime(request.timestamp);
          if (isUnset(startedAt) || unconfirmed.has(keyOf(request)) || line.registration !== 'Accepted') return;
          if (clock.charger === undefined) return scene.inconclusive("what the charger's clock says");
          if (Math.abs(clock.charger - (clock.csms ?? 0)) > followUp) return scene.inconclusive("a charger's clock that is right");
          // By the observer's clock.
          const started = startedAt - clock.charger;
          const late = wall - started;
          const online = Math.max(line.connectedTime, registered);
          if (late <= followUp || started < online + skew || started < failed + skew) return;
          scene.report({
            message: `StartTransaction was sent ${Math.round(late / 1000)} s after the transaction had started, although the charger was online`,
            frames: [index],
            actual: request.timestamp,
          });
        },
      },
      answers: {
        BootNotification: ({ wall }) => {
          registered = wall;
        },
      },
      anyError({ call, wall }) {
        if (call?.from === 'charger') failed = wall;
      },
      anyResult({ call, wall, at }) {
        if (call?.from === 'charger' && at - call.at > slow) failed = wall;
      },
    };
  },
});

export const hasOneTransactionPerConnector = defineRule({
  id: 'R16-TX-003',
  title: 'A connector has one transaction at a time',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §3.6', '1.6 §4.8'],
  example: '> StartTransaction {connectorId: 1}  < {transactionId: 7}  > StartTransaction {connectorId: 1}',
  harm: 'a session stays open in the CSMS for ever, and its energy is billed to nobody',
  watch(scene) {
    const { current } = scene.facts(transactions);
    const line = scene.facts(station);
    /** what started the open transaction of a connector */
    const starts = new Map<number, string>();
    return {
      calls: {
        StartTransaction({ request, index, at, connection }) {
          const { connectorId } = request;
          const open = current.get(connectorId);
          const again = starts.get(connectorId) === keyOf(request);
          if (starts.size < mostConnectors) starts.set(connectorId, keyOf(request));
          if (!open?.accepted) return;
          const lost = open.connection !== connection || line.answeredAt > open.at;
          // The answer may have been too late, or have got lost with the connection.
          if (again && open.usedAt === undefined && (open.latency > slow || (lost && at - open.at < followUp))) return;
          if (again && open.usedAt === undefined && at - open.at < slow) return;
          const gap = lost ? ', whose StopTransaction seems to have got lost while the charger was offline' : '';
          scene.report({
            key: connectorId,
            message: `connector ${connectorId} starts ${again ? 'its transaction again' : 'another transaction'} while ${open.id} is open${gap}`,
            frames: [open.index, index],
            severity: lost && !again ? 'warning' : 'violation',
          });
        },
      },
    };
  },
});

export const usesIssuedTransactionIds = defineRule({
  id: 'R16-TX-004',
  title: 'A Charge Point uses only transactionIds that the Central System gave it',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §4.8', '1.6 §4.10', '1.6 §6.31', '1.6 §6.49'],
  example: '< StartTransaction.conf {transactionId: 42}  > StopTransaction {transactionId: 0}',
  harm: 'a CSMS cannot tell which session ended and bills nothing, or the wrong one',
  watch(scene) {
    const facts = scene.facts(transactions);
    const isOld = mayBeOlder(scene.facts(connectors));
    const line = scene.facts(station);
    // -1 stands for an id that never arrived (R16-TX-006).
    const isKnown = (id: number) => id === -1 || facts.issued.has(id) || facts.open.has(id);

    function judge(
      action: string,
      id: number,
      times: string[],
      { request, index }: Pick<CallReading, 'index'> & { request: object },
    ): void {
      if (facts.garbled) return scene.inconclusive('a StartTransaction.conf that follows the schema');
      const begun = scene.complete ? times.every((time) => parseDateTime(time) < line.since) : facts.issued.size === 0;
      const older = line.answerIndex < 0 || isOld(numberIn(request, 'connectorId'));
      if (begun || (!isConstant(id) && older)) return scene.inconclusive('the transactions that began before the record');
      scene.report({
        key: id,
        message: `${action} names transactionId ${id}, which the Central System did not give out`,
        frames: [index],
        actual: String(id),
      });
    }

    return {
      calls: {
        StopTransaction(call) {
          const { transactionId: id, timestamp } = call.request;
          if (!isKnown(id)) judge('StopTransaction', id, [timestamp], call);
        },
        MeterValues(call) {
          const { transactionId: id, meterValue } = call.request;
          if (id !== undefined && !isKnown(id)) judge('MeterValues', id, timesOf(meterValue), call);
        },
      },
    };
  },
});

export const givesOutGoodTransactionIds = defineRule({
  id: 'R16-TX-005',
  title: 'The Central System gives each transaction an id of its own, greater than zero',
  severity: 'warning',
  blame: 'csms',
  versions: ['ocpp1.6'],
  spec: ['1.6 §4.8', '1.6 §6.46', '1.6 errata 3.54'],
  example: '> StartTransaction  < {transactionId: 0}  > StartTransaction  < {transactionId: 0}',
  harm: 'chargers take 0 for none, and a RemoteStopTransaction ends another session than meant',
  watch(scene) {
    const { open, issued } = scene.facts(transactions);
    /** what was answered with an id */
    const starts = new Map<number, string>();
    return {
      answers: {
        StartTransaction({ call, response: { transactionId: id }, index }) {
          const key = keyOf(call.request);
          const known = starts.get(id);
          if (starts.size >= mostConnectors) starts.clear();
          starts.set(id, key);
          const report = (message: string, severity: 'violation' | 'warning') =>
            scene.report({ key: id <= 0 ? 'low' : id, message, frames: [call.index, index], actual: String(id), severity });
          if (id <= 0) report(`the CSMS gave out transactionId ${id}: ids should be greater than zero`, 'warning');
          else if (id > 2 ** 31 - 1) report(`transactionId ${id} does not fit into 32 bits`, 'warning');
          else if (known !== undefined && known !== key && open.has(id))
            report(`transactionId ${id} still belongs to another transaction`, 'violation');
          else if (known !== undefined && known !== key && issued.has(id)) report(`transactionId ${id} was given out before`, 'warning');
        },
      },
    };
  },
});

export const usesTheIdThatItGot = defineRule({
  id: 'R16-TX-006',
  title: 'transactionId -1 is used only where the StartTransaction was never answered',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 errata 3.18'],
  example: '> StartTransaction  < {transactionId: 42}  > StopTransaction {transactionId: -1}',
  harm: 'the CSMS cannot tell which session ended',
  watch(scene) {
    const facts = scene.facts(transactions);
    const clock = scene.facts(clocks);
    function judge(
      action: string,
      open: Transaction | undefined,
      times: string[],
      { at, wall, index }: Pick<CallReading, 'at' | 'wall' | 'index'>,
    ) {
      if (facts.unconfirmed.size > 0 || facts.garbled) return;
      if (!open) return scene.inconclusive('the transaction that is meant by -1');
      // When the id came, by the charger's clock: what was written down before did not know it yet.
      const known = wall - (at - open.at) + (clock.charger ?? 0) + skew;
      if (open.latency > slow || !times.every((each) => parseDateTime(each) > known)) return;
      scene.report({
        key: open.id,
        message: `${action} says -1 for the transaction whose id is ${open.id}`,
        frames: [open.index, index],
        expected: String(open.id),
        actual: '-1',
      });
    }
    return {
      calls: {
        StopTransaction(call) {
          const only = facts.open.size === 1 ? facts.open.values().next().value : undefined;
          if (call.request.transactionId === -1) judge('StopTransaction', only, [call.request.timestamp], call);
        },
        MeterValues(call) {
          const { transactionId, connectorId, meterValue } = call.request;
          if (transactionId !== -1) return;
          judge('MeterValues', facts.current.get(connectorId), timesOf(meterValue), call);
        },
      },
    };
  },
});

export const stopsOnce = defineRule({
  id: 'R16-TX-007',
  title: 'A transaction is stopped once',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §3.7.1', '1.6 §4.10'],
  example: '> StopTransaction {transactionId: 42}  < {}  > StopTransaction {transactionId: 42}',
  harm: 'sessions are billed twice',
  watch(scene) {
    const { ended } = scene.facts(transactions);
    return {
      calls: {
        StopTransaction({ request, index, at, connection }) {
          const { transactionId: id } = request;
          const stop = ended.get(id)?.stop;
          if (stop?.confirmedAt === undefined) return;
          // The confirmation may have been too late, or have got lost with the connection.
          const unheard = (stop.latency ?? 0) > slow || (stop.connection !== connection && at - stop.confirmedAt < 10 * followUp);
          if (unheard) return;
          scene.report({
            key: id,
            message: `transaction ${id} is stopped again, although the first was confirmed`,
            frames: [stop.index, index],
          });
        },
      },
    };
  },
});

export const answersARepeatedStartAlike = defineRule({
  id: 'R16-TX-017',
  title: 'A StartTransaction that is sent again is answered as the first was',
  severity: 'warning',
  blame: 'csms',
  versions: ['ocpp1.6'],
  spec: ['1.6 §3.7.1', '1.6-J errata 3.1'],
  example: '> StartTransaction  < {transactionId: 7} (lost)  > StartTransaction (the same)  < {transactionId: 8}',
  harm: 'one session becomes two, and the first never ends',
  watch(scene) {
    const answers = new Map<string, { id: number; accepted: boolean; index: number }>();
    return {
      answers: {
        StartTransaction({ call, response: { transactionId: id, idTagInfo }, index }) {
          const key = keyOf(call.request);
          const before = answers.get(key);
          if (!before) return remember(answers, key, { id, accepted: idTagInfo.status === 'Accepted', index }, mostRepeated);
          const concurrent = idTagInfo.status === 'ConcurrentTx' && before.accepted;
          if (before.id === id && !concurrent) return;
          scene.report({
            key: concurrent ? 'concurrent' : 'id',
            message: `the CSMS took a StartTransaction that was sent again for ${concurrent ? 'a concurrent' : 'another'} transaction`,
            frames: [before.index, index],
            expected: `transactionId ${before.id}`,
            actual: concurrent ? 'ConcurrentTx' : `transactionId ${id}`,
          });
        },
      },
    };
  },
});

const mostConnectors = 1000;
/** starts that may still be sent again */
const mostRepeated = 100;
/** ms; a charger may have given up on an answer that took longer */
const slow = 10_000;

const timesOf = (meterValues: readonly { timestamp: string }[]): string[] => meterValues.map(({ timestamp }) => timestamp);

/** What products send where they have no id. */
const isConstant = (id: number): boolean => id <= 0 || id >= 2 ** 31 - 1;

/** Whether a connector, or any where none is named, may still be in a transaction that began before the record did. */
const mayBeOlder =
  ({ reported, settled }: { reported: ReadonlyMap<number, unknown>; settled: ReadonlySet<number> }) =>
  (connectorId: number | undefined): boolean =>
    connectorId === undefined || connectorId === 0
      ? settled.size === 0 || [...reported.keys()].some((id) => id > 0 && !settled.has(id))
      : !settled.has(connectorId);

import { defineRule, parseDateTime } from 'ocppliance';
import { Debts } from './debts.ts';
import { both, followUp, keepFreshest, line, registration } from './facts.ts';
import {
  controllerKey,
  type DeviceModel,
  deviceModel,
  flagOf,
  keyOfVariable,
  listOf,
  numberOf,
  type VariablePath,
  variableOf,
} from './facts-station.ts';
import { isFirst, isRepeated, newsOf, runningOn, type Transaction, transactions } from './facts-transactions.ts';
import { imports, type Samples, samplesOf } from './samples.ts';

const updatedInterval = 'SampledDataCtrlr.TxUpdatedInterval';
const updatedMeasurands = 'SampledDataCtrlr.TxUpdatedMeasurands';
const unknown = (name: string) => `the value of ${name}`;
/** Said at each message. */
const unknownInterval = unknown(updatedInterval);
const unknownMeasurands = unknown(updatedMeasurands);

/** A setting that has not changed since the transaction began. */
const isOld = (model: DeviceModel, name: string, { at }: Transaction): boolean => (variableOf(model, name)?.changedAt ?? 0) < at;

/** Intervals in a row that are too short before it is a habit. */
const habit = 3;
const timerSlack = 10_000;

export const samplesAtTheInterval = defineRule({
  id: 'R201-MET-007',
  title: 'A running transaction is metered every TxUpdatedInterval',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['J02.FR.11'],
  example: 'TxUpdatedInterval is 60, a transaction runs for 10 min, and no event with MeterValuePeriodic comes',
  harm: 'nobody sees what the session consumes, or the CSMS is flooded',
  watch(scene) {
    const facts = scene.facts(transactions);
    const model = scene.facts(deviceModel);
    const debts = new Debts<string>(scene);
    /** periodic events that followed too soon, by transaction: the newest hundred */
    const dense = new Map<string, { time: number; frames: number[]; index: number }>();
    const owe = (id: string, at: number, interval: number | undefined) => {
      if (!interval || interval < 0) return;
      const wait = 3 * interval * 1000 * scene.timeScale + timerSlack;
      debts.owe(id, at, wait, (now) => {
        const transaction = facts.open.get(id);
        const measurands = listOf(model, updatedMeasurands);
        if (!measurands) return scene.inconclusive(unknownMeasurands);
        const isDue = transaction?.connected && measurands.length > 0 && isOld(model, updatedInterval, transaction);
        if (!isDue || numberOf(model, updatedInterval) !== interval || flagOf(model, 'SampledDataCtrlr.Enabled') === false) return;
        scene.report({
          key: id,
          message: `No periodic meter value of transaction ${id} for ${Math.round((now - at) / 1000)} s; TxUpdatedInterval is ${interval} s`,
          frames: [transaction.lastIndex],
          expected: `MeterValuePeriodic every ${interval} s`,
        });
      });
    };
    const judgeDense = (id: string, timestamp: string, interval: number, index: number) => {
      const time = parseDateTime(timestamp);
      const before = dense.get(id);
      if (!before) {
        dense.set(id, { time, frames: [index], index });
        keepFreshest(dense, 100);
        return;
      }
      const gap = time - before.time;
      // What is too much for one message comes in several of the same time (J02.FR.14).
      if (gap === 0) return;
      const isDense = gap > 0 && gap < (interval / 2) * 1000 * scene.timeScale - 1000;
      before.time = time;
      before.index = index;
      before.frames = isDense ? [...before.frames.slice(-habit - 1), index] : [index];
      if (before.frames.length <= habit) return;
      scene.report({
        key: `dense ${id}`,
        message: `Transaction ${id} is metered every ${Math.round(gap / 1000)} s; TxUpdatedInterval is ${interval} s`,
        frames: before.frames,
        expected: `every ${interval} s`,
        actual: `every ${Math.round(gap / 1000)} s`,
      });
    };
    return {
      closed() {
        debts.forget();
        dense.clear();
      },
      opened({ at }) {
        for (const id of facts.open.keys()) owe(id, at, numberOf(model, updatedInterval));
      },
      calls: {
        TransactionEvent({ request, index, at }) {
          const { eventType, triggerReason, transactionInfo, timestamp, offline } = request;
          const { transactionId: id } = transactionInfo;
          if (eventType === 'Ended') {
            debts.settle(id);
            dense.delete(id);
            return;
          }
          const isPeriodic = triggerReason === 'MeterValuePeriodic';
          const interval = numberOf(model, updatedInterval);
          if (isPeriodic || !debts.has(id)) owe(id, at, interval);
          const transaction = newsOf(facts, request);
          if (!isPeriodic || offline || !transaction || !isOld(model, updatedInterval, transaction)) return;
          if (interval === undefined) return scene.inconclusive(unknownInterval);
          if (interval > 0) return judgeDense(id, timestamp, interval, index);
          scene.report({
            key: 'off',
            message: `Transaction ${id} is metered periodically although TxUpdatedInterval is 0`,
            frames: [index],
            expected: 'no MeterValuePeriodic',
          });
        },
      },
    };
  },
});

const alignedInterval = 'AlignedDataCtrlr.Interval';
const quarterHour = 900;
const day = 86_400;

export const samplesByTheClock = defineRule({
  id: 'R201-MET-008',
  title: 'Clock-aligned samples stand on multiples of AlignedDataCtrlr.Interval, and none is missed',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['J01.FR.14', 'J01.FR.19', 'J01.FR.20', 'J01.FR.22'],
  example: 'AlignedDataCtrlr.Interval is 900  > MeterValues {context Sample.Clock, timestamp hh:07:13, …}',
  harm: 'the values of many stations cannot be added up',
  watch(scene) {
    const facts = scene.facts(transactions);
    const model = scene.facts(deviceModel);
    const standing = scene.facts(registration);
    const connection = scene.facts(line);
    const debts = new Debts<'slot'>(scene);
    const owe = (at: number, interval = numberOf(model, alignedInterval)) => {
      if (!interval || interval < 0) return;
      debts.owe('slot', at, 2 * interval * 1000 * scene.timeScale + followUp, (now) => {
        const measurands = listOf(model, 'AlignedDataCtrlr.Measurands');
        const isOff = ['Enabled', 'Available'].some((name) => flagOf(model, `AlignedDataCtrlr.${name}`) === false);
        if (!measurands || measurands.length === 0 || isOff || numberOf(model, alignedInterval) !== interval) return;
        // With SendDuringIdle a running transaction silences the station.
        if (facts.open.size > 0 || standing.status !== 'Accepted' || connection.open === false) return;
        scene.report({
          key: 'missed',
          message: `No clock-aligned meter value for ${Math.round((now - at) / 1000)} s; AlignedDataCtrlr.Interval is ${interval} s`,
          frames: [standing.answer],
          expected: `Sample.Clock every ${interval} s`,
        });
      });
    };
    const judge = (timestamp: string, index: number) => {
      const interval = numberOf(model, alignedInterval);
      if (interval === undefined) return scene.inconclusive(unknown(alignedInterval));
      // A clock that runs as fast as ever is of no use where timers run faster.
      if (interval <= 0 || day % interval !== 0 || scene.timeScale !== 1) return;
      const seconds = (parseDateTime(timestamp) / 1000) % day;
      // Midnight may be that of the station's own time zone.
      const grid = interval > quarterHour && interval % quarterHour === 0 ? quarterHour : interval;
      const off = Math.min(seconds % grid, grid - (seconds % grid));
      if (off <= 2) return;
      scene.report({
        key: 'grid',
        message: `A clock-aligned sample is of ${timestamp}, ${Math.round(off)} s off the multiples of ${interval} s`,
        frames: [index],
        expected: `a multiple of ${interval} s`,
        actual: timestamp,
      });
    };
    const hear = ({ all, layout }: Samples, index: number, at: number, evseId?: number) => {
      if (!layout.contexts.has('Sample.Clock')) return;
      const times = new Set<string>();
      for (const { kind, timestamp } of all) if (kind.context === 'Sample.Clock') times.add(timestamp);
      owe(at);
      for (const timestamp of times) judge(timestamp, index);
      const transaction = evseId === undefined ? undefined : runningOn(facts, evseId);
      if (!transaction || flagOf(model, 'AlignedDataCtrlr.SendDuringIdle') !== true || at - transaction.at < followUp) return;
      scene.report({
        key: 'busy',
        message: `Clock-aligned samples of EVSE ${evseId} come while transaction ${transaction.id} runs, although SendDuringIdle is true`,
        frames: [transaction.index, index],
      });
    };
    return {
      closed: () => debts.forget(),
      opened: ({ at }) => owe(at),
      calls: {
        MeterValues: ({ request: { evseId, meterValue }, index, at }) => hear(samplesOf(meterValue), index, at, evseId),
        TransactionEvent({ request: { meterValue, eventType }, index, at }) {
          // The end holds those of the whole transaction.
          if (meterValue && eventType === 'Updated') hear(samplesOf(meterValue), index, at);
        },
      },
      answers: {
        BootNotification: ({ at }) => owe(at),
        SetVariables({ call, response, at }) {
          const isIt = (item: VariablePath) => keyOfVariable(item) === controllerKey(alignedInterval);
          const set = call.request.setVariableData.find(isIt);
          const isDone = response.setVariableResult.find(isIt)?.attributeStatus === 'Accepted';
          if (set && isDone) owe(at, Number(set.attributeValue));
        },
      },
    };
  },
});

const register = 'Energy.Active.Import.Register';

export const measuresWhatIsConfigured = defineRule({
  id: 'R201-MET-010',
  title: 'The samples of a transaction are those that are configured',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['E01.FR.09', 'E02.FR.10', 'E06.FR.11', 'J02.FR.11'],
  example: 'TxUpdatedMeasurands has Energy.Active.Import.Register  > TransactionEvent MeterValuePeriodic with Current.Import only',
  harm: 'a CSMS lacks the value by which it bills',
  watch(scene) {
    const facts = scene.facts(transactions);
    const model = scene.facts(deviceModel);
    /** measurands that the station has ever sent: what it can measure */
    const able = new Set<string>([register]);
    /** periodic events that lack something: the rest may come in another of the same time (J02.FR.14) */
    const waiting = new Map<string, { timestamp: string; missing: string[]; index: number }>();
    /** that of the samples that were last found able */
    let counted: Samples['layout'] | undefined;
    const wants = (name: string) => listOf(model, `SampledDataCtrlr.${name}`)?.includes(register) ?? false;
    const has = (samples: Samples, context: string) => imports(samples).some(({ kind }) => kind.context === context);
    const report = (what: string, missing: readonly string[], id: string, index: number) =>
      scene.report({
        key: what,
        message: `The ${what} event of transaction ${id} lacks ${missing.join(', ')}, which ${missing.length === 1 ? 'is' : 'are'} configured`,
        frames: [index],
        expected: missing.join(', '),
      });
    const areComplete = ({ layout: { measurands } }: Samples, configured: readonly string[]) => {
      for (const measurand of measurands) if (!configured.includes(measurand)) return false;
      for (const measurand of configured) if (!measurands.has(measurand) && able.has(measurand)) return false;
      return true;
    };
    const judgePeriodic = (transaction: Transaction, samples: Samples, index: number) => {
      const { id } = transaction;
      const configured = listOf(model, updatedMeasurands);
      if (!configured) return scene.inconclusive(unknownMeasurands);
      if (!isOld(model, updatedMeasurands, transaction)) return;
      if (!waiting.has(id) && areComplete(samples, configured)) return;
      const { all, layout } = samples;
      for (const { measurand, context } of layout.kinds) {
        if (context !== 'Sample.Periodic' || configured.includes(measurand)) continue;
        scene.report({
          key: `extra ${measurand}`,
          severity: 'warning',
          message: `A periodic event of transaction ${id} has ${measurand}, which is not configured`,
          frames: [index],
          expected: configured.join(', '),
        });
      }
      const timestamp = all.at(-1)?.timestamp;
      if (timestamp === undefined) return;
      const before = waiting.get(id);
      waiting.delete(id);
      const rest = before?.timestamp === timestamp ? before.missing : configured.filter((measurand) => able.has(measurand));
      if (before && before.timestamp !== timestamp) report('periodic', before.missing, id, before.index);
      const missing = rest.filter((measurand) => !layout.measurands.has(measurand));
      if (missing.length > 0 && waiting.size < 100) waiting.set(id, { timestamp, missing, index });
    };
    return {
      calls: {
        TransactionEvent({ request, index }) {
          if (isRepeated(facts, request)) return;
          const { eventType, triggerReason, meterValue, evse, transactionInfo } = request;
          const { transactionId: id } = transactionInfo;
          const transaction = newsOf(facts, request);
          const waited = waiting.get(id);
          if (waited && triggerReason !== 'MeterValuePeriodic') {
            waiting.delete(id);
            report('periodic', waited.missing, id, waited.index);
          }
          const samples = samplesOf(meterValue);
          const begins = eventType === 'Started' && isFirst(facts, request) && evse?.connectorId !== undefined;
          if (begins && wants('TxStartedMeasurands') && !has(samples, 'Transaction.Begin')) report('first', [register], id, index);
          if (transaction && eventType === 'Updated' && triggerReason === 'MeterValuePeriodic') {
            judgePeriodic(transaction, samples, index);
          }
          const ends = transaction?.whole && eventType === 'Ended' && transaction.connectorId !== undefined;
          if (ends && isOld(model, 'SampledDataCtrlr.TxEndedMeasurands', transaction)) {
            if (wants('TxEndedMeasurands') && !has(samples, 'Transaction.End')) report('last', [register], id, index);
          }
          const { layout } = samples;
          if (layout === counted) return;
          counted = layout;
          for (const measurand of layout.measurands) if (able.size < 100) able.add(measurand);
        },
      },
    };
  },
});

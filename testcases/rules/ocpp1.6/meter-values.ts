import { defineRule, parseDateTime } from 'ocppliance';
import { type Transaction, transactions } from './facts.ts';
import { clocks, skew } from './facts-clock.ts';
import { commands, newest, wasTriggered } from './facts-commands.ts';
import { configuration, listOf } from './facts-configuration.ts';
import { connectors } from './facts-connectors.ts';
import { followUp, station } from './facts-station.ts';
import { hasContext, type Moment, perLayout, samples } from './moments.ts';
import { keep, numberIn, textIn } from './payload.ts';
import { contextOf, type MeterValue, measurandOf, type SampledValue, stepOf } from './samples.ts';

const most = 1000;

export const registersOnlyGrow = defineRule({
  id: 'R16-MET-004',
  title: 'An energy register never decreases',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 errata 3.78'],
  example: '> MeterValues {value: "12500"}  > MeterValues {value: "0"}  > MeterValues {value: "12510"}',
  harm: 'a session seems to have given energy back, or twelve megawatt-hours',
  watch(scene) {
    const line = scene.facts(station);
    const read = scene.facts(samples);
    const registersOf = perLayout((kinds): Register[] =>
      kinds.flatMap((kind, place) => {
        const measurand = measurandOf(kind);
        const name = [measurand, kind.phase, kind.location ?? 'Outlet'].join(' ');
        return measurand.endsWith('.Register') ? [{ place, measurand, name, number: numberOf(name) }] : [];
      }),
    );
    /** of each register of a connector: its newest value */
    const last = new Map<number, Counted>();

    function judge(connectorId: number, { measurand, name }: Register, { sampled, amount, index }: Counted, before: Counted): void {
      const [step, stepBefore] = [stepOf(sampled), stepOf(before.sampled)];
      const slack = Math.max(1, stepBefore === step ? 0 : Math.max(stepBefore, step));
      if (amount >= before.amount - slack) return;
      const replaced = line.answeredAt > before.seen;
      scene.report({
        key: `${connectorId} ${name}`,
        message: `${measurand} of connector ${connectorId} decreased${replaced ? ' over a reboot: was the meter replaced?' : ''}`,
        frames: [before.index, index],
        actual: `${before.amount}, then ${amount}`,
        severity: replaced ? 'warning' : 'violation',
      });
    }

    return {
      calls: {
        MeterValues({ request: { connectorId, transactionId, meterValue }, index, at: seen }) {
          for (const { layout, values, amounts, at } of read.momentsOf(meterValue)) {
            for (const register of registersOf(layout)) {
              const sampled = values[register.place];
              const amount = amounts[register.place];
              if (!sampled || amount === undefined || Number.isNaN(amount)) continue;
              const key = connectorId * mostRegisters + register.number;
              const before = last.get(key);
              if (before && at < before.at) continue;
              const now = { sampled, amount, at, seen, transactionId, index };
              // A register that starts again with each transaction is R16-TX-009's.
              if (before && before.transactionId === transactionId && amount < before.amount) judge(connectorId, register, now, before);
              keep(last, key, now, most);
            }
          }
        },
      },
    };
  },
});

/** Where in a moment a register is, and which of its connector's it is. */
interface Register {
  place: number;
  measurand: string;
  name: string;
  number: number;
}

/** of each register that was ever named; there are not more than the schema has */
const numbers = new Map<string, number>();
const mostRegisters = 1000;

function numberOf(name: string): number {
  const number = numbers.get(name) ?? numbers.size;
  numbers.set(name, number);
  return number;
}

/** What a register showed: when by the charger's clock and when by the observer's, in which transaction. */
interface Counted {
  sampled: SampledValue;
  amount: number;
  at: number;
  seen: number;
  transactionId: number | undefined;
  index: number;
}

export const namesTheTransaction = defineRule({
  id: 'R16-MET-006',
  title: 'MeterValues of a transaction name it, and no other',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §4.7', '1.6 errata 3.16'],
  example: '(transaction 42 on connector 1)  > MeterValues {connectorId: 1, transactionId: 43}',
  harm: 'energy is booked on the session of another driver, or on none',
  watch(scene) {
    const { open, current, ended, issued } = scene.facts(transactions);
    const clock = scene.facts(clocks);

    function judgeMissing(connectorId: number, meterValue: readonly MeterValue[], index: number): void {
      const here = current.get(connectorId);
      if (!here?.accepted) return;
      // What was sampled before the id came did not know it.
      const known = here.toldAt + (clock.charger ?? 0) + skew;
      const within = meterValue.every(({ timestamp }) => parseDateTime(timestamp) > known);
      const loose = meterValue.some(({ sampledValue }) => sampledValue.some((sampled) => tied.has(contextOf(sampled))));
      if (!within || !loose) return;
      scene.report({
        key: `${connectorId} missing`,
        message: `MeterValues of connector ${connectorId} do not name its transaction ${here.id}`,
        frames: [index],
        actual: 'none',
        severity: 'warning',
      });
    }

    return {
      calls: {
        MeterValues({ request, index }) {
          const { connectorId, transactionId: id, meterValue } = request;
          if (id === undefined) return judgeMissing(connectorId, meterValue, index);
          const other = open.get(id);
          if (!other || other.connectorId === connectorId) return;
          // What was never given out, -1 and what is over have rules of their own.
          if (id === -1 || !issued.has(id) || ended.has(id)) return;
          scene.report({
            key: `${connectorId} ${connectorId === 0 ? 'zero' : 'other'}`,
            message:
              connectorId === 0
                ? `MeterValues of transaction ${id} name connector 0`
                : `MeterValues of connector ${connectorId} name transaction ${id}, which is on connector ${other.connectorId}`,
            frames: [index],
            actual: String(id),
            severity: connectorId === 0 ? 'warning' : 'violation',
          });
        },
      },
    };
  },
});

/** Contexts of values that belong to a transaction where there is one. */
const tied = new Set<string>(['Sample.Periodic', 'Sample.Clock', 'Trigger']);

export const tellsTheOccasion = defineRule({
  id: 'R16-MET-008',
  title: 'The context of a sampled value is the occasion on which it was taken',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §3.16', '1.6 §5.17', '1.6 §7.35'],
  example: '(nobody asked)  > MeterValues {sampledValue: [{context: Trigger}]}',
  harm: 'values of the begin and the end of a session cannot be told from those between',
  watch(scene) {
    const { current, previous, unconfirmed } = scene.facts(transactions);
    const { settled } = scene.facts(connectors);
    const wishes = scene.facts(commands);
    const read = scene.facts(samples);
    const report = (context: string, index: number, message: string, severity: 'violation' | 'warning') =>
      scene.report({ key: `${context} ${severity}`, message, frames: [index], actual: context, severity });
    return {
      calls: {
        MeterValues({ request, at, index }) {
          const { connectorId, transactionId, meterValue } = request;
          const moments = read.momentsOf(meterValue);
          if (hasContext(moments, 'Trigger') && !wasTriggered(wishes, 'MeterValues', at) && scene.open('csms').size === 0) {
            if (!scene.complete && newest(wishes, 'TriggerMessage').length === 0)
              scene.inconclusive('the TriggerMessages before the record');
            else report('Trigger', index, 'MeterValues say that they were triggered, but nobody asked for them', 'violation');
          }
          const here = current.get(connectorId);
          if (here && hasContext(moments, 'Transaction.Begin') && isLate(moments, here))
            report(
              'Transaction.Begin',
              index,
              `values of the middle of transaction ${here.id} say that they are of its begin`,
              'violation',
            );
          const idle = transactionId === undefined && !here && unconfirmed.size === 0 && settled.has(connectorId) && scene.complete;
          if (idle && hasContext(moments, 'Sample.Periodic') && !overdue(at, connectorId))
            report('Sample.Periodic', index, `connector ${connectorId} samples periodically without a transaction`, 'warning');
        },
      },
    };
    /** Something of the begin of a transaction was not sampled then. */
    function isLate(moments: readonly Moment[], { startedAt }: Transaction): boolean {
      return moments.some(({ layout, at }) => layout.contexts.has('Transaction.Begin') && at > startedAt + followUp);
    }
    /** MeterValues of a transaction that has just ended may be on their way. */
    function overdue(at: number, connectorId: number): boolean {
      const stop = previous.get(connectorId)?.stop;
      return stop !== undefined && at - stop.at < followUp;
    }
  },
});

export const sendsTheValuesThatWereAskedFor = defineRule({
  id: 'R16-MET-013',
  title: 'Triggered MeterValues are of the connector that was asked for, with what MeterValuesSampledData lists',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §5.17', '1.6 errata 3.46'],
  example: '(MeterValuesSampledData: Energy.Active.Import.Register)  < TriggerMessage {MeterValues, 1}  > MeterValues {measurand: Voltage}',
  harm: 'a CSMS that polls gets no energy',
  watch(scene) {
    const settings = scene.facts(configuration);
    const { current } = scene.facts(transactions);
    const wishes = scene.facts(commands);
    const read = scene.facts(samples);
    return {
      calls: {
        MeterValues({ request: { connectorId, meterValue }, at, index }) {
          if (!hasContext(read.momentsOf(meterValue), 'Trigger') || !wasTriggered(wishes, 'MeterValues', at)) return;
          const sampled = meterValue.flatMap(({ sampledValue }) => sampledValue);
          const [asked] = newest(wishes, 'TriggerMessage').filter(({ request }) => textIn(request, 'requestedMessage') === 'MeterValues');
          const wanted = asked && numberIn(asked.request, 'connectorId');
          const only = newest(wishes, 'ExtendedTriggerMessage').length === 0;
          if (
            asked &&
            wanted !== undefined &&
            wanted > 0 &&
            wanted !== connectorId &&
            only &&
            !wasTriggered(wishes, 'MeterValues', at, connectorId)
          )
            scene.report({
              key: 'connector',
              message: `MeterValues of connector ${wanted} were asked for, those of ${connectorId} came`,
              frames: [asked.index, index],
            });
          const listed = listOf(settings, 'MeterValuesSampledData');
          if (!listed) return scene.inconclusive('MeterValuesSampledData is unknown');
          const sent = new Set<string>(sampled.map(measurandOf));
          // What needs an EV, or energy that flows, may be missing without.
          const expected = listed.filter(
            (item) => item === 'Energy.Active.Import.Register' || (current.has(connectorId) && always.has(item)),
          );
          const missing = expected.filter((item) => !sent.has(item));
          if (missing.length > 0 && connectorId > 0)
            scene.report({
              key: missing.join(),
              message: `triggered MeterValues lack what MeterValuesSampledData lists`,
              frames: [index],
              expected: missing.join(', '),
              actual: [...sent].join(', '),
            });
        },
      },
    };
  },
});

/** What a charger that has them at all can measure during any transaction. */
const always = new Set(['Energy.Active.Import.Register', 'Power.Active.Import', 'Current.Import', 'Voltage']);

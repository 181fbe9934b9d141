import { defineRule } from 'ocppliance';
import { transactions } from './facts.ts';
import { clocks, skew } from './facts-clock.ts';
import { commands, newest, wasTriggered } from './facts-commands.ts';
import { configuration, listOf } from './facts-configuration.ts';
import { connectors } from './facts-connectors.ts';
import { followUp, station } from './facts-station.ts';
import { numberIn, remember, textIn } from './payload.ts';
import { type Amount, amountOf, contextOf, measurandOf } from './samples.ts';

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
    /** of each register: its newest value */
    const last = new Map<string, Amount & { at: number; seen: number; transactionId: number | undefined; index: number }>();
    return {
      calls: {
        MeterValues({ request: { connectorId, transactionId, meterValue }, index, at: seen }) {
          for (const { timestamp, sampledValue } of meterValue) {
            const at = Date.parse(timestamp);
            for (const sampled of sampledValue) {
              const measurand = measurandOf(sampled);
              const amount = measurand.endsWith('.Register') ? amountOf(sampled) : undefined;
              if (!amount) continue;
              const key = [connectorId, measurand, sampled.phase, sampled.location ?? 'Outlet'].join(' ');
              const before = last.get(key);
              if (before && at < before.at) continue;
              remember(last, key, { ...amount, at, seen, transactionId, index }, most);
              // A register that starts again with each transaction is R16-TX-009's.
              if (!before || before.transactionId !== transactionId) continue;
              const slack = Math.max(1, before.step === amount.step ? 0 : Math.max(before.step, amount.step));
              if (amount.amount >= before.amount - slack) continue;
              const replaced = line.answeredAt > before.seen;
              scene.report({
                key,
                message: `${measurand} of connector ${connectorId} decreased${replaced ? ' over a reboot: was the meter replaced?' : ''}`,
                frames: [before.index, index],
                actual: `${before.amount}, then ${amount.amount}`,
                severity: replaced ? 'warning' : 'violation',
              });
            }
          }
        },
      },
    };
  },
});

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
    return {
      calls: {
        MeterValues({ request, index }) {
          const { connectorId, transactionId: id, meterValue } = request;
          const report = (key: string, message: string, severity: 'violation' | 'warning') =>
            scene.report({
              key: `${connectorId} ${key}`,
              message,
              frames: [index],
              actual: id === undefined ? 'none' : String(id),
              severity,
            });
          const here = current.get(connectorId);
          if (id === undefined) {
            // What was sampled before the id came did not know it.
            const known = (here?.toldAt ?? 0) + (clock.charger ?? 0) + skew;
            const within = meterValue.every(({ timestamp }) => Date.parse(timestamp) > known);
            const loose = meterValue.some(({ sampledValue }) => sampledValue.some((sampled) => tied.has(contextOf(sampled))));
            if (here?.accepted && within && loose)
              report('missing', `MeterValues of connector ${connectorId} do not name its transaction ${here.id}`, 'warning');
            return;
          }
          // What was never given out, -1 and what is over have rules of their own.
          if (id === -1 || !issued.has(id) || ended.has(id)) return;
          const other = open.get(id);
          if (!other || other.connectorId === connectorId) return;
          if (connectorId === 0) return report('zero', `MeterValues of transaction ${id} name connector 0`, 'warning');
          report(
            'other',
            `MeterValues of connector ${connectorId} name transaction ${id}, which is on connector ${other.connectorId}`,
            'violation',
          );
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
    return {
      calls: {
        MeterValues({ request, at, index }) {
          const { connectorId, transactionId, meterValue } = request;
          const here = current.get(connectorId);
          const report = (context: string, message: string, severity: 'violation' | 'warning' | 'advice') =>
            scene.report({ key: `${context} ${severity}`, message, frames: [index], actual: context, severity });
          const contexts = new Set(meterValue.flatMap(({ sampledValue }) => sampledValue.map(({ context }) => context)));
          const asked = wasTriggered(wishes, 'MeterValues', at) || scene.open('csms').size > 0;
          if (contexts.has('Trigger') && !asked && !scene.complete && newest(wishes, 'TriggerMessage').length === 0)
            scene.inconclusive('the TriggerMessages before the record');
          else if (contexts.has('Trigger') && !asked)
            report('Trigger', 'MeterValues say that they were triggered, but nobody asked for them', 'violation');
          const begins = meterValue.filter(({ sampledValue }) => sampledValue.some(({ context }) => context === 'Transaction.Begin'));
          const late = here && begins.some(({ timestamp }) => Date.parse(timestamp) > here.startedAt + followUp);
          if (late)
            report('Transaction.Begin', `values of the middle of transaction ${here.id} say that they are of its begin`, 'violation');
          const idle = transactionId === undefined && !here && unconfirmed.size === 0 && settled.has(connectorId) && scene.complete;
          if (contexts.has('Sample.Periodic') && idle && !overdue(at, connectorId))
            report('Sample.Periodic', `connector ${connectorId} samples periodically without a transaction`, 'warning');
        },
      },
    };
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
    return {
      calls: {
        MeterValues({ request: { connectorId, meterValue }, at, index }) {
          const sampled = meterValue.flatMap(({ sampledValue }) => sampledValue);
          if (!sampled.some(({ context }) => context === 'Trigger') || !wasTriggered(wishes, 'MeterValues', at)) return;
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

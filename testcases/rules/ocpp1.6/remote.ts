import { defineRule, parseDateTime } from 'ocppliance';
import { transactions } from './facts.ts';
import { commands, newest } from './facts-commands.ts';
import { configuration, countOf, flagOf } from './facts-configuration.ts';
import { connectors } from './facts-connectors.ts';
import { afterwards, followUp, station } from './facts-station.ts';
import { numberIn, textIn } from './payload.ts';

/** ms; CALLs of both sides may cross */
const race = 5_000;

export const followsUpOnRemoteStart = defineRule({
  id: 'R16-RMT-001',
  title: 'A remote start that was accepted is followed up',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §5.11', '1.6 errata 3.32'],
  example: '(cable in)  < RemoteStartTransaction  > {status: Accepted}  (nothing)',
  harm: 'the driver stands there with an app that says it charges',
  watch(scene) {
    const { current, unconfirmed } = scene.facts(transactions);
    const { reported } = scene.facts(connectors);
    const wishes = scene.facts(commands);
    return {
      answers: {
        RemoteStartTransaction({ call, response, at, index }) {
          const { idTag, connectorId } = call.request;
          if (response.status !== 'Accepted') return;
          const places = () => [...reported].filter(([id]) => id > 0 && (connectorId === undefined || id === connectorId));
          const plugged = places().some(([, { status }]) => status === 'Preparing');
          const busy = places().every(([id]) => current.has(id)) && places().length > 0;
          // Accepting the impossible is R16-RMT-003's.
          if (busy) return;
          afterwards(scene, at, followUp, () => {
            const asked = (wishes.asked.get(idTag.toLowerCase()) ?? Number.NEGATIVE_INFINITY) >= call.at;
            const started =
              [...current.values()].some((each) => each.at >= call.at) || [...unconfirmed.values()].some((each) => each.at >= call.at);
            const moved = places().some(([, each]) => each.at >= call.at);
            if (asked || started || moved) return;
            scene.report({
              message: `the remote start of ${idTag} was accepted, but nothing followed`,
              frames: [call.index, index],
              expected: 'Authorize, StartTransaction or StatusNotification',
              // Without a cable, only the status could tell.
              severity: plugged ? 'violation' : 'warning',
            });
          });
        },
      },
    };
  },
});

export const startsWhatWasAskedFor = defineRule({
  id: 'R16-RMT-002',
  title: 'A remote start starts with the idTag and on the connector that it names',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §5.11'],
  example: '< RemoteStartTransaction {idTag: APP, connectorId: 2}  > StartTransaction {idTag: APP, connectorId: 1}',
  harm: 'a driver pays for the neighbour',
  watch(scene) {
    const wishes = scene.facts(commands);
    const settings = scene.facts(configuration);
    const { current } = scene.facts(transactions);
    /** remote starts that a transaction has followed, by the trace index of their answer */
    let done: number[] = [];
    return {
      calls: {
        StartTransaction({ request, at, index }) {
          const { idTag, connectorId } = request;
          const tag = idTag.toLowerCase();
          const waiting = newest(wishes, 'RemoteStartTransaction').filter(
            (each) => each.status === 'Accepted' && at - each.at < followUp && !done.includes(each.index),
          );
          const same = waiting.filter((each) => textIn(each.request, 'idTag')?.toLowerCase() === tag);
          const right = same.find((each) => [undefined, connectorId].includes(numberIn(each.request, 'connectorId')));
          const settle = (command: number) => {
            done = [...done, command].slice(-50);
          };
          if (right) return settle(right.index);
          // Somebody may have held a token to the reader.
          if ([...wishes.acts].some(([act, when]) => act === 'presentToken' && at - when < followUp)) return;
          const [elsewhere] = same;
          if (elsewhere) {
            // Who was asked about may stand elsewhere.
            if ((wishes.asked.get(tag) ?? Number.NEGATIVE_INFINITY) > elsewhere.at) return;
            settle(elsewhere.index);
            const wanted = numberIn(elsewhere.request, 'connectorId') ?? 0;
            if (current.has(wanted)) return;
            return scene.report({
              key: 'connector',
              message: `connector ${wanted} was to start, connector ${connectorId} did`,
              frames: [elsewhere.index, index],
              expected: `connectorId ${wanted}`,
              actual: `connectorId ${connectorId}`,
            });
          }
          const here = waiting.find((each) => numberIn(each.request, 'connectorId') === connectorId);
          if (!here || wishes.asked.has(tag) || wishes.authorizations.has(tag) || wishes.listed.has(tag)) return;
          settle(here.index);
          scene.report({
            key: 'idTag',
            message: `connector ${connectorId} was to start with another idTag`,
            frames: [here.index, index],
            expected: textIn(here.request, 'idTag') ?? '',
            actual: idTag,
            // A token from a list or cache that we have not seen needs no Authorize.
            severity: flagOf(settings, 'LocalPreAuthorize') === false ? 'violation' : 'warning',
          });
        },
      },
    };
  },
});

export const refusesImpossibleRemoteStarts = defineRule({
  id: 'R16-RMT-003',
  title: 'A remote start is refused where it is impossible, and what is refused does not start',
  severity: 'warning',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §5.2', '1.6 §5.11', '1.6 §5.13'],
  example: '> StatusNotification {connectorId: 1, status: Faulted}  < RemoteStartTransaction {connectorId: 1}  > {status: Accepted}',
  harm: 'the driver waits for energy that cannot come',
  watch(scene) {
    const wishes = scene.facts(commands);
    const settings = scene.facts(configuration);
    const { current } = scene.facts(transactions);
    const { reported } = scene.facts(connectors);
    const line = scene.facts(station);
    let refused: { tag: string; at: number; index: number } | undefined;
    return {
      answers: {
        RemoteStartTransaction({ call, response, at, index }) {
          const { connectorId, idTag } = call.request;
          refused = response.status === 'Rejected' ? { tag: idTag.toLowerCase(), at, index } : undefined;
          if (response.status !== 'Accepted' || connectorId === undefined) return;
          const last = reported.get(connectorId);
          const highest = countOf(settings, 'NumberOfConnectors');
          const open = current.get(connectorId);
          const fresh = last?.era === line.era && at - last.at > race;
          const why =
            highest !== undefined && connectorId > highest
              ? 'does not exist'
              : open && at - open.at > race
                ? `has transaction ${open.id}`
                : fresh && (last.status === 'Faulted' || last.status === 'Unavailable')
                  ? `is ${last.status}`
                  : undefined;
          if (why)
            scene.report({
              key: `${connectorId} ${why}`,
              message: `a remote start was accepted for connector ${connectorId}, which ${why}`,
              frames: [call.index, index],
            });
        },
      },
      calls: {
        StartTransaction({ request: { idTag, timestamp }, at, wall, index }) {
          const tag = idTag.toLowerCase();
          if (refused?.tag !== tag || at - refused.at > race || wall - parseDateTime(timestamp) > race) return;
          if ((wishes.asked.get(tag) ?? Number.NEGATIVE_INFINITY) > refused.at - followUp || wishes.acts.size > 0) return;
          scene.report({
            key: 'refused',
            message: `the remote start of ${idTag} was refused, but it started`,
            frames: [refused.index, index],
            severity: 'violation',
          });
        },
      },
    };
  },
});

export const carriesOutRemoteStops = defineRule({
  id: 'R16-RMT-005',
  title: 'A remote stop is accepted for a transaction that is open, and only then, and it stops',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §5.12', '1.6 errata 3.33'],
  example: '< RemoteStopTransaction {transactionId: 99} (unknown)  > {status: Accepted}',
  harm: 'the driver believes that it has stopped, and pays on',
  watch(scene) {
    const { open, ended, issued } = scene.facts(transactions);
    const { settled, reported } = scene.facts(connectors);
    const line = scene.facts(station);
    return {
      answers: {
        RemoteStopTransaction({ call, response, at, index }) {
          const { transactionId: id } = call.request;
          const transaction = open.get(id);
          const report = (key: string, message: string) => scene.report({ key, message, frames: [call.index, index] });
          if (transaction && response.status === 'Rejected' && call.at - transaction.at > race && transaction.accepted)
            // It may just have stopped.
            afterwards(scene, at, race, () => {
              if (open.get(id) === transaction) report('rejected', `the remote stop of transaction ${id}, which is open, was refused`);
            });
          if (response.status !== 'Accepted') return;
          if (transaction)
            return void afterwards(scene, at, followUp, () => {
              if (open.get(id) === transaction)
                report('ignored', `the remote stop of transaction ${id} was accepted, but it was not stopped`);
            });
          const stop = ended.get(id)?.stop;
          if (stop) {
            if (stop.confirmedAt !== undefined && call.at - stop.confirmedAt > race)
              report('over', `the remote stop of transaction ${id} was accepted, but that was over`);
            return;
          }
          const older = !scene.complete || [...reported.keys()].some((each) => each > 0 && !settled.has(each));
          if (issued.has(id) || older || settled.size === 0 || line.answerIndex < 0)
            return scene.inconclusive('the transactions that began before the record');
          report('unknown', `the remote stop of transaction ${id} was accepted, but there never was one`);
        },
      },
    };
  },
});

/** ms; some finish a session, or a firmware job, first */
const resetLasts = 300_000;

export const resetsAsAccepted = defineRule({
  id: 'R16-RMT-008',
  title: 'A reset that was accepted is carried out',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §5.14', '1.6 errata 3.36'],
  example: '< Reset {type: Hard}  > {status: Accepted}  (the session continues)',
  harm: 'a charger that hangs cannot be helped from afar',
  watch(scene) {
    const line = scene.facts(station);
    const { open } = scene.facts(transactions);
    return {
      answers: {
        Reset({ call, response, at, index }) {
          if (response.status !== 'Accepted') return;
          const { era } = line;
          const soft = call.request.type === 'Soft';
          scene.when(at + resetLasts, () => {
            // Whoever was gone, or booted, has done it.
            if (line.era !== era || line.lostAt >= at || (soft && open.size > 0)) return;
            // Nobody says that it is still there.
            if (line.calledAt < at) return;
            scene.report({
              key: call.request.type,
              message: `a ${call.request.type.toLowerCase()} reset was accepted, but the charger carries on as before`,
              frames: [call.index, index],
              expected: 'BootNotification',
            });
          });
        },
      },
    };
  },
});

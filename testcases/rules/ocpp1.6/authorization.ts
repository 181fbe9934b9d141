import { type Answered, defineRule, parseDateTime } from 'ocppliance';
import { transactions } from './facts.ts';
import { commands, newest } from './facts-commands.ts';
import { configuration, countOf, flagOf } from './facts-configuration.ts';
import { connectors } from './facts-connectors.ts';
import { afterwards, followUp, station } from './facts-station.ts';
import { remember, textIn } from './payload.ts';
import { amountOf, isRegister } from './samples.ts';

/** ms; an older answer may have been forgotten */
const answerLasts = 300_000;

export const startsNothingForWhomWasRefused = defineRule({
  id: 'R16-AUTH-001',
  title: 'No transaction starts with an idTag that was just refused',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §3.5', '1.6 §4.1'],
  example: '> Authorize {idTag: X}  < {idTagInfo: {status: Invalid}}  > StartTransaction {idTag: X}',
  harm: 'strangers charge for free',
  watch(scene) {
    const wishes = scene.facts(commands);
    const line = scene.facts(station);
    return {
      calls: {
        StartTransaction({ request: { idTag, timestamp }, at, wall, index }) {
          const tag = idTag.toLowerCase();
          const answer = wishes.authorizations.get(tag);
          if (!answer || answer.accepted || answer.by !== 'Authorize' || at - answer.at > answerLasts || wishes.listed.has(tag)) return;
          // What began offline, or before it was refused, had other grounds.
          const startedAgo = wall - parseDateTime(timestamp);
          if (line.connectedAt > answer.at || startedAgo > at - answer.at + followUp) return;
          const wanted = newest(wishes, 'RemoteStartTransaction').some(
            (each) => textIn(each.request, 'idTag')?.toLowerCase() === tag && each.status !== 'Rejected' && at - each.at < answerLasts,
          );
          if (wanted) return;
          scene.report({
            key: tag,
            message: `a transaction started with ${idTag}, which was refused before`,
            frames: [answer.index, index],
            actual: idTag,
          });
        },
      },
    };
  },
});

export const startsForWhomWasAuthorized = defineRule({
  id: 'R16-AUTH-002',
  title: 'A transaction starts with the idTag that was authorized',
  severity: 'warning',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §4.1', '1.6 §5.11'],
  example: '> Authorize {idTag: A}  < {idTagInfo: {status: Accepted}}  > StartTransaction {idTag: VIRTUAL}',
  harm: 'the session is billed to nobody',
  watch(scene) {
    const wishes = scene.facts(commands);
    const settings = scene.facts(configuration);
    const { settled } = scene.facts(connectors);
    let accepted: { tag: string; at: number; index: number } | undefined;
    return {
      answers: {
        Authorize({ call, response, at, index }) {
          accepted = response.idTagInfo.status === 'Accepted' ? { tag: call.request.idTag.toLowerCase(), at, index } : undefined;
        },
      },
      calls: {
        StartTransaction({ request: { idTag }, at, index }) {
          const tag = idTag.toLowerCase();
          const last = accepted;
          accepted = undefined;
          const timeout = (countOf(settings, 'ConnectionTimeOut') ?? 60) * 1000 * scene.timeScale;
          if (!last || last.tag === tag || at - last.at > timeout) return;
          if (wishes.asked.has(tag) || wishes.authorizations.has(tag) || wishes.listed.has(tag)) return;
          const remote = newest(wishes, 'RemoteStartTransaction').some((each) => textIn(each.request, 'idTag')?.toLowerCase() === tag);
          // Where there are more connectors, somebody else may start on another.
          if (remote || [...settled].filter((id) => id > 0).length > 1) return;
          if (flagOf(settings, 'LocalPreAuthorize') !== false) return scene.inconclusive('LocalPreAuthorize is known to be false');
          scene.report({
            key: tag,
            message: `${last.tag} was authorized, but ${idTag} started, for whom nobody was asked`,
            frames: [last.index, index],
            expected: last.tag,
            actual: idTag,
          });
        },
      },
    };
  },
});

/** ms; clocks differ */
const past = 60_000;

export const tellsAboutTokensInGoodSense = defineRule({
  id: 'R16-AUTH-006',
  title: 'An idTag that is accepted has not expired',
  severity: 'violation',
  blame: 'csms',
  versions: ['ocpp1.6'],
  spec: ['1.6 §4.1', '1.6 §4.8', '1.6 §6.2', '1.6 §6.46', '1.6 §7.27'],
  example: '> Authorize  < {idTagInfo: {status: Accepted, expiryDate: "2020-01-01T00:00:00Z"}}',
  harm: 'one charger starts, the next refuses',
  watch(scene) {
    type Told = Answered<'ocpp1.6', 'Authorize' | 'StartTransaction'>;
    const judge = ({ call, response: { idTagInfo }, wall, index }: Pick<Told, 'call' | 'response' | 'wall' | 'index'>) => {
      const { status, expiryDate } = idTagInfo;
      if (status !== 'Accepted' || expiryDate === undefined || !(parseDateTime(expiryDate) < wall - past)) return;
      scene.report({
        key: call.action,
        message: `${call.action} accepts an idTag that has expired`,
        frames: [call.index, index],
        actual: expiryDate,
      });
    };
    return { answers: { Authorize: judge, StartTransaction: judge } };
  },
});

export const endsWhatIsNotAuthorized = defineRule({
  id: 'R16-AUTH-009',
  title: 'A transaction whose idTag the Central System refuses is stopped, or gets no more energy',
  severity: 'warning',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §3.5.4', '1.6 errata 3.17', '1.6 §9.1.24'],
  example: '> StartTransaction  < {idTagInfo: {status: Blocked}}  > MeterValues (they keep climbing)',
  harm: 'whom nobody will pay for charges on',
  watch(scene) {
    const { open } = scene.facts(transactions);
    const { reported } = scene.facts(connectors);
    const settings = scene.facts(configuration);
    /** the register when a transaction should have been ended, Wh */
    const watched = new Map<number, { from: number | undefined; index: number }>();
    return {
      answers: {
        StartTransaction({ call, response, at, index }) {
          if (response.idTagInfo.status === 'Accepted') return;
          const { transactionId: id } = response;
          const { connectorId } = call.request;
          afterwards(scene, at, followUp, () => {
            if (!open.has(id)) return;
            const stops = flagOf(settings, 'StopTransactionOnInvalidId');
            if (stops === true)
              scene.report({
                key: 'goes on',
                message: `transaction ${id} goes on although its idTag was refused and StopTransactionOnInvalidId is true`,
                frames: [index],
                expected: 'StopTransaction {reason: DeAuthorized}',
              });
            else if (reported.get(connectorId)?.status === 'Charging') remember(watched, id, { from: undefined, index }, 100);
          });
        },
      },
      calls: {
        MeterValues({ request: { transactionId, meterValue }, index }) {
          const refused = transactionId === undefined ? undefined : watched.get(transactionId);
          if (!refused) return;
          const register = meterValue.flatMap(({ sampledValue }) => sampledValue).find(isRegister);
          const amount = register ? amountOf(register) : Number.NaN;
          if (Number.isNaN(amount)) return;
          refused.from ??= amount;
          if (amount <= refused.from + 1) return;
          const allowance = countOf(settings, 'MaxEnergyOnInvalidId');
          if (allowance === undefined) return scene.inconclusive('MaxEnergyOnInvalidId is unknown');
          if (amount - refused.from <= allowance + 100) return;
          scene.report({
            key: 'energy',
            message: `transaction ${transactionId} gets energy although its idTag was refused`,
            frames: [refused.index, index],
            expected: `at most ${allowance} Wh`,
            actual: `${Math.round(amount - refused.from)} Wh more`,
          });
        },
        StopTransaction: ({ request: { transactionId } }) => void watched.delete(transactionId),
      },
    };
  },
});

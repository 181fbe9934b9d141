import { defineRule } from 'ocppliance';
import { both, keepNewest } from './facts.ts';
import { deviceModel, flagOf } from './facts-station.ts';
import { isRepeated, keyOf, transactions } from './facts-transactions.ts';

/** Milliseconds for which a refusal counts: later the token may have become good by other ways. */
const fresh = 60_000;

export const startsNothingAfterARefusal = defineRule({
  id: 'R201-AUTH-001',
  title: 'A token that the CSMS has refused authorizes nothing',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['C01.FR.01', 'C01.FR.07', 'E02.FR.20'],
  example: '> Authorize T  < Invalid  > TransactionEvent {triggerReason: Authorized, idToken: T, …}',
  harm: 'energy goes to somebody who will not pay',
  watch(scene) {
    const facts = scene.facts(transactions);
    const model = scene.facts(deviceModel);
    /** refused tokens: the newest twenty */
    const refused = new Map<string, { index: number; at: number; status: string }>();
    return {
      calls: {
        SendLocalList: () => refused.clear(),
        RequestStartTransaction: ({ request }) => void refused.delete(keyOf(request.idToken)),
        TransactionEvent({ request, index, at }) {
          if (request.triggerReason !== 'Authorized') return;
          const { idToken, offline, transactionInfo } = request;
          if (!idToken || offline || isRepeated(facts, request)) return;
          const refusal = refused.get(keyOf(idToken));
          if (!refusal || at - refusal.at > fresh || flagOf(model, 'AuthCtrlr.Enabled') === false) return;
          scene.report({
            key: refusal.status,
            message: `Transaction ${transactionInfo.transactionId} is authorized by a token that the CSMS had answered with ${refusal.status}`,
            frames: [refusal.index, index],
            actual: `Authorized after ${refusal.status}`,
          });
        },
      },
      answers: {
        Authorize({ call, response, index, at }) {
          const token = keyOf(call.request.idToken);
          const { status } = response.idTokenInfo;
          refused.delete(token);
          // That one only says where not to charge.
          if (status === 'Accepted' || status === 'NotAllowedTypeEVSE') return;
          refused.set(token, { index, at, status });
          keepNewest(refused, 20);
        },
      },
    };
  },
});

export const judgesTheTokenOfAnEvent = defineRule({
  id: 'R201-AUTH-015',
  title: 'The answer to an event with a token says what the CSMS makes of the token',
  severity: 'violation',
  blame: 'csms',
  versions: both,
  spec: ['E01.FR.11', 'E01.FR.12', 'E02.FR.02', 'E03.FR.02', '2.0.1 §1.60 TransactionEventResponse'],
  example: '> TransactionEvent {idToken: …, …}  < {}',
  harm: 'the station does not learn that the token is blocked',
  watch(scene) {
    return {
      answers: {
        TransactionEvent({ call, response: { idTokenInfo }, index }) {
          const { idToken } = call.request;
          if (idToken && idToken.type !== 'NoAuthorization' && !idTokenInfo) {
            scene.report({
              key: 'missing',
              message: 'The CSMS did not say what it makes of the token of a TransactionEvent',
              frames: [call.index, index],
              expected: 'idTokenInfo',
            });
          } else if (!idToken && idTokenInfo) {
            scene.report({
              key: 'unasked',
              severity: 'advice',
              message: 'The CSMS answered a TransactionEvent without token with idTokenInfo',
              frames: [call.index, index],
            });
          }
        },
      },
    };
  },
});

import { defineTestCase } from 'ocppliance';
import { energyTransferStarted, sameToken, transactionOf } from '../../../states/ocpp2.0.1-charger.ts';

export const stranger = defineTestCase({
  id: 'TC_C_04_CS',
  title: 'Does not stop for a token that is valid, but not of the one who charges',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['C01.FR.02', 'C01.FR.03', 'C09.FR.03'],
  given: [energyTransferStarted],
  acts: ['presentToken'],
  async run(scene) {
    const { csms, charger, operator, config } = scene;
    const { evseId, connectorId, unknownToken } = config;
    const transactionId = transactionOf(scene);
    csms.answers('Authorize', { idTokenInfo: { status: 'Accepted' } });
    await operator.does('presentToken', { ...unknownToken, evseId, connectorId });
    await charger.calls('Authorize', { idToken: sameToken(unknownToken) });
    await Promise.all([
      charger.neverCalls('TransactionEvent', { eventType: 'Ended' }, { within: '10s' }),
      charger.neverCalls('TransactionEvent', { idToken: sameToken(unknownToken) }, { within: '10s' }),
    ]);
    await csms.calls('GetTransactionStatus', { transactionId }, { ongoingIndicator: true });
  },
});

export const sameGroup = defineTestCase({
  id: 'TC_C_39_CS',
  title: 'Stops for another token of the same group',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['C09.FR.02', 'C09.FR.03', 'C09.FR.05', 'E07.FR.02'],
  given: [energyTransferStarted],
  acts: ['presentToken'],
  async run({ charger, operator, config, check }) {
    const { evseId, connectorId, groupToken } = config;
    await operator.does('presentToken', { ...groupToken, evseId, connectorId });
    // A station that knows the token and its group already need not ask (E07.FR.01).
    charger.mayCall('Authorize', { idToken: sameToken(groupToken) });
    const { idToken } = await charger.calls('TransactionEvent', { triggerReason: 'StopAuthorized' });
    if (idToken) await check('the event names the token that was presented', idToken, sameToken(groupToken));
  },
});

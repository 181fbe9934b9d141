import { defineTestCase } from 'ocppliance';
import { energyTransferStarted, stopsAt, stopsRemotely, transactionOf } from '../../../states/ocpp2.0.1-charger.ts';

export const stops = defineTestCase({
  id: 'TC_F_08_CS',
  title: 'Stops charging for the CSMS',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['F03.FR.02', 'F03.FR.03', 'F03.FR.07', 'F03.FR.09'],
  given: [energyTransferStarted],
  async run(scene) {
    await stopsRemotely(scene);
  },
});

export const endsWithAuthorization = defineTestCase({
  id: 'TC_E_21_CS',
  title: 'Ends the transaction with its authorization, when the CSMS stops',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['E06.FR.03', 'E06.FR.15', 'F03.FR.03', 'F03.FR.09'],
  given: [stopsAt('Authorized'), energyTransferStarted],
  async run(scene) {
    const { eventType, transactionInfo } = await stopsRemotely(scene);
    await scene.check('the transaction has ended', eventType, 'Ended');
    await scene.check('it was stopped remotely', transactionInfo.stoppedReason, 'Remote');
  },
});

export const unknownTransaction = defineTestCase({
  id: 'TC_F_09_CS',
  title: 'Refuses to stop a transaction that it does not have',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['F03.FR.08'],
  given: [energyTransferStarted],
  async run(scene) {
    const { csms, charger } = scene;
    const transactionId = transactionOf(scene);
    await csms.calls('RequestStopTransaction', { transactionId: crypto.randomUUID() }, { status: 'Rejected' });
    // The one that goes on is not touched.
    await csms.calls('GetTransactionStatus', { transactionId }, { ongoingIndicator: true });
    await charger.neverCalls('TransactionEvent', { triggerReason: 'RemoteStop' });
  },
});

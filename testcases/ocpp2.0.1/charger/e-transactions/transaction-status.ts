import { defineTestCase, omitted } from 'ocppliance';
import { endsTransaction, energyTransferStarted, idle, registered, transactionOf } from '../../../states/ocpp2.0.1-charger.ts';

export const unknown = defineTestCase({
  id: 'TC_E_28_CS',
  title: 'Knows nothing of a transaction that never was',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['E14.FR.01'],
  given: [registered],
  async run({ csms }) {
    const transactionId = crypto.randomUUID();
    await csms.calls('GetTransactionStatus', { transactionId }, { ongoingIndicator: false, messagesInQueue: false });
  },
});

export const ongoing = defineTestCase({
  id: 'TC_E_30_CS',
  title: 'Says that the transaction goes on',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['E14.FR.02', 'E14.FR.05'],
  given: [energyTransferStarted],
  async run(scene) {
    const transactionId = transactionOf(scene);
    await scene.csms.calls('GetTransactionStatus', { transactionId }, { ongoingIndicator: true, messagesInQueue: false });
  },
});

export const ended = defineTestCase({
  id: 'TC_E_32_CS',
  title: 'Says that the transaction is over',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['E14.FR.03', 'E14.FR.05'],
  given: [energyTransferStarted],
  acts: ['unplug'],
  async run(scene) {
    const transactionId = transactionOf(scene);
    await endsTransaction(scene);
    await scene.csms.calls('GetTransactionStatus', { transactionId }, { ongoingIndicator: false, messagesInQueue: false });
  },
});

export const withoutId = defineTestCase({
  id: 'TC_E_34_CS',
  title: 'Says that no message of any transaction waits to be sent',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['E14.FR.06', 'E14.FR.08'],
  given: [idle],
  async run({ csms }) {
    await csms.calls('GetTransactionStatus', {}, { ongoingIndicator: omitted, messagesInQueue: false });
  },
});

import { anything, defineTestCase, omitted, oneOf } from 'ocppliance';
import { configured, energyTransferStarted, transactionOf } from '../../../states/ocpp2.0.1-charger.ts';

export const connectionLost = defineTestCase({
  id: 'TC_E_40_CS',
  title: 'Keeps the events of a transaction while the CSMS is away, and marks them as offline',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['E11.FR.01', 'E11.FR.02', 'E11.FR.06'],
  given: [configured('SampledDataCtrlr', 'TxUpdatedInterval', '10'), energyTransferStarted],
  async run(scene) {
    const { csms, charger, clock } = scene;
    const transactionId = transactionOf(scene);
    await csms.disconnects();
    await clock.waits('25s');
    await csms.connects();
    await charger.connects();
    const kept = { eventType: 'Updated', offline: true, meterValue: anything, transactionInfo: { transactionId } } as const;
    await charger.calls('TransactionEvent', kept);
    // The transaction goes on, and what is measured now is no longer offline.
    await charger.calls('TransactionEvent', { ...kept, offline: oneOf(omitted, false) }, { within: '60s' });
  },
});

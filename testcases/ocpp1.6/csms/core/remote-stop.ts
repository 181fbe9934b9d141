import { defineTestCase } from 'ocppliance';
import { carriesOn, charging, transactionOf, unplugs } from '../../../states/ocpp1.6-csms.ts';

export const remoteStop = defineTestCase({
  id: 'TC_012_CSMS',
  title: 'Stops a transaction remotely',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §5.12', '1.6 §4.10'],
  given: [charging],
  acts: ['stopCharging'],
  async run({ charger, csms, operator, config: { connectorId } }) {
    const transactionId = transactionOf(charger);
    charger.answers('RemoteStopTransaction', { status: 'Accepted' });
    await operator.does('stopCharging', { transactionId });
    await csms.calls('RemoteStopTransaction', { transactionId });
    await charger.calls('StopTransaction', { transactionId, reason: 'Remote' });
    await charger.calls('StatusNotification', { connectorId, status: 'Finishing' });
    await unplugs(charger, { connectorId });
  },
});

export const remoteStopRejected = defineTestCase({
  id: 'TC_028_CSMS',
  title: 'Puts up with a station that does not know the transaction it is to stop',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §5.12'],
  given: [charging],
  acts: ['stopCharging'],
  async run({ charger, csms, operator, config: { connectorId } }) {
    const transactionId = transactionOf(charger);
    charger.answers('RemoteStopTransaction', { status: 'Rejected' });
    await operator.does('stopCharging', { transactionId });
    // A back office that is made for it may name any transaction, most can only name one that they know.
    await csms.calls('RemoteStopTransaction');
    await charger.calls('MeterValues', { connectorId });
    await carriesOn(charger);
  },
});

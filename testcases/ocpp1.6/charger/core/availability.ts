import { defineTestCase, oneOf } from 'ocppliance';
import { charging, idle, ongoing } from '../../../states/ocpp1.6-charger.ts';

export const outOfService = defineTestCase({
  id: 'X_16_CS_05',
  title: 'Takes a connector out of service and back again, and starts nothing there meanwhile',
  protocol: 'ocpp1.6',
  sut: 'charger',
  profile: 'Core',
  spec: ['1.6 §5.2', '1.6 §5.11'],
  given: [idle],
  async run({ csms, charger, config: { connectorId, token } }) {
    await csms.calls('ChangeAvailability', { connectorId, type: 'Inoperative' }, { status: 'Accepted' });
    await charger.calls('StatusNotification', { connectorId, status: 'Unavailable' });
    await csms.calls('ChangeAvailability', { connectorId, type: 'Inoperative' }, { status: 'Accepted' });
    await csms.calls('RemoteStartTransaction', { connectorId, idTag: token.idToken }, { status: 'Rejected' });
    await csms.calls('ChangeAvailability', { connectorId, type: 'Operative' }, { status: 'Accepted' });
    await charger.calls('StatusNotification', { connectorId, status: 'Available' });
  },
});

export const scheduledOutOfService = defineTestCase({
  id: 'X_16_CS_06',
  title: 'Takes a connector out of service only when its transaction is over',
  protocol: 'ocpp1.6',
  sut: 'charger',
  profile: 'Core',
  spec: ['1.6 §4.9', '1.6 §5.2'],
  given: [charging],
  acts: ['unplug'],
  async run(cast) {
    const { csms, charger, operator, config } = cast;
    const { connectorId } = config;
    const transactionId = ongoing(cast);
    await csms.calls('ChangeAvailability', { connectorId, type: 'Inoperative' }, { status: 'Scheduled' });
    await csms.calls('RemoteStopTransaction', { transactionId }, { status: 'Accepted' });
    const [, { status }] = await Promise.all([
      charger.calls('StopTransaction', { transactionId, reason: 'Remote' }),
      charger.calls('StatusNotification', { connectorId, status: oneOf('Finishing', 'Unavailable') }),
    ]);
    await operator.does('unplug', { connectorId });
    if (status === 'Finishing') await charger.calls('StatusNotification', { connectorId, status: 'Unavailable' });
    await charger.neverCalls('StatusNotification', { connectorId, status: 'Available' }, { within: '5s' });
  },
});

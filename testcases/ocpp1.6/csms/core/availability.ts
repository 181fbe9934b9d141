import { defineTestCase } from 'ocppliance';
import { booted, carriesOn, charging, transactionOf, unplugs } from '../../../states/ocpp1.6-csms.ts';

export const availability = defineTestCase({
  id: 'X_16_CSMS_04',
  title: 'Takes a connector out of service and puts it back',
  protocol: 'ocpp1.6',
  sut: 'csms',
  profile: 'Core',
  spec: ['1.6 §5.2', '1.6 §4.9'],
  given: [booted],
  acts: ['setAvailability'],
  async run({ charger, csms, operator, config: { connectorId } }) {
    charger.answers('ChangeAvailability', { status: 'Accepted' }, { times: 2 });
    await operator.does('setAvailability', { connectorId, operative: false });
    await csms.calls('ChangeAvailability', { connectorId, type: 'Inoperative' });
    await charger.calls('StatusNotification', { connectorId, status: 'Unavailable' });

    await operator.does('setAvailability', { connectorId, operative: true });
    await csms.calls('ChangeAvailability', { connectorId, type: 'Operative' });
    await unplugs(charger, { connectorId });
  },
});

export const availabilityScheduled = defineTestCase({
  id: 'X_16_CSMS_05',
  title: 'Waits for a connector that goes out of service once its transaction is over',
  protocol: 'ocpp1.6',
  sut: 'csms',
  profile: 'Core',
  spec: ['1.6 §5.2', '1.6 §4.10'],
  given: [charging],
  acts: ['setAvailability'],
  async run({ charger, csms, operator, config: { connectorId } }) {
    const transactionId = transactionOf(charger);
    charger.answers('ChangeAvailability', { status: 'Scheduled' });
    await operator.does('setAvailability', { connectorId, operative: false });
    await csms.calls('ChangeAvailability', { connectorId, type: 'Inoperative' });
    await charger.calls('MeterValues', { connectorId });
    await charger.calls('StopTransaction', { transactionId, reason: 'Local' });
    await charger.calls('StatusNotification', { connectorId, status: 'Unavailable' });
    await carriesOn(charger);

    charger.answers('ChangeAvailability', { status: 'Accepted' });
    await operator.does('setAvailability', { connectorId, operative: true });
    await csms.calls('ChangeAvailability', { connectorId, type: 'Operative' });
    await unplugs(charger, { connectorId });
  },
});

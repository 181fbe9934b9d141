import { defineTestCase, omitted, oneOf } from 'ocppliance';
import { booted, charging, startsCharging, transactionOf, unplugs } from '../../../states/ocpp1.6-csms.ts';

export const evSideDisconnected = defineTestCase({
  id: 'TC_005_1_CSMS',
  title: 'Ends a transaction whose cable was taken out of the car',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §4.9', '1.6 §4.10', '1.6 §9.1.23'],
  given: [charging],
  async run({ charger, config: { connectorId } }) {
    const transactionId = transactionOf(charger);
    await charger.calls('StatusNotification', { connectorId, status: 'SuspendedEV' });
    await charger.calls('StopTransaction', { transactionId, reason: 'EVDisconnected' });
    await charger.calls('StatusNotification', { connectorId, status: 'Finishing' });
    await unplugs(charger, { connectorId });
  },
});

export const wholeSession = defineTestCase({
  id: 'X_16_CSMS_03',
  title: 'Follows a session from plugging in over meter values to the token that ends it',
  protocol: 'ocpp1.6',
  sut: 'csms',
  profile: 'Core',
  spec: ['1.6 §4.7', '1.6 §4.8', '1.6 §4.10', '1.6 §6.50'],
  given: [booted],
  async run({ charger, config }) {
    const { connectorId, token } = config;
    const transactionId = await startsCharging(charger, config);
    for (let sample = 0; sample < 3; sample += 1) await charger.calls('MeterValues', { connectorId });
    // Whoever names the token that stops is told of its state, which may have changed; who says nothing of it is in order too.
    await charger.calls(
      'StopTransaction',
      { transactionId, idTag: token.idToken, reason: 'Local' },
      { idTagInfo: oneOf({ status: 'Accepted' }, omitted) },
    );
    await charger.calls('StatusNotification', { connectorId, status: 'Finishing' });
    await unplugs(charger, config);
  },
});

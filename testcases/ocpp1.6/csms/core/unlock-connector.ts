import { defineTestCase } from 'ocppliance';
import { booted, carriesOn, charging, transactionOf, unplugs } from '../../../states/ocpp1.6-csms.ts';

export const unlocked = defineTestCase({
  id: 'TC_017_1_CSMS',
  title: 'Has a connector unlocked at which nobody charges',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §5.18'],
  given: [booted],
  acts: ['unlockConnector'],
  async run({ charger, csms, operator, config: { connectorId } }) {
    charger.answers('UnlockConnector', { status: 'Unlocked' });
    await operator.does('unlockConnector', { connectorId });
    await csms.calls('UnlockConnector', { connectorId });
    await carriesOn(charger);
  },
});

export const fixedCable = defineTestCase({
  id: 'TC_017_2_CSMS',
  title: 'Puts up with a station whose cable is fixed and cannot be unlocked',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §5.18', '1.6 §7.46'],
  given: [booted],
  acts: ['unlockConnector'],
  async run({ charger, csms, operator, config: { connectorId } }) {
    charger.answers('UnlockConnector', { status: 'NotSupported' });
    await operator.does('unlockConnector', { connectorId });
    await csms.calls('UnlockConnector', { connectorId });
    await carriesOn(charger);
  },
});

export const unlockedWhileCharging = defineTestCase({
  id: 'TC_018_1_CSMS',
  title: 'Ends a transaction whose connector it has unlocked',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §5.18', '1.6 §4.10'],
  given: [charging],
  acts: ['unlockConnector'],
  async run({ charger, csms, operator, config: { connectorId } }) {
    const transactionId = transactionOf(charger);
    charger.answers('UnlockConnector', { status: 'Unlocked' });
    await operator.does('unlockConnector', { connectorId });
    await csms.calls('UnlockConnector', { connectorId });
    await charger.calls('StatusNotification', { connectorId, status: 'Finishing' });
    await charger.calls('StopTransaction', { transactionId, reason: 'UnlockCommand' });
    await unplugs(charger, { connectorId });
  },
});

export const unlockFailed = defineTestCase({
  id: 'TC_030_CSMS',
  title: 'Puts up with a connector that fails to unlock',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §5.18', '1.6 §7.46'],
  given: [booted],
  acts: ['unlockConnector'],
  async run({ charger, csms, operator, config: { connectorId } }) {
    charger.answers('UnlockConnector', { status: 'UnlockFailed' });
    await operator.does('unlockConnector', { connectorId });
    await csms.calls('UnlockConnector', { connectorId });
    await carriesOn(charger);
  },
});

export const unknownConnector = defineTestCase({
  id: 'TC_031_CSMS',
  title: 'Puts up with a station that does not have the connector it is to unlock',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §5.18', '1.6 §7.46'],
  given: [booted],
  acts: ['unlockConnector'],
  async run({ charger, csms, operator, config: { connectorId } }) {
    charger.answers('UnlockConnector', { status: 'NotSupported' });
    await operator.does('unlockConnector', { connectorId });
    // Few back offices can name a connector that they have never heard of: whichever it is, we say that we have none.
    await csms.calls('UnlockConnector');
    await carriesOn(charger);
  },
});

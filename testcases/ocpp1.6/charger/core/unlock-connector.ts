import { defineTestCase } from 'ocppliance';
import { charging, idle, ongoing, stops } from '../../../states/ocpp1.6-charger.ts';

export const unlock = defineTestCase({
  id: 'TC_017_1_CS',
  title: 'Unlocks the connector on request of the CSMS',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §5.18'],
  given: [idle],
  async run({ csms, config: { connectorId } }) {
    await csms.calls('UnlockConnector', { connectorId }, { status: 'Unlocked' });
  },
});

export const unlockWhileCharging = defineTestCase({
  id: 'TC_018_1_CS',
  title: 'Ends the transaction when the connector is to be unlocked',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §4.10', '1.6 §5.18'],
  given: [charging],
  acts: ['unplug'],
  async run(cast) {
    const { csms, charger, operator, config } = cast;
    const { connectorId } = config;
    const transactionId = ongoing(cast);
    await csms.calls('UnlockConnector', { connectorId }, { status: 'Unlocked' });
    await stops(cast, { transactionId, reason: 'UnlockCommand' });
    if (csms.knows.connectors.get(String(connectorId)) === 'Available') return;
    await operator.does('unplug', { connectorId });
    await charger.calls('StatusNotification', { connectorId, status: 'Available' });
  },
});

export const unlockUnknownConnector = defineTestCase({
  id: 'TC_031_CS',
  title: 'Says that it has no such connector to unlock',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §5.18', '1.6 errata 3.87'],
  given: [idle],
  async run({ csms, config: { evses } }) {
    await csms.calls('UnlockConnector', { connectorId: evses.length + 1 }, { status: 'NotSupported' });
  },
});

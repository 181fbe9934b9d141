import { defineTestCase } from 'ocppliance';
import { charging, idle } from '../../../states/ocpp1.6-charger.ts';

export const unlockFixedCable = defineTestCase({
  id: 'TC_017_2_CS',
  title: 'Says that there is nothing to unlock where the cable is fixed',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §5.18', '1.6 errata 3.87'],
  requires: 'FixedCable',
  given: [idle],
  async run({ csms, config: { connectorId } }) {
    await csms.calls('UnlockConnector', { connectorId }, { status: 'NotSupported' });
  },
});

export const unlockFixedCableWhileCharging = defineTestCase({
  id: 'TC_018_2_CS',
  title: 'Says that there is nothing to unlock where the cable is fixed, also during a transaction',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §5.18', '1.6 errata 3.87'],
  requires: 'FixedCable',
  given: [charging],
  async run({ csms, config: { connectorId } }) {
    // Whether the transaction ends all the same is not specified.
    await csms.calls('UnlockConnector', { connectorId }, { status: 'NotSupported' });
  },
});

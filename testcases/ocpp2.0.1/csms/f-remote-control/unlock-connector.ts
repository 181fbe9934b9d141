import { defineTestCase } from 'ocppliance';
import { booted } from '../../../states/ocpp2.0.1-csms.ts';

export const unlocked = defineTestCase({
  id: 'TC_F_06_CSMS',
  title: 'Has a connector unlocked',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['F05'],
  requires: 'C-11',
  given: [booted],
  acts: ['unlockConnector'],
  async run({ charger, csms, operator, config: { evseId, connectorId } }) {
    charger.answers('UnlockConnector', { status: 'Unlocked' });
    await operator.does('unlockConnector', { evseId, connectorId });
    await csms.calls('UnlockConnector', { evseId, connectorId });
  },
});

import { defineTestCase } from 'ocppliance';
import { evConnectedPreSession, idle, reports } from '../../../states/ocpp2.0.1-charger.ts';

export const occupied = defineTestCase({
  id: 'TC_G_01_CS',
  title: 'Tells that a connector is occupied once an EV is plugged in',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['G01.FR.01', 'N07.FR.19'],
  given: [idle],
  acts: ['plugIn'],
  async run({ charger, operator, config }) {
    const { evseId, connectorId } = config;
    await operator.does('plugIn', { evseId, connectorId });
    await reports(charger, config, 'Occupied');
  },
});

export const available = defineTestCase({
  id: 'TC_G_02_CS',
  title: 'Tells that a connector is available once the EV is gone',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['G01.FR.01', 'N07.FR.19'],
  given: [evConnectedPreSession],
  acts: ['unplug'],
  async run({ charger, operator, config }) {
    const { evseId, connectorId } = config;
    await operator.does('unplug', { evseId, connectorId });
    await reports(charger, config, 'Available');
  },
});

import { defineTestCase } from 'ocppliance';
import { configured } from '../../../states/ocpp1.6-charger.ts';

export const heartbeatByConfiguration = defineTestCase({
  id: 'X_16_CS_01',
  title: 'Sends heartbeats by the interval that was configured last',
  protocol: 'ocpp1.6',
  sut: 'charger',
  profile: 'Core',
  spec: ['1.6 §4.6', '1.6 §5.3', '1.6 §9.1.10'],
  given: [configured({ HeartbeatInterval: '20' })],
  async run({ charger }) {
    await charger.calls('Heartbeat', {}, { within: '30s' });
    await charger.neverCalls('Heartbeat', {}, { within: '12s', since: 'here' });
    await charger.calls('Heartbeat', {}, { within: '20s' });
  },
});

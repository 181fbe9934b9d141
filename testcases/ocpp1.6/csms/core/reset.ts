import { defineTestCase } from 'ocppliance';
import { booted, boots } from '../../../states/ocpp1.6-csms.ts';

export const hardReset = defineTestCase({
  id: 'TC_013_CSMS',
  title: 'Resets a station hard and registers it again',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §5.14', '1.6 §4.2'],
  given: [booted],
  acts: ['resetStation'],
  async run({ charger, csms, operator, config }) {
    charger.answers('Reset', { status: 'Accepted' });
    await operator.does('resetStation', { how: 'hard' });
    await csms.calls('Reset', { type: 'Hard' });
    await charger.disconnects();
    await charger.connects();
    await boots(charger, config);
  },
});

export const softReset = defineTestCase({
  id: 'TC_014_CSMS',
  title: 'Resets a station softly and registers it again',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §5.14', '1.6 §4.2'],
  given: [booted],
  acts: ['resetStation'],
  async run({ charger, csms, operator, config }) {
    charger.answers('Reset', { status: 'Accepted' });
    await operator.does('resetStation', { how: 'soft' });
    await csms.calls('Reset', { type: 'Soft' });
    await charger.disconnects();
    await charger.connects();
    await boots(charger, config);
  },
});

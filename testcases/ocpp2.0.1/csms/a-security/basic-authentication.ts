import { defineTestCase, refused } from 'ocppliance';
import { authenticating, boots } from '../../../states/ocpp2.0.1-csms.ts';

export const rightPassword = defineTestCase({
  id: 'TC_A_01_CSMS',
  title: 'Lets a station in that presents its name and password',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['A00.FR.203', 'A00.FR.204', 'B01.FR.02'],
  given: [authenticating],
  async run({ charger, config }) {
    await charger.connects();
    await boots(charger, config);
  },
});

export const otherUsername = defineTestCase({
  id: 'TC_A_02_CSMS',
  title: 'Refuses a station whose user name is not its identity',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['A00.FR.203', 'A00.FR.204'],
  given: [authenticating],
  async run({ charger, config }) {
    await charger.connects({ username: `${config.station}-INVALID` }, refused());
  },
});

export const wrongPassword = defineTestCase({
  id: 'TC_A_03_CSMS',
  title: 'Refuses a station that presents a wrong password',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['A00.FR.203', 'A00.FR.204'],
  given: [authenticating],
  async run({ charger }) {
    await charger.connects({ password: crypto.randomUUID() }, refused());
  },
});

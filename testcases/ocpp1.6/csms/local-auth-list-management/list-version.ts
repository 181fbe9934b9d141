import { defineTestCase } from 'ocppliance';
import { booted, carriesOn } from '../../../states/ocpp1.6-csms.ts';

export const noLists = defineTestCase({
  id: 'TC_042_1_CSMS',
  title: 'Asks for the version of a local list at a station that can have none',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §5.10', '1.6 §6.28'],
  requires: 'LocalAuthListManagement',
  given: [booted],
  acts: ['readLocalListVersion'],
  async run({ charger, csms, operator }) {
    charger.answers('GetLocalListVersion', { listVersion: -1 });
    await operator.does('readLocalListVersion');
    await csms.calls('GetLocalListVersion');
    await carriesOn(charger);
  },
});

export const emptyList = defineTestCase({
  id: 'TC_042_2_CSMS',
  title: 'Asks for the version of a local list at a station whose list is empty',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §5.10', '1.6 §6.28'],
  requires: 'LocalAuthListManagement',
  given: [booted],
  acts: ['readLocalListVersion'],
  async run({ charger, csms, operator }) {
    charger.answers('GetLocalListVersion', { listVersion: 0 });
    await operator.does('readLocalListVersion');
    await csms.calls('GetLocalListVersion');
    await carriesOn(charger);
  },
});

import { defineTestCase, not, orCallError } from 'ocppliance';
import { idle } from '../../../states/ocpp1.6-charger.ts';

export const listVersionNotSupported = defineTestCase({
  id: 'TC_042_1_CS',
  title: 'Has no version of a local list that it does not keep',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §5.10'],
  requires: not('LocalAuthListManagement'),
  given: [idle],
  async run({ csms }) {
    await csms.calls('GetLocalListVersion', {}, orCallError({ listVersion: -1 }, 'NotSupported', 'NotImplemented'));
  },
});

export const listNotSupported = defineTestCase({
  id: 'TC_043_1_CS',
  title: 'Takes no local list where it keeps none',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §5.15'],
  requires: not('LocalAuthListManagement'),
  given: [idle],
  async run({ csms }) {
    const request = { listVersion: 1, updateType: 'Full' } as const;
    await csms.calls('SendLocalList', request, orCallError({ status: 'NotSupported' }, 'NotSupported', 'NotImplemented'));
  },
});

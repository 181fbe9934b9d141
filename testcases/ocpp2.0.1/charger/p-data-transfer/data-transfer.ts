import { defineTestCase, oneOf } from 'ocppliance';
import { configured, registered, variable } from '../../../states/ocpp2.0.1-charger.ts';

export const unknownVendor = defineTestCase({
  id: 'TC_P_01_CS',
  title: 'Turns down data of a vendor that it does not know',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['P01.FR.05', 'P01.FR.06'],
  given: [registered],
  async run({ csms }) {
    await csms.calls(
      'DataTransfer',
      { vendorId: 'org.ocppliance.nobody', messageId: 'Nothing' },
      // Stations without any vendor's features may just reject it.
      { status: oneOf('UnknownVendorId', 'UnknownMessageId', 'Rejected') },
    );
  },
});

export const customData = defineTestCase({
  id: 'TC_P_03_CS',
  title: 'Does as it is told when a message carries custom data',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['2.0.1 part 4 §9'],
  given: [configured('OCPPCommCtrlr', 'OfflineThreshold', '60')],
  async run({ csms, check }) {
    const threshold = { component: { name: 'OCPPCommCtrlr' }, variable: { name: 'OfflineThreshold' } };
    const customData = { vendorId: 'org.ocppliance', purpose: 'to be ignored' };
    const setVariableData = [{ ...threshold, attributeType: 'Actual' as const, attributeValue: '200', customData }];
    await csms.calls('SetVariables', { setVariableData, customData }, { setVariableResult: [{ attributeStatus: 'Accepted' }] });
    await check('the variable has the new value', await variable(csms, 'OCPPCommCtrlr', 'OfflineThreshold'), '200');
  },
});

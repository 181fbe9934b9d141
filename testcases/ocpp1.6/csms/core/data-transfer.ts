import { defineTestCase, oneOf } from 'ocppliance';
import { booted, carriesOn } from '../../../states/ocpp1.6-csms.ts';

export const unknownVendor = defineTestCase({
  id: 'TC_064_CSMS',
  title: 'Turns down data of a vendor that it does not know',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §4.3', '1.6 §7.23'],
  requires: 'RejectsUnknownVendor',
  given: [booted],
  async run({ charger, check }) {
    const { status } = await charger.calls('DataTransfer', { vendorId: 'org.ocppliance.nobody', messageId: 'greeting', data: 'hello' });
    // The official procedure allows Accepted, and wants the vendor to be warned of it.
    await check('the data is not accepted', status, oneOf('Rejected', 'UnknownMessageId', 'UnknownVendorId'), { level: 'should' });
    await carriesOn(charger);
  },
});

export const toTheStation = defineTestCase({
  id: 'X_16_CSMS_06',
  title: 'Sends data to a station, and puts up with one that does not know the vendor',
  protocol: 'ocpp1.6',
  sut: 'csms',
  profile: 'Core',
  spec: ['1.6 §5.6', '1.6 §4.3'],
  given: [booted],
  acts: ['sendData'],
  async run({ charger, csms, operator }) {
    const vendorId = 'org.ocppliance';
    charger.answers('DataTransfer', { status: 'UnknownVendorId' });
    await operator.does('sendData', { vendorId, data: 'hello' });
    await csms.calls('DataTransfer', { vendorId, data: 'hello' });
    await carriesOn(charger);
  },
});

import { defineTestCase, oneOf } from 'ocppliance';
import { idle } from '../../../states/ocpp1.6-charger.ts';

export const dataTransfer = defineTestCase({
  id: 'TC_062_CS',
  title: 'Does not accept data of a vendor that it does not know',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §4.3', '1.6 §5.6'],
  given: [idle],
  async run({ csms, check }) {
    const { status } = await csms.calls('DataTransfer', { vendorId: 'com.example.nonexistent', messageId: 'none', data: 'nothing' });
    // Acceptance is allowed, yet nobody can have understood this.
    await check('the data is refused', status, oneOf('Rejected', 'UnknownMessageId', 'UnknownVendorId'), { level: 'should' });
  },
});

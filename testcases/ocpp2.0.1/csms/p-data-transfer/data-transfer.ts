import { defineTestCase, oneOf } from 'ocppliance';
import { booted, carriesOn, tells } from '../../../states/ocpp2.0.1-csms.ts';

/** A vendor that no CSMS knows. */
const vendorId = 'org.ocppliance.nobody-knows-me';

export const unknownVendor = defineTestCase({
  id: 'TC_P_02_CSMS',
  title: 'Declines data of a vendor that it does not know',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['P02.FR.06', 'P02.FR.07'],
  given: [booted],
  async run({ charger }) {
    // Rejected serves as well: the official procedure takes it.
    const status = oneOf('UnknownVendorId', 'UnknownMessageId', 'Rejected');
    await charger.calls('DataTransfer', { vendorId, messageId: 'Greeting', data: 'hello' }, { status });
  },
});

export const customData = defineTestCase({
  id: 'TC_P_03_CSMS',
  title: 'Takes messages that carry custom data',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['2.0.1 part 2 §1.1'],
  given: [booted],
  async run({ charger, config: { evseId, connectorId } }) {
    const customData = { vendorId, note: 'hello', more: { of: ['it'] } };
    await charger.calls('StatusNotification', { evseId, connectorId, connectorStatus: 'Occupied', customData });
    await tells(charger, 'CablePluggedIn', { customData, transactionInfo: { chargingState: 'EVConnected', customData } });
  },
});

export const dataForStation = defineTestCase({
  id: 'X_201_CSMS_04',
  title: 'Sends data to a station, and goes on when the station does not know them',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  profile: 'Core',
  spec: ['P01.FR.05'],
  given: [booted],
  acts: ['sendData'],
  async run({ charger, csms, operator, config }) {
    const message = { vendorId: config.vendorId ?? vendorId, messageId: 'Greeting' };
    charger.answers('DataTransfer', { status: 'UnknownVendorId' });
    await operator.does('sendData', { ...message, data: 'hello' });
    await csms.calls('DataTransfer', message);
    await carriesOn(charger);
  },
});

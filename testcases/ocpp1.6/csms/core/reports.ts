import { defineTestCase } from 'ocppliance';
import { ago, booted, carriesOn, charging, unplugs } from '../../../states/ocpp1.6-csms.ts';

// What a station reports is not for the CSMS to judge: whatever is legal gets its empty confirmation.

export const everyTimestamp = defineTestCase({
  id: 'X_16_CSMS_11',
  title: 'Takes timestamps in each form that RFC 3339 allows',
  protocol: 'ocpp1.6',
  sut: 'csms',
  profile: 'Core',
  spec: ['1.6 §3.14', '1.6 §3.15', '1.6 errata §3.10'],
  given: [booted],
  async run({ charger, config: { connectorId } }) {
    const now = ago(0).slice(0, 19);
    const twoHoursEast = ago(-7200).slice(0, 19);
    for (const timestamp of [`${now}Z`, `${now}.1Z`, `${now}.123Z`, `${now}.123456Z`, `${now}+00:00`, `${twoHoursEast}.123+02:00`]) {
      await charger.calls('StatusNotification', { connectorId, status: 'Available', timestamp });
    }
  },
});

export const everyStatus = defineTestCase({
  id: 'X_16_CSMS_12',
  title: 'Confirms the status of a connector with all that a vendor may add to it',
  protocol: 'ocpp1.6',
  sut: 'csms',
  profile: 'Core',
  spec: ['1.6 §4.9', '1.6 §6.47', '1.6 §7.6'],
  given: [booted],
  async run({ charger, config: { connectorId } }) {
    const vendorError = { errorCode: 'OtherError', vendorId: 'org.ocppliance', vendorErrorCode: 'E-0042' } as const;
    await charger.calls('StatusNotification', { connectorId, status: 'Faulted', info: 'A door is open', ...vendorError });
    await charger.calls('StatusNotification', { connectorId, status: 'Available' });
    // An error that does not keep anyone from charging is reported with an ordinary status.
    await charger.calls('StatusNotification', { connectorId, status: 'Available', errorCode: 'WeakSignal' });
    await charger.calls('StatusNotification', { connectorId: 0, status: 'Faulted', errorCode: 'GroundFailure' });
    await unplugs(charger, { connectorId: 0 });
    await carriesOn(charger);
  },
});

export const everyMeterValue = defineTestCase({
  id: 'X_16_CSMS_13',
  title: 'Confirms meter values of every kind',
  protocol: 'ocpp1.6',
  sut: 'csms',
  profile: 'Core',
  spec: ['1.6 §4.7', '1.6 §7.31', '1.6 §7.43', '1.6-J errata §2.1'],
  given: [charging],
  async run({ charger, config: { connectorId } }) {
    const phases = (['L1', 'L2', 'L3'] as const).map((phase) => ({ value: '5.3', measurand: 'Current.Import', unit: 'A', phase }) as const);
    const others = [
      { value: '0.5', measurand: 'Power.Factor' },
      { value: '-12.75', measurand: 'Temperature', unit: 'Celsius', location: 'Body' },
      { value: '80', measurand: 'SoC', unit: 'Percent', location: 'EV' },
    ] as const;
    // A value alone is the energy register in Wh.
    await charger.calls('MeterValues', { connectorId, meterValue: [{ timestamp: ago(0), sampledValue: [{ value: '1500' }] }] });
    await charger.calls('MeterValues', { connectorId, meterValue: [{ timestamp: ago(0), sampledValue: [...phases, ...others] }] });
    const aligned = [{ value: '98000', context: 'Sample.Clock', measurand: 'Energy.Active.Import.Register' }] as const;
    await charger.calls('MeterValues', {
      connectorId: 0,
      meterValue: [900, 0].map((seconds) => ({ timestamp: ago(seconds), sampledValue: [...aligned] })),
    });
  },
});

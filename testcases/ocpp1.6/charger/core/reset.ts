import { defineTestCase, oneOf } from 'ocppliance';
import { charging, connectorsReport, idle, ongoing, stops } from '../../../states/ocpp1.6-charger.ts';

const stillPlugged = oneOf('Preparing', 'Finishing');

export const hardReset = defineTestCase({
  id: 'TC_013_CS',
  title: 'Reboots on a hard reset, and a connector that was out of service still is',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §5.2', '1.6 §5.14', '1.6 §4.2'],
  given: [idle],
  async run(cast) {
    const { csms, charger, config } = cast;
    const { connectorId } = config;
    await csms.calls('ChangeAvailability', { connectorId, type: 'Inoperative' }, { status: 'Accepted' });
    await charger.calls('StatusNotification', { connectorId, status: 'Unavailable' });
    await csms.calls('Reset', { type: 'Hard' }, { status: 'Accepted' });
    await charger.calls('BootNotification', {}, { within: 'reboot' });
    await connectorsReport(cast, 'Unavailable');
    await csms.calls('ChangeAvailability', { connectorId, type: 'Operative' }, { status: 'Accepted' });
    await charger.calls('StatusNotification', { connectorId, status: 'Available' });
  },
});

export const softReset = defineTestCase({
  id: 'TC_014_CS',
  title: 'Restarts on a soft reset, and a connector that was out of service still is',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §5.2', '1.6 §5.14'],
  given: [idle],
  async run(cast) {
    const { csms, charger, config } = cast;
    const { connectorId } = config;
    await csms.calls('ChangeAvailability', { connectorId, type: 'Inoperative' }, { status: 'Accepted' });
    await charger.calls('StatusNotification', { connectorId, status: 'Unavailable' });
    await csms.calls('Reset', { type: 'Soft' }, { status: 'Accepted' });
    // The application restarts; whether that counts as a boot is left to the charger.
    const boot = await charger.calls('BootNotification', {}, { level: 'may', within: 'reboot' });
    if (boot) await connectorsReport(cast, 'Unavailable');
    await csms.calls('ChangeAvailability', { connectorId, type: 'Operative' }, { status: 'Accepted' });
    await charger.calls('StatusNotification', { connectorId, status: 'Available' });
  },
});

export const hardResetWhileCharging = defineTestCase({
  id: 'TC_015_CS',
  title: 'Reports the end of a transaction, before or after it reboots on a hard reset',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §4.10', '1.6 §5.14'],
  given: [charging],
  async run(cast) {
    const { csms, charger } = cast;
    const transactionId = ongoing(cast);
    const boots = async () => {
      await charger.calls('BootNotification', {}, { within: 'reboot' });
      await connectorsReport(cast, stillPlugged);
    };
    await csms.calls('Reset', { type: 'Hard' }, { status: 'Accepted' });
    await Promise.all([charger.calls('StopTransaction', { transactionId, reason: 'HardReset' }, { within: 'reboot' }), boots()]);
  },
});

export const softResetWhileCharging = defineTestCase({
  id: 'TC_016_CS',
  title: 'Ends a transaction properly before it restarts on a soft reset',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §4.10', '1.6 §5.14'],
  given: [charging],
  async run(cast) {
    const { csms, charger } = cast;
    const transactionId = ongoing(cast);
    await csms.calls('Reset', { type: 'Soft' }, { status: 'Accepted' });
    await stops(cast, { transactionId, reason: 'SoftReset' });
    const boot = await charger.calls('BootNotification', {}, { level: 'may', within: 'reboot' });
    if (boot) await connectorsReport(cast, stillPlugged);
  },
});

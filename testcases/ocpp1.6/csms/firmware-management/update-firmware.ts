import { defineTestCase } from 'ocppliance';
import { booted, boots, carriesOn } from '../../../states/ocpp1.6-csms.ts';
import { closes, firmware, reportsUpdate } from '../../../states/ocpp1.6-csms-firmware.ts';

export const installed = defineTestCase({
  id: 'TC_044_1_CSMS',
  title: 'Updates the firmware of a station from where its operator says, and follows it through the reboot',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §5.19', '1.6 §4.5', '1.6 §7.25'],
  requires: 'FirmwareManagement',
  given: [booted],
  acts: ['updateFirmware'],
  async run({ charger, csms, operator, files, config }) {
    const location = await files.offers('firmware.bin', firmware);
    charger.answers('UpdateFirmware', {});
    await operator.does('updateFirmware', { location });
    await csms.calls('UpdateFirmware', { location });
    await reportsUpdate(charger, 'Downloading', 'Downloaded');
    await closes(charger, config);
    await reportsUpdate(charger, 'Installing');
    await charger.disconnects();
    await charger.connects();
    await boots(charger, config, { firmwareVersion: '1.1' });
    await reportsUpdate(charger, 'Installed');
    await carriesOn(charger);
  },
});

export const downloadFailed = defineTestCase({
  id: 'TC_044_2_CSMS',
  title: 'Takes note that a station could not download its new firmware',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §5.19', '1.6 §4.5', '1.6 §7.25'],
  requires: 'FirmwareManagement',
  given: [booted],
  acts: ['updateFirmware'],
  async run({ charger, csms, operator, files }) {
    charger.answers('UpdateFirmware', {});
    await operator.does('updateFirmware', { location: await files.offers('firmware.bin', firmware) });
    await csms.calls('UpdateFirmware');
    await reportsUpdate(charger, 'Downloading', 'DownloadFailed');
    await carriesOn(charger);
  },
});

export const installationFailed = defineTestCase({
  id: 'TC_044_3_CSMS',
  title: 'Takes note that a station could not install its new firmware, and has come back with the old one',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §5.19', '1.6 §4.5', '1.6 §7.25'],
  requires: 'FirmwareManagement',
  given: [booted],
  acts: ['updateFirmware'],
  async run({ charger, csms, operator, files, config }) {
    charger.answers('UpdateFirmware', {});
    await operator.does('updateFirmware', { location: await files.offers('firmware.bin', firmware) });
    await csms.calls('UpdateFirmware');
    await reportsUpdate(charger, 'Downloading', 'Downloaded');
    await closes(charger, config);
    await reportsUpdate(charger, 'Installing');
    await charger.disconnects();
    await charger.connects();
    await boots(charger, config);
    await reportsUpdate(charger, 'InstallationFailed');
    await carriesOn(charger);
  },
});

import { defineTestCase, each } from 'ocppliance';
import { carriesOn, connectorsReport } from '../../../states/ocpp1.6-charger.ts';
import {
  exchangesFiles,
  firmwareAtHand,
  isInService,
  nowhere,
  offered,
  reports,
  takesUpdate,
} from '../../../states/ocpp1.6-charger-firmware.ts';

export const installed = defineTestCase({
  id: 'TC_044_1_CS',
  title: 'Fetches new firmware, installs it, and is back in service with it',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §5.19', '1.6 §4.5', '1.6 §7.25'],
  requires: 'FirmwareManagement',
  given: [firmwareAtHand],
  async run(cast) {
    const { charger, files, config } = cast;
    const location = await offered(cast, config.firmware?.file ?? new Uint8Array());
    if (!(await takesUpdate(cast, location))) return;
    await reports(cast, 'Downloading');
    await Promise.all([files.delivers(location, { within: 'reboot' }), reports(cast, 'Downloaded')]);
    await reports(cast, 'Installing');
    // The end may be told before the reboot, or after.
    const boots = async () => {
      await charger.calls('BootNotification', {}, { within: 'reboot' });
      await connectorsReport(cast, 'Available');
    };
    await Promise.all([boots(), reports(cast, 'Installed')]);
  },
});

export const downloadFailed = defineTestCase({
  id: 'TC_044_2_CS',
  title: 'Tells that it could not fetch new firmware, and stays in service with the old one',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §5.19', '1.6 §4.5', '1.6 §7.25'],
  requires: 'FirmwareManagement',
  given: [exchangesFiles],
  async run(cast) {
    const { charger, check } = cast;
    if (!(await takesUpdate(cast, `${await nowhere(cast)}firmware.bin`))) return;
    const told = await charger.callsUntil('FirmwareStatusNotification', { status: 'DownloadFailed' }, { within: 'reboot' });
    // It may have failed before it could be told that it has begun.
    await check('before that it was downloading', told.slice(0, -1), each({ status: 'Downloading' }));
    await isInService(cast);
    await carriesOn(cast);
  },
});

export const installationFailed = defineTestCase({
  id: 'TC_044_3_CS',
  title: 'Tells that new firmware could not be installed, and stays in service with the old one',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §5.19', '1.6 §4.5', '1.6 §7.25'],
  requires: 'FirmwareManagement',
  given: [exchangesFiles],
  async run(cast) {
    const { charger, files, check } = cast;
    const location = await offered(cast, crypto.getRandomValues(new Uint8Array(2048)));
    if (!(await takesUpdate(cast, location))) return;
    await reports(cast, 'Downloading');
    await Promise.all([files.delivers(location, { within: 'reboot' }), reports(cast, 'Downloaded')]);
    // It may fail before it begins, and with or without a reboot.
    const told = await charger.callsUntil('FirmwareStatusNotification', { status: 'InstallationFailed' }, { within: 'reboot' });
    await check('before that it was installing', told.slice(0, -1), each({ status: 'Installing' }));
    await isInService(cast);
    await carriesOn(cast);
  },
});

import { defineTestCase } from 'ocppliance';
import { carriesOn } from '../../../states/ocpp1.6-charger.ts';
import { accepted, exchangesFiles, nowhere } from '../../../states/ocpp1.6-charger-firmware.ts';

export const uploaded = defineTestCase({
  id: 'TC_045_1_CS',
  title: 'Uploads its diagnostics to where it is told, and tells how it gets on',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §5.9', '1.6 §4.4', '1.6 §7.24'],
  requires: 'FirmwareManagement',
  given: [exchangesFiles],
  async run(cast) {
    const { csms, charger, files, check } = cast;
    const location = await accepted(cast);
    const { fileName } = await csms.calls('GetDiagnostics', { location });
    await charger.calls('DiagnosticsStatusNotification', { status: 'Uploading' });
    const [file] = await Promise.all([
      files.receives(location, { within: 'reboot' }),
      charger.calls('DiagnosticsStatusNotification', { status: 'Uploaded' }, { within: 'reboot' }),
    ]);
    if (fileName) await check('the file is named as it was announced', file.name, fileName, { level: 'should' });
    await carriesOn(cast);
  },
});

export const uploadFailed = defineTestCase({
  id: 'TC_045_2_CS',
  title: 'Tells that its diagnostics could not be uploaded, and carries on',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §5.9', '1.6 §4.4', '1.6 §7.24'],
  requires: 'FirmwareManagement',
  given: [exchangesFiles],
  async run(cast) {
    const { csms, charger } = cast;
    await csms.calls('GetDiagnostics', { location: await nowhere(cast), retries: 0 });
    await charger.calls('DiagnosticsStatusNotification', { status: 'Uploading' });
    await charger.calls('DiagnosticsStatusNotification', { status: 'UploadFailed' }, { within: 'reboot' });
    await carriesOn(cast);
  },
});

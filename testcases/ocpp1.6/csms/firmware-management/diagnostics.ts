import { defineTestCase } from 'ocppliance';
import { booted, carriesOn } from '../../../states/ocpp1.6-csms.ts';
import { reportsUpload } from '../../../states/ocpp1.6-csms-firmware.ts';

export const uploaded = defineTestCase({
  id: 'TC_045_1_CSMS',
  title: 'Has a station upload its diagnostics, and follows how it gets on',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §5.9', '1.6 §4.4', '1.6 §7.24'],
  requires: 'FirmwareManagement',
  given: [booted],
  acts: ['fetchDiagnostics'],
  async run({ charger, csms, operator, files }) {
    charger.answers('GetDiagnostics', { fileName: 'diagnostics.log' });
    await operator.does('fetchDiagnostics', { location: await files.accepts() });
    // Many back offices have a place of their own for diagnostics: wherever it is, it will do.
    await csms.calls('GetDiagnostics');
    await reportsUpload(charger, 'Uploading', 'Uploaded');
    await carriesOn(charger);
  },
});

export const uploadFailed = defineTestCase({
  id: 'TC_045_2_CSMS',
  title: 'Takes note that a station could not upload its diagnostics',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §5.9', '1.6 §4.4', '1.6 §7.24'],
  requires: 'FirmwareManagement',
  given: [booted],
  acts: ['fetchDiagnostics'],
  async run({ charger, csms, operator, files }) {
    charger.answers('GetDiagnostics', { fileName: 'diagnostics.log' });
    await operator.does('fetchDiagnostics', { location: await files.accepts() });
    await csms.calls('GetDiagnostics');
    await reportsUpload(charger, 'Uploading', 'UploadFailed');
    await carriesOn(charger);
  },
});

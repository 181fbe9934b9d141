import { allOf, anyOf, type Cast, defineTestCase } from 'ocppliance';
import { booted, boots, carriesOn } from '../../../states/ocpp1.6-csms.ts';
import { reportsEvent, reportsFirmware, sameCertificate } from '../../../states/ocpp1.6-csms-security.ts';

const signedFirmware = allOf('FirmwareManagement', anyOf('SecurityProfile1', 'SecurityProfile2', 'SecurityProfile3'));

/** Has the Central System send an update as its operator wants it; the id of the update. */
async function startsUpdate(
  { charger, csms, operator, files, certificates }: Cast<'ocpp1.6', 'csms', 'updateSignedFirmware'>,
  flaw?: 'signature',
): Promise<number> {
  const { file, signingCertificate, signature } = await certificates.firmware(flaw);
  const location = await files.offers('firmware.bin', file);
  charger.answers('SignedUpdateFirmware', { status: 'Accepted' });
  await operator.does('updateSignedFirmware', { location, signingCertificate, signature });
  const firmware = { location, signature, signingCertificate: sameCertificate(certificates, signingCertificate) };
  const { requestId } = await csms.calls('SignedUpdateFirmware', { firmware });
  return requestId;
}

export const validSignature = defineTestCase({
  id: 'TC_080_CSMS',
  title: 'Updates the firmware of a station with a signed one, and follows it through the reboot',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 security whitepaper L01.FR.01', 'L01.FR.10', 'L01.FR.11', '§5.21'],
  requires: signedFirmware,
  given: [booted],
  acts: ['updateSignedFirmware'],
  async run(cast) {
    const { charger, config } = cast;
    const requestId = await startsUpdate(cast);
    await reportsFirmware(charger, requestId, 'Downloading', 'Downloaded', 'SignatureVerified');
    for (const index of config.evses.keys()) await charger.calls('StatusNotification', { connectorId: index + 1, status: 'Unavailable' });
    await reportsFirmware(charger, requestId, 'Installing', 'InstallRebooting');
    await charger.disconnects();
    await charger.connects();
    await boots(charger, config);
    await reportsEvent(charger, 'FirmwareUpdated');
    await reportsFirmware(charger, requestId, 'Installed');
    await carriesOn(charger);
  },
});

export const invalidSignature = defineTestCase({
  id: 'TC_081_CSMS',
  title: 'Takes note that the signature of a firmware did not hold at the station',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 security whitepaper L01.FR.03', 'L01.FR.10', 'L01.FR.11'],
  requires: signedFirmware,
  given: [booted],
  acts: ['updateSignedFirmware'],
  async run(cast) {
    const { charger } = cast;
    const requestId = await startsUpdate(cast, 'signature');
    await reportsFirmware(charger, requestId, 'Downloading', 'Downloaded', 'InvalidSignature');
    await reportsEvent(charger, 'InvalidFirmwareSignature');
    await carriesOn(charger);
  },
});

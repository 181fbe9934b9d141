import { allOf, anyOf, type Cast, defineTestCase } from 'ocppliance';
import { carriesOn, connectorsReport } from '../../../states/ocpp1.6-charger.ts';
import { exchangesFiles, isInService, offered, signedFirmwareAtHand } from '../../../states/ocpp1.6-charger-firmware.ts';
import { tells } from '../../../states/ocpp1.6-charger-security.ts';

const signedFirmware = allOf('FirmwareManagement', anyOf('SecurityProfile1', 'SecurityProfile2', 'SecurityProfile3'));

type World = Cast<'ocpp1.6', 'charger', never>;
type Status = 'Downloading' | 'Downloaded' | 'SignatureVerified' | 'InvalidSignature' | 'Installing' | 'Installed';

/** The request for an update, as soon as can be and in one attempt. */
async function wanted(cast: World, { file, signature = '', signingCertificate = '' }: Firmware) {
  const firmware = { location: await offered(cast, file), retrieveDateTime: new Date().toISOString(), signature, signingCertificate };
  return { requestId: Date.now() % 1_000_000_000, retries: 0, firmware };
}
type Firmware = NonNullable<World['config']['firmware']>;

const none: Firmware = { file: new Uint8Array() };

/** How far the update has come. Each step may take as long as a reboot. */
const reports = ({ charger }: World, status: Status, requestId: number) =>
  charger.calls('SignedFirmwareStatusNotification', { status, requestId }, { within: 'reboot' });

export const validSignature = defineTestCase({
  id: 'TC_080_CS',
  title: 'Fetches signed firmware, checks its signature, installs it, and is back in service with it',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 security whitepaper L01.FR.01', 'L01.FR.04', 'L01.FR.05', 'L01.FR.10', 'L01.FR.12'],
  requires: signedFirmware,
  given: [signedFirmwareAtHand],
  async run(cast) {
    const { csms, charger, files, config } = cast;
    const request = await wanted(cast, config.firmware ?? none);
    const { requestId } = request;
    await csms.calls('SignedUpdateFirmware', request, { status: 'Accepted' });
    await reports(cast, 'Downloading', requestId);
    await Promise.all([files.delivers(request.firmware.location, { within: 'reboot' }), reports(cast, 'Downloaded', requestId)]);
    await reports(cast, 'SignatureVerified', requestId);
    // A boot loader may have no way to tell that it installs (L01.FR.22); the end may be told before the reboot, or after.
    charger.mayCall('SignedFirmwareStatusNotification', { requestId });
    const boots = async () => {
      await charger.calls('BootNotification', {}, { within: 'reboot' });
      await connectorsReport(cast, 'Available');
    };
    await Promise.all([boots(), reports(cast, 'Installed', requestId)]);
  },
});

export const invalidSignature = defineTestCase({
  id: 'TC_081_CS',
  title: 'Finds that the signature of a firmware does not hold, tells so, and does not install it',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 security whitepaper L01.FR.03', 'L01.FR.04', 'L01.FR.10', 'L01.FR.12'],
  requires: signedFirmware,
  given: [signedFirmwareAtHand],
  async run(cast) {
    const { csms, charger, files, config } = cast;
    const firmware = config.firmware ?? none;
    const request = await wanted(cast, { ...firmware, signature: spoilt(firmware.signature ?? '') });
    const { requestId } = request;
    await csms.calls('SignedUpdateFirmware', request, { status: 'Accepted' });
    await reports(cast, 'Downloading', requestId);
    await Promise.all([files.delivers(request.firmware.location, { within: 'reboot' }), reports(cast, 'Downloaded', requestId)]);
    await Promise.all([reports(cast, 'InvalidSignature', requestId), tells(cast, 'InvalidFirmwareSignature')]);
    await charger.neverCalls('SignedFirmwareStatusNotification', { status: 'Installing' }, { within: '10s' });
    await isInService(cast);
    await carriesOn(cast);
  },
});

/** As long as before, and wrong in every place. */
const spoilt = (base64: string): string => Buffer.from(Buffer.from(base64, 'base64').map((byte) => byte ^ 0x55)).toString('base64');

export const unknownSigner = defineTestCase({
  id: 'X_16_CS_98',
  title: 'Refuses firmware that is signed by somebody whom its manufacturer does not know, and tells of it',
  protocol: 'ocpp1.6',
  sut: 'charger',
  profile: 'Security',
  spec: ['1.6 security whitepaper L01.FR.02', 'L01.FR.23', 'L01.FR.24'],
  requires: signedFirmware,
  given: [exchangesFiles],
  async run(cast) {
    const { csms, charger, certificates } = cast;
    const request = await wanted(cast, await certificates.firmware('certificate'));
    await csms.calls('SignedUpdateFirmware', request, { status: 'InvalidCertificate' });
    await tells(cast, 'InvalidFirmwareSigningCertificate');
    await charger.neverCalls('SignedFirmwareStatusNotification', { status: 'Downloading' }, { within: '10s' });
    await carriesOn(cast);
  },
});

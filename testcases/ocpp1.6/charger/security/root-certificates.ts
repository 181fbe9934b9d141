import { anyOf, defineTestCase, oneOf, type RequestOf } from 'ocppliance';
import { carriesOn } from '../../../states/ocpp1.6-charger.ts';
import { entryOf, rootsCleared, rootsOf, tells } from '../../../states/ocpp1.6-charger-security.ts';

const overTls = anyOf('SecurityProfile2', 'SecurityProfile3');

type CertificateType = RequestOf<'ocpp1.6', 'InstallCertificate'>['certificateType'];

const installs = (id: string, certificateType: CertificateType, title: string) =>
  defineTestCase({
    id,
    title,
    protocol: 'ocpp1.6',
    sut: 'charger',
    spec: ['1.6 security whitepaper M05.FR.02', 'M03.FR.03', 'M03.FR.04', '§6.1'],
    requires: overTls,
    given: [rootsCleared],
    async run(cast) {
      const { csms, certificates, check } = cast;
      const certificate = await certificates.newRoot();
      await csms.calls('InstallCertificate', { certificateType, certificate }, { status: 'Accepted' });
      const entry = await entryOf(cast, await rootsOf(cast, certificateType), certificate);
      await check('it is told among the installed ones, with the right hash data', entry !== undefined, true);
    },
  });

export const manufacturerRoot = installs(
  'TC_075_1_CS',
  'ManufacturerRootCertificate',
  'Installs a root certificate of its manufacturer, and tells that it has it',
);

export const centralSystemRoot = installs(
  'TC_075_2_CS',
  'CentralSystemRootCertificate',
  'Installs a root certificate of a Central System, and tells that it has it',
);

export const deletedRoot = defineTestCase({
  id: 'TC_076_CS',
  title: 'Deletes a root certificate, and tells of it no more',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 security whitepaper M04.FR.02', 'M03.FR.04', '§6.1'],
  requires: overTls,
  given: [rootsCleared],
  async run(cast) {
    const { csms, certificates, check } = cast;
    const certificateType = 'CentralSystemRootCertificate';
    const certificate = await certificates.newRoot();
    await csms.calls('InstallCertificate', { certificateType, certificate }, { status: 'Accepted' });
    const { hashAlgorithm = 'SHA256' } = (await entryOf(cast, await rootsOf(cast, certificateType), certificate)) ?? {};
    const certificateHashData = await certificates.hashData(certificate, hashAlgorithm);
    await csms.calls('DeleteCertificate', { certificateHashData }, { status: 'Accepted' });
    const entry = await entryOf(cast, await rootsOf(cast, certificateType), certificate);
    await check('it is told among the installed ones', entry !== undefined, false);
  },
});

export const unknownRoot = defineTestCase({
  id: 'X_16_CS_95',
  title: 'Says that it does not have a certificate that it is told to delete',
  protocol: 'ocpp1.6',
  sut: 'charger',
  profile: 'Security',
  spec: ['1.6 security whitepaper M04.FR.04'],
  requires: overTls,
  given: [rootsCleared],
  async run(cast) {
    const { csms, certificates } = cast;
    const certificateHashData = await certificates.hashData(await certificates.newRoot());
    await csms.calls('DeleteCertificate', { certificateHashData }, { status: 'NotFound' });
  },
});

export const invalidRoot = defineTestCase({
  id: 'TC_078_CS',
  title: 'Refuses a root certificate of a Central System that has expired, and tells of it',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 security whitepaper M05.FR.06', 'A04.FR.01'],
  requires: overTls,
  given: [rootsCleared],
  async run(cast) {
    const { csms, certificates } = cast;
    const certificate = await certificates.newRoot('expired');
    await csms.calls('InstallCertificate', { certificateType: 'CentralSystemRootCertificate', certificate }, { status: 'Rejected' });
    await tells(cast, 'InvalidCentralSystemCertificate');
    await carriesOn(cast);
  },
});

export const brokenRoot = defineTestCase({
  id: 'X_16_CS_96',
  title: 'Refuses a root certificate that cannot be read, and has as many as before',
  protocol: 'ocpp1.6',
  sut: 'charger',
  profile: 'Security',
  spec: ['1.6 security whitepaper M05.FR.04', 'M05.FR.06'],
  requires: overTls,
  given: [rootsCleared],
  async run(cast) {
    const { csms, check } = cast;
    const certificateType = 'CentralSystemRootCertificate';
    const before = await rootsOf(cast, certificateType);
    const certificate = '-----BEGIN CERTIFICATE-----\nbm8gY2VydGlmaWNhdGU=\n-----END CERTIFICATE-----';
    await csms.calls('InstallCertificate', { certificateType, certificate }, { status: oneOf('Rejected', 'Failed') });
    await check('how many it has', (await rootsOf(cast, certificateType)).length, before.length);
  },
});

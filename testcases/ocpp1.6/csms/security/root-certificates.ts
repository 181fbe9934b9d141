import { anyOf, defineTestCase, type RequestOf } from 'ocppliance';
import { carriesOn } from '../../../states/ocpp1.6-csms.ts';
import { bootedOverTls, reportsEvent, sameCertificate, sameHashData } from '../../../states/ocpp1.6-csms-security.ts';

const overTls = anyOf('SecurityProfile2', 'SecurityProfile3');

type CertificateType = RequestOf<'ocpp1.6', 'InstallCertificate'>['certificateType'];

const installs = (id: string, root: 'csms' | 'manufacturer', certificateType: CertificateType, title: string) =>
  defineTestCase({
    id,
    title,
    protocol: 'ocpp1.6',
    sut: 'csms',
    spec: ['1.6 security whitepaper M05.FR.01', 'M03.FR.01', '§6.1'],
    requires: overTls,
    given: [bootedOverTls],
    acts: ['installCertificate', 'listCertificates'],
    async run({ charger, csms, operator, certificates }) {
      const certificate = await certificates.newRoot();
      const certificateHashData = [await certificates.hashData(certificate)];
      charger.answers('InstallCertificate', { status: 'Accepted' });
      charger.answers('GetInstalledCertificateIds', { status: 'Accepted', certificateHashData }, { times: 'always' });
      await operator.does('installCertificate', { root, certificate });
      await csms.calls('InstallCertificate', { certificateType, certificate: sameCertificate(certificates, certificate) });
      await operator.does('listCertificates', { root });
      await csms.calls('GetInstalledCertificateIds', { certificateType });
      await carriesOn(charger);
    },
  });

export const manufacturerRoot = installs(
  'TC_075_1_CSMS',
  'manufacturer',
  'ManufacturerRootCertificate',
  'Installs the root certificate of a manufacturer on a station, and asks what is installed',
);

export const centralSystemRoot = installs(
  'TC_075_2_CSMS',
  'csms',
  'CentralSystemRootCertificate',
  'Installs a root certificate of its own on a station, and asks what is installed',
);

export const deletedRoot = defineTestCase({
  id: 'TC_076_CSMS',
  title: 'Deletes a certificate from a station, named as the station names it',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 security whitepaper M04.FR.07', 'M03.FR.04', '§6.1'],
  requires: overTls,
  given: [bootedOverTls],
  acts: ['installCertificate', 'deleteCertificate'],
  async run({ charger, csms, operator, certificates, check }) {
    const certificate = await certificates.newRoot();
    charger.answers('InstallCertificate', { status: 'Accepted' });
    await operator.does('installCertificate', { root: 'csms', certificate });
    await csms.calls('InstallCertificate', { certificateType: 'CentralSystemRootCertificate' });

    const hashData = await certificates.hashData(certificate, 'SHA384');
    const others = [await certificates.hashData(certificates.root, 'SHA384')];
    const certificateHashData = [...others, hashData];
    charger.answers('GetInstalledCertificateIds', { status: 'Accepted', certificateHashData }, { times: 'always' });
    charger.answers('DeleteCertificate', { status: 'Accepted' });
    await operator.does('deleteCertificate', { certificate });
    await csms.calls('GetInstalledCertificateIds', { certificateType: 'CentralSystemRootCertificate' });
    const deleted = await csms.calls('DeleteCertificate');
    await check('the hash data is that of the certificate to be deleted', deleted.certificateHashData, sameHashData(hashData));
    await carriesOn(charger);
  },
});

export const refusedRoot = defineTestCase({
  id: 'TC_078_CSMS',
  title: 'Takes note that a station found a root certificate invalid',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 security whitepaper M05.FR.02', 'A04.FR.02'],
  requires: overTls,
  given: [bootedOverTls],
  acts: ['installCertificate'],
  async run({ charger, csms, operator, certificates }) {
    const certificate = await certificates.newRoot();
    charger.answers('InstallCertificate', { status: 'Rejected' });
    await operator.does('installCertificate', { root: 'csms', certificate });
    await csms.calls('InstallCertificate', { certificateType: 'CentralSystemRootCertificate' });
    await reportsEvent(charger, 'InvalidCentralSystemCertificate');
    await carriesOn(charger);
  },
});

import { defineTestCase, omitted, orCallError } from 'ocppliance';
import { boots, carriesOn } from '../../../states/ocpp1.6-csms.ts';
import { bootedWithCertificate, reportsEvent, requestsCertificate } from '../../../states/ocpp1.6-csms-security.ts';

export const newCertificate = defineTestCase({
  id: 'TC_074_CSMS',
  title: 'Has a station renew its certificate, and lets it in with the new one',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 security whitepaper A02.FR.02', 'A02.FR.04', 'A02.FR.11', 'A00.FR.403', 'A00.FR.511'],
  requires: 'SecurityProfile3',
  given: [bootedWithCertificate],
  acts: ['renewCertificate'],
  async run({ charger, csms, operator, certificates, check, config }) {
    charger.answers('ExtendedTriggerMessage', { status: 'Accepted' });
    charger.answers('CertificateSigned', { status: 'Accepted' });
    await operator.does('renewCertificate');
    await csms.calls('ExtendedTriggerMessage', { requestedMessage: 'SignChargePointCertificate', connectorId: omitted });
    const request = await requestsCertificate({ charger, certificates, config });
    const { certificateChain } = await csms.calls('CertificateSigned');
    const { keyFingerprint } = request;
    const ours = { keyFingerprint, commonName: config.station, organization: config.cpoName, isAuthority: false, isValidNow: true };
    await check('the certificate is for our key and our name, and valid', certificates.read(certificateChain)[0], ours);
    await check('each certificate of the chain is signed by the next', certificates.isChain(certificateChain), true);
    await charger.disconnects();
    await charger.connects({ securityProfile: 3, certificate: request.with(certificateChain) });
    await boots(charger, config);
  },
});

export const refusedCertificate = defineTestCase({
  id: 'TC_077_CSMS',
  title: 'Takes note that a station found its new certificate invalid',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 security whitepaper A02.FR.07', 'A04.FR.02'],
  requires: 'SecurityProfile3',
  given: [bootedWithCertificate],
  acts: ['renewCertificate'],
  async run({ charger, csms, operator, certificates, check, config }) {
    charger.answers('ExtendedTriggerMessage', { status: 'Accepted' });
    charger.answers('CertificateSigned', { status: 'Rejected' });
    await operator.does('renewCertificate');
    await csms.calls('ExtendedTriggerMessage', { requestedMessage: 'SignChargePointCertificate', connectorId: omitted });
    const { keyFingerprint } = await requestsCertificate({ charger, certificates, config });
    const { certificateChain } = await csms.calls('CertificateSigned');
    await check('the certificate is for our key', certificates.read(certificateChain)[0], { keyFingerprint });
    await reportsEvent(charger, 'InvalidChargePointCertificate');
    await carriesOn(charger);
  },
});

export const brokenRequest = defineTestCase({
  id: 'X_16_CSMS_51',
  title: 'Signs nothing that is no signing request',
  protocol: 'ocpp1.6',
  sut: 'csms',
  profile: 'Security',
  spec: ['1.6 security whitepaper A03.FR.12'],
  requires: 'SecurityProfile3',
  given: [bootedWithCertificate],
  async run({ charger, csms, certificates }) {
    await charger.calls('SignCertificate', { csr: certificates.root }, orCallError({ status: 'Rejected' }));
    await carriesOn(charger);
    await csms.neverCalls('CertificateSigned');
  },
});

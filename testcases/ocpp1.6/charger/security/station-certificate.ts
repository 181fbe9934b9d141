import { defineTestCase } from 'ocppliance';
import { carriesOn } from '../../../states/ocpp1.6-charger.ts';
import {
  asksForCertificate,
  namedByOperator,
  rootsCleared,
  tells,
  trustsUs,
  underProfile,
} from '../../../states/ocpp1.6-charger-security.ts';

export const newCertificate = defineTestCase({
  id: 'TC_074_CS',
  title: 'Makes a new key pair, has it certified, and comes back with the new certificate',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 security whitepaper A02.FR.02', 'A02.FR.03', 'A02.FR.06', 'A02.FR.08', 'A02.FR.13', 'A00.FR.401'],
  requires: 'SecurityProfile3',
  given: [underProfile(3), namedByOperator, trustsUs],
  // The certificate that it was set up with is gone.
  destructive: true,
  async run(cast) {
    const { csms, charger, certificates, check } = cast;
    const certificateChain = await certificates.sign(await asksForCertificate(cast));
    await csms.calls('CertificateSigned', { certificateChain }, { status: 'Accepted' });
    const { tls } = await charger.connects();
    const [shown] = certificates.read(tls?.peerCertificate?.pem ?? '');
    const [signed] = certificates.read(certificateChain);
    await check('it shows the new certificate', shown?.fingerprint, signed?.fingerprint ?? '');
    await carriesOn(cast);
  },
});

export const refusedCertificate = defineTestCase({
  id: 'TC_077_CS',
  title: 'Refuses certificates that have expired or that nobody has vouched for, and tells of each',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 security whitepaper A02.FR.06', 'A02.FR.07', 'A04.FR.01'],
  requires: 'SecurityProfile3',
  given: [rootsCleared, namedByOperator, trustsUs],
  async run(cast) {
    const { csms, certificates } = cast;
    for (const flaw of ['expired', 'untrusted'] as const) {
      const certificateChain = await certificates.sign(await asksForCertificate(cast), flaw);
      await csms.calls('CertificateSigned', { certificateChain }, { status: 'Rejected' });
      await tells(cast, 'InvalidChargePointCertificate');
    }
    await carriesOn(cast);
  },
});

export const anothersCertificate = defineTestCase({
  id: 'X_16_CS_94',
  title: 'Refuses a certificate for a key that it does not have',
  protocol: 'ocpp1.6',
  sut: 'charger',
  profile: 'Security',
  spec: ['1.6 security whitepaper A02.FR.06', 'A02.FR.07'],
  requires: 'SecurityProfile3',
  given: [rootsCleared, namedByOperator, trustsUs],
  async run(cast) {
    const { csms, certificates, config } = cast;
    await asksForCertificate(cast);
    const { csr } = await certificates.request({ commonName: config.station, organization: config.cpoName });
    const certificateChain = await certificates.sign(csr);
    await csms.calls('CertificateSigned', { certificateChain }, { status: 'Rejected' });
    await tells(cast, 'InvalidChargePointCertificate');
    await carriesOn(cast);
  },
});

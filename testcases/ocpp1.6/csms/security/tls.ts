import { anyOf, defineTestCase, oneOf, refused, satisfying } from 'ocppliance';
import { boots } from '../../../states/ocpp1.6-csms.ts';
import { profilesWithTls } from '../../../states/ocpp1.6-csms-security.ts';

/** A server has to have two certificates for them: one with an ECDSA key, one with an RSA key (A00.FR.317). */
const cipherSuites = ['ECDHE_ECDSA', 'RSA'].flatMap((exchange) =>
  ['AES_128_GCM_SHA256', 'AES_256_GCM_SHA384'].map((cipher) => `TLS_${exchange}_WITH_${cipher}`),
);

const tls12OrNewer = oneOf('TLSv1.2', 'TLSv1.3');

export const serverCertificate = defineTestCase({
  id: 'TC_086_CSMS',
  title: 'Shows a station who it is, by a certificate in its name, in each of four cipher suites',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 security whitepaper A00.FR.306', 'A00.FR.312', 'A00.FR.317', 'A00.FR.502', 'A00.FR.503', 'A00.FR.510'],
  requires: anyOf('SecurityProfile2', 'SecurityProfile3'),
  async run({ charger, certificates, check, config }) {
    const [securityProfile = 2] = profilesWithTls(charger);
    const { tls } = (await charger.connects({ securityProfile })) ?? {};
    await check('the TLS version', tls?.version, tls12OrNewer);
    await boots(charger, config);
    for (const cipherSuite of cipherSuites) {
      await charger.disconnects();
      const secured = (await charger.connects({ securityProfile, cipherSuite }))?.tls;
      const certificate = certificates.read(secured?.peerCertificate?.pem ?? '')[0];
      await check('the key of the certificate is long enough', certificate, {
        keyBits: satisfying<number>('2048 bits of RSA, 224 of a curve', (bits) => bits >= (certificate?.keyType === 'rsa' ? 2048 : 224)),
      });
      // Who dials an address has no name to compare.
      if (secured?.servername) await check('its common name is the host name', certificate?.commonName, secured.servername);
    }
  },
});

export const stationCertificate = defineTestCase({
  id: 'TC_087_CSMS',
  title: 'Lets a station in that shows its certificate, in each of four cipher suites',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 security whitepaper A00.FR.401', 'A00.FR.403', 'A00.FR.416', 'A00.FR.421'],
  requires: 'SecurityProfile3',
  async run({ charger, check, config }) {
    const { tls } = (await charger.connects({ securityProfile: 3 })) ?? {};
    await check('the TLS version', tls?.version, tls12OrNewer);
    await boots(charger, config);
    for (const cipherSuite of cipherSuites) {
      await charger.disconnects();
      await charger.connects({ securityProfile: 3, cipherSuite });
    }
  },
});

export const noCertificate = defineTestCase({
  id: 'X_16_CSMS_52',
  title: 'Keeps a station out that shows no certificate, or one that nobody has vouched for',
  protocol: 'ocpp1.6',
  sut: 'csms',
  profile: 'Security',
  spec: ['1.6 security whitepaper A00.FR.401', 'A00.FR.403', 'A00.FR.407'],
  requires: 'SecurityProfile3',
  async run({ charger, config }) {
    for (const certificate of ['none', 'untrusted'] as const) await charger.connects({ securityProfile: 3, certificate }, refused());
    await charger.connects({ securityProfile: 3 });
    await boots(charger, config);
  },
});

export const wrongCertificate = defineTestCase({
  id: 'X_16_CSMS_53',
  title: 'Keeps a station out whose certificate has expired, or is that of another station',
  protocol: 'ocpp1.6',
  sut: 'csms',
  profile: 'Security',
  spec: ['1.6 security whitepaper A00.FR.403', 'A00.FR.405', 'A00.FR.407'],
  requires: 'SecurityProfile3',
  async run({ charger, config }) {
    for (const certificate of ['expired', 'wrongStation'] as const) await charger.connects({ securityProfile: 3, certificate }, refused());
    await charger.connects({ securityProfile: 3 });
    await boots(charger, config);
  },
});

export const revokedCertificate = defineTestCase({
  id: 'X_16_CSMS_54',
  title: 'Keeps a station out whose certificate has been revoked',
  protocol: 'ocpp1.6',
  sut: 'csms',
  profile: 'Security',
  spec: ['1.6 security whitepaper A00.FR.702', 'A00.FR.704'],
  requires: 'SecurityProfile3',
  async run({ charger, config }) {
    await charger.connects({ securityProfile: 3, certificate: 'revoked' }, refused());
    await charger.connects({ securityProfile: 3 });
    await boots(charger, config);
  },
});

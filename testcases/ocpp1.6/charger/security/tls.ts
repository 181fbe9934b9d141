import { anyOf, type Cast, defineTestCase, oneOf, satisfying } from 'ocppliance';
import { carriesOn } from '../../../states/ocpp1.6-charger.ts';
import { comesBack, isLetIn, reboots, strongKey, underProfile } from '../../../states/ocpp1.6-charger-security.ts';

type World = Cast<'ocpp1.6', 'charger', never>;

const tls12OrNewer = oneOf('TLSv1.2', 'TLSv1.3');
const overTls = anyOf('SecurityProfile2', 'SecurityProfile3');

/** A charger has to have both suites of one of these (A00.FR.318, .422). */
const pairs = ['ECDHE_ECDSA', 'RSA'].map((exchange) =>
  ['AES_128_GCM_SHA256', 'AES_256_GCM_SHA384'].map((cipher) => `TLS_${exchange}_WITH_${cipher}`),
);

/** It can speak both cipher suites of a pair: each is offered alone. Without a key of that kind we cannot offer them. */
async function speaksEnough(cast: World): Promise<void> {
  let speaks = false;
  let obstacle: unknown;
  for (const pair of pairs) {
    try {
      speaks ||= await speaksAll(cast, pair);
    } catch (error) {
      obstacle = error;
    }
  }
  if (!speaks && obstacle) throw obstacle;
  await cast.check('it speaks both cipher suites of a pair', speaks, true);
  await isLetIn(cast);
  await carriesOn(cast);
}

async function speaksAll(cast: World, cipherSuites: readonly string[]): Promise<boolean> {
  for (const cipherSuite of cipherSuites) if (!(await comesBack(cast, { cipherSuite }))) return false;
  return true;
}

export const serverCertificate = defineTestCase({
  id: 'TC_086_CS',
  title: 'Connects over TLS 1.2 or newer to a Central System that it trusts, in the cipher suites that it must have',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 security whitepaper A00.FR.306', 'A00.FR.311', 'A00.FR.312', 'A00.FR.318'],
  requires: overTls,
  given: [underProfile(2, 3)],
  async run(cast) {
    const { tls, authorization } = await reboots(cast);
    await cast.check('the TLS version', tls?.version, tls12OrNewer);
    // Password or certificate, by security profile.
    await cast.check('it authenticates itself', tls?.peerCertificate !== undefined || authorization === 'basic', true);
    await speaksEnough(cast);
  },
});

export const clientCertificate = defineTestCase({
  id: 'TC_087_CS',
  title: 'Shows a certificate of its own when it connects, with its serial number, in the cipher suites that it must have',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 security whitepaper A00.FR.401', 'A00.FR.402', 'A00.FR.416', 'A00.FR.422', 'A00.FR.501', 'A00.FR.511'],
  requires: 'SecurityProfile3',
  given: [underProfile(3)],
  async run(cast) {
    const { csms, certificates, config, check } = cast;
    const { tls } = await reboots(cast);
    await check('the TLS version', tls?.version, tls12OrNewer);
    const [certificate] = certificates.read(tls?.peerCertificate?.pem ?? '');
    const { chargePointSerialNumber, chargeBoxSerialNumber } = csms.knows.identity;
    const names = [chargePointSerialNumber, chargeBoxSerialNumber, config.station].filter((name) => name !== undefined);
    await check('it is valid, in its name, and its key long enough', certificate, {
      isValidNow: true,
      serialNumber: satisfying<string>('not empty', (number) => number !== ''),
      commonName: satisfying<string>(`the serial number (${names.join(', ')})`, (name) => names.includes(name)),
      keyBits: strongKey(certificate),
    });
    await speaksEnough(cast);
  },
});

/** It does not come while we show a certificate that is wrong, and tells of that once it comes again. */
async function staysAway(cast: World, flaws: readonly CertificateFlaw[]): Promise<void> {
  const { csms, charger, clock, check } = cast;
  for (const certificate of flaws) {
    await csms.disconnects();
    await csms.connects({ certificate });
    await clock.waits('30s');
    await check(`it stays away while our certificate is ${certificate}`, csms.connected, false);
  }
  await csms.connects();
  await charger.connects();
  await charger.calls('SecurityEventNotification', { type: 'InvalidCentralSystemCertificate' }, { level: 'should' });
  await carriesOn(cast);
}
type CertificateFlaw = 'untrusted' | 'expired' | 'wrongHost';

export const untrustedCentralSystem = defineTestCase({
  id: 'X_16_CS_99',
  title: 'Stays away from a Central System that nobody has vouched for, and comes back to the right one',
  protocol: 'ocpp1.6',
  sut: 'charger',
  profile: 'Security',
  spec: ['1.6 security whitepaper A00.FR.307', 'A00.FR.309', 'A00.FR.310', 'A00.FR.411'],
  requires: overTls,
  given: [underProfile(2, 3)],
  run: (cast) => staysAway(cast, ['untrusted']),
});

export const wrongCentralSystem = defineTestCase({
  id: 'X_16_CS_90',
  title: 'Stays away from a Central System whose certificate has expired, or is that of another host, and comes back to the right one',
  protocol: 'ocpp1.6',
  sut: 'charger',
  profile: 'Security',
  spec: ['1.6 security whitepaper A00.FR.307', 'A00.FR.308', 'A00.FR.309', 'A00.FR.310', 'A00.FR.412'],
  requires: overTls,
  given: [underProfile(2, 3)],
  run: (cast) => staysAway(cast, ['expired', 'wrongHost']),
});

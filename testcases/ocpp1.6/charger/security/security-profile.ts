import { allOf, anyOf, defineState, defineTestCase, oneOf } from 'ocppliance';
import { carriesOn } from '../../../states/ocpp1.6-charger.ts';
import {
  asksForCertificate,
  namedByOperator,
  profileIn,
  reboots,
  securityProfileOf,
  trustsUs,
  underProfile,
} from '../../../states/ocpp1.6-charger-security.ts';

/** It has what it needs for the next security profile: whom to trust from 1 to 2, a certificate from 2 to 3. */
const readyToRise = defineState({
  title: 'the charger can use the next security profile, and so can we',
  protocol: 'ocpp1.6',
  sut: 'charger',
  given: [underProfile(1, 2), namedByOperator, trustsUs],
  async reach(cast) {
    const { csms, certificates, check } = cast;
    const profile = await securityProfileOf(cast);
    await check(
      'we have a door for it',
      csms.securityProfiles.some((other) => other === profile + 1),
      true,
    );
    if (profile === 1) return;
    const certificateChain = await certificates.sign(await asksForCertificate(cast));
    await csms.calls('CertificateSigned', { certificateChain }, { status: 'Accepted' });
  },
});

export const higherProfile = defineTestCase({
  id: 'TC_083_CS',
  title: 'Raises its security profile by one, and comes back with the higher one',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 security whitepaper A05.FR.05', 'A05.FR.06', 'A05.FR.07'],
  requires: anyOf('SecurityProfile1', 'SecurityProfile2'),
  given: [readyToRise],
  // OCPP knows no way back.
  destructive: true,
  async run(cast) {
    const { csms, charger, check } = cast;
    const higher = (await securityProfileOf(cast)) + 1;
    const wish = { key: 'SecurityProfile', value: String(higher) };
    const { status } = await csms.calls('ChangeConfiguration', wish, { status: oneOf('Accepted', 'RebootRequired') });
    const comesByItself = status === 'Accepted' && (await charger.connects({ level: 'may' }));
    const handshake = comesByItself || (await reboots(cast));
    await check('it is connected with the higher security profile', profileIn(handshake), higher);
    await carriesOn(cast);
  },
});

export const lowerProfile = defineTestCase({
  id: 'TC_084_CS',
  title: 'Refuses to lower its security profile',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 security whitepaper A05.FR.01', '§7.6'],
  requires: anyOf('SecurityProfile2', 'SecurityProfile3'),
  given: [underProfile(2, 3)],
  async run(cast) {
    const { csms, check } = cast;
    const profile = await securityProfileOf(cast);
    await csms.calls('ChangeConfiguration', { key: 'SecurityProfile', value: String(profile - 1) }, { status: 'Rejected' });
    await check('its security profile', await securityProfileOf(cast), profile);
  },
});

export const fallback = defineTestCase({
  id: 'X_16_CS_93',
  title: 'Falls back to its former security profile if nobody whom it trusts is there under the higher one',
  protocol: 'ocpp1.6',
  sut: 'charger',
  profile: 'Security',
  spec: ['1.6 security whitepaper A05.FR.08', 'A00.FR.307', 'A00.FR.310'],
  requires: allOf('SecurityProfile1', 'SecurityProfile2'),
  given: [underProfile(1), readyToRise],
  destructive: true,
  async run(cast) {
    const { csms, charger, check } = cast;
    await csms.connects({ certificate: 'untrusted' });
    await csms.calls('ChangeConfiguration', { key: 'SecurityProfile', value: '2' }, { status: 'Accepted' });
    const handshake = await charger.connects({ level: 'may', within: 'reboot' });
    await check('it has not come to somebody whom it does not trust', handshake?.tls === undefined, true);
    await check('it has come back as it did before', handshake && profileIn(handshake), 1, { level: 'should' });
    await csms.connects();
    if (!handshake) await charger.connects();
    await carriesOn(cast);
  },
});

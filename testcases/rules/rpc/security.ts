import { defineRule, type Handshake } from 'ocppliance';
import { everyVersion, quoted } from './facts.ts';
import { settingsOf } from './facts-settings.ts';

const soonAgain = 10_000;

export const authenticatesEveryConnection = defineRule({
  id: 'RPC-HS-016',
  title: 'In security profiles 1 and 2 every connection request carries basic authentication',
  severity: 'violation',
  blame: 'charger',
  versions: everyVersion,
  spec: ['security whitepaper A00.FR.202', 'security whitepaper A00.FR.203', '2.x part 2 A00.FR.202', '2.x part 2 A00.FR.302'],
  example: 'security profile 2, GET /ocpp/CP1 without Authorization',
  harm: 'a CSMS that follows the profile refuses the station',
  watch(scene) {
    const facts = settingsOf(scene);
    /** refused for want of credentials; a client may have waited to be asked */
    let unasked: { index: number; at: number } | undefined;
    // Who shows a certificate has come to profile 3, be it by other means than OCPP.
    const lacks = (handshake: Handshake | undefined) =>
      handshake?.authorization === 'none' &&
      !handshake.tls?.peerCertificate &&
      (facts.securityProfile === 1 || facts.securityProfile === 2);
    const report = (frames: number[], what: string, severity: 'violation' | 'warning') =>
      scene.report({ key: severity, severity, message: `The charger, in security profile ${facts.securityProfile}, ${what}`, frames });
    return {
      opened({ handshake, index, at }) {
        if (lacks(handshake)) report([index], 'connected without basic authentication', 'violation');
        else if (unasked && handshake.authorization === 'basic' && at - unasked.at < soonAgain)
          report([unasked.index, index], 'sent its credentials only when it was asked for them', 'warning');
        unasked = undefined;
      },
      refused({ handshake, status, index, at }) {
        if (!lacks(handshake) || status !== 401) return;
        if (unasked) report([unasked.index, index], 'tried to connect without basic authentication', 'violation');
        unasked = { index, at };
      },
    };
  },
});

export const authenticatesAsItsIdentity = defineRule({
  id: 'RPC-HS-017',
  title: 'The user name of basic authentication is the identity in the path',
  severity: 'violation',
  blame: 'charger',
  versions: everyVersion,
  spec: ['security whitepaper A00.FR.204', 'security whitepaper A00.FR.303', '2.x part 2 A00.FR.204', '2.x part 2 A00.FR.303'],
  example: 'GET /ocpp/CP1 with the user name "admin"',
  harm: 'a CSMS that looks up the password of CP1 refuses the station, another lets any station in as any other',
  watch(scene) {
    const judge = ({ handshake, index }: { handshake?: Handshake; index: number }) => {
      if (handshake?.userIsIdentity !== false || handshake.identity === '') return;
      scene.report({
        message: 'The charger authenticated itself with another user name than its identity',
        frames: [index],
        expected: quoted(handshake.identity),
      });
    };
    return { opened: judge, refused: judge };
  },
});

export const givesAuthorizationKeyInHexadecimal = defineRule({
  id: 'RPC-HS-018',
  title: 'AuthorizationKey is given as 32 to 40 hexadecimal digits, two for each byte of the password',
  severity: 'violation',
  blame: 'csms',
  versions: ['ocpp1.6'],
  spec: ['security whitepaper A00.FR.205', 'security whitepaper A00.FR.304'],
  example: '< ChangeConfiguration {"key": "AuthorizationKey", "value": "secret"}',
  harm: 'charger and CSMS end up with different passwords, and the charger is locked out',
  watch: (scene) => ({
    calls: {
      ChangeConfiguration({ request: { key, value }, index }) {
        if (key !== 'AuthorizationKey' || isMasked(value) || /^(?:[0-9A-Fa-f]{2}){16,20}$/.test(value)) return;
        const what = /^[0-9A-Fa-f]*$/.test(value)
          ? `${value.length} hexadecimal digits`
          : `${value.length} characters that are no hexadecimal digits`;
        scene.report({ message: `The csms set AuthorizationKey to ${what}`, frames: [index], expected: '32 to 40 hexadecimal digits' });
      },
    },
  }),
});

/** A recorder may have hidden the secret. */
const isMasked = (value: string): boolean => /^(.)\1*$|[*•…<]/u.test(value);

export const keepsItsSecurityProfile = defineRule({
  id: 'RPC-TLS-008',
  title: 'A Charge Point does not accept a lower security profile',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['security whitepaper A05.FR.01'],
  example: '(SecurityProfile is 2)  < ChangeConfiguration {"key": "SecurityProfile", "value": "1"}  > {"status": "Accepted"}',
  harm: 'who takes over a CSMS, or poses as one, can switch encryption off',
  watch(scene) {
    const facts = settingsOf(scene);
    return {
      answers: {
        ChangeConfiguration({ call: { request, index: asked }, response: { status }, index }) {
          const current = facts.securityProfile;
          if (request.key !== 'SecurityProfile' || current === undefined || !/^\d$/.test(request.value)) return;
          if (Number(request.value) >= current || (status !== 'Accepted' && status !== 'RebootRequired')) return;
          scene.report({
            message: `The charger accepted the security profile ${request.value}, lower than its ${current}`,
            frames: [asked, index],
            expected: 'Rejected',
            actual: status,
          });
        },
      },
    };
  },
});

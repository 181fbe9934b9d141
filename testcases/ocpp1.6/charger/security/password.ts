import { anyOf, defineTestCase, omitted, oneOf } from 'ocppliance';
import { carriesOn, idle } from '../../../states/ocpp1.6-charger.ts';
import { reboots, underProfile } from '../../../states/ocpp1.6-charger-security.ts';

const basicAuthentication = anyOf('SecurityProfile1', 'SecurityProfile2');

export const newPassword = defineTestCase({
  id: 'TC_073_CS',
  title: 'Takes a new password, and comes back with it',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 security whitepaper A01.FR.01', 'A00.FR.205', 'A00.FR.304'],
  requires: basicAuthentication,
  given: [underProfile(1, 2)],
  // The password that the charger was set up with is gone.
  destructive: true,
  async run(cast) {
    const { csms, charger } = cast;
    const password = crypto.getRandomValues(new Uint8Array(20));
    const value = Buffer.from(password).toString('hex');
    await csms.calls('ChangeConfiguration', { key: 'AuthorizationKey', value }, { status: 'Accepted' });
    await csms.connects({ password });
    await charger.connects();
    await carriesOn(cast);
  },
});

export const rightPassword = defineTestCase({
  id: 'TC_085_CS',
  title: 'Gives its identity and its password when it connects',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 security whitepaper A00.FR.202', 'A00.FR.203', 'A00.FR.204', 'A00.FR.301'],
  requires: basicAuthentication,
  given: [underProfile(1, 2)],
  async run(cast) {
    // Nobody gets in whose user name is not the identity, or whose password is wrong.
    const { authorization } = await reboots(cast);
    await cast.check('it authenticates itself', authorization, 'basic');
  },
});

export const unfitPassword = defineTestCase({
  id: 'X_16_CS_91',
  title: 'Refuses a password that is shorter than 16 bytes',
  protocol: 'ocpp1.6',
  sut: 'charger',
  profile: 'Security',
  spec: ['1.6 security whitepaper A00.FR.205', 'A00.FR.304'],
  requires: basicAuthentication,
  given: [underProfile(1, 2)],
  destructive: true,
  async run(cast) {
    const { csms } = cast;
    const value = '0123456789abcdef';
    // Should it take it after all, it must find its way back.
    await csms.connects({ password: [Buffer.from(value, 'hex'), value] });
    await csms.calls('ChangeConfiguration', { key: 'AuthorizationKey', value }, { status: 'Rejected' });
    await carriesOn(cast);
  },
});

export const secretPassword = defineTestCase({
  id: 'X_16_CS_92',
  title: 'Tells nobody its password',
  protocol: 'ocpp1.6',
  sut: 'charger',
  profile: 'Security',
  spec: ['1.6 security whitepaper §7.2', 'A01.FR.12'],
  requires: basicAuthentication,
  given: [idle],
  async run({ csms, check }) {
    const { configurationKey = [] } = await csms.calls('GetConfiguration', { key: ['AuthorizationKey'] });
    const told = configurationKey.find(({ key }) => key.toLowerCase() === 'authorizationkey');
    await check('the value of AuthorizationKey', told?.value, oneOf<string>(omitted, ''));
  },
});

import { anyOf, defineTestCase, refused } from 'ocppliance';
import { authenticating, booted, boots } from '../../../states/ocpp1.6-csms.ts';

export const newPassword = defineTestCase({
  id: 'TC_073_CSMS',
  title: 'Gives a station a new password, and lets it in with that one alone',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 security whitepaper A01.FR.02', 'A01.FR.03', 'A00.FR.205'],
  requires: anyOf('SecurityProfile1', 'SecurityProfile2'),
  given: [authenticating, booted],
  acts: ['changePassword'],
  // The password that the station was set up with is gone.
  destructive: true,
  async run({ charger, csms, operator, check, config }) {
    charger.answers('ChangeConfiguration', { status: 'Accepted' });
    await operator.does('changePassword', { password: randomKey() });
    const { value } = await csms.calls('ChangeConfiguration', { key: 'AuthorizationKey' });
    const isKey = /^([0-9a-f]{2}){16,20}$/i.test(value);
    await check('the new password is 16 to 20 bytes, hexadecimal', isKey, true, { level: 'should' });
    await charger.disconnects();
    // Some take the digits for the password, some the bytes that they stand for.
    await charger.connects({ password: isKey ? [Buffer.from(value, 'hex'), value] : value });
    await boots(charger, config);
    await charger.disconnects();
    await charger.connects({}, refused());
  },
});

const randomKey = (): string => Buffer.from(crypto.getRandomValues(new Uint8Array(20))).toString('hex');

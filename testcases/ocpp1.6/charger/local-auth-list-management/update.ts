import { allOf, contains, defineTestCase, omitted, oneOf, orCallError } from 'ocppliance';
import { configured, idle } from '../../../states/ocpp1.6-charger.ts';
import { listStorageBroken } from '../../../states/ocpp1.6-charger-faults.ts';
import { entry, fullList, listChanges, listInUse, tokenListed } from '../../../states/ocpp1.6-charger-tokens.ts';

const accepted = { status: 'Accepted' } as const;

export const emptyListVersion = defineTestCase({
  id: 'TC_042_2_CS',
  title: 'Gives an empty local list the version 0, whatever its last version was',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §5.10', '1.6 §5.15', '1.6 §6.41'],
  requires: 'LocalAuthListManagement',
  given: [tokenListed],
  async run({ csms }) {
    await csms.calls('SendLocalList', { listVersion: 1, updateType: 'Full' }, accepted);
    await csms.calls('GetLocalListVersion', {}, { listVersion: 0 });
  },
});

export const listUpdates = defineTestCase({
  id: 'TC_043_CS',
  title: 'Takes a whole local list, and changes to it',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §3.5.2', '1.6 §5.15'],
  requires: 'LocalAuthListManagement',
  given: [listInUse],
  async run({ csms, config: { token, groupToken } }) {
    await csms.calls('SendLocalList', fullList(1, entry(token)), accepted);
    await csms.calls('SendLocalList', listChanges(2, entry(groupToken)), accepted);
  },
});

export const oldListVersion = defineTestCase({
  id: 'TC_043_2_CS',
  title: 'Refuses changes to its local list that are older than the list',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §5.10', '1.6 §5.15', '1.6 §7.47'],
  requires: 'LocalAuthListManagement',
  given: [listInUse],
  async run({ csms, config: { token, groupToken, blockedToken } }) {
    await csms.calls('SendLocalList', fullList(2, entry(token)), accepted);
    await csms.calls('GetLocalListVersion', {}, { listVersion: 2 });
    await csms.calls('SendLocalList', listChanges(5, entry(groupToken)), accepted);
    await csms.calls('GetLocalListVersion', {}, { listVersion: 5 });
    await csms.calls('SendLocalList', listChanges(4, entry(blockedToken, 'Blocked')), { status: 'VersionMismatch' });
    await csms.calls('GetLocalListVersion', {}, { listVersion: 5 });
  },
});

export const listCannotBeStored = defineTestCase({
  id: 'TC_043_3_CS',
  title: 'Says so when it cannot store a local list',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §5.15', '1.6 §7.47'],
  requires: allOf('LocalAuthListManagement', 'LocalListUpdateCanFail'),
  given: [configured({ LocalAuthListEnabled: 'true' }), listStorageBroken],
  async run({ csms, config: { token } }) {
    await csms.calls('SendLocalList', fullList(2, entry(token)), { status: 'Failed' });
  },
});

export const disabledList = defineTestCase({
  id: 'X_16_CS_54',
  title: 'Has no version of a local list that is switched off',
  protocol: 'ocpp1.6',
  sut: 'charger',
  profile: 'LocalAuthListManagement',
  spec: ['1.6 §5.10', '1.6 §9.2.1'],
  requires: 'LocalAuthListManagement',
  given: [configured({ LocalAuthListEnabled: 'false' })],
  async run({ csms }) {
    await csms.calls('GetLocalListVersion', {}, orCallError({ listVersion: -1 }, 'NotSupported', 'NotImplemented'));
  },
});

export const listOutlivesPowerFailure = defineTestCase({
  id: 'X_16_CS_55',
  title: 'Still has its local list after a power failure',
  protocol: 'ocpp1.6',
  sut: 'charger',
  profile: 'LocalAuthListManagement',
  spec: ['1.6 §3.5.2'],
  requires: 'LocalAuthListManagement',
  given: [tokenListed],
  acts: ['powerCycle'],
  async run({ csms, charger, operator, check }) {
    await operator.does('powerCycle');
    await charger.calls('BootNotification', {}, { within: 'reboot' });
    const { listVersion } = await csms.calls('GetLocalListVersion');
    await check('the list has the version that it had', listVersion, 1, { level: 'should' });
  },
});

export const listLimits = defineTestCase({
  id: 'X_16_CS_56',
  title: 'Shows the settings of its local list, and how much it takes',
  protocol: 'ocpp1.6',
  sut: 'charger',
  profile: 'LocalAuthListManagement',
  spec: ['1.6 §3.5.2', '1.6 §9.2'],
  requires: 'LocalAuthListManagement',
  given: [idle],
  async run({ csms }) {
    const required = [
      { key: 'LocalAuthListEnabled', readonly: false },
      { key: 'LocalAuthListMaxLength', readonly: true },
      { key: 'SendLocalListMaxLength', readonly: true },
    ];
    const key = required.map((each) => each.key);
    await csms.calls('GetConfiguration', { key }, { configurationKey: contains(...required), unknownKey: oneOf<string[]>(omitted, []) });
  },
});

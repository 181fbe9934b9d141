import { contains, defineTestCase } from 'ocppliance';
import { booted, carriesOn, sameTag } from '../../../states/ocpp1.6-csms.ts';
import { entriesWithInfo, listSent, sendsList, versionOfList } from '../../../states/ocpp1.6-csms-local-list.ts';

export const listNotSupported = defineTestCase({
  id: 'TC_043_1_CSMS',
  title: 'Puts up with a station that takes no local list at all',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §5.15', '1.6 §7.47'],
  requires: 'LocalAuthListManagement',
  given: [booted],
  acts: ['sendLocalList'],
  async run(cast) {
    cast.charger.answers('SendLocalList', { status: 'NotSupported' });
    await sendsList(cast, 'full');
    await carriesOn(cast.charger);
  },
});

export const listFailed = defineTestCase({
  id: 'TC_043_3_CSMS',
  title: 'Puts up with a station that fails to store its local list',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §5.15', '1.6 §7.47'],
  requires: 'LocalAuthListManagement',
  given: [booted],
  acts: ['sendLocalList'],
  async run(cast) {
    cast.charger.answers('SendLocalList', { status: 'Failed' });
    await sendsList(cast, 'full');
    await carriesOn(cast.charger);
  },
});

export const fullList = defineTestCase({
  id: 'TC_043_4_CSMS',
  title: 'Sends a whole local list, and says of each token what it is good for',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §5.15', '1.6 §6.41', '1.6 §7.1', '1.6 errata §3.52'],
  requires: 'LocalAuthListManagement',
  given: [booted],
  acts: ['sendLocalList'],
  async run(cast) {
    const { charger, check, config } = cast;
    charger.answers('SendLocalList', { status: 'Accepted' });
    const { localAuthorizationList = [] } = await sendsList(cast, 'full');
    await check('each entry has an idTagInfo', localAuthorizationList, entriesWithInfo);
    await check('our token is on the list', localAuthorizationList, contains({ idTag: sameTag(config.token) }), { level: 'should' });
    await carriesOn(charger);
  },
});

export const changedList = defineTestCase({
  id: 'TC_043_5_CSMS',
  title: 'Sends only what is to be changed in a local list',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §5.15', '1.6 §6.41', '1.6 §7.1', '1.6 errata §3.52'],
  requires: 'LocalAuthListManagement',
  given: [listSent],
  acts: ['sendLocalList'],
  async run(cast) {
    const { charger, check } = cast;
    charger.answers('SendLocalList', { status: 'Accepted' });
    const { localAuthorizationList = [] } = await sendsList(cast, 'differential');
    await check('each entry has an idTagInfo', localAuthorizationList, entriesWithInfo);
    await carriesOn(charger);
  },
});

export const changeRefused = defineTestCase({
  id: 'X_16_CSMS_61',
  title: 'Sends the whole local list where a change does not fit the one that the station has',
  protocol: 'ocpp1.6',
  sut: 'csms',
  profile: 'LocalAuthListManagement',
  spec: ['1.6 §5.15', '1.6 §7.47'],
  requires: 'LocalAuthListManagement',
  given: [listSent],
  acts: ['sendLocalList'],
  async run(cast) {
    const { charger, csms } = cast;
    charger.answers('SendLocalList', { status: 'VersionMismatch' });
    await sendsList(cast, 'differential');
    await csms.calls('SendLocalList', { updateType: 'Full', listVersion: versionOfList }, { level: 'should' });
    await carriesOn(charger);
  },
});

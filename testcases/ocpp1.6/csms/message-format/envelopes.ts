import { defineTestCase, raw } from 'ocppliance';
import { booted, carriesOn } from '../../../states/ocpp1.6-csms.ts';

// What cannot be answered, because it has no id or is no CALL, may be dropped in 1.6: only what comes after it must still be answered.

export const noArray = defineTestCase({
  id: 'X_16_CSMS_41',
  title: 'Carries on after a message that is no array',
  protocol: 'ocpp1.6',
  sut: 'csms',
  profile: 'Message format',
  spec: ['1.6-J §4.1.3', '1.6-J §4.2'],
  given: [booted],
  async run({ charger }) {
    await charger.sends(raw('{"messageTypeId":2,"uniqueId":"object-1","action":"Heartbeat","payload":{}}'));
    await carriesOn(charger);
  },
});

export const noJson = defineTestCase({
  id: 'X_16_CSMS_42',
  title: 'Carries on after a text that breaks off in the middle',
  protocol: 'ocpp1.6',
  sut: 'csms',
  profile: 'Message format',
  spec: ['1.6-J §4.2'],
  given: [booted],
  async run({ charger }) {
    await charger.sends(raw('[2,"broken-1","StatusNotification",{"connectorId":1,"errorCode":"NoErr'));
    await carriesOn(charger);
  },
});

export const unknownType = defineTestCase({
  id: 'X_16_CSMS_43',
  title: 'Ignores a message of a type that does not exist',
  protocol: 'ocpp1.6',
  sut: 'csms',
  profile: 'Message format',
  spec: ['1.6-J §4.1.3'],
  given: [booted],
  async run({ charger }) {
    await charger.sends(raw('[7,"future-1","Heartbeat",{}]'));
    await carriesOn(charger);
  },
});

export const nothingAsked = defineTestCase({
  id: 'X_16_CSMS_44',
  title: 'Ignores answers to what it never asked',
  protocol: 'ocpp1.6',
  sut: 'csms',
  profile: 'Message format',
  spec: ['1.6-J §4.1.4', '1.6-J §4.2.2', '1.6-J §4.2.3'],
  given: [booted],
  async run({ charger }) {
    await charger.sends(raw('[3,"never-asked-1",{"status":"Accepted"}]'));
    await charger.sends(raw('[4,"never-asked-2","GenericError","",{}]'));
    await carriesOn(charger);
  },
});

import { defineTestCase, raw } from 'ocppliance';
import { booted, carriesOn } from '../../../states/ocpp2.0.1-csms.ts';

// What cannot be read cannot be matched with an answer either: an error under any id or none will do, as long as the CSMS goes on.

export const noJson = defineTestCase({
  id: 'X_201_CSMS_20',
  title: 'Goes on after text that is no JSON',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  profile: 'Message format',
  spec: ['2.0.1 part 4 §4.1.2', '2.0.1 part 4 §4.2.3'],
  given: [booted],
  async run({ charger }) {
    await charger.sends(raw('[2,"cut off","Heartbeat",{'));
    await carriesOn(charger);
  },
});

export const noArray = defineTestCase({
  id: 'X_201_CSMS_21',
  title: 'Goes on after a message that is no array',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  profile: 'Message format',
  spec: ['2.0.1 part 4 §4.2.1', '2.0.1 part 4 §4.2.3'],
  given: [booted],
  async run({ charger }) {
    await charger.sends(raw('{"messageTypeId":2,"messageId":"an object","action":"Heartbeat","payload":{}}'));
    await carriesOn(charger);
  },
});

export const tooShort = defineTestCase({
  id: 'X_201_CSMS_22',
  title: 'Goes on after a CALL without a payload',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  profile: 'Message format',
  spec: ['2.0.1 part 4 §4.2.1', '2.0.1 part 4 §4.2.3'],
  given: [booted],
  async run({ charger }) {
    await charger.sends(raw('[2,"without payload","Heartbeat"]'));
    await carriesOn(charger);
  },
});

export const unknownMessageType = defineTestCase({
  id: 'X_201_CSMS_23',
  title: 'Goes on after a message of a type that does not exist',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  profile: 'Message format',
  spec: ['2.0.1 part 4 §4.1.3'],
  given: [booted],
  async run({ charger }) {
    await charger.sends(raw('[7,"what am I",{}]'));
    await carriesOn(charger);
  },
});

export const answerToNothing = defineTestCase({
  id: 'X_201_CSMS_24',
  title: 'Goes on after an answer to something that it has never asked',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  profile: 'Message format',
  spec: ['2.0.1 part 4 §4.2.2'],
  given: [booted],
  async run({ charger }) {
    await charger.sends(raw('[3,"nobody asked",{}]'));
    await carriesOn(charger);
  },
});

import { defineTestCase, raw } from 'ocppliance';
import { carriesOn, idle } from '../../../states/ocpp1.6-charger.ts';

// 1.6 does not say how to answer what has no readable messageId: it may be dropped, but what comes after it must be answered.

/** Text that is no message at all. */
const survives = (about: { id: string; title: string; text: string }) =>
  defineTestCase({
    id: about.id,
    title: about.title,
    protocol: 'ocpp1.6',
    sut: 'charger',
    profile: 'Message format',
    spec: ['1.6-J §4.1', '1.6-J §4.2'],
    given: [idle],
    async run(cast) {
      await cast.csms.sends(raw(about.text));
      await carriesOn(cast);
    },
  });

export const noArray = survives({
  id: 'X_16_CS_41',
  title: 'Carries on after a message that is no array',
  text: '{"messageTypeId":2,"uniqueId":"object-1","action":"ClearCache","payload":{}}',
});

export const noJson = survives({
  id: 'X_16_CS_42',
  title: 'Carries on after a text that breaks off in the middle',
  text: '[2,"broken-1","ChangeConfiguration",{"key":"HeartbeatInt',
});

export const unknownType = survives({
  id: 'X_16_CS_43',
  title: 'Carries on after a message of a type that does not exist',
  text: '[7,"future-1","ClearCache",{}]',
});

export const nothingAsked = survives({
  id: 'X_16_CS_44',
  title: 'Carries on after an answer to what it never asked',
  text: '[3,"never-asked-1",{"currentTime":"2024-01-01T00:00:00Z"}]',
});

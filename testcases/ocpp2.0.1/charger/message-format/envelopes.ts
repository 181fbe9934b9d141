import { defineTestCase, raw } from 'ocppliance';
import { carriesOn, registered } from '../../../states/ocpp2.0.1-charger.ts';

const common = { protocol: 'ocpp2.0.1', sut: 'charger', profile: 'Message format', given: [registered] } as const;

/** What such text means nobody can say: an error or silence is right, falling over it is not. */
const survives = (id: string, title: string, spec: string, ...texts: string[]) =>
  defineTestCase({
    ...common,
    id,
    title,
    spec: [spec],
    async run({ csms }) {
      for (const text of texts) {
        await csms.sends(raw(text));
        await carriesOn(csms);
      }
    },
  });

export const noJson = survives('X_201_CS_31', 'Carries on after text that is no JSON', '2.0.1 part 4 §4.1.2', '[2,"x-1",', 'hello');
export const noArray = survives(
  'X_201_CS_32',
  'Carries on after JSON that is no array',
  '2.0.1 part 4 §4.1.2',
  '{"messageTypeId":2,"action":"GetBaseReport"}',
  '"GetBaseReport"',
);
export const incomplete = survives(
  'X_201_CS_33',
  'Carries on after a CALL that stops short',
  '2.0.1 part 4 §4.2.1',
  '[]',
  '[2]',
  '[2,"x-3"]',
);
export const unknownType = survives(
  'X_201_CS_34',
  'Carries on after a message of a type that does not exist',
  '2.0.1 part 4 §4.1.3',
  '[7,"x-4",{}]',
);
export const unaskedAnswer = survives(
  'X_201_CS_35',
  'Carries on after answers to what it never asked',
  '2.0.1 part 4 §4.1.4',
  '[3,"x-5",{}]',
  '[4,"x-6","GenericError","",{}]',
);
export const oddId = survives(
  'X_201_CS_36',
  'Carries on after a CALL whose id is a number',
  '2.0.1 part 4 §4.2.1',
  '[2,7,"GetLocalListVersion",{}]',
);

import { type Cast, callErrorOrSilence, defineTestCase, malformed, oneOf, orCallError } from 'ocppliance';
import { carriesOn, registered } from '../../../states/ocpp2.0.1-charger.ts';

const common = {
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  profile: 'Message format',
  spec: ['2.0.1 part 4 §4.3'],
  given: [registered],
} as const;

type Scene = Cast<'ocpp2.0.1', 'charger', never>;

/** A message that breaks its schema is refused, best with one of these codes, or dropped (part 4 §4.2.3). The station goes on. */
async function refuses({ csms, check }: Scene, action: string, payload: unknown, ...codes: string[]): Promise<void> {
  const error = await csms.calls(malformed(action, payload), callErrorOrSilence());
  if (error) await check('the code of the error', error.code, oneOf(...codes), { level: 'should' });
  await carriesOn(csms);
}

export const missingField = defineTestCase({
  ...common,
  id: 'X_201_CS_21',
  title: 'Refuses a message that lacks a mandatory field, and carries on',
  run: (scene) => refuses(scene, 'GetVariables', {}, 'OccurrenceConstraintViolation', 'ProtocolError', 'FormatViolation'),
});

export const nullField = defineTestCase({
  ...common,
  id: 'X_201_CS_22',
  title: 'Refuses a message with null in a mandatory field, and carries on',
  run(scene) {
    const codes = ['TypeConstraintViolation', 'OccurrenceConstraintViolation', 'ProtocolError', 'FormatViolation'];
    return refuses(scene, 'GetVariables', { getVariableData: null }, ...codes);
  },
});

export const wrongType = defineTestCase({
  ...common,
  id: 'X_201_CS_23',
  title: 'Refuses a message with a text where a list belongs, and carries on',
  run: (scene) => refuses(scene, 'GetVariables', { getVariableData: 'all' }, 'TypeConstraintViolation', 'FormatViolation'),
});

export const unknownValue = defineTestCase({
  ...common,
  id: 'X_201_CS_24',
  title: 'Refuses an operational status that does not exist, and carries on',
  run(scene) {
    const codes = ['PropertyConstraintViolation', 'TypeConstraintViolation', 'FormatViolation'];
    return refuses(scene, 'ChangeAvailability', { operationalStatus: 'Perhaps' }, ...codes);
  },
});

export const emptyList = defineTestCase({
  ...common,
  id: 'X_201_CS_25',
  title: 'Refuses a list that is shorter than allowed, and carries on',
  run(scene) {
    const codes = ['OccurrenceConstraintViolation', 'PropertyConstraintViolation', 'FormatViolation'];
    return refuses(scene, 'GetVariables', { getVariableData: [] }, ...codes);
  },
});

export const noObject = defineTestCase({
  ...common,
  id: 'X_201_CS_26',
  title: 'Refuses a payload that is no object, and carries on',
  run: (scene) => refuses(scene, 'GetVariables', ['OfflineThreshold'], 'FormatViolation', 'TypeConstraintViolation', 'ProtocolError'),
});

export const unknownField = defineTestCase({
  ...common,
  id: 'X_201_CS_27',
  title: 'Does not fall over a field that does not exist',
  async run({ csms, check }) {
    const getVariableData = [{ component: { name: 'OCPPCommCtrlr' }, variable: { name: 'OfflineThreshold' } }];
    const answer = await csms.calls(malformed('GetVariables', { getVariableData, colour: 'red' }), orCallError({}));
    const codes = ['FormatViolation', 'ProtocolError', 'PropertyConstraintViolation', 'OccurrenceConstraintViolation'];
    const outcome = 'code' in answer ? String(answer.code) : 'understood';
    await check('the message is refused', outcome, oneOf(...codes), { level: 'should' });
    await carriesOn(csms);
  },
});

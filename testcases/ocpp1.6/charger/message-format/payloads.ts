import { callError, defineTestCase, malformed, oneOf } from 'ocppliance';
import { carriesOn, idle } from '../../../states/ocpp1.6-charger.ts';

type Code =
  | 'FormationViolation'
  | 'OccurenceConstraintViolation'
  | 'PropertyConstraintViolation'
  | 'ProtocolError'
  | 'TypeConstraintViolation';

/** A CALL that no schema allows must be refused; with which error is a matter of taste within limits. */
const refuses = (about: { id: string; title: string; message: ReturnType<typeof malformed>; codes: readonly Code[] }) =>
  defineTestCase({
    id: about.id,
    title: about.title,
    protocol: 'ocpp1.6',
    sut: 'charger',
    profile: 'Message format',
    spec: ['1.6-J §4.2.3'],
    given: [idle],
    async run(cast) {
      const { code } = await cast.csms.calls(about.message, callError());
      await cast.check('the error code says what is wrong', code, oneOf(...about.codes), { level: 'should' });
      await carriesOn(cast);
    },
  });

export const wrongType = refuses({
  id: 'X_16_CS_21',
  title: 'Refuses a CALL with a number where a text belongs, and carries on',
  message: malformed('ChangeConfiguration', { key: 'HeartbeatInterval', value: 300 }),
  codes: ['TypeConstraintViolation', 'FormationViolation'],
});

export const missingField = refuses({
  id: 'X_16_CS_22',
  title: 'Refuses a CALL that lacks a mandatory field, and carries on',
  message: malformed('ChangeConfiguration', { key: 'HeartbeatInterval' }),
  codes: ['ProtocolError', 'OccurenceConstraintViolation', 'FormationViolation'],
});

export const unknownValue = refuses({
  id: 'X_16_CS_23',
  title: 'Refuses a CALL with a value that its enumeration does not have, and carries on',
  message: malformed('Reset', { type: 'Medium' }),
  codes: ['PropertyConstraintViolation', 'TypeConstraintViolation', 'FormationViolation'],
});

export const tooLong = refuses({
  id: 'X_16_CS_24',
  title: 'Refuses a CALL with a text that is too long, and carries on',
  message: malformed('RemoteStartTransaction', { idTag: 'X'.repeat(21) }),
  codes: ['PropertyConstraintViolation', 'TypeConstraintViolation', 'FormationViolation'],
});

export const noObject = refuses({
  id: 'X_16_CS_25',
  title: 'Refuses a CALL whose payload is a text, and carries on',
  message: malformed('GetConfiguration', 'HeartbeatInterval'),
  codes: ['FormationViolation', 'TypeConstraintViolation', 'ProtocolError'],
});

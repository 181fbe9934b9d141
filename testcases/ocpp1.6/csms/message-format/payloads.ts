import { callError, defineTestCase, malformed, oneOf } from 'ocppliance';
import { booted, carriesOn } from '../../../states/ocpp1.6-csms.ts';

export const wrongType = defineTestCase({
  id: 'X_16_CSMS_21',
  title: 'Refuses a message with a text where a number belongs, and carries on',
  protocol: 'ocpp1.6',
  sut: 'csms',
  profile: 'Message format',
  spec: ['1.6-J §4.2.3'],
  given: [booted],
  async run({ charger, check }) {
    const message = malformed('StatusNotification', { connectorId: '1', errorCode: 'NoError', status: 'Available' });
    const { code } = await charger.calls(message, callError());
    await check('the code of the error', code, oneOf('TypeConstraintViolation', 'FormationViolation'), { level: 'should' });
    await carriesOn(charger);
  },
});

export const missingField = defineTestCase({
  id: 'X_16_CSMS_22',
  title: 'Refuses a message that lacks a mandatory field, and carries on',
  protocol: 'ocpp1.6',
  sut: 'csms',
  profile: 'Message format',
  spec: ['1.6-J §4.2.3'],
  given: [booted],
  async run({ charger, check }) {
    const { code } = await charger.calls(malformed('Authorize', {}), callError());
    const codes = oneOf('ProtocolError', 'OccurenceConstraintViolation', 'FormationViolation');
    await check('the code of the error', code, codes, { level: 'should' });
    await carriesOn(charger);
  },
});

export const nullField = defineTestCase({
  id: 'X_16_CSMS_23',
  title: 'Refuses a message with null in a mandatory field, and carries on',
  protocol: 'ocpp1.6',
  sut: 'csms',
  profile: 'Message format',
  spec: ['1.6-J §4.2.3'],
  given: [booted],
  async run({ charger, check }) {
    const { code } = await charger.calls(malformed('Authorize', { idTag: null }), callError());
    const codes = oneOf('TypeConstraintViolation', 'OccurenceConstraintViolation', 'ProtocolError', 'FormationViolation');
    await check('the code of the error', code, codes, { level: 'should' });
    await carriesOn(charger);
  },
});

export const unknownValue = defineTestCase({
  id: 'X_16_CSMS_24',
  title: 'Refuses a status that does not exist, and carries on',
  protocol: 'ocpp1.6',
  sut: 'csms',
  profile: 'Message format',
  spec: ['1.6-J §4.2.3', '1.6 §7.7'],
  given: [booted],
  async run({ charger, check, config: { connectorId } }) {
    const message = malformed('StatusNotification', { connectorId, errorCode: 'NoError', status: 'Occupied' });
    const { code } = await charger.calls(message, callError());
    const codes = oneOf('PropertyConstraintViolation', 'TypeConstraintViolation', 'FormationViolation');
    await check('the code of the error', code, codes, { level: 'should' });
    await carriesOn(charger);
  },
});

export const tooLong = defineTestCase({
  id: 'X_16_CSMS_25',
  title: 'Refuses an idTag of more than 20 characters, and carries on',
  protocol: 'ocpp1.6',
  sut: 'csms',
  profile: 'Message format',
  spec: ['1.6-J §4.2.3', '1.6 §7.15'],
  given: [booted],
  async run({ charger, check }) {
    const { code } = await charger.calls(malformed('Authorize', { idTag: 'A'.repeat(21) }), callError());
    const codes = oneOf('PropertyConstraintViolation', 'TypeConstraintViolation', 'FormationViolation');
    await check('the code of the error', code, codes, { level: 'should' });
    await carriesOn(charger);
  },
});

export const noTime = defineTestCase({
  id: 'X_16_CSMS_26',
  title: 'Refuses a timestamp that is none, and carries on',
  protocol: 'ocpp1.6',
  sut: 'csms',
  profile: 'Message format',
  spec: ['1.6-J §4.2.3', '1.6 §3.15'],
  given: [booted],
  async run({ charger, check, config: { connectorId } }) {
    const message = malformed('StatusNotification', { connectorId, errorCode: 'NoError', status: 'Available', timestamp: 'yesterday' });
    const { code } = await charger.calls(message, callError());
    const codes = oneOf('FormationViolation', 'PropertyConstraintViolation', 'TypeConstraintViolation');
    await check('the code of the error', code, codes, { level: 'should' });
    await carriesOn(charger);
  },
});

export const noObject = defineTestCase({
  id: 'X_16_CSMS_27',
  title: 'Refuses a message whose payload is no object, and carries on',
  protocol: 'ocpp1.6',
  sut: 'csms',
  profile: 'Message format',
  spec: ['1.6-J §4.2.1', '1.6-J §4.2.3'],
  given: [booted],
  async run({ charger, check }) {
    const { code } = await charger.calls(malformed('Authorize', ['TAG-1']), callError());
    const codes = oneOf('FormationViolation', 'TypeConstraintViolation', 'ProtocolError');
    await check('the code of the error', code, codes, { level: 'should' });
    await carriesOn(charger);
  },
});

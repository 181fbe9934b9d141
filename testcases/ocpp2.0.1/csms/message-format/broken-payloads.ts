import { type Cast, callError, callErrorOrSilence, defineTestCase, malformed, oneOf } from 'ocppliance';
import { booted, carriesOn } from '../../../states/ocpp2.0.1-csms.ts';

type Stage = Pick<Cast<'ocpp2.0.1', 'csms', never>, 'charger' | 'check'>;
type Code =
  | 'FormatViolation'
  | 'OccurrenceConstraintViolation'
  | 'PropertyConstraintViolation'
  | 'ProtocolError'
  | 'TypeConstraintViolation';

/** Refused, with a code that fits, or dropped (part 4 §4.2.3); and the CSMS goes on. */
async function isRefused({ charger, check }: Stage, action: string, payload: unknown, ...codes: Code[]): Promise<void> {
  const error = await charger.calls(malformed(action, payload), callErrorOrSilence());
  if (error) await check('the error code fits', error.code, oneOf(...codes), { level: 'should' });
  await carriesOn(charger);
}

const now = () => new Date().toISOString();

export const unknownAction = defineTestCase({
  id: 'X_201_CSMS_10',
  title: 'Answers an action that does not exist with NotImplemented',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  profile: 'Message format',
  spec: ['2.0.1 part 4 §4.3'],
  given: [booted],
  async run({ charger, check }) {
    const { code } = await charger.calls(malformed('MakeCoffee', {}), callError());
    await check('the error code fits', code, 'NotImplemented', { level: 'should' });
    await carriesOn(charger);
  },
});

export const actionOfOtherVersion = defineTestCase({
  id: 'X_201_CSMS_11',
  title: 'Does not take an action of OCPP 1.6',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  profile: 'Message format',
  spec: ['2.0.1 part 4 §4.3'],
  given: [booted],
  async run({ charger, check, config }) {
    const start = { connectorId: config.connectorId, idTag: config.token.idToken, meterStart: 0, timestamp: now() };
    const { code } = await charger.calls(malformed('StartTransaction', start), callError());
    await check('the error code fits', code, oneOf('NotImplemented', 'NotSupported'), { level: 'should' });
    await carriesOn(charger);
  },
});

export const missingField = defineTestCase({
  id: 'X_201_CSMS_12',
  title: 'Refuses a message in which a mandatory field is missing',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  profile: 'Message format',
  spec: ['2.0.1 part 4 §4.2.3', '2.0.1 part 4 §4.3'],
  given: [booted],
  async run(cast) {
    await isRefused(cast, 'Authorize', {}, 'OccurrenceConstraintViolation', 'ProtocolError', 'FormatViolation');
  },
});

export const nullField = defineTestCase({
  id: 'X_201_CSMS_13',
  title: 'Refuses a message in which a mandatory field is null',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  profile: 'Message format',
  spec: ['2.0.1 part 4 §4.2.3', '2.0.1 part 4 §4.3'],
  given: [booted],
  async run(cast) {
    const codes = ['TypeConstraintViolation', 'OccurrenceConstraintViolation', 'ProtocolError', 'FormatViolation'] as const;
    await isRefused(cast, 'Authorize', { idToken: null }, ...codes);
  },
});

export const wrongType = defineTestCase({
  id: 'X_201_CSMS_14',
  title: 'Refuses a message in which a number is written as text',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  profile: 'Message format',
  spec: ['2.0.1 part 4 §4.2.3', '2.0.1 part 4 §4.3'],
  given: [booted],
  async run(cast) {
    const { evseId, connectorId } = cast.config;
    const status = { timestamp: now(), connectorStatus: 'Available', evseId: String(evseId), connectorId };
    await isRefused(cast, 'StatusNotification', status, 'TypeConstraintViolation', 'FormatViolation');
  },
});

export const unknownValue = defineTestCase({
  id: 'X_201_CSMS_15',
  title: 'Refuses a message with a value that its enumeration does not have',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  profile: 'Message format',
  spec: ['2.0.1 part 4 §4.2.3', '2.0.1 part 4 §4.3'],
  given: [booted],
  async run(cast) {
    const { evseId, connectorId } = cast.config;
    // A status of 1.6.
    const status = { timestamp: now(), connectorStatus: 'Preparing', evseId, connectorId };
    const codes = ['PropertyConstraintViolation', 'TypeConstraintViolation', 'FormatViolation'] as const;
    await isRefused(cast, 'StatusNotification', status, ...codes);
  },
});

export const tooLong = defineTestCase({
  id: 'X_201_CSMS_16',
  title: 'Refuses a message with a text that is too long',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  profile: 'Message format',
  spec: ['2.0.1 part 4 §4.2.3', '2.0.1 part 4 §4.3'],
  given: [booted],
  async run(cast) {
    const idToken = { idToken: 'X'.repeat(37), type: cast.config.token.type };
    const codes = ['PropertyConstraintViolation', 'TypeConstraintViolation', 'FormatViolation', 'OccurrenceConstraintViolation'] as const;
    await isRefused(cast, 'Authorize', { idToken }, ...codes);
  },
});

export const tooFewItems = defineTestCase({
  id: 'X_201_CSMS_17',
  title: 'Refuses a message with an empty list that needs an item',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  profile: 'Message format',
  spec: ['2.0.1 part 4 §4.2.3', '2.0.1 part 4 §4.3'],
  given: [booted],
  async run(cast) {
    const codes = ['OccurrenceConstraintViolation', 'PropertyConstraintViolation', 'FormatViolation'] as const;
    await isRefused(cast, 'MeterValues', { evseId: cast.config.evseId, meterValue: [] }, ...codes);
  },
});

export const noTime = defineTestCase({
  id: 'X_201_CSMS_18',
  title: 'Refuses a message with a time that is none',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  profile: 'Message format',
  spec: ['2.0.1 part 4 §4.2.3', '2.0.1 part 4 §4.3'],
  given: [booted],
  async run(cast) {
    const { evseId, connectorId } = cast.config;
    const status = { timestamp: 'yesterday', connectorStatus: 'Available', evseId, connectorId };
    const codes = ['FormatViolation', 'PropertyConstraintViolation', 'TypeConstraintViolation'] as const;
    await isRefused(cast, 'StatusNotification', status, ...codes);
  },
});

export const noObject = defineTestCase({
  id: 'X_201_CSMS_19',
  title: 'Refuses a CALL whose payload is no object',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  profile: 'Message format',
  spec: ['2.0.1 part 4 §4.2.1', '2.0.1 part 4 §4.3'],
  given: [booted],
  async run(cast) {
    await isRefused(cast, 'Heartbeat', ['now'], 'FormatViolation', 'TypeConstraintViolation', 'ProtocolError');
  },
});

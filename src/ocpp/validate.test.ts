import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { actions, isUnconfirmed } from './actions.ts';
import { isDateTime, isUri } from './checks.ts';
import { deviations, isExcused } from './deviations.ts';
import type { Direction } from './messages.ts';
import { type ProtocolVersion, protocolVersions } from './protocol.ts';
import { sample } from './sample.ts';
import { loadValidators, validate } from './validate.ts';

const messagesOf = (version: ProtocolVersion): [string, Direction][] =>
  Object.keys(actions[version]).flatMap((action): [string, Direction][] =>
    isUnconfirmed(action)
      ? [[action, 'request']]
      : [
          [action, 'request'],
          [action, 'response'],
        ],
  );

const sampleOf = (version: ProtocolVersion, action: string, direction: Direction): unknown => sample(version, action as never, direction);

describe.each(protocolVersions)('%s', (version) => {
  test('every sample is valid', () => {
    loadValidators(version);
    for (const [action, direction] of messagesOf(version)) {
      expect(validate(version, action, direction, sampleOf(version, action, direction)), `${action} ${direction}`).toEqual([]);
    }
  });

  test('judges as ajv does with the schemas as published', () => {
    let payloads = 0;
    for (const [action, direction] of messagesOf(version)) {
      const schema = published(version, action, direction);
      const isValid = ajv.compile(schema);
      for (const payload of [...variants(sampleOf(version, action, direction)), ...variants(filled(schema, schema))]) {
        payloads++;
        const problems = validate(version, action, direction, payload);
        if (isValid(payload) !== (problems.length === 0)) expect.fail(`${action} ${direction}: ${JSON.stringify({ payload, problems })}`);
      }
    }
    expect(payloads).toBeGreaterThan(5000);
  });
});

/** ajv at run time on ocpp-rpc's files, with our formats and a tolerance for decimals: what the generated code must agree with. */
const ajv = new Ajv({ strict: false, multipleOfPrecision: 6, formats: { 'date-time': isDateTime, uri: isUri } });

interface Schema {
  $ref?: string;
  definitions?: Record<string, Schema>;
  type?: string;
  enum?: string[];
  format?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  minimum?: number;
  maximum?: number;
}

const published = (version: ProtocolVersion, action: string, direction: Direction): Schema => {
  const file = version.replace('ocpp', 'ocpp-rpc/lib/schemas/ocpp').replace(/(?<=\d)\./g, '_');
  const schemas: (Schema & { $id: string })[] = createRequire(import.meta.url)(`${file}.json`);
  const endings = direction === 'request' ? ['.req', 'Request', ''] : ['.conf', 'Response'];
  const found = schemas.find(({ $id }) => endings.some((ending) => $id === `urn:${action}${ending}`));
  if (!found) throw new Error(`no schema of ${action}`);
  const { $id: _noUri, ...schema } = found;
  return schema;
};

/** A payload with every field that there can be. */
const filled = (schema: Schema, root: Schema): unknown => {
  const definition = schema.$ref && root.definitions?.[schema.$ref.replace('#/definitions/', '')];
  if (definition) return filled(definition, root);
  if (schema.enum) return schema.enum.at(-1);
  if (schema.format) return schema.format === 'uri' ? 'https://example.com/' : '2024-05-01T10:00:00Z';
  if (schema.type === 'array') return [filled(schema.items ?? {}, root)];
  if (schema.type === 'string') return 'x';
  if (schema.type === 'boolean') return true;
  if (schema.type !== 'object') return Math.max(Math.min(1, schema.maximum ?? 1), schema.minimum ?? 0);
  return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, field]) => [name, filled(field, root)]));
};

const wrongValues = [null, 1, -1, 1.05, 200, true, '', 'x'.repeat(6000), '2024-05-01', [], [null], {}, { customData: {} }];

/** The payload with each of its values, at any depth, left out, replaced by something else, or given an extra neighbour. */
const variants = (value: unknown): unknown[] => {
  if (Array.isArray(value)) return [...wrongValues, ...variants(value[0]).map((item) => [item]), Array(30).fill(value[0])];
  if (typeof value !== 'object' || value === null) return wrongValues;
  const object: Record<string, unknown> = { ...value };
  const changed = Object.entries(object).flatMap(([name, field]) => {
    const { [name]: _left, ...rest } = object;
    return [rest, ...variants(field).map((other) => ({ ...object, [name]: other }))];
  });
  const extended = [{ extra: 1 }, { customData: { vendorId: 'x', more: 1 } }, { customData: { more: 1 } }, { customData: 1 }];
  return [object, ...wrongValues, ...changed, ...extended.map((extra) => ({ ...object, ...extra }))];
};

describe('says what was wrong, where, and what was allowed', () => {
  const status = sample('ocpp1.6', 'StatusNotification', 'request');
  const profile = { connectorId: 1, csChargingProfiles: {} };

  test.each<[message: string, kind: string, allowed: unknown, version: ProtocolVersion, action: string, payload: unknown]>([
    ['connectorId must be an integer, is "1"', 'type', 'integer', 'ocpp1.6', 'StatusNotification', { ...status, connectorId: '1' }],
    ['connectorId must be an integer, is 1.5', 'type', 'integer', 'ocpp1.6', 'StatusNotification', { ...status, connectorId: 1.5 }],
    ['info must be a string, is null', 'type', 'string', 'ocpp1.6', 'StatusNotification', { ...status, info: null }],
    ['the payload must be an object, is []', 'type', 'object', 'ocpp1.6', 'StatusNotification', []],
    ['key must be an array, is "x"', 'type', 'array', 'ocpp1.6', 'GetConfiguration', { key: 'x' }],
    ['key[1] must be a string, is an object', 'type', 'string', 'ocpp1.6', 'GetConfiguration', { key: ['a', { b: 1 }] }],
    ['type must be a string, is 7', 'type', ['Hard', 'Soft'], 'ocpp1.6', 'Reset', { type: 7 }],
    ['type must be one of Hard, Soft, is "hard"', 'enum', ['Hard', 'Soft'], 'ocpp1.6', 'Reset', { type: 'hard' }],
    ['type is missing', 'missing', undefined, 'ocpp1.6', 'Reset', {}],
    ['csChargingProfiles.stackLevel is missing', 'missing', undefined, 'ocpp1.6', 'SetChargingProfile', profile],
    ['evse is no field of the message', 'unknownField', undefined, 'ocpp1.6', 'StatusNotification', { ...status, evse: 1 }],
    ['["a b"] is no field of the message', 'unknownField', undefined, 'ocpp1.6', 'StatusNotification', { ...status, 'a b': 1 }],
    [
      'idTag must have at most 20 characters, has 21: "aaaaaaaaaaaaaaaaaaaaa"',
      'tooLong',
      20,
      'ocpp1.6',
      'Authorize',
      { idTag: 'a'.repeat(21) },
    ],
    [
      'timestamp must be an RFC 3339 date-time with seconds and zone (2024-05-01T10:00:00Z), is "2023-10-22T07:13:09"',
      'format',
      'date-time',
      'ocpp1.6',
      'StatusNotification',
      { ...status, timestamp: '2023-10-22T07:13:09' },
    ],
    [
      'location must be a URI with its scheme (https://example.com/file), is "x"',
      'format',
      'uri',
      'ocpp1.6',
      'GetDiagnostics',
      { location: 'x' },
    ],
    ['getVariableData must have at least 1 item, has 0', 'tooFewItems', 1, 'ocpp2.0.1', 'GetVariables', { getVariableData: [] }],
    [
      'chargingProfile.chargingLimitSource must have at most 4 items, has 5',
      'tooManyItems',
      4,
      'ocpp2.0.1',
      'GetChargingProfiles',
      { requestId: 1, chargingProfile: { chargingLimitSource: Array(5).fill('EMS') } },
    ],
    ['id must be at least 0, is -1', 'tooSmall', 0, 'ocpp2.1', 'AdjustPeriodicEventStream', { id: -1, params: {} }],
  ])('%s', (message, kind, allowed, version, action, payload) => {
    const problem = validate(version, action, 'request', payload).find((found) => found.message === message);
    expect(problem, JSON.stringify(validate(version, action, 'request', payload))).toMatchObject({ kind });
    expect(problem?.allowed).toEqual(allowed);
  });

  test('a path leads into arrays', () => {
    const sampledValue = [{ value: '1' }, { value: '1', unit: 'kwh' }];
    const [problem] = validate('ocpp1.6', 'MeterValues', 'request', {
      connectorId: 1,
      meterValue: [{ timestamp: new Date().toISOString(), sampledValue }],
    });
    expect(problem).toMatchObject({ kind: 'enum', path: 'meterValue[0].sampledValue[1].unit', actual: 'kwh' });
    expect(problem?.allowed).toContain('kWh');
    expect(problem?.message).toMatch(/one of 17 values, such as .*kWh.*, is "kwh"$/);
  });

  test('and of customData, which may hold anything beside its vendorId', () => {
    const evse = { id: 1, customData: { more: 1 } };
    const [problem, ...others] = validate('ocpp2.0.1', 'ChangeAvailability', 'request', { operationalStatus: 'Operative', evse });
    expect(problem).toMatchObject({ kind: 'missing', path: 'evse.customData.vendorId' });
    expect(others).toEqual([]);
  });

  test('a maximum', () => {
    const limit = { startPeriod: 0, limit: 6, numberPhases: 9 };
    const schedule = { id: 1, chargingRateUnit: 'A', chargingSchedulePeriod: [limit] };
    const problems = validate('ocpp2.1', 'NotifyChargingLimit', 'request', {
      chargingLimit: { chargingLimitSource: 'EMS' },
      chargingSchedule: [schedule],
    });
    expect(problems.map(({ message }) => message)).toEqual([
      'chargingSchedule[0].chargingSchedulePeriod[0].numberPhases must be at most 3, is 9',
    ]);
  });

  test('all that is wrong with a payload, but not a thousand times', () => {
    expect(validate('ocpp1.6', 'StatusNotification', 'request', {}).map(({ path }) => path)).toEqual([
      'connectorId',
      'errorCode',
      'status',
    ]);
    expect(validate('ocpp1.6', 'GetConfiguration', 'request', { key: Array(100_000).fill(1) })).toHaveLength(50);
  });
});

test('1.6 limits have one decimal', () => {
  const withLimit = (limit: number) => ({
    connectorId: 1,
    csChargingProfiles: {
      ...sample('ocpp1.6', 'SetChargingProfile', 'request').csChargingProfiles,
      chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit }] },
    },
  });
  for (let tenths = 0; tenths <= 400; tenths++) {
    expect(validate('ocpp1.6', 'SetChargingProfile', 'request', withLimit(tenths / 10)), String(tenths / 10)).toEqual([]);
  }
  const [problem] = validate('ocpp1.6', 'SetChargingProfile', 'request', withLimit(6.25));
  expect(problem).toMatchObject({ kind: 'decimals', allowed: 0.1, actual: 6.25 });
  expect(problem?.message).toMatch(/limit must be a multiple of 0.1, is 6.25$/);
});

test('nothing wrong is always the same nothing', () => {
  expect(validate('ocpp1.6', 'Heartbeat', 'request', {})).toBe(validate('ocpp2.1', 'Heartbeat', 'request', {}));
});

test('asking for what does not exist is a mistake of ours', () => {
  expect(() => validate('ocpp1.6', 'TransactionEvent', 'request', {})).toThrow('ocpp1.6 has no action "TransactionEvent"');
  expect(() => validate('ocpp1.6', '../ocpp2.1/Reset', 'request', {})).toThrow('has no action');
  expect(() => validate('ocpp2.1', 'NotifyPeriodicEventStream', 'response', {})).toThrow('NotifyPeriodicEventStream has no response');
  expect(() => sample('ocpp2.1', 'NotifyPeriodicEventStream', 'response')).toThrow('no response');
});

test('loading passes over names that the version does not know', () => {
  expect(() => loadValidators('ocpp1.6', ['Heartbeat', 'TransactionEvent', '../index'])).not.toThrow();
});

describe('deviations', () => {
  test.each(['Celcius', 'Celsius'])('1.6 takes %s', (unit) => {
    const meterValue = [{ timestamp: '2024-05-01T10:00:00Z', sampledValue: [{ value: '20', measurand: 'Temperature', unit }] }];
    expect(validate('ocpp1.6', 'MeterValues', 'request', { connectorId: 1, meterValue })).toEqual([]);
    const stop = { ...sample('ocpp1.6', 'StopTransaction', 'request'), transactionData: meterValue };
    expect(validate('ocpp1.6', 'StopTransaction', 'request', stop)).toEqual([]);
  });

  test('both spellings are excused, should a schema know only one', () => {
    const violation = { keyword: 'enum', path: '/meterValue/0/sampledValue/0/unit', params: {} } as const;
    expect(isExcused('ocpp1.6', violation, 'Celsius', {})).toBe(true);
    expect(isExcused('ocpp1.6', violation, 'celsius', {})).toBe(false);
    expect(isExcused('ocpp1.6', { ...violation, path: '/status' }, 'Celsius', {})).toBe(false);
    expect(isExcused('ocpp2.0.1', violation, 'Celcius', {})).toBe(false);
  });

  test('2.x takes texts as long as the station announced', () => {
    const request = { ...sample('ocpp2.0.1', 'Get15118EVCertificate', 'request'), exiRequest: 'x'.repeat(6000) };
    const check = (fieldLengths?: Record<string, number>) =>
      validate('ocpp2.0.1', 'Get15118EVCertificate', 'request', request, fieldLengths);
    expect(check()).toMatchObject([{ kind: 'tooLong', path: 'exiRequest', allowed: 5600 }]);
    expect(check({ 'Get15118EVCertificateRequest.exiRequest': 6000 })).toEqual([]);
    expect(check({ 'Get15118EVCertificateRequest.exiRequest': 5999 })).toHaveLength(1);
    expect(check({ 'Get15118EVCertificateResponse.exiRequest': 9000 })).toHaveLength(1);
  });

  test('what is excused does not hide what is not', () => {
    const reportData = Array(200).fill({
      component: { name: 'x' },
      variable: { name: 'x' },
      variableAttribute: [{ value: 'x'.repeat(3000) }],
    });
    const report = { generatedAt: '2024-05-01T10:00:00Z', seqNo: 0, requestId: 1, reportData, extra: 1 };
    const problems = validate('ocpp2.0.1', 'NotifyReport', 'request', report, { 'VariableAttributeType.value': 3000 });
    expect(problems).toMatchObject([{ kind: 'unknownField', path: 'extra' }]);
  });

  test('2.1 announces the lengths of types, too', () => {
    const personalMessage = { format: 'UTF8', content: 'x'.repeat(1500) };
    const response = { idTokenInfo: { status: 'Accepted', personalMessage } };
    expect(validate('ocpp2.1', 'Authorize', 'response', response)).toHaveLength(1);
    expect(validate('ocpp2.1', 'Authorize', 'response', response, { 'MessageContentType.content': 1500 })).toEqual([]);
  });

  test('none is without a reason', () => {
    for (const { what, why, spec } of deviations) for (const text of [what, why, spec]) expect(text).not.toBe('');
  });
});

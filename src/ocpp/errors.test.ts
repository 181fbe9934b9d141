import { expect, test } from 'vitest';
import { errorCodes, isErrorCode, meantErrorCode } from './errors.ts';

test('1.6 keeps its two odd names, 2.x has its own and two more', () => {
  expect(errorCodes['ocpp1.6']).toHaveLength(10);
  expect(errorCodes['ocpp2.0.1']).toHaveLength(12);
  for (const code of ['FormationViolation', 'OccurenceConstraintViolation']) {
    expect(isErrorCode('ocpp1.6', code)).toBe(true);
    expect(isErrorCode('ocpp2.0.1', code)).toBe(false);
    expect(isErrorCode('ocpp2.1', code)).toBe(false);
  }
  for (const code of ['FormatViolation', 'OccurrenceConstraintViolation', 'MessageTypeNotSupported', 'RpcFrameworkError']) {
    expect(isErrorCode('ocpp1.6', code)).toBe(false);
    expect(isErrorCode('ocpp2.0.1', code)).toBe(true);
    expect(isErrorCode('ocpp2.1', code)).toBe(true);
  }
});

test('knows what a sender meant', () => {
  expect(meantErrorCode('ocpp1.6', 'OccurrenceConstraintViolation')).toBe('OccurenceConstraintViolation');
  expect(meantErrorCode('ocpp2.0.1', 'FormationViolation')).toBe('FormatViolation');
  expect(meantErrorCode('ocpp2.1', 'notsupported')).toBe('NotSupported');
  expect(meantErrorCode('ocpp1.6', 'RpcFrameworkError')).toBeUndefined();
  expect(meantErrorCode('ocpp1.6', 'constructor')).toBeUndefined();
});

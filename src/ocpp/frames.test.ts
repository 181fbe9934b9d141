import { describe, expect, test } from 'vitest';
import { randomFrom } from '../runner/plan.ts';
import { type BrokenFrame, call, callError, callResult, callResultError, type ParsedFrame, parseFrame, send } from './frames.ts';

describe('reads what it writes', () => {
  test.each<[string, string, ParsedFrame]>([
    ['CALL', call('1', 'Heartbeat', {}), { type: 'call', id: '1', action: 'Heartbeat', payload: {} }],
    ['CALLRESULT', callResult('1', { a: [1] }), { type: 'result', id: '1', payload: { a: [1] } }],
    ['CALLERROR', callError('1', 'GenericError'), { type: 'error', id: '1', code: 'GenericError', description: '', details: {} }],
    [
      'CALLRESULTERROR',
      callResultError('1', 'FormatViolation', 'no status', { field: 'status' }),
      { type: 'resultError', id: '1', code: 'FormatViolation', description: 'no status', details: { field: 'status' } },
    ],
    ['SEND', send('1', 'NotifyPeriodicEventStream', {}), { type: 'send', id: '1', action: 'NotifyPeriodicEventStream', payload: {} }],
  ])('%s', (_name, raw, frame) => {
    expect(parseFrame(raw)).toEqual(frame);
    expect(parseFrame(` ${raw}\n`, 'ocpp2.1')).toEqual(frame);
  });

  test('a description is cut to what the standard allows', () => {
    expect(parseFrame(callError('1', 'GenericError', 'x'.repeat(300)))).toMatchObject({ description: 'x'.repeat(255) });
  });
});

const uuid = '6bfbdf7c-2cbe-4a3a-9d1e-77a6ad4a8ef0';

test.each<[raw: string, kind: BrokenFrame['problem']['kind'], rule: string, message: RegExp, readable: Partial<BrokenFrame>]>([
  ['', 'notJson', 'RPC-MSG-001', /empty/, {}],
  ['[2,"1","Heartbeat",{}', 'notJson', 'RPC-MSG-001', /ends too early/, {}],
  ['[3,"42",{"configurationKey":[]', 'notJson', 'RPC-MSG-001', /ends too early/, {}],
  ['[2,"1","Heartbeat",{}][3,"1",{}]', 'notJson', 'RPC-MSG-001', /something follows/, {}],
  ['\uFEFF[2,"1","Heartbeat",{}]', 'notJson', 'RPC-MSG-001', /byte order mark/, {}],
  ["[2,'1','Heartbeat',{}]", 'notJson', 'RPC-MSG-001', /not JSON/, {}],
  ['[2,"1","Heartbeat",{"a":NaN}]', 'notJson', 'RPC-MSG-001', /not JSON/, {}],
  ['{"messageTypeId":2}', 'notAnArray', 'RPC-MSG-002', /must be an array, is an object/, {}],
  ['null', 'notAnArray', 'RPC-MSG-002', /is null/, {}],
  ['[]', 'badType', 'RPC-MSG-002', /must be an integer, is missing/, {}],
  ['["2","1","Heartbeat",{}]', 'badType', 'RPC-MSG-002', /is "2"/, { id: '1' }],
  ['[2.5,"1","Heartbeat",{}]', 'badType', 'RPC-MSG-002', /is 2.5/, { id: '1' }],
  ['[7,"1",{}]', 'unknownType', 'RPC-MSG-018', /7 is unknown/, { id: '1' }],
  ['[-1,"1",{}]', 'unknownType', 'RPC-MSG-018', /-1 is unknown/, { id: '1' }],
  ['[2]', 'wrongLength', 'RPC-MSG-003', /CALL has 4 elements, this one 1/, { meant: 'call' }],
  ['[2,"1","Heartbeat"]', 'wrongLength', 'RPC-MSG-003', /this one 3/, { meant: 'call', id: '1', action: 'Heartbeat' }],
  ['[2,"1","Heartbeat",{},1]', 'wrongLength', 'RPC-MSG-003', /this one 5/, { meant: 'call', id: '1', action: 'Heartbeat' }],
  ['[3,"1","Heartbeat",{}]', 'wrongLength', 'RPC-MSG-004', /CALLRESULT has 3/, { meant: 'result', id: '1' }],
  ['[4,"7","NotSupported"]', 'wrongLength', 'RPC-MSG-005', /CALLERROR has 5/, { meant: 'error', id: '7' }],
  ['[6,"9","NotifyPeriodicEventStream"]', 'wrongLength', 'RPC-21-001', /SEND has 4/, { meant: 'send', id: '9' }],
  ['[2,1,"Heartbeat",{}]', 'badId', 'RPC-MSG-006', /must be a string, is 1/, { action: 'Heartbeat', payload: {} }],
  ['[3,null,{}]', 'badId', 'RPC-MSG-006', /is null/, { meant: 'result', payload: {} }],
  ['[2,"","Heartbeat",{}]', 'badId', 'RPC-MSG-006', /is empty/, { id: '', action: 'Heartbeat', payload: {} }],
  [`[2,"${uuid}0","Heartbeat",{}]`, 'badId', 'RPC-MSG-006', /at most 36 characters, has 37/, { id: `${uuid}0`, payload: {} }],
  ['[2,"1",null,{}]', 'badAction', 'RPC-MSG-003', /action must be a string, is null/, { id: '1', payload: {} }],
  ['[2,"1","Heartbeat",null]', 'badPayload', 'RPC-MSG-014', /\{\} if empty/, { id: '1', action: 'Heartbeat', payload: null }],
  ['[2,"1","Heartbeat",[]]', 'badPayload', 'RPC-MSG-014', /is \[\]/, { id: '1', action: 'Heartbeat' }],
  ['[3,"1","ok"]', 'badPayload', 'RPC-MSG-004', /must be an object, is "ok"/, { meant: 'result', id: '1', payload: 'ok' }],
  ['[4,"1",7,"",{}]', 'badError', 'RPC-MSG-005', /errorCode must be a string, is 7/, { meant: 'error', id: '1' }],
  ['[4,"1","GenericError",null,{}]', 'badError', 'RPC-MSG-005', /errorDescription must be a string/, { id: '1' }],
  ['[4,"7","NotSupported","",null]', 'badError', 'RPC-MSG-005', /errorDetails must be an object/, { id: '7' }],
])('%s is broken', (raw, kind, rule, message, readable) => {
  const frame = parseFrame(raw);
  expect(frame).toMatchObject({ type: 'broken', problem: { kind, rule }, ...readable });
  expect(frame.type === 'broken' && frame.problem.message).toMatch(message);
});

test('ids of 36 characters are fine, also when a character needs two units', () => {
  expect(parseFrame(call(uuid, 'Heartbeat', {}))).toMatchObject({ type: 'call', id: uuid });
  expect(parseFrame(call('🔌'.repeat(36), 'Heartbeat', {}))).toMatchObject({ type: 'call' });
});

test.each(['ocpp1.6', 'ocpp2.0.1'] as const)('%s does not know 2.1’s message types', (version) => {
  for (const raw of [callResultError('1', 'GenericError'), send('1', 'NotifyPeriodicEventStream', {})]) {
    expect(parseFrame(raw, version)).toMatchObject({ type: 'broken', id: '1', problem: { kind: 'unknownType', rule: 'RPC-MSG-019' } });
  }
});

test('keeps the last of duplicate names, and is not led to another prototype', () => {
  expect(parseFrame('[2,"1","Heartbeat",{"a":1,"a":2}]')).toMatchObject({ payload: { a: 2 } });
  const frame = parseFrame('[2,"1","Heartbeat",{"__proto__":{"x":1}}]');
  expect(frame.type === 'call' && 'x' in frame.payload).toBe(false);
});

test('bears depth, size and huge numbers', () => {
  const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
  expect(parseFrame(`[2,"1","DataTransfer",{"data":${deep}}]`).type).toBe('call');
  expect(parseFrame(deep).type).toBe('broken');
  expect(parseFrame('['.repeat(200_000)).type).toBe('broken');
  expect(parseFrame('[2,"1","Reset",{"a":1e999,"b":123456789012345678901234567890}]').type).toBe('call');
  expect(parseFrame(`[1e999,"1"]`)).toMatchObject({ type: 'broken', problem: { kind: 'badType' } });
});

test('says little of what is long', () => {
  const frame = parseFrame(`[2,"1","Heartbeat","${'x'.repeat(100_000)}"]`);
  expect(frame.type === 'broken' && frame.problem.message.length).toBeLessThan(200);
});

test('never throws, whatever comes', () => {
  const next = randomFrom(16);
  const pieces = [
    '[',
    ']',
    '{',
    '}',
    '2',
    '3',
    '4',
    '5',
    '6',
    ',',
    ':',
    '"',
    '"1"',
    '"Reset"',
    'null',
    ' ',
    '\\',
    '\u0000',
    '\ud83d',
    '-',
    'e',
    '"__proto__"',
  ];
  const valid = [call('1', 'Reset', { type: 'Hard' }), callResult('1', {}), callError('1', 'GenericError', 'x', {})];
  for (let round = 0; round < 20_000; round++) {
    const pick = (list: string[]) => list[Math.floor(next() * list.length)] ?? '';
    const noise = Array.from({ length: Math.floor(next() * 12) }, () => pick(pieces)).join('');
    const whole = pick(valid);
    const at = Math.floor(next() * whole.length);
    const raw = round % 2 === 0 ? noise : whole.slice(0, at) + noise + whole.slice(at + Math.floor(next() * 3));
    const frame = parseFrame(raw);
    if (frame.type === 'broken') expect(frame.problem.message, raw).not.toBe('');
    else expect(typeof frame.id, raw).toBe('string');
  }
});

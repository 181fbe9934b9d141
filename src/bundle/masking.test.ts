import { expect, test } from 'vitest';
import type { RunEvent } from '../engine/events.ts';
import type { TraceEvent } from '../engine/results.ts';
import { createMask } from './masking.ts';

const sut = { name: 'X', sut: 'charger', protocol: 'ocpp1.6' } as const;

function masks(options?: Parameters<typeof createMask>[0]) {
  const mask = createMask(options);
  const trace = (event: TraceEvent): unknown => {
    const told = mask.event({ type: 'trace', sut, entry: { index: 0, at: 0, time: '', connection: 1, ...event } });
    return told.type === 'trace' && told.entry.kind === 'frame' ? told.entry.raw : told.type === 'trace' && told.entry;
  };
  const step = (title: string): unknown => {
    const told = mask.event({ type: 'stepStarted', sut, caseId: 'X', title, phase: 'run' });
    return told.type === 'stepStarted' && told.title;
  };
  return { mask, frame: (raw: string) => trace({ kind: 'frame', from: 'csms', raw }), trace, step };
}

test('the values of secret settings, in both versions, and wherever they are met again', () => {
  const { frame, step } = masks();
  expect(frame('[2,"1","ChangeConfiguration",{"key": "AuthorizationKey", "value":"4f5f6f7f8f"}]')).toBe(
    '[2,"1","ChangeConfiguration",{"key": "AuthorizationKey", "value":"**********"}]',
  );
  expect(
    frame(
      '[2,"1","SetVariables",{"setVariableData":[{"attributeValue":"hunter2\\u0021hunter2","component":{"name":"SecurityCtrlr"},"variable":{"name":"BasicAuthPassword"}}]}]',
    ),
  ).toContain('"attributeValue":"***************"');
  expect(step('charger connects with hunter2!hunter2 and 4f5f6f7f8f')).toBe('charger connects with *************** and **********');
  expect(frame('[2,"2","ChangeConfiguration",{"key":"HeartbeatInterval","value":"300"}]')).toContain('"300"');
});

test('a title that tells of it before the wire does, whole or cut off', () => {
  const { step } = masks();
  expect(step('operator: Give the station a new password (password: s3cretwords)')).toBe(
    'operator: Give the station a new password (password: ***********)',
  );
  expect(step('csms calls ChangeConfiguration { key: "AuthorizationKey", value: "4f5f6f7…')).toBe(
    'csms calls ChangeConfiguration { key: "AuthorizationKey", value: "*******…',
  );
});

test('acts, credentials of URLs and headers, private keys, and the password that we were given', () => {
  const { trace, frame, step } = masks({ secrets: ['opensesame'] });
  expect(trace({ kind: 'act', act: 'changePassword', parameters: { password: 'new-one-22' }, outcome: 'asked' })).toMatchObject({
    parameters: { password: '**********' },
  });
  expect(frame('[2,"3","GetDiagnostics",{"location":"ftp://user:pass@host/in/"}]')).toContain('"ftp://*********@host/in/"');
  expect(step('sent Authorization: Basic b2NwcDpvcGVuc2VzYW1l')).toBe('sent Authorization: Basic ********************');
  expect(step('is it opensesame?')).toBe('is it **********?');
  expect(frame('["-----BEGIN PRIVATE KEY-----\\nMC4CAQ\\nBW\\n-----END PRIVATE KEY-----"]')).toBe(
    '["-----BEGIN PRIVATE KEY-----\\n******\\n**\\n-----END PRIVATE KEY-----"]',
  );
});

test('a file that holds a secret', () => {
  const { mask, frame } = masks();
  frame('[2,"1","ChangeConfiguration",{"key":"AuthorizationKey","value":"4f5f6f7f8f"}]');
  const base64 = Buffer.from('key=4f5f6f7f8f\n').toString('base64');
  const event: RunEvent = {
    type: 'caseEnded',
    sut,
    result: {
      ...{ id: 'X', title: '', protocol: 'ocpp1.6', sut: 'charger', profile: '', official: false, status: 'additional', spec: [] },
      ...{ verdict: 'pass', startedAt: '', duration: 0, steps: [], findings: [], trace: [], rerun: '' },
      attachments: [{ name: 'log', size: 15, base64 }],
    },
  };
  const told = mask.event(event);
  const [file] = (told.type === 'caseEnded' && told.result.attachments) || [];
  expect(Buffer.from(file?.base64 ?? '', 'base64').toString()).toBe('key=**********\n');
});

test('id tokens on request, by pseudonyms of the same kind, the same wherever one stands', () => {
  const open = masks();
  expect(open.frame('[2,"1","Authorize",{"idTag":"04A1B2C3"}]')).toContain('04A1B2C3');
  const { frame, step } = masks({ tokens: true });
  const first = String(frame('[2,"1","Authorize",{"idTag":"04A1B2C3"}]'));
  const [, pseudonym = ''] = /"idTag":"([0-9A-F]{8})"/.exec(first) ?? [];
  expect(pseudonym).not.toBe('04A1B2C3');
  expect(frame('[2,"2","StartTransaction",{"idTag":"04A1B2C3","meterStart":4}]')).toContain(`"idTag":"${pseudonym}"`);
  expect(step('charger calls Authorize { idTag: "04A1B2C3" }')).toBe(`charger calls Authorize { idTag: "${pseudonym}" }`);
  expect(step('seen: Authorize { idTag: "04A1B…')).toBe(`seen: Authorize { idTag: "${pseudonym.slice(0, 5)}…`);
  expect(frame('[2,"3","Authorize",{"idToken":{"idToken":"1","type":"Central"},"n":1}]')).toMatch(
    /"idToken":"[02-9]","type":"Central"},"n":1/,
  );
});

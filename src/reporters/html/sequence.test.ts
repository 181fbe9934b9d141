import { describe, expect, test } from 'vitest';
import { allVerdicts } from '../../../fixtures/runs/all-verdicts.ts';
import { transcript } from '../../../fixtures/runs/transcript.ts';
import { fieldsOf, statusOf } from './fields.ts';
import { sequenceOf } from './sequence.ts';

const caseOf = (id: string) => {
  const found = allVerdicts.suts.flatMap(({ cases }) => cases).find((each) => each.id === id);
  if (!found) throw new Error(`no ${id} in the fixed run`);
  return found;
};
const drawn = (talk: ReturnType<typeof transcript>) => sequenceOf({ trace: talk.take(), steps: [], findings: [] });

test('an answer is drawn with the action of its call, also when both sides use the same id', () => {
  const talk = transcript('2026-03-02T09:15:00Z', 'x');
  talk.raw('charger', '[2,"1","Heartbeat",{}]');
  talk.raw('csms', '[2,"1","Reset",{"type":"Soft"}]');
  talk.raw('charger', '[3,"1",{"status":"Accepted"}]');
  talk.raw('csms', '[3,"1",{"currentTime":"2026-03-02T09:15:00Z"}]');
  talk.raw('csms', '[4,"9","InternalError","",{}]');
  const rows = drawn(talk).map(({ kind, from, label, status }) => [kind, from, label, status]);
  expect(rows).toEqual([
    ['call', 'charger', 'Heartbeat', undefined],
    ['call', 'csms', 'Reset', undefined],
    ['result', 'charger', 'Reset', 'Accepted'],
    ['result', 'csms', 'Heartbeat', undefined],
    ['error', 'csms', 'unknown call', 'InternalError'],
  ]);
});

test('offending frames are marked by their index in the session, the failed step before the finding', () => {
  const marked = (id: string) => sequenceOf(caseOf(id)).flatMap(({ mark, label }) => (mark ? [[mark, label]] : []));
  expect(marked('TC_011_1_CS')).toEqual([['fail', 'StartTransaction']]);
  expect(marked('TC_013_CS')).toEqual([
    ['warning', 'Connection closed by charger'],
    ['advice', 'BootNotification'],
  ]);
});

test('a reboot shows: cut off from the close until the next opening, the wait between them named', () => {
  const rows = sequenceOf(caseOf('TC_013_CS')).map(({ kind, connected, label }) => `${kind}${connected ? '' : ' off'}: ${label}`);
  expect(rows.slice(1, 8)).toEqual([
    'result: Reset',
    'closed off: Connection closed by charger',
    'gap off: 41.2 s later',
    'refused off: Connection refused with 401',
    'gap off: 5.0 s later',
    'opened: Connected as CP001',
    'call: BootNotification',
  ]);
});

test('of an endless conversation both ends are drawn, of an endless frame its beginning', () => {
  const talk = transcript('2026-03-02T09:15:00Z', 'x');
  for (let number = 0; number < 2000; number++) talk.raw('charger', `[2,"${number}","Heartbeat",{}]`);
  talk.raw('charger', `"${'x'.repeat(1e6)}"`);
  const rows = drawn(talk);
  expect(rows).toHaveLength(601);
  expect(rows[300]?.label).toBe('1401 more: see trace.jsonl');
  expect(rows.at(-1)?.raw).toHaveLength(32_768);
});

describe('the fields of a payload', () => {
  test('plain before nested, times last, on one line', () => {
    expect(fieldsOf({ at: '2026-03-02T09:15:00Z', evse: { id: 1, connectorId: 2 }, list: ['a', { b: 1 }], seqNo: 0 })).toBe(
      'seqNo 0 · evse.id 1 · evse.connectorId 2 · list[0] a · list[1].b 1 · at…',
    );
    expect(fieldsOf({})).toBe('');
  });

  test('the status of an answer may be one of a part', () => {
    expect(statusOf({ idTagInfo: { status: 'Blocked' } })).toEqual({ path: 'idTagInfo.status', value: 'Blocked' });
    expect(statusOf({ status: 7 })).toBeUndefined();
  });

  test('a hostile one is not read to its end', () => {
    let deep: object = {};
    for (let depth = 0; depth < 10_000; depth++) deep = { deep };
    expect(fieldsOf(deep)).toBe('');
    expect(fieldsOf(Object.fromEntries(Array.from({ length: 1e5 }, (_, key) => [`k${key}`, key])))).toHaveLength(72);
  });
});

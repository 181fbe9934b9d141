import { describe, expect, it } from 'vitest';
import { readLine } from './logged.ts';
import { stationAtStart } from './names.ts';

const frame = '"message":[2,"7","Heartbeat",{}]}';
const at = (line: string, before = '') => stationAtStart(Buffer.from(before + line), before.length, Buffer.byteLength(before + line));

describe('the station of a line', () => {
  it.each([
    `{"time":"2026-03-02T12:00:00.000Z","station":"CP1","direction":"in",${frame}`,
    `{"ts":1772442907.25,"ok":true,"none":null,"identity":"a",${frame}`,
    `{"chargeBoxId": "with spaces: {and}, [more]", ${frame}`,
    `{"level": "info", "chargingStationId": "CP-1", ${frame}`,
    `{"station":17,"chargePointId":"CP1",${frame}`,
    `{"station":"Zürich 1","identity":"x",${frame}`,
    `{"kind":"frame","at":1,"time":"2026-03-02T12:00:00.000Z","sut":"CP1","from":"charger","raw":"[2,\\"7\\",\\"A\\",{\\"station\\":\\"CP2\\"}]"}`,
  ])('is told by its beginning: %s', (line) => {
    expect(at(line)).toBe(readLine(Buffer.from(line))?.station);
    expect(at(line, 'another line\n')).toBe(at(line));
  });

  it('is told from another by a single character', () => {
    const names = Array.from({ length: 3000 }, (_, number) => `CP${number}`);
    for (const name of [...names, ...names]) expect(at(`{"station":"${name}",${frame}`)).toBe(name);
  });

  it.each([
    `{"direction":"in",${frame}`,
    `{"station":"","identity":"CP1",${frame}`,
    `{"identity":"session 17","station":"CP1",${frame}`,
    `{"chargeBoxId":"17",${frame.slice(0, -1)},"chargePointId":"CP1"}`,
    `{"meta":{"station":"CP1"},"station":"CP2",${frame}`,
    `{"list":["a"],"station":"CP2",${frame}`,
    `{"text":"\\"station\\":\\"CP1\\"","station":"CP2",${frame}`,
    `{"station":"C\\u0050",${frame}`,
    `{"cp":"CP1",${frame}`,
    `{"text":"${'x'.repeat(200)}","station":"CP1",${frame}`,
    `{"station":"${'x'.repeat(200)}",${frame}`,
    '{"station":"CP1',
    '{"station":',
    '{"station"',
    '{',
    '',
    '{}',
    '{"a":}',
    '{"a":1',
    '[2,"station","CP1",{}]',
    '2026-03-02 [CP001] << {"station":"CP1"}',
  ])('is not told, but left to whoever reads the line: %s', (line) => {
    expect(at(line)).toBeUndefined();
  });
});

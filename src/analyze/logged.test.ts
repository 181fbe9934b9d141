import { describe, expect, it } from 'vitest';
import { stationInBeginning } from './beginning.ts';
import { readLine } from './logged.ts';

const read = (line: string) => readLine(Buffer.from(line));

const frame = '[2,"7","Heartbeat",{}]';
const usual = `{"time":"2026-03-02T12:00:00.000Z","station":"CP1","direction":"in","message":${frame}}`;

/** A line after one that looks the same in all but values, and as a whole: it begins like none before it. */
function readings(line: string, like: string) {
  // Twice: the first tells what lines look like, unless the line before that did.
  read(like);
  read(like);
  const bytes = Buffer.from(line);
  return { after: readLine(bytes), anew: read(` ${line}`), station: stationInBeginning(bytes, 0, bytes.length) };
}

describe('a line of a log', () => {
  it('tells what it says', () => {
    expect(read(usual)).toMatchObject({
      what: { kind: 'frame', raw: frame, parts: [2, '7', 'Heartbeat', {}] },
      at: Date.parse('2026-03-02T12:00:00.000Z'),
      time: '2026-03-02T12:00:00.000Z',
      station: 'CP1',
      way: 'in',
    });
  });

  it.each([
    ['other values', usual, usual.replace('CP1', 'CP 2 é').replace('"in"', '"out"').replace('12:00', '13:37')],
    ['the last moment of an hour', usual, usual.replace('12:00:00.000', '13:59:59.999')],
    ['an hour that no day has', usual, usual.replace('12:00:00.000', '24:30:00.000')],
    ['a minute that no hour has', usual, usual.replace('12:00:00.000', '12:60:00.000')],
    ['a text with an escape', usual, usual.replace('CP1', 'C\\u0050\\"1')],
    ['a text with a control character', usual, usual.replace('CP1', 'CP\t1')],
    ['an empty station', usual, usual.replace('CP1', '')],
    ['a station twice', usual, usual.replace('"station":"CP1"', '"station":"CP1","station":"CP2"')],
    ['a number in place of a text', usual, usual.replace('"CP1"', '17')],
    ['a member more', usual, usual.replace('"message"', '"level":30,"message"')],
    ['a member behind', usual, usual.replace(/\}$/, ',"level":30}')],
    ['something behind', usual, `${usual} `],
    ['a frame that is cut off', usual, usual.slice(0, -6)],
    ['a frame that is broken', usual, usual.replace('{}]}', '{]]}')],
    ['an array that is no frame', usual, usual.replace(frame, '["a","b","c"]')],
    ['a frame as text', usual, usual.replace(frame, JSON.stringify(frame))],
    ['white space between its members', usual, usual.replaceAll('":', '": ').replaceAll(',"', ', "')],
    ['white space in its frame', usual, usual.replace(frame, '[2, "7", "Heartbeat", { "a": 1.50 }]')],
    [
      'another time that may count',
      `{"ts":17,"id":"X","station":"CP1","message":${frame}}`,
      `{"ts":18,"id":"Y","station":"","message":${frame}}`,
    ],
    ['seconds since 1970', `{"ts":1772442907,"cp":"CP1","message":${frame}}`, `{"ts":1772442907.25,"cp":"CP1","message":${frame}}`],
    ['a number that is none', `{"ts":1772442907,"cp":"CP1","message":${frame}}`, `{"ts":01772442907,"cp":"CP1","message":${frame}}`],
    ['null and false', `{"ts":1,"a":null,"b":true,"message":${frame}}`, `{"ts":2,"a":null,"b":false,"message":${frame}}`],
    ['two frames', `{"msg":"hello","message":${frame}}`, `{"msg":${JSON.stringify(frame)},"message":[3,"8",{}]}`],
  ])('with %s reads the same, whatever was before it', (_, like, line) => {
    const { after, anew, station } = readings(line, like);
    expect(after).toEqual(anew);
    if (station !== undefined && anew?.station !== undefined) expect(station).toBe(anew.station);
  });
});

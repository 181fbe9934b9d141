import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { analyze } from '../src/analyze/analyze.ts';
import { limitsOf } from '../src/analyze/limits.ts';
import type { Analysis, AnalyzeOptions } from '../src/analyze/share.ts';
import type { TraceEntry } from '../src/engine/results.ts';
import type { Rule } from '../src/judge/rule.ts';
import { loadRules } from '../src/judge/rules.ts';
import { folderWith, ocppliance, start } from './support/cli.ts';

/** What a proxy recorded between the built-in chargers (three of 1.6, one of 2.0.1) and the built-in CSMSs: a session of each. */
const recorded = readFileSync(new URL('../fixtures/transcripts/two-versions.jsonl', import.meta.url), 'utf8');
const tshark = readFileSync(new URL('../fixtures/transcripts/tshark.jsonl', import.meta.url), 'utf8');

type Line = TraceEntry & { sut: string; protocol: string };
type FrameLine = Line & { kind: 'frame' };

const lines = recorded
  .trim()
  .split('\n')
  .map((line): Line => JSON.parse(line));
const frames = lines.filter((line): line is FrameLine => line.kind === 'frame');
const ofOne = frames.filter(({ sut, protocol }) => sut === 'CP001' && protocol === 'ocpp1.6');

/** The same with one flaw: the charger stops a transaction that nobody gave it. */
const flawed = (raw: string) => raw.replace(/("StopTransaction",\{[^}]*"transactionId":)\d+/, '$1987654');

const local = (time: string) => time.replace('T', ' ').replace('Z', '').replace('.', ',');

/** How others write down the same frames. */
const formats: Record<string, (frame: FrameLine) => string> = {
  'our own trace': (frame) => JSON.stringify(frame),
  'JSON lines with an array': ({ time, sut, from, raw }) =>
    `{"time":"${time}","station":"${sut}","direction":"${from === 'charger' ? 'in' : 'out'}","message":${raw}}`,
  'JSON lines in another order': ({ time, sut, from, raw }) =>
    JSON.stringify({ message: JSON.parse(raw), chargePointId: sut, dir: from === 'charger' ? 'RX' : 'TX', ts: Date.parse(time) }),
  'JSON lines with the frame as text': ({ time, sut, from, raw }) =>
    JSON.stringify({ '@timestamp': time, identity: sut, from, payload: raw }),
  'JSON lines without direction': ({ time, sut, raw }) => JSON.stringify({ timestamp: Date.parse(time) / 1000, cp: sut, frame: raw }),
  'the frame at the end of a logged message': ({ time, sut, from, raw }) =>
    JSON.stringify({ level: 30, time: Date.parse(time), id: sut, msg: `${from === 'charger' ? 'received' : 'sent'} ${raw}` }),
  'text with arrows': ({ time, sut, from, raw }) => `${time} [${sut}] ${from === 'charger' ? '<<' : '>>'} ${raw}`,
  'text of a charger': ({ time, sut, from, raw }) =>
    `${local(time)} INFO  station=${sut} ${from === 'charger' ? 'Sending' : 'Received'}: ${raw}`,
  'text of a library': ({ time, sut, from, raw }) =>
    `${local(time)} INFO:ocpp:${sut}: ${from === 'charger' ? 'receive message' : 'send'} ${raw}`,
  'text with names of the sides': ({ time, sut, from, raw }) => `${time} ${sut} ${from === 'charger' ? 'CP -> CSMS' : 'CSMS -> CP'} ${raw}`,
};

const directory = mkdtempSync(join(tmpdir(), 'ocppliance-analyze-'));
let files = 0;
const fileWith = (text: string | Buffer, name = `${++files}.log`): string => {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
};

let rules: Rule[];
beforeAll(async () => {
  rules = await loadRules();
});

const judge = (text: string | Buffer, options: Partial<AnalyzeOptions> = {}): Promise<Analysis> =>
  analyze({ files: [fileWith(text)], rules, ...options });

const found = ({ findings }: Analysis) => findings.charges.map(({ rule, blame, count }) => `${rule} ${blame} ${count}`);

describe('a record of faithful peers', () => {
  it.each(Object.entries(formats))('raises nothing as %s', async (name, write) => {
    const isForMany = !['text with names of the sides'].includes(name);
    const chosen = isForMany ? frames : ofOne;
    const analysis = await judge(chosen.map((frame) => `${write(frame)}\n`).join(''));
    expect(found(analysis)).toEqual([]);
    expect(analysis.account).toMatchObject({ frames: chosen.length, unread: { count: 0 }, unattributed: 0 });
    expect(new Set(analysis.findings.stations.map(({ name }) => name)).size).toBe(isForMany ? 3 : 1);
  });

  it('raises nothing as tshark writes it', async () => {
    const analysis = await judge(tshark);
    expect(found(analysis)).toEqual([]);
    expect(analysis.account).toMatchObject({ frames: 66, unread: { count: 0 }, unattributed: 0, directed: 0 });
    expect(analysis.findings.stations.map(({ name, protocol }) => `${name} ${protocol}`)).toEqual([
      'TCP stream 0 ocpp1.6',
      'TCP stream 1 ocpp1.6',
      'TCP stream 2 ocpp2.0.1',
    ]);
  });

  it('is the same in a zone that the log does not name: no clock is compared with it', async () => {
    const shifted = ofOne.map(({ time, raw }) => `${local(new Date(Date.parse(time) + 7_200_000).toISOString())} ${raw}\n`);
    const analysis = await judge(shifted.join(''));
    expect(found(analysis)).toEqual([]);
    expect(limitsOf(analysis).join('\n')).toContain('name no zone');
  });

  it('can be bare frames', async () => {
    const analysis = await judge(ofOne.map(({ raw }) => `${raw}\n`).join(''));
    expect(found(analysis)).toEqual([]);
    expect(analysis.findings.stations).toMatchObject([{ protocol: 'ocpp1.6', seen: ofOne.length }]);
    const limits = limitsOf(analysis).join('\n');
    for (const limit of ['no times', 'no handshakes', 'does not say who sent', 'names no stations']) expect(limits).toContain(limit);
  });
});

describe('a flaw', () => {
  it.each(Object.entries(formats))('is found, and blamed on the charger, as %s', async (_name, write) => {
    const analysis = await judge(ofOne.map((frame) => `${write({ ...frame, raw: flawed(frame.raw) })}\n`).join(''));
    expect(found(analysis)).toContain('R16-TX-004 charger 1');
    const [charge] = analysis.findings.charges.filter(({ rule }) => rule === 'R16-TX-004');
    const line = ofOne.findIndex(({ raw }) => raw.includes('"StopTransaction"')) + 1;
    expect(charge?.first.index).toBe(line);
    expect(charge?.evidence.map(({ index }) => index)).toContain(line);
  });

  it('is the tester’s own, and left out, where our trace says who was tested', async () => {
    const text = (role: string) => ofOne.map((frame) => `${JSON.stringify({ ...frame, role, raw: flawed(frame.raw) })}\n`).join('');
    expect(found(await judge(text('csms'))).filter((each) => each.includes('charger'))).toEqual([]);
    expect(found(await judge(text('charger')))).toContain('R16-TX-004 charger 1');
  });
});

describe('bad input', () => {
  it('is counted and shown, and is never fatal', async () => {
    const garbage = [
      '',
      'no frame here',
      '{"broken',
      '\u0000\u0001\u0002',
      '[1,2',
      '{"message":"[2,"}',
      'x'.repeat(300),
      '{}',
      '[]',
      'null',
    ];
    const text = ofOne.map((frame, index) => `${garbage[index % garbage.length]}\n${JSON.stringify(frame)}\n`).join('');
    const analysis = await judge(text);
    // What begins like a frame counts as a broken one, of nobody knows whom.
    expect(analysis.account.frames - analysis.account.unattributed).toBe(ofOne.length);
    expect(analysis.account.unread.count).toBeGreaterThan(5);
    expect(analysis.account.unread.examples[0]).toEqual({ line: 3, text: 'no frame here' });
    expect(found(analysis)).toEqual([]);
  });

  it('may be binary', async () => {
    const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, index) => (index * 7919) % 256));
    const analysis = await judge(bytes);
    expect(analysis.findings.charges).toEqual([]);
    expect(analysis.account.frames).toBe(0);
  });

  it('may have a line without an end', async () => {
    const frame = JSON.stringify(ofOne[0]);
    const analysis = await judge(`${frame}\n${'x'.repeat(20_000_000)}\n${frame}`);
    expect(analysis).toMatchObject({ lines: 3, account: { frames: 2, unread: { count: 1, examples: [{ line: 2 }] } } });
    for (const rest of [0, 1, 100]) {
      const cutOff = await judge('x'.repeat(2 * 16 * 1024 * 1024 + rest));
      expect(cutOff).toMatchObject({ lines: 1, account: { frames: 0, unread: { count: 1, examples: [{ line: 1 }] } } });
    }
  });

  it('may be longer than what is read at a time', async () => {
    const data = 'x'.repeat(400);
    const call = (id: number) => `{"station":"CP${id % 3}","message":[2,"${id}","DataTransfer",{"vendorId":"Example","data":"${data}"}]}\n`;
    const answer = (id: number) => `{"station":"CP${id % 3}","message":[3,"${id}",{"status":"Accepted"}]}\n`;
    const broken = '{"station":"CP1","text":"cut o\n';
    const text = Array.from({ length: 40_000 }, (_, id) => call(id) + (id === 30_000 ? broken : answer(id))).join('');
    const options = { protocol: 'ocpp1.6' } as const;
    const plain = await judge(text, options);
    expect(plain).toMatchObject({ lines: 80_000, account: { frames: 79_999 } });
    expect(plain.account.unread).toEqual({ count: 1, examples: [{ line: 60_002, text: broken.trim() }] });
    expect((await judge(gzipSync(text), options)).account).toEqual(plain.account);
  });

  it('may be a gzip file that was cut off', async () => {
    const text = Array.from({ length: 200 }, () => recorded).join('');
    const whole = gzipSync(text);
    expect((await judge(whole)).account.frames).toBe(200 * frames.length);
    const cut = await judge(whole.subarray(0, whole.length / 2));
    expect(cut.files[0]?.broken).toMatch(/unexpected end/);
    expect(cut.account.frames).toBeGreaterThan(frames.length);
  });

  it('may be the frames of several chargers under no name, which are not judged', async () => {
    const mixed = frames.filter(({ protocol }) => protocol === 'ocpp1.6').map(({ raw }) => `${flawed(raw)}\n`);
    const analysis = await judge(mixed.join(''));
    expect(found(analysis)).toEqual([]);
    expect(limitsOf(analysis).join('\n')).toContain('several chargers');
  });

  it('is judged once where only a broken line holds the name of a station', async () => {
    const at = (second: number) => `2026-03-02T12:00:0${second}.000Z`;
    const text = [
      `${at(0)} << [2,"1","Heartbeat",{"since":1}]`,
      `{"time":"${at(1)}","station":"CP1","direction":"in","message":[2,"2","Heartbeat",{}`,
    ].join('\n');
    const { findings, account } = await judge(text, { protocol: 'ocpp1.6' });
    expect(account.frames).toBe(2);
    expect(findings.charges.map(({ rule, count, first, last }) => `${rule} ${count} ${first.index} ${last.index}`)).toEqual([
      'RPC-MSG-020 1 1 1',
      'RPC-MSG-001 1 2 2',
    ]);
  });

  it.each(['CP001 ocpp1.6', 'CP003 ocpp1.6', 'CP001 ocpp2.0.1'])('may begin and end anywhere in the talk of %s', async (name) => {
    const talk = frames.filter(({ sut, protocol }) => `${sut} ${protocol}` === name).map((frame) => `${JSON.stringify(frame)}\n`);
    for (let cut = 1; cut < talk.length; cut += 1) {
      expect(found(await judge(talk.slice(cut).join(''))), `from frame ${cut} on`).toEqual([]);
      expect(found(await judge(talk.slice(0, cut).join(''))), `up to frame ${cut}`).toEqual([]);
    }
  });
});

describe('a record of many stations', () => {
  const calls = (count: number) =>
    Array.from({ length: count }, (_, number) => `{"station":"CP${number}","direction":"in","message":[2,"1","Heartbeat",{}]}\n`);

  const strange = `no frame\n${calls(1300)
    .map((line, number) => (number % 500 === 499 ? line.replace('Heartbeat', 'Hartbeat') : line))
    .join('')}`;

  it('is read again until all of them had their turn', async () => {
    const few = rules.filter(({ id }) => id === 'RPC-MSG-016');
    const analysis = await judge(strange, { rules: few, protocol: 'ocpp1.6' });
    expect(analysis).toMatchObject({ lines: 1301, account: { frames: 1300, unattributed: 0, unread: { count: 1 }, surplus: 0 } });
    expect(analysis.findings.stations).toHaveLength(1300);
    expect(
      analysis.findings.charges.flatMap(({ findings }) => findings.map(({ message, frames }) => `${message.split(':')[0]} ${frames}`)),
    ).toEqual(['CP499 501', 'CP999 1001']);
  });

  it('says of each what it would say of it alone, in whatever order their lines come', async () => {
    const talks = ['CP001 ocpp1.6', 'CP001 ocpp2.0.1'].flatMap((name) =>
      Array.from({ length: 11 }, (_, number) => {
        const talk = frames.filter(({ sut, protocol }) => `${sut} ${protocol}` === name).slice(number);
        const torn = talk.flatMap((frame, index) => Array.from({ length: [1, 0, 2][(index * (number + 5)) % 11] ?? 1 }, () => frame));
        return torn.map((frame) => {
          const raw = number % 2 === 0 ? flawed(frame.raw) : frame.raw.replace('"Charging"', '"Available"');
          return formats['JSON lines with an array']?.({ ...frame, sut: `${name.slice(6)} ${number}`, raw }) ?? '';
        });
      }),
    );
    const longest = Math.max(...talks.map(({ length }) => length));
    const mixed = Array.from({ length: longest }, (_, place) => talks.flatMap((talk) => talk.slice(place, place + 1))).flat();
    const told = async (log: readonly string[]) => {
      const { findings, account } = await judge(log.join('\n'));
      expect(account.frames).toBe(log.length);
      return findings.charges.flatMap(({ rule, findings }) =>
        findings.map(({ message, frames, count = 1 }) => [rule, message, count, ...frames.map((number) => log[number - 1])].join(' ')),
      );
    };
    const alone = (await Promise.all(talks.map(told))).flat();
    expect(alone.length).toBeGreaterThan(50);
    expect((await told(mixed)).sort()).toEqual(alone.sort());
  });

  it('says the same with two workers', async () => {
    const cwd = folderWith({ 'all.jsonl': strange });
    const run = (workers: string) =>
      ocppliance(['analyze', 'all.jsonl', '--ocpp', '1.6', '--workers', workers, '--json', '--report-dir', `report${workers}`], { cwd });
    const [alone, together] = await Promise.all([run('1'), run('2')]);
    expect(JSON.parse(together.stdout)).toEqual(JSON.parse(alone.stdout));
    expect(JSON.parse(alone.stdout).stations).toHaveLength(1300);
  });

  it('is judged up to a limit: beyond, something else is taken for their name', async () => {
    const analysis = await analyze({ files: [fileWith(calls(20_003).join(''))], rules: [], protocol: 'ocpp1.6' });
    expect(analysis.account).toMatchObject({ frames: 20_000, surplus: 3 });
    expect(limitsOf(analysis).join('\n')).toContain('3 lines of the last of them were not judged');
  });
});

describe('several files', () => {
  it('are one record where one goes on where the other ends', async () => {
    const text = ofOne.map((frame) => JSON.stringify({ ...frame, raw: flawed(frame.raw) }));
    const half = text.findIndex((line) => line.includes('Authorize'));
    const paths = [fileWith(`${text.slice(0, half).join('\n')}\n`), fileWith(`${text.slice(half).join('\n')}\n`)];
    const analysis = await analyze({ files: paths, rules });
    expect(found(analysis)).toContain('R16-TX-004 charger 1');
    expect(analysis.files.map(({ before }) => before)).toEqual([0, half]);
  });

  it('are two where time has passed between: nobody is blamed for what was not recorded', async () => {
    const start = ofOne.findIndex(({ raw }) => raw.includes('"StartTransaction"')) + 1;
    const later = ofOne.slice(start + 1).map((frame) => ({ ...frame, time: new Date(Date.parse(frame.time) + 3_600_000).toISOString() }));
    const text = (part: FrameLine[]) => part.map((frame) => `${JSON.stringify(frame)}\n`).join('');
    const analysis = await analyze({ files: [fileWith(text(ofOne.slice(0, start))), fileWith(text(later))], rules });
    expect(found(analysis).filter((each) => /RPC-(?:MSG|CON)/.test(each))).toEqual([]);
  });
});

describe('ocppliance analyze', () => {
  const log = (write: (raw: string) => string) =>
    ofOne.map((frame) => `${formats['text with arrows']?.({ ...frame, raw: write(frame.raw) })}\n`).join('');

  it('says what is wrong, where, and what cannot be proved', async () => {
    const cwd = folderWith({ 'backend.txt': log(flawed) });
    const { code, stdout, stderr } = await ocppliance(['analyze', 'backend.txt', '--report-dir', 'report'], { cwd });
    expect(code).toBe(1);
    expect(stdout).toMatch(/violation {2}R16-TX-004 +charger +1× {2}backend\.txt:\d+ 20/);
    expect(stdout).toContain('CP001: ');
    expect(stdout).toContain('What such a record cannot prove:');
    expect(stderr).toContain('report/report.html');
    const results = JSON.parse(readFileSync(join(cwd, 'report/results.json'), 'utf8'));
    expect(results.suts.map(({ sut }: { sut: string }) => sut)).toEqual(['charger', 'csms']);
    const failed = results.suts[0].cases.filter(({ verdict }: { verdict: string }) => verdict === 'fail');
    expect(failed.map(({ id }: { id: string }) => id)).toEqual(['R16-TX-004']);
    expect(readFileSync(join(cwd, 'report/junit.xml'), 'utf8')).toContain('R16-TX-004');
  });

  it('passes a faithful pair, and speaks JSON', async () => {
    const cwd = folderWith({ 'backend.txt': log((raw) => raw) });
    const { code, stdout } = await ocppliance(['analyze', 'backend.txt', '--json', '--strict', '--report-dir', 'report'], { cwd });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ frames: ofOne.length, findings: [], stations: [{ name: 'CP001', ocpp: '1.6' }] });
  });

  it('writes its report and tells the outcome when nobody reads what it says', async () => {
    const cwd = folderWith({ 'backend.txt': log(flawed) });
    const { child, ended } = start(['analyze', 'backend.txt', '--report-dir', 'report'], { cwd });
    for (const stream of [child.stdout, child.stderr]) stream?.destroy();
    expect((await ended).code).toBe(1);
    expect(readFileSync(join(cwd, 'report/junit.xml'), 'utf8')).toContain('R16-TX-004');
  });

  it('uses threads if it is told to', async () => {
    const cwd = folderWith({
      'all.jsonl': recorded.replaceAll(/"StopTransaction\\",\{\\"transactionId\\":\d+/g, '"StopTransaction\\",{\\"transactionId\\":987654'),
    });
    const run = (workers: string) =>
      ocppliance(['analyze', 'all.jsonl', '--workers', workers, '--json', '--report-dir', `report${workers}`], { cwd });
    const [alone, together] = await Promise.all([run('1'), run('3')]);
    expect(JSON.parse(together.stdout)).toEqual(JSON.parse(alone.stdout));
    expect(alone.code).toBe(1);
  });

  it('selects rules', async () => {
    const cwd = folderWith({ 'backend.txt': log(flawed) });
    const args = ['analyze', 'backend.txt', '--report-dir', 'report'];
    expect(await ocppliance([...args, '--rules', 'R16-*', '--not-rules', 'R16-TX-*'], { cwd })).toMatchObject({ code: 0 });
    expect(await ocppliance([...args, '--rules', 'R16-TX-004'], { cwd })).toMatchObject({ code: 1 });
    expect(await ocppliance([...args, '--rules', 'R16-TX-04'], { cwd })).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/no rule is called R16-TX-04: did you mean R16-TX-004/),
    });
  });

  it('refuses what it does not read, with what to do', async () => {
    const cwd = folderWith({ 'empty.txt': '' });
    writeFileSync(join(cwd, 'capture.pcap'), Buffer.from('d4c3b2a1020004000000000000000000', 'hex'));
    const analyzed = (file: string) => ocppliance(['analyze', file, '--report-dir', 'report'], { cwd });
    expect(await analyzed('capture.pcap')).toMatchObject({ code: 2, stderr: expect.stringMatching(/tshark -r capture\.pcap .*-T ek/) });
    expect(await analyzed('missing.txt')).toMatchObject({ code: 2, stderr: expect.stringContaining('there is no such file') });
    expect(await analyzed('empty.txt')).toMatchObject({ code: 3, stderr: expect.stringContaining('no frame of OCPP') });
  });
});

describe('ocppliance and its rules', () => {
  it('explains a rule offline', async () => {
    const { code, stdout } = await ocppliance(['explain', 'r16-tx-004'], { cwd: folderWith() });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^R16-TX-004 /);
    for (const word of ['severity', 'violation', 'blames', 'specified in', '1.6 §4.8', 'breaks it', '> StopTransaction'])
      expect(stdout).toContain(word);
  });

  it('lists them for scripts', async () => {
    const { stdout } = await ocppliance(['list', '--rules', '--json', '--ocpp', '1.6', '--sut', 'csms'], { cwd: folderWith() });
    const rows = JSON.parse(stdout);
    expect(rows.length).toBeGreaterThan(10);
    for (const row of rows)
      expect(row).toMatchObject({ id: expect.any(String), blame: 'csms', severity: expect.stringMatching(/violation|warning|advice/) });
  });
});

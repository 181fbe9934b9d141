import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allVerdicts } from '../fixtures/runs/all-verdicts.ts';
import { replay } from '../fixtures/runs/replay.ts';
import type { FileEntry } from '../src/bundle/folder.ts';
import { fileEntry } from '../src/bundle/hashes.ts';
import { manifestText } from '../src/bundle/manifest.ts';
import { createReporters } from '../src/reporters/index.ts';
import { type Ended, ocppliance } from './support/cli.ts';

const root = mkdtempSync(join(tmpdir(), 'ocppliance-bundle-'));
const played = join(root, 'played');
afterAll(() => rmSync(root, { recursive: true, force: true }));

const run = (...args: string[]): Promise<Ended> => ocppliance(args, { cwd: root });
const copy = (name: string, of = played): string => {
  const target = join(root, name);
  cpSync(of, target, { recursive: true });
  return target;
};
const filesIn = (directory: string): string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(directory, join(parentPath, name)))
    .sort();

/** Forges a file of a bundle and its manifest with it: only what is judged again tells. */
async function reseal(bundle: string, name: string, text: string): Promise<void> {
  expect(readFileSync(join(bundle, name), 'utf8') === text, 'something was forged').toBe(false);
  writeFileSync(join(bundle, name), text);
  const { tool, files } = JSON.parse(readFileSync(join(bundle, 'manifest.json'), 'utf8'));
  const entries = await Promise.all(files.map(({ path }: FileEntry) => fileEntry(bundle, path)));
  writeFileSync(join(bundle, 'manifest.json'), manifestText(tool, entries as FileEntry[]));
}

beforeAll(async () => {
  const { code, stderr } = await run('run', '--case', 'TC_00*', '--case', 'TC_B_0*', '--case', 'TC_07*', '--report-dir', 'played');
  expect([0, 1], stderr).toContain(code);
});

describe('verify', () => {
  test('finds a bundle as it was written', async () => {
    const { code, stdout } = await run('verify', 'played');
    expect(stdout).toMatch(/✓ \d+ files are as the manifest says/);
    expect(stdout).toMatch(/✓ the rules, applied to the trace again: \d+ findings? came out the same/);
    expect(Number(/✓ the cases, played again over the trace: (\d+) came to the same verdict/.exec(stdout)?.[1])).toBeGreaterThan(20);
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.not.stringContaining('✗') });
  });

  test('plays the cases again: neither a verdict nor an answer can be exchanged', async () => {
    const bundle = copy('exchanged');
    const results = readFileSync(join(bundle, 'results.json'), 'utf8');
    const isCase = (line: string) => line.startsWith('{"id":"TC_001_CS"');
    const lines = results
      .split('\n')
      .map((line) => (isCase(line) ? line.replace('"verdict":"pass","startedAt"', '"verdict":"fail","reason":"no","startedAt"') : line));
    await reseal(bundle, 'results.json', lines.join('\n'));
    const verdict = await run('verify', bundle);
    expect(verdict.stdout).toContain('✗ TC_001_CS came to pass, not to fail');
    expect(verdict.code).toBe(1);

    const other = copy('answered');
    const trace = readFileSync(join(other, 'trace.jsonl'), 'utf8');
    await reseal(
      other,
      'trace.jsonl',
      trace.replaceAll('\\"status\\":\\"Accepted\\",\\"interval', '\\"status\\":\\"Rejected\\",\\"interval'),
    );
    const answer = await run('verify', other);
    expect(answer.stdout).toMatch(/✗ TC_\w+ came to (?:fail|inconclusive), not to pass/);
    expect(answer.code).toBe(1);
  });

  test('names a file that was changed, is missing, or came along', async () => {
    const bundle = copy('changed');
    writeFileSync(join(bundle, 'junit.xml'), readFileSync(join(bundle, 'junit.xml'), 'utf8').replace('testsuites', 'testsuitez'));
    rmSync(join(bundle, 'ctrf.json'));
    writeFileSync(join(bundle, 'extra.txt'), '');
    const { code, stdout } = await run('verify', bundle);
    expect(code).toBe(1);
    expect(stdout).toMatch(/✗ junit\.xml was changed: its SHA-256 is [0-9a-f]{64}/);
    expect(stdout).toContain('✗ ctrf.json is missing');
    expect(stdout).toContain('· extra.txt is not in the manifest');
  });

  test('finds what the rules find, whatever the results say', async () => {
    const directory = join(root, 'forged');
    const [sut] = allVerdicts.suts;
    const [first] = sut?.cases ?? [];
    if (!sut || !first) throw new Error('the fixed run is empty');
    const invented = { ...(sut.cases[1]?.findings[0] ?? first.findings[0]), rule: 'RPC-HS-018', frames: [3] };
    const forged = { ...allVerdicts, suts: [{ ...sut, cases: [{ ...first, findings: [invented] as typeof first.findings }] }] };
    await replay(forged, [createReporters({ directory, console: false })]);
    const { code, stdout } = await run('verify', directory);
    expect(code).toBe(1);
    expect(stdout).toContain('TC_001_CS reports RPC-HS-018 at #3, which the recorded conversation does not bear out');
  });

  test('checks who has signed it', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const pem = { type: 'pkcs8', format: 'pem' } as const;
    writeFileSync(join(root, 'key.pem'), privateKey.export(pem));
    writeFileSync(join(root, 'key.pub'), publicKey.export({ type: 'spki', format: 'pem' }));
    writeFileSync(join(root, 'other.pub'), generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }));
    copy('signed');
    expect(await run('report', 'signed', '--format', 'md', '--sign', 'key.pem')).toMatchObject({ code: 0 });
    expect(await run('verify', 'signed', '--key', 'key.pub')).toMatchObject({ code: 0, stdout: expect.stringContaining('✓ signed by') });
    expect(await run('verify', 'signed', '--key', 'other.pub')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('✗ the signature is not by the owner of other.pub'),
    });
    expect(await run('verify', 'played', '--key', 'key.pub')).toMatchObject({ code: 1, stdout: expect.stringContaining('✗ not signed') });
    // A signed bundle does not change under its signature.
    expect(await run('report', 'signed', '--format', 'junit')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is signed as it is: write elsewhere with --out FOLDER'),
    });
  });
});

describe('report', () => {
  test('writes every format again as it was', async () => {
    const bundle = copy('again');
    const before = new Map(filesIn(bundle).map((name) => [name, readFileSync(join(bundle, name), 'utf8')]));
    const { code, stdout } = await run('report', bundle);
    expect(code).toBe(0);
    expect(stdout.trim().split('\n')).toHaveLength(6);
    expect(filesIn(bundle)).toEqual([...before.keys()]);
    for (const [name, text] of before) expect(readFileSync(join(bundle, name), 'utf8') === text, name).toBe(true);
  });

  test('writes a copy without id tokens, which is a bundle of its own', async () => {
    expect(await run('report', 'played', '--out', 'handed', '--mask-tokens')).toMatchObject({ code: 0 });
    for (const name of filesIn(join(root, 'handed')))
      expect(readFileSync(join(root, 'handed', name), 'utf8'), name).not.toMatch(/TAG-(?:\d|UNKNOWN)\b/);
    expect(await run('verify', 'handed')).toMatchObject({ code: 0 });
  });
});

describe('what was planted', () => {
  const secrets = { password: 'correct-horse-battery', key: '6f7065 6e7365736d65212121'.replaceAll(' ', ''), pin: 'Tr0ub4dor&3xx' };
  const tokens = ['04A1B2C3D4E5F6', 'GROUP-77X'];

  /** A run in which secrets stand wherever one can be. */
  function planted() {
    const [sut] = allVerdicts.suts;
    const [original] = sut?.cases ?? [];
    if (!sut || !original) throw new Error('the fixed run is empty');
    const head = { at: 1, time: '2026-03-02T09:15:00.000Z', connection: 1 };
    const frame = (index: number, raw: string) => ({ index, ...head, kind: 'frame' as const, from: 'csms' as const, raw });
    const privateKey = '-----BEGIN PRIVATE KEY-----\\nMC4CAQAwBQYDK2VwBCIEIPlantedKeyPlantedKey\\n-----END PRIVATE KEY-----';
    const variable = { component: { name: 'SecurityCtrlr' }, variable: { name: 'BasicAuthPassword' }, attributeValue: secrets.pin };
    const act = { act: 'changePassword', parameters: { password: secrets.key } };
    const title = `csms calls ChangeConfiguration { key: "AuthorizationKey", value: "${secrets.key}" }`;
    const text = `said ${secrets.password}, ${secrets.pin}, Authorization: Basic ${Buffer.from(`x:${secrets.password}`).toString('base64')}`;
    const trace = [
      { index: 0, ...head, kind: 'act' as const, ...act, outcome: 'asked' as const },
      frame(1, JSON.stringify([2, '1', 'ChangeConfiguration', { key: 'AuthorizationKey', value: secrets.key }])),
      frame(2, JSON.stringify([2, '2', 'SetVariables', { setVariableData: [variable] }])),
      frame(3, `[2,"3","CertificateSigned",{"x":"${privateKey}"}]`),
      frame(4, JSON.stringify([2, '4', 'Authorize', { idTag: tokens[0], parentIdTag: tokens[1] }])),
      frame(5, JSON.stringify([2, '5', 'GetDiagnostics', { location: `ftp://lab:${secrets.password}@host/${tokens[0]}` }])),
    ];
    const failure = {
      message: text,
      expected: { password: secrets.pin },
      actual: secrets.key,
      seen: [`Authorize { idTag: "${tokens[0]}" }`],
    };
    const step = { title, phase: 'run', verdict: 'fail', startedAt: 0, duration: 1, frames: [1], failure, steps: [] } as const;
    const finding = {
      ...({ rule: 'X-1', severity: 'violation', blame: 'charger', incidental: true } as const),
      message: text,
      frames: [2],
    };
    const each = {
      ...original,
      verdict: 'fail' as const,
      reason: `${text} ${tokens[0]} ${tokens[1]}`,
      trace,
      steps: [{ ...step, frames: [1], steps: [] }],
      findings: [finding],
      attachments: [{ name: 'log.txt', size: 80, base64: Buffer.from(`key ${secrets.key} of ${tokens[0]}`).toString('base64') }],
    };
    const configuration = {
      ...allVerdicts.configuration,
      token: { idToken: tokens[0], type: 'ISO14443' },
      url: `wss://u:${secrets.password}@h`,
    };
    return { ...allVerdicts, configuration, suts: [{ ...sut, observed: { server: text }, cases: [each] }] };
  }

  /** All that a file of a bundle says, unpacked. */
  function contents(directory: string): [name: string, text: string][] {
    return filesIn(directory).map((name) => {
      const text = readFileSync(join(directory, name), 'latin1');
      const data = /id="data">([^<]*)</.exec(text)?.[1];
      const unpacked = data === undefined ? '' : execInflate(data);
      const files = [...(text + unpacked).matchAll(/"base64":\s*"([^"]*)"/g)].map(([, base64 = '']) =>
        Buffer.from(base64, 'base64').toString(),
      );
      return [name, [text, unpacked, ...files].join('\n')];
    });
  }

  test('is in no file of the bundle', async () => {
    const directory = join(root, 'planted');
    const console = { terminal: { write: (text: string) => (said += text) }, color: false };
    let said = '';
    await replay(planted(), [createReporters({ directory, console, mask: { secrets: [secrets.password] } })]);
    const leaks = [...contents(directory), ['the console', said] as const].flatMap(([name, text]) =>
      [...Object.values(secrets), 'PlantedKey', Buffer.from(`x:${secrets.password}`).toString('base64')]
        .filter(
          (secret) =>
            text.includes(secret) || text.includes(JSON.stringify(secret).slice(1, -1)) || text.includes(secret.replace('&', '&amp;')),
        )
        .map((secret) => `${name}: ${secret}`),
    );
    expect(leaks).toEqual([]);
    // The test would see a leak: what was not asked for is there.
    expect(
      contents(directory)
        .filter(([, text]) => text.includes('04A1B2C3D4E5F6'))
        .map(([name]) => name),
    ).toEqual(expect.arrayContaining(['results.json', 'report.html', 'junit.xml', 'ctrf.json', 'summary.md', 'trace.jsonl']));
  });

  test('neither is an id token, on request: it has the same pseudonym everywhere', async () => {
    const directory = join(root, 'without-tokens');
    await replay(planted(), [createReporters({ directory, console: false, mask: { tokens: true } })]);
    const leaks = contents(directory).flatMap(([name, text]) =>
      tokens.filter((token) => text.includes(token)).map((token) => `${name}: ${token}`),
    );
    expect(leaks).toEqual([]);
    const pseudonyms = new Set(
      contents(directory).flatMap(([, text]) => [...text.matchAll(/idTag\\*": ?\\*"([0-9A-F]{14})/g)].map(([, token]) => token)),
    );
    expect(pseudonyms.size).toBe(1);
  });
});

const execInflate = (data: string): string =>
  execFileSync(process.execPath, ['-e', 'process.stdout.write(zlib.inflateRawSync(Buffer.from(fs.readFileSync(0, "utf8"), "base64")))'], {
    input: data,
    maxBuffer: 1 << 26,
  }).toString();

describe('what cannot be used is told in one line', () => {
  const refused = async (...args: string[]) => {
    const { code, stderr } = await run(...args);
    expect(code).toBe(2);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    return stderr;
  };

  test('a trace that was cut off', async () => {
    const bundle = copy('truncated');
    const trace = readFileSync(join(bundle, 'trace.jsonl'), 'utf8');
    writeFileSync(join(bundle, 'trace.jsonl'), trace.slice(0, -40));
    expect(await refused('verify', bundle)).toMatch(/trace\.jsonl is truncated: it ends in the middle of line \d+/);
  });

  test('a bundle of another version, and none at all', async () => {
    const bundle = copy('newer');
    const results = readFileSync(join(bundle, 'results.json'), 'utf8');
    writeFileSync(join(bundle, 'results.json'), results.replace('"formatVersion":1', '"formatVersion":2'));
    expect(await refused('report', bundle)).toContain(
      'has version 2 of the format, and this ocppliance reads version 1: use ocppliance 0.',
    );
    expect(await refused('report', root)).toContain('holds no report: it has neither results.json nor journal.jsonl');
    expect(await refused('verify', root)).toContain('is no bundle: it has no manifest.json');
    expect(await refused('report', played, '--format', 'docx')).toContain('there is no format docx: choose json, html, junit');
  });

  test('a key that is none', async () => {
    expect(await refused('verify', 'played', '--key', 'played/junit.xml')).toContain('played/junit.xml is no public Ed25519 key in PEM');
  });

  test('a bundle that was changed is not sealed anew', async () => {
    const bundle = copy('laundered');
    appendFileSync(join(bundle, 'results.json'), ' ');
    expect(await refused('report', bundle)).toContain('is not as its manifest says: results.json was changed');
  });

  test.runIf(existsSync('/dev/full'))('a disk that is full, whichever file it hits first', async () => {
    for (const name of ['trace.jsonl', 'results.json.partial', 'report.html.partial']) {
      const directory = join(root, `full-${name}`);
      mkdirSync(directory);
      symlinkSync('/dev/full', join(directory, name));
      const failing = replay(allVerdicts, [createReporters({ directory, console: false })]);
      await expect(failing).rejects.toThrow(
        new RegExp(`^cannot write .*${name.replace('.partial', '')}: the disk is full\\. Give a folder`),
      );
      // What fits is there.
      expect(filesIn(directory)).toContain('junit.xml');
    }
  });

  test('no browser to print with', async () => {
    const { code, stderr } = await ocppliance(['report', played, '--format', 'pdf', '--out', 'printed'], {
      cwd: root,
      env: { CHROMIUM: '/nowhere/chromium' },
    });
    expect(code).toBe(2);
    expect(stderr).toContain('no report.pdf, because it is printed by Chromium and there is no program at /nowhere/chromium');
  });
});

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve } from '../src/transport/index.ts';
import { folderWith, ocppliance } from './support/cli.ts';

const cwd = folderWith({
  'typo.yaml': 'listn: 9000\n',
  'wrong.yaml': 'timeouts:\n  answer: soon\n',
  'nested.yaml': 'timeouts:\n  anser: 30\n',
  'secret.yaml': 'password: hunter2\n',
  'broken.yaml': 'a: [1,\n',
  'broken.ts': 'export default {',
  'csms.yaml': 'sut: csms\nurl: ws://localhost:9/CP1\n',
  'password.txt': 'hunter2\n',
});

/** Command line, exit code, and what the one line says. */
const mistakes: [args: string, code: number, line: RegExp, env?: Record<string, string>][] = [
  ['', 2, /say what to do: run, .* or init/],
  ['rnu', 2, /no command rnu: did you mean run\?/],
  ['run charger --listn 9000', 2, /no option --listn: did you mean --listen\? .*ocppliance run --help/],
  ['run --seed', 2, /not enough arguments following: seed/],
  ['run chager --ocpp 1.6', 2, /--sut is "chager", which should be one of charger, csms/],
  ['run charger --listen 9000', 2, /add --ocpp 1\.6 or --ocpp 2\.0\.1/],
  ['run charger --listen 9000 --ocpp 1.5', 2, /--ocpp is "1\.5", which should be one of 1\.6, 2\.0\.1/],
  ['run charger --ocpp 1.6', 2, /add --listen 9000/],
  ['run charger --ocpp 1.6 --listen 99999', 2, /99999 is no port/],
  ['run charger ws://localhost/CP1 --ocpp 1.6', 2, /a charger has no URL/],
  ['run csms --ocpp 1.6', 2, /a CSMS needs the URL of its endpoint/],
  ['run csms http://localhost/CP1 --ocpp 1.6', 2, /--url is "http:\/\/localhost\/CP1".*For example: --url wss:/],
  ['run csms ws://me:hunter2@localhost/CP1 --ocpp 1.6', 2, /take the credentials out of the URL: set OCPPLIANCE_PASSWORD/],
  ['run csms ws://csms.example/CP1 --ocpp 1.6', 2, /csms\.example is not on this machine.*add --yes/],
  ['run --case TC_01_CS', 2, /no case is called TC_01_CS: did you mean TC_0/],
  ['run --profile Kernel', 2, /no case is in the profile Kernel: there are .*Core/],
  ['run --time-scale 5', 2, /--time-scale is 5, which must be <= 1\. For example: --time-scale 0\.01/],
  ['run --time-scale fast', 2, /--time-scale is NaN, which should be of type number/],
  ['run charger --ocpp 1.6 --listen 0 --jobs 2', 2, /a charger has one conversation at a time: leave --jobs out/],
  [
    'run csms ws://localhost:9/CP1 --ocpp 1.6 --jobs 2',
    2,
    /--jobs 2 needs more stations with tokens of their own, 1 in all: "moreStations"/,
  ],
  ['run --allow anything', 2, /--allow is "anything", which should be one of destructive/],
  ['run --config typo.yaml', 2, /typo\.yaml: "listn" is no setting: did you mean "listen"\? For example: listen: "0\.0\.0\.0:9000"/],
  [
    'run --config wrong.yaml',
    2,
    /wrong\.yaml: timeouts\.answer is "soon", which should be of type number\. For example: timeouts: \{"answer":30/,
  ],
  ['run --config nested.yaml', 2, /nested\.yaml: "anser" is no setting of timeouts: did you mean "answer"\? For example: timeouts: \{/],
  ['run --config secret.yaml', 2, /secret\.yaml: "password" is no setting: secrets come from OCPPLIANCE_PASSWORD/],
  ['run --config broken.yaml', 2, /broken\.yaml cannot be read: /],
  ['run --config broken.ts', 2, /cannot load the configuration file .*broken\.ts: /],
  ['run --config missing.yaml', 2, /cannot read the configuration file missing\.yaml: there is no such file/],
  ['run --config missing.ts', 2, /cannot read the configuration file missing\.ts: there is no such file/],
  ['run --config csms.yaml', 2, /say which version is tested/],
  ['run charger --config csms.yaml', 2, /csms\.yaml describes a csms, but a charger is to be tested: name another file/],
  ['run', 2, /OCPPLIANCE_SEED is "many", which should be of type integer\. For example: OCPPLIANCE_SEED=7/, { OCPPLIANCE_SEED: 'many' }],
  ['run csms ws://localhost:9/CP1 --ocpp 1.6 --password-file missing', 2, /cannot read the password file missing: there is no such file/],
  [
    'run charger --ocpp 1.6 --listen 0 --tls-key missing.key --tls-cert missing.pem',
    2,
    /cannot read the TLS file \((?:key|cert)\) missing/,
  ],
  ['run charger --ocpp 1.6 --listen 0 --tls-key password.txt --tls-cert password.txt', 2, /the TLS key or certificate cannot be used/],
  ['run charger --ocpp 1.6 --listen 0 --operator somebody', 2, /--operator: "somebody" is no operator: choose none, prompt,/],
  ['run charger --ocpp 1.6 --listen 0 --operator ./missing.ts', 2, /cannot load the operator module .*missing\.ts/],
  ['run charger --ocpp 1.6 --listen 0 --operator prompt', 2, /--operator: prompt needs a terminal/],
  ['run --cases missing', 2, /no case files in .*missing/],
  [
    'run charger --ocpp 1.6 --listen 0 --wait 0.2',
    3,
    /no charger connected within 0\.2 s; nothing tried to connect\. We listen on 127\.0\.0\.1 only/,
  ],
  [
    'run csms ws://127.0.0.1:9/CP1 --ocpp 1.6',
    3,
    /no connection to ws:\/\/127\.0\.0\.1:9: nothing listens there: is it running, and is the port right\?/,
  ],
  ['list --sut station', 2, /station is no system under test: choose --sut charger or --sut csms/],
  ['explain TC_01_CS', 2, /no case is called TC_01_CS: did you mean/],
  ['mock charger --ocpp 1.6', 2, /add --url ws:/],
  ['mock csms --ocpp 1.6', 2, /add --listen 9000/],
  ['mock csms --listen 0', 2, /add --ocpp 1\.6 or --ocpp 2\.0\.1/],
];

describe('a mistake of the user is one line that says what to do', () => {
  it.concurrent.each(mistakes)('ocppliance %s', async (line, code, expected, env = {}) => {
    const ended = await ocppliance(line.split(' ').filter(Boolean), { cwd, env });
    const said = ended.stderr.split('\n').filter((each) => each.startsWith('ocppliance: '));
    expect(said.join('\n')).toMatch(expected);
    expect(said).toHaveLength(1);
    expect(ended.stderr).not.toMatch(/^\s+at /m);
    expect(ended.stderr).not.toContain('hunter2');
    expect(ended.code).toBe(code);
  });
});

describe('a system under test that cannot be talked to', () => {
  let answers: { status: number; body: string };
  let http: Server;

  beforeAll(async () => {
    http = createServer().on('upgrade', (_request, socket) => {
      socket.end(`HTTP/1.1 ${answers.status} No\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n${answers.body}\n`);
    });
    await once(http.listen(0, '127.0.0.1'), 'listening');
  });
  afterAll(() => void http.close());

  const url = () => `ws://127.0.0.1:${(http.address() as AddressInfo).port}/ocpp/CP1`;

  it.each([
    [401, 'who are you?', /refused the upgrade: 401 .*who are you\?.*give a password/],
    [404, 'nothing here', /refused the upgrade: 404 .*check the path/],
    [503, 'later', /refused the upgrade: 503 .*in trouble/],
  ])('says in words that the upgrade was refused with %i', async (status, body, expected) => {
    answers = { status, body };
    const { code, stderr } = await ocppliance(['run', 'csms', url(), '--ocpp', '1.6'], { cwd });
    expect(stderr.split('\n').filter((line) => line.startsWith('ocppliance: '))).toEqual([expect.stringMatching(expected)]);
    expect(code).toBe(3);
  });

  it('names the version that the CSMS does not speak', async () => {
    const server = await serve({ port: 0, subprotocols: ['ocpp1.6'], withoutSubprotocol: 'accept', accept: () => () => {} });
    const { code, stderr } = await ocppliance(['run', 'csms', `${server.url}/CP1`, '--ocpp', '2.0.1'], { cwd });
    await server.close();
    expect(stderr).toMatch(/^ocppliance: .*it speaks none of ocpp2\.0\.1 at this URL$/m);
    expect(code).toBe(3);
  });

  it('leaves no report of a run that could not begin: the port is in use', async () => {
    const { port } = http.address() as AddressInfo;
    const folder = folderWith();
    const { code, stderr } = await ocppliance(['run', 'charger', '--ocpp', '1.6', '--listen', `${port}`, '--report-dir', 'report'], {
      cwd: folder,
    });
    expect(stderr).toBe(`ocppliance: port ${port} is in use: choose another with --listen\n`);
    expect(code).toBe(2);
    await expect(import('node:fs/promises').then(({ readdir }) => readdir(folder))).resolves.toEqual([]);
  });
});

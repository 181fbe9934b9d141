import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { createOperator, type OperatorOptions } from './index.ts';
import { promptOperator } from './prompt.ts';

const options = (more: Partial<OperatorOptions> = {}): OperatorOptions => ({
  timeout: 10,
  signal: new AbortController().signal,
  prompt: () => {},
  load: async () => ({}),
  ...more,
});

describe('none', () => {
  it('can do nothing', async () => {
    const operator = await createOperator('none', options());
    expect(operator.can('plugIn')).toBe(false);
    await expect(operator.does('plugIn', {}, 'CP1')).rejects.toThrow('nobody is there to plugIn');
  });
});

describe('http', () => {
  let server: Server;
  const requests: { body: unknown; authorization: string | undefined }[] = [];
  const hook = async (status: number, answer = '', delay = false) => {
    server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      requests.push({ body: JSON.parse(body), authorization: request.headers.authorization });
      if (!delay) response.writeHead(status).end(answer);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return `127.0.0.1:${(server.address() as AddressInfo).port}/act`;
  };
  afterEach(() => {
    server.closeAllConnections();
    server.close();
    requests.length = 0;
  });

  it('posts the act, its parameters and the station; credentials go into a header', async () => {
    const operator = await createOperator(`http://me:secret@${await hook(204)}`, options());
    await operator.does('plugIn', { connectorId: 1 }, 'CP1');
    const authorization = `Basic ${Buffer.from('me:secret').toString('base64')}`;
    expect(requests).toEqual([{ body: { act: 'plugIn', parameters: { connectorId: 1 }, station: 'CP1' }, authorization }]);
  });

  it('hands on what the hook says of a failure', async () => {
    const operator = await createOperator(`http://me:secret@${await hook(409, 'the robot\u001b[31m is stuck\nstack…')}`, options());
    const failure = await operator.does('plugIn', {}, 'CP1').catch((error: Error) => error.message);
    expect(failure).toMatch(/^the hook at http:\/\/127\.0\.0\.1:\d+\/act answered 409 Conflict: the robot \[31m is stuck$/);
  });

  it('gives up in time, or when the run is interrupted', async () => {
    const url = `http://${await hook(200, '', true)}`;
    const slow = await createOperator(url, options({ timeout: 0.05 }));
    await expect(slow.does('plugIn', {}, 'CP1')).rejects.toThrow('it was not done within 0.05 s');
    const stop = new AbortController();
    const stopped = (await createOperator(url, options({ signal: stop.signal }))).does('plugIn', {}, 'CP1');
    stop.abort();
    await expect(stopped).rejects.toThrow('the run was interrupted');
  });

  it('says that nobody is there', async () => {
    const url = `http://${await hook(200)}`;
    server.close();
    await once(server, 'close');
    const operator = await createOperator(url, options());
    await expect(operator.does('plugIn', {}, 'CP1')).rejects.toThrow(/cannot be reached: .*ECONNREFUSED/);
  });
});

describe('command', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ocppliance-operator-'));
  const script = (text: string): string => {
    const path = join(folder, `${Math.random().toString(36).slice(2)}.sh`);
    writeFileSync(path, `#!/bin/sh\n${text}\n`);
    chmodSync(path, 0o755);
    return path;
  };

  it('tells the act in the environment and on stdin, and lets no shell near it', async () => {
    const out = join(folder, 'out');
    const path = script(
      `printf '%s|%s|%s|%s|' "$OCPPLIANCE_ACT" "$OCPPLIANCE_PARAMETERS" "$OCPPLIANCE_STATION" "$*" > ${out}; cat >> ${out}`,
    );
    const operator = await createOperator(`command:${path} $(id) ;x`, options());
    await operator.does('presentToken', { idToken: '$(reboot)' }, "CP'1");
    const json = '{"idToken":"$(reboot)"}';
    expect(readFileSync(out, 'utf8')).toBe(
      `presentToken|${json}|CP'1|$(id) ;x|{"act":"presentToken","parameters":${json},"station":"CP'1"}\n`,
    );
  });

  it('says how a program failed', async () => {
    const failing = await createOperator(`command:${script('echo no power >&2; exit 3')}`, options());
    await expect(failing.does('plugIn', {}, 'CP1')).rejects.toThrow(/ended with exit code 3: no power$/);
    const missing = await createOperator('command:./not-there.sh', options());
    await expect(missing.does('plugIn', {}, 'CP1')).rejects.toThrow('./not-there.sh could not be run: there is no such program');
    const slow = await createOperator(`command:${script('exec sleep 60')}`, options({ timeout: 0.05 }));
    await expect(slow.does('plugIn', {}, 'CP1')).rejects.toThrow('it was not done within 0.05 s');
  });
});

describe('module', () => {
  it('can do the functions that it exports, and what they return is not looked at', async () => {
    const done: unknown[] = [];
    const plugIn = (parameters: unknown, { station }: { station: string }) => {
      done.push(parameters, station);
      return false;
    };
    const operator = await createOperator('./acts.ts', options({ load: async () => ({ default: { plugIn }, helper: 1 }) }));
    expect([operator.can('plugIn'), operator.can('unplug'), operator.can('helper')]).toEqual([true, false, false]);
    await operator.does('plugIn', { connectorId: 1 }, 'CP1');
    expect(done).toEqual([{ connectorId: 1 }, 'CP1']);
  });

  it('must export something that can be done', async () => {
    await expect(createOperator('./acts.ts', options())).rejects.toThrow('./acts.ts exports no functions');
  });
});

describe('prompt', () => {
  const terminal = () => Object.assign(new PassThrough(), { isTTY: true });

  it('asks one thing at a time, Enter means done and s cannot', async () => {
    const input = terminal();
    const asked: string[] = [];
    const operator = promptOperator(options({ prompt: (text) => asked.push(text) }), input);
    const [first, second] = [operator.does('plugIn', { connectorId: 1 }, 'CP1'), operator.does('presentToken', { idToken: 'T' }, 'CP1')];
    await Promise.resolve();
    expect(asked).toEqual(['Plug the cable in (connectorId: 1) [CP1]. Enter when done, s if you cannot:']);
    input.write('\n');
    await first;
    input.write('s\n');
    await expect(second).rejects.toThrow('the person at the terminal could not do it');
    expect(asked).toHaveLength(2);
  });

  it('ends with the terminal or the run, and needs one', async () => {
    const input = terminal();
    const closed = promptOperator(options(), input).does('plugIn', {}, 'CP1');
    input.end();
    await expect(closed).rejects.toThrow('the terminal was closed');
    const stop = new AbortController();
    const stopped = promptOperator(options({ signal: stop.signal }), terminal()).does('plugIn', {}, 'CP1');
    stop.abort();
    await expect(stopped).rejects.toThrow('the run was interrupted');
    expect(() => promptOperator(options(), new PassThrough())).toThrow('prompt needs a terminal');
  });
});

it('names the operators that there are', async () => {
  await expect(createOperator('robot', options())).rejects.toThrow('"robot" is no operator: choose none, prompt,');
});

import { beforeAll, expect, it } from 'vitest';
import { defineTestCase } from '../index.ts';
import { loadValidators } from '../ocpp/index.ts';
import type { Cast } from './dsl.ts';
import type { FileServer, Transfer } from './files.ts';
import { runTestCase } from './run.ts';
import { scriptedSut } from './scripted-sut.ts';

beforeAll(() => loadValidators('ocpp1.6'));

/** A file server without files: what comes and goes, the test says. */
function scriptedServer() {
  const transfers: Transfer[] = [];
  const listeners = new Set<(transfer: Transfer) => void>();
  const server: FileServer = {
    offer: async (name) => `http://files/${name}`,
    accept: async () => 'http://files/',
    watch(_, then) {
      listeners.add(then);
      for (const transfer of transfers) then(transfer);
      return () => listeners.delete(then);
    },
  };
  const tell = (transfer: Transfer) => {
    transfers.push(transfer);
    for (const listener of listeners) listener(transfer);
  };
  return { server, tell, listeners };
}

const file = (name: string, direction: Transfer['direction'] = 'brought'): Transfer => ({ name, direction, bytes: Buffer.from(name) });

function play(run: (cast: Cast<'ocpp1.6', 'charger', never>) => Promise<void>, files?: FileServer) {
  const testCase = defineTestCase({ id: 'X', title: 'x', protocol: 'ocpp1.6', sut: 'charger', spec: [], run });
  return runTestCase(testCase, { ...scriptedSut().stage, ...(files && { files }) });
}

it('uploads are received one after the other, those that were earlier too', async () => {
  const { server, tell, listeners } = scriptedServer();
  tell(file('a'));
  tell(file('firmware', 'fetched'));
  tell(file('b'));
  const played = await play(async ({ files }) => {
    const location = await files.accepts();
    expect((await files.receives(location)).name).toBe('a');
    expect((await files.receives(location)).name).toBe('b');
    const next = files.receives(location);
    tell(file('c'));
    expect((await next).name).toBe('c');
    expect((await files.delivers(location)).name).toBe('firmware');
  }, server);
  expect(played).toMatchObject({ verdict: 'pass' });
  expect(played.attachments).toEqual(['a', 'b', 'c'].map((name) => ({ name, size: 1, base64: Buffer.from(name).toString('base64') })));
  expect(played.steps.map(({ title }) => title)).toContain('charger fetches http://files/');
  expect(listeners.size).toBe(0);
});

it('an upload that never comes fails the case in time, and says so', async () => {
  const { server, tell, listeners } = scriptedServer();
  tell(file('firmware', 'fetched'));
  const played = await play(async ({ files }) => void (await files.receives(await files.accepts())), server);
  expect(played).toMatchObject({ verdict: 'fail', reason: 'charger did not upload to http://files/ within 50 ms' });
  expect(listeners.size).toBe(0);
});

it('a run without a file server, or without certificates, is inconclusive', async () => {
  expect(await play(async ({ files }) => void (await files.accepts()))).toMatchObject({
    verdict: 'inconclusive',
    reason: 'this run has no file server',
  });
  expect(await play(async ({ certificates }) => void (await certificates.newRoot()))).toMatchObject({
    verdict: 'inconclusive',
    reason: 'this run has no certificates',
  });
});

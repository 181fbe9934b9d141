import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createRPCError, RPCServer } from 'ocpp-rpc';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { defaultConfig } from '../../src/engine/config.ts';
import { runTestCase } from '../../src/engine/run.ts';
import { loadValidators } from '../../src/ocpp/index.ts';
import { loadParty } from '../../src/parties/index.ts';
import { createPki, type Pki } from '../../src/pki/index.ts';
import { secureEndpoints } from '../../src/runner/security.ts';
import { openCsmsStage } from '../../src/runner/stages.ts';
import { casesIn } from '../trial.ts';

// ocpp-rpc behind TLS, as its documentation shows it: the certificates are Node's affair, the password is asked for in `auth`.

const password = 'a password of 1.6';
let pki: Pki;
const doors: Server[] = [];
const servers: RPCServer[] = [];

async function door(asksForCertificate: boolean): Promise<string> {
  const server = new RPCServer({ protocols: ['ocpp1.6'], strictMode: true });
  server.auth((accept, reject, handshake: { password?: Buffer | undefined }) => {
    if (asksForCertificate || handshake.password?.toString() === password) accept({});
    else reject(401);
  });
  server.on('client', (client) => {
    client.handle('BootNotification', () => ({ status: 'Accepted', interval: 300, currentTime: new Date().toISOString() }));
    client.handle('Heartbeat', () => ({ currentTime: new Date().toISOString() }));
    client.handle('StatusNotification', () => ({}));
    client.handle(() => {
      throw createRPCError('NotImplemented');
    });
  });
  const credentials = await pki.server();
  const http = createServer({
    key: credentials.map(({ key }) => key),
    cert: credentials.map(({ cert }) => cert),
    ...(asksForCertificate ? { ca: pki.root, requestCert: true, rejectUnauthorized: true } : {}),
  });
  http.on('upgrade', server.handleUpgrade);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  doors.push(http);
  servers.push(server);
  return `wss://127.0.0.1:${(http.address() as AddressInfo).port}`;
}

beforeAll(async () => {
  await loadValidators('ocpp1.6');
  pki = await createPki({ station: defaultConfig.station });
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.close({})));
  for (const http of doors) http.close();
});

/** What we find, by case; the others that need no operator pass without a word. */
const expected: Record<string, string> = {
  // Node has vouched for the certificate; whose it is, and whether it has been revoked, nobody in this CSMS asks.
  X_16_CSMS_53: 'fail: csms accepted a connection that it must refuse',
  X_16_CSMS_54: 'fail: csms accepted a connection that it must refuse',
};

it('finds in a CSMS on ocpp-rpc over TLS what is there, and no more', async () => {
  const urls = { 2: await door(false), 3: await door(true) };
  const makeParty = await loadParty('ocpp1.6', 'charger');
  const endpoints = await secureEndpoints(urls, pki, password);
  const config = { ...defaultConfig, timeouts: { answer: 5, reaction: 5, reboot: 5 } };
  const found: Record<string, string> = {};
  let played = 0;
  for (const testCase of await casesIn('ocpp1.6/csms/security')) {
    if (testCase.acts.length > 0) continue;
    const stage = openCsmsStage({
      ...{ protocol: 'ocpp1.6', config, timeScale: 1, endpoints, pki, password, url: endpoints[2]?.url ?? '', tls: { ca: pki.root } },
      operator: { can: () => false, does: async () => {} },
      party: () => makeParty(config),
      onTrace: () => {},
    });
    const { verdict, reason } = await runTestCase(testCase, stage);
    await stage.close();
    if (verdict !== 'pass') found[testCase.id] = `${verdict}: ${reason}`;
    played += 1;
  }
  expect(found).toEqual(expected);
  expect(played).toBe(9);
});

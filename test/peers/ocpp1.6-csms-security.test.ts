import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createRPCError, RPCServer } from 'ocpp-rpc';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { defaultConfig } from '../../src/engine/config.ts';
import { createPki, type Pki } from '../../src/pki/index.ts';
import { secureEndpoints } from '../../src/runner/security.ts';
import { findInCsms } from './play.ts';

// ocpp-rpc behind TLS, as its documentation shows it: the certificates are Node's affair, the password is asked for in `auth`.

const password = 'a password of 1.6';
let pki: Pki;
const doors: Server[] = [];
const servers: RPCServer[] = [];

async function door(asksForCertificate: boolean): Promise<string> {
  const server = new RPCServer({ protocols: ['ocpp1.6'], strictMode: true });
  server.auth((accept, reject, handshake: { password?: Buffer | undefined }) => {
    if (asksForCertificate || handshake.password?.toString() === password) accept({});
    else reject(401, 'Unauthorized');
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
  pki = await createPki({ station: defaultConfig.station });
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.close({})));
  for (const http of doors) http.close();
});

/** What we find, by case; the others that need no operator pass without a word. */
const expected: Record<string, string[]> = {
  // Node has vouched for the certificate; whose it is, and whether it has been revoked, nobody in this CSMS asks.
  X_16_CSMS_53: ['fail: csms accepted a connection that it must refuse'],
  X_16_CSMS_54: ['fail: csms accepted a connection that it must refuse'],
};

it('finds in a CSMS on ocpp-rpc over TLS what is there, and no more', async () => {
  const endpoints = await secureEndpoints({ 2: await door(false), 3: await door(true) }, pki, password);
  const usual = { url: endpoints[2]?.url ?? '', tls: { ca: pki.root } };
  const { found, played } = await findInCsms('ocpp1.6', 'ocpp1.6/csms/security', { ...usual, endpoints, pki, password });
  expect(found).toEqual(expected);
  expect(played).toBe(9);
});

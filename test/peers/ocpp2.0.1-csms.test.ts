import { createRPCError, RPCServer } from 'ocpp-rpc';
import { expect, it } from 'vitest';
import { type Found, findInCsms } from './play.ts';

interface Call {
  params: { idToken?: { idToken: string }; seqNo?: number };
}

/**
 * A CSMS as a user of ocpp-rpc would begin one: its README's server with strict validation, and handlers for what a station sends.
 * Nobody here wrote the library, and nobody operates this CSMS.
 */
function createServer(heard: string[] = [], asks: [string, Record<string, unknown>][] = []): RPCServer {
  const server = new RPCServer({ protocols: ['ocpp2.0.1'], strictMode: true });
  const accepted = new Set(['TAG-1', 'TAG-2']);
  const info = (idToken: { idToken: string } | undefined) => ({
    status: idToken && accepted.has(idToken.idToken) ? 'Accepted' : 'Invalid',
  });
  server.auth((accept) => accept({}));
  server.on('client', (client) => {
    const currentTime = () => new Date().toISOString();
    client.handle('BootNotification', () => {
      setImmediate(async () => {
        try {
          for (const [action, request] of asks) heard.push(`${action}: ${(await client.call(action, request)).status}`);
        } catch {
          // The station has gone: its case was over.
        }
      });
      return { status: 'Accepted', interval: 300, currentTime: currentTime() };
    });
    client.handle('NotifyReport', ({ params }: Call) => {
      heard.push(`NotifyReport ${params.seqNo}`);
      return {};
    });
    client.handle('Heartbeat', () => ({ currentTime: currentTime() }));
    client.handle('StatusNotification', () => ({}));
    client.handle('MeterValues', () => ({}));
    client.handle('Authorize', ({ params }: Call) => ({ idTokenInfo: info(params.idToken) }));
    client.handle('TransactionEvent', ({ params }: Call) => (params.idToken ? { idTokenInfo: info(params.idToken) } : {}));
    client.handle(() => {
      throw createRPCError('NotImplemented');
    });
  });
  return server;
}

const noPassword = ['inconclusive: not so: we have a password to connect with (it is "none", not "basic")'];
const misspelled = [
  expect.stringMatching(/^RPC-ERR-001: The csms used the error code "OccurenceConstraintViolation", which ocpp2\.0\.1 does not have/),
  expect.stringMatching(/^CASE-SHOULD: not so: the error code fits \(it is "OccurenceConstraintViolation"/),
];

const protocolErrorFor = (action: string) => [
  `RPC-ERR-002: The csms answered "${action}", which ocpp2.0.1 does not know, with ProtocolError`,
  expect.stringMatching(/^CASE-SHOULD: not so: the error code fits \(it is "ProtocolError"/),
];

/** What we find, by case; the others that need no operator pass without a word. */
const expected: Record<string, string[]> = {
  // It asks for no password, and we have none: nothing can be said of authentication.
  TC_A_01_CSMS: noPassword,
  TC_A_02_CSMS: noPassword,
  TC_A_03_CSMS: noPassword,
  // Its handlers know tokens, but no groups of them.
  TC_C_39_CSMS: ['fail: csms answered Authorize otherwise than expected: idTokenInfo.groupIdToken is missing, not an object'],
  // Both belong to Core and have answers of their own; the README's wildcard handler throws instead.
  TC_G_20_CSMS: [
    'fail: csms answered NotifyEvent with the CALLERROR NotImplemented ("Requested method is not known"), not with a CALLRESULT',
  ],
  TC_P_02_CSMS: [
    'fail: csms answered DataTransfer with the CALLERROR NotImplemented ("Requested method is not known"), not with a CALLRESULT',
  ],
  // In strict mode it looks for the schema before it asks the wildcard handler, and calls a missing schema a ProtocolError.
  X_201_CSMS_10: protocolErrorFor('MakeCoffee'),
  X_201_CSMS_11: protocolErrorFor('StartTransaction'),
  // OCPP 2.0.1 spells this code with two r. ocpp-rpc 2.2.1 sends 1.6's spelling, and corrects it on connections in 1.6 of all places.
  X_201_CSMS_12: misspelled,
  X_201_CSMS_17: misspelled,
  // It complains of the missing payload, but as of a wrong type.
  X_201_CSMS_22: [expect.stringMatching(/^RPC-ERR-004: The csms refused a broken frame with TypeConstraintViolation "without payload"/)],
};

async function findIn(server: RPCServer): Promise<Found> {
  const http = await server.listen(0, '127.0.0.1');
  const address = http.address();
  if (address === null || typeof address === 'string') throw new Error('ocpp-rpc does not listen on TCP');
  const result = await findInCsms('ocpp2.0.1', 'ocpp2.0.1/csms', { url: `ws://127.0.0.1:${address.port}` });
  await server.close({});
  return result;
}

it('finds in a CSMS on ocpp-rpc what is there, and no more', async () => {
  const { found, played } = await findIn(createServer());
  expect(found).toEqual(expected);
  expect(played).toBeGreaterThan(45);
});

it('finds no more in one that asks each station that boots for this and that', async () => {
  const heard: string[] = [];
  const { found } = await findIn(
    createServer(heard, [
      ['GetBaseReport', { requestId: 1, reportBase: 'FullInventory' }],
      ['TriggerMessage', { requestedMessage: 'Heartbeat' }],
      ['Reset', { type: 'OnIdle' }],
    ]),
  );
  expect(found).toEqual(expected);
  expect(new Set(heard)).toEqual(
    new Set(['GetBaseReport: Accepted', 'NotifyReport 0', 'NotifyReport 1', 'TriggerMessage: Accepted', 'Reset: Rejected']),
  );
});

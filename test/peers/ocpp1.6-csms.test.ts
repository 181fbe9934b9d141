import { createRPCError, RPCServer } from 'ocpp-rpc';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findInCsms } from './play.ts';

/**
 * A Central System as a user of ocpp-rpc would begin one: its README's server with strict validation, and handlers for what a station
 * sends. Nobody here wrote the library, and nobody operates this CSMS.
 */
function createServer(): RPCServer {
  const server = new RPCServer({ protocols: ['ocpp1.6'], strictMode: true });
  const accepted = new Set(['TAG-1', 'TAG-2']);
  const idTagInfo = (idTag: string) => ({ status: accepted.has(idTag) ? 'Accepted' : 'Invalid' });
  let transactions = 0;
  server.auth((accept) => accept({}));
  server.on('client', (client) => {
    const currentTime = () => new Date().toISOString();
    client.handle('BootNotification', () => ({ status: 'Accepted', interval: 300, currentTime: currentTime() }));
    client.handle('Heartbeat', () => ({ currentTime: currentTime() }));
    client.handle('StatusNotification', () => ({}));
    client.handle('MeterValues', () => ({}));
    client.handle('Authorize', ({ params }: Call) => ({ idTagInfo: idTagInfo(params.idTag) }));
    client.handle('StartTransaction', ({ params }: Call) => {
      transactions += 1;
      return { transactionId: transactions, idTagInfo: idTagInfo(params.idTag) };
    });
    client.handle('StopTransaction', () => ({}));
    client.handle(() => {
      throw createRPCError('NotImplemented');
    });
  });
  return server;
}

interface Call {
  params: { idTag: string };
}

const server = createServer();
let url = '';

beforeAll(async () => {
  const http = await server.listen(0, '127.0.0.1');
  const address = http.address();
  if (address === null || typeof address === 'string') throw new Error('ocpp-rpc does not listen on TCP');
  url = `ws://127.0.0.1:${address.port}`;
});

afterAll(() => server.close({}));

const withoutTls = (profile: number) =>
  expect.stringMatching(`^inconclusive: nobody told us where the CSMS lets stations in under security profile ${profile}`);

const unknownCode = (code: string) => `RPC-ERR-001: The csms used the error code "${code}", which ocpp1.6 does not have`;
const protocolErrorFor = (action: string) => [
  `RPC-ERR-002: The csms answered "${action}", which ocpp1.6 does not know, with ProtocolError`,
  expect.stringMatching(/^CASE-SHOULD: not so: the code of the error \(it is "ProtocolError"/),
];

/** What we find, by case; the others that need no operator pass without a word. */
const expected: Record<string, string[]> = {
  // Its handlers know accepted tokens only: nothing tells a blocked or an expired one from one that was never there.
  TC_023_2_CSMS: ['fail: csms answered Authorize otherwise than expected: idTagInfo.status is "Invalid", not "Expired"'],
  TC_023_3_CSMS: ['fail: csms answered Authorize otherwise than expected: idTagInfo.status is "Invalid", not "Blocked"'],
  // DataTransfer belongs to Core, and an unknown vendor has a status of its own; the README's wildcard handler throws instead.
  TC_064_CSMS: [
    'fail: csms answered DataTransfer with the CALLERROR NotImplemented ("Requested method is not known"), not with a CALLRESULT',
  ],
  // It counts every StartTransaction, also one that it has seen before.
  X_16_CSMS_08: [
    'R16-TX-017: the CSMS took a StartTransaction that was sent again for another transaction',
    expect.stringMatching(/^CASE-SHOULD: not so: the repeated start gets the id of the first/),
  ],
  // OCPP-J 1.6 spells this code with one r. ocpp-rpc 2.2.1 corrects it, on connections in 1.6 of all places.
  X_16_CSMS_22: [
    expect.stringMatching(/^RPC-ERR-001: The csms used the error code "OccurrenceConstraintViolation", which ocpp1\.6 does not have/),
    expect.stringMatching(/^CASE-SHOULD: not so: the code of the error \(it is "OccurrenceConstraintViolation"/),
  ],
  // In strict mode it looks for the schema before it asks the wildcard handler, and calls a missing schema a ProtocolError.
  X_16_CSMS_31: protocolErrorFor('MakeCoffee'),
  X_16_CSMS_32: protocolErrorFor('NotifyEvent'),
  X_16_CSMS_33: protocolErrorFor('heartbeat'),
  // These codes came with OCPP 2.0.1; the library sends them in 1.6 as well.
  X_16_CSMS_41: [unknownCode('RpcFrameworkError')],
  X_16_CSMS_42: [unknownCode('RpcFrameworkError')],
  X_16_CSMS_43: [unknownCode('MessageTypeNotSupported')],
  // It asks for no password, and we have none: nothing can be said of authentication.
  TC_085_CSMS: ['inconclusive: not so: we have a password to connect with (it is "none", not "basic")'],
  X_16_CSMS_10: ['inconclusive: not so: we have a password to connect with (it is "none", not "basic")'],
  // It listens without TLS.
  TC_086_CSMS: [withoutTls(2)],
  ...Object.fromEntries(['TC_087_CSMS', 'X_16_CSMS_51', 'X_16_CSMS_52', 'X_16_CSMS_53', 'X_16_CSMS_54'].map((id) => [id, [withoutTls(3)]])),
};

it('finds in a CSMS on ocpp-rpc what is there, and no more', async () => {
  const { found, played } = await findInCsms('ocpp1.6', 'ocpp1.6/csms', { url });
  expect(found).toEqual(expected);
  expect(played).toBeGreaterThan(30);
});

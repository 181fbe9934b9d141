import { RPCClient } from 'ocpp-rpc';
import { expect, it } from 'vitest';
import type { Features } from '../../src/engine/conditions.ts';
import { defaultConfig } from '../../src/engine/config.ts';
import { findInCharger } from './play.ts';

/** Its types demand every option, its documentation does not. */
type ClientOptions = ConstructorParameters<typeof RPCClient>[0];

/**
 * A charger as a user of ocpp-rpc would begin one: its README's client with strict validation, and simple handlers. It has two connectors,
 * a handful of keys, no meter, and nobody who operates it. Nobody here wrote the library.
 */
async function startCharger(endpoint: string): Promise<RPCClient> {
  const options = { endpoint, identity: defaultConfig.station, protocols: ['ocpp1.6'], strictMode: true };
  const client = new RPCClient(options as ClientOptions);
  const configuration = new Map([
    ['GetConfigurationMaxKeys', '10'],
    ['HeartbeatInterval', '300'],
    ['MeterValueSampleInterval', '60'],
    ['NumberOfConnectors', '2'],
    ['SupportedFeatureProfiles', 'Core,RemoteTrigger'],
  ]);
  const readonly = (key: string) => !key.endsWith('Interval');
  const statuses = new Map([0, 1, 2].map((connectorId) => [connectorId, 'Available']));
  const report = (connectorId: number) =>
    client.call('StatusNotification', { connectorId, errorCode: 'NoError', status: statuses.get(connectorId) });
  const boot = async () => {
    await client.call('BootNotification', { chargePointVendor: 'ocpp-rpc', chargePointModel: 'example' });
    for (const connectorId of statuses.keys()) await report(connectorId);
  };
  const later = (then: () => Promise<unknown>) => void setTimeout(() => then().catch(() => {}), 5);

  client.handle('ChangeAvailability', async ({ params: { connectorId, type } = {} }) => {
    if (!statuses.has(connectorId)) return { status: 'Rejected' };
    statuses.set(connectorId, type === 'Operative' ? 'Available' : 'Unavailable');
    later(() => report(connectorId));
    return { status: 'Accepted' };
  });
  client.handle('ChangeConfiguration', async ({ params: { key, value } = {} }) => {
    if (!configuration.has(key)) return { status: 'NotSupported' };
    if (readonly(key)) return { status: 'Rejected' };
    configuration.set(key, value);
    return { status: 'Accepted' };
  });
  client.handle('DataTransfer', async () => ({ status: 'UnknownVendorId' }));
  client.handle('GetConfiguration', async ({ params = {} }) => {
    const names: string[] = params.key ?? [...configuration.keys()];
    const known = [...configuration].filter(([key]) => names.includes(key));
    return {
      configurationKey: known.map(([key, value]) => ({ key, readonly: readonly(key), value })),
      unknownKey: names.filter((name) => !configuration.has(name)),
    };
  });
  client.handle('RemoteStartTransaction', async () => ({ status: 'Rejected' }));
  client.handle('Reset', async () => {
    later(boot);
    return { status: 'Accepted' };
  });
  client.handle('TriggerMessage', async ({ params: { requestedMessage, connectorId = 0 } = {} }) => {
    if (requestedMessage === 'Heartbeat') later(() => client.call('Heartbeat', {}));
    else if (requestedMessage === 'StatusNotification') later(() => report(connectorId));
    else return { status: 'NotImplemented' };
    return { status: 'Accepted' };
  });
  client.handle('UnlockConnector', async ({ params: { connectorId } = {} }) => ({
    status: statuses.has(connectorId) ? 'Unlocked' : 'NotSupported',
  }));
  await client.connect();
  await boot();
  return client;
}

/** What its user would declare. */
const features: Features = {
  DetachableCable: true,
  FixedCable: false,
  RemoteTrigger: true,
  ...{ FirmwareManagement: false, LocalAuthListManagement: false, Reservation: false, SmartCharging: false },
  ...{ AuthorizationCache: false, LocalStop: false, OfflineStart: false },
};

const unknownCode = (code: string) => `RPC-ERR-001: The charger used the error code "${code}", which ocpp1.6 does not have`;

/** What we find, by case; the others that need no operator pass without a word. */
const expected: Record<string, unknown[]> = {
  // ConnectionTimeOut belongs to Core, and this charger does not have it: what a timeout does cannot be tried.
  TC_011_2_CS: [
    'inconclusive: charger answered ChangeConfiguration otherwise than expected: status is "NotSupported", not "Accepted" or "RebootRequired"',
  ],
  // Fifteen mandatory keys are missing.
  TC_019_CS: [
    expect.stringMatching(/^fail: .*configurationKey has no item { key: "AuthorizeRemoteTxRequests" }; (configurationKey has.*){14}$/),
    'R16-CFG-001: mandatory configuration keys are missing',
  ],
  // Its handler takes any value.
  TC_040_2_CS: [
    'fail: charger answered ChangeConfiguration otherwise than expected: status is "Accepted", not "Rejected"',
    'R16-CFG-007: the value "-1" of MeterValueSampleInterval is negative, but was accepted',
  ],
  // It has no meter to report of, though it announces the profile.
  TC_054_CS: ['fail: charger answered TriggerMessage otherwise than expected: status is "NotImplemented", not "Accepted"'],
  TC_055_CS: ['fail: charger answered TriggerMessage otherwise than expected: status is "NotImplemented", not "Rejected"'],
  // These codes came with OCPP 2.0.1; the library sends them in 1.6 as well.
  X_16_CS_41: [unknownCode('RpcFrameworkError')],
  X_16_CS_42: [unknownCode('RpcFrameworkError')],
  X_16_CS_43: [unknownCode('MessageTypeNotSupported')],
  // Two more keys of Core that it does not have.
  X_16_CS_61: ['fail: charger answered ChangeConfiguration otherwise than expected: status is "NotSupported", not "Rejected"'],
  X_16_CS_62: ['fail: charger answered ChangeConfiguration otherwise than expected: status is "NotSupported", not "Rejected"'],
  // It knows its keys only as it writes them.
  X_16_CS_63: [expect.stringMatching(/^fail: .*configurationKey has 0 items, not 1; unknownKey is \["heartbeatINTERVAL"\]/)],
  // It keeps the interval, but never sends a heartbeat.
  X_16_CS_01: [expect.stringMatching(/^fail: charger did not call Heartbeat within /)],
  // Asked for all connectors it reports only connector 0.
  X_16_CS_07: [expect.stringMatching(/^fail: charger did not call StatusNotification { connectorId: 1 } within /)],
  // OCPP-J 1.6 spells this code with one r. ocpp-rpc 2.2.1 corrects it, on connections in 1.6 of all places.
  X_16_CS_22: [
    expect.stringMatching(/^RPC-ERR-001: The charger used the error code "OccurrenceConstraintViolation", which ocpp1\.6 does not have/),
    expect.stringMatching(/^CASE-SHOULD: not so: the error code says what is wrong \(it is "OccurrenceConstraintViolation"/),
  ],
};

it('finds in a charger on ocpp-rpc what is there, and no more', async () => {
  const { found, played } = await findInCharger('ocpp1.6', startCharger, features);
  expect(found).toEqual(expected);
  expect(played).toBeGreaterThan(25);
});

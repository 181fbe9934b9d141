import { RPCClient } from 'ocpp-rpc';
import { expect, it } from 'vitest';
import { defaultConfig } from '../../src/engine/config.ts';
import { findInCharger } from './play.ts';

/** Its types demand every option, its documentation does not. */
type ClientOptions = ConstructorParameters<typeof RPCClient>[0];

interface Item {
  component: { name: string };
  variable: { name: string; instance?: string };
  attributeType?: string;
  attributeValue?: string;
}

/**
 * A Charging Station as a user of ocpp-rpc would begin one: its README's client with strict validation, and simple handlers. It has two
 * EVSEs, a handful of variables, no meter, and nobody who operates it. Nobody here wrote the library.
 */
async function startCharger(endpoint: string): Promise<RPCClient> {
  const options = { endpoint, identity: defaultConfig.station, protocols: ['ocpp2.0.1'], strictMode: true };
  const client = new RPCClient(options as ClientOptions);
  const variables = new Map([
    ['OCPPCommCtrlr.OfflineThreshold', '60'],
    ['OCPPCommCtrlr.MessageTimeout', '30'],
    ['AuthCtrlr.LocalAuthorizeOffline', 'true'],
    ['AuthCtrlr.AuthorizeRemoteStart', 'false'],
  ]);
  const nameOf = ({ component, variable }: Item) => `${component.name}.${variable.name}`;
  const isKnown = ({ component }: Item) => [...variables.keys()].some((name) => name.startsWith(`${component.name}.`));
  const refusal = (item: Item) => (isKnown(item) ? 'UnknownVariable' : 'UnknownComponent');
  const statuses = new Map([1, 2].map((evseId) => [evseId, 'Available']));
  const timestamp = () => new Date().toISOString();
  const report = (evseId: number) =>
    client.call('StatusNotification', { timestamp: timestamp(), connectorStatus: statuses.get(evseId), evseId, connectorId: 1 });
  const boot = async (reason: string) => {
    await client.call('BootNotification', { reason, chargingStation: { vendorName: 'ocpp-rpc', model: 'example' } });
    for (const evseId of statuses.keys()) await report(evseId);
  };
  const later = (then: () => Promise<unknown>) => void setTimeout(() => then().catch(() => {}), 5);

  client.handle('ChangeAvailability', async ({ params: { operationalStatus, evse } = {} }) => {
    for (const evseId of evse ? [evse.id] : statuses.keys()) {
      statuses.set(evseId, operationalStatus === 'Operative' ? 'Available' : 'Unavailable');
      later(() => report(evseId));
    }
    return { status: 'Accepted' };
  });
  client.handle('DataTransfer', async () => ({ status: 'UnknownVendorId' }));
  client.handle('GetBaseReport', async ({ params: { requestId } = {} }) => {
    const reportData = [...variables].map(([key, value]) => {
      const [component, name] = key.split('.');
      return { component: { name: component }, variable: { name }, variableAttribute: [{ value }] };
    });
    later(() => client.call('NotifyReport', { requestId, generatedAt: timestamp(), seqNo: 0, reportData }));
    return { status: 'Accepted' };
  });
  client.handle('GetTransactionStatus', async () => ({ messagesInQueue: false }));
  client.handle('GetVariables', async ({ params = {} }) => ({
    getVariableResult: params.getVariableData.map(({ component, variable, attributeType = 'Actual' }: Item) => {
      const result = { component, variable, attributeType };
      const attributeValue = variables.get(nameOf(result));
      if (attributeValue === undefined) return { ...result, attributeStatus: refusal(result) };
      return { ...result, attributeStatus: 'Accepted', attributeValue };
    }),
  }));
  client.handle('RequestStartTransaction', async () => ({ status: 'Rejected' }));
  client.handle('RequestStopTransaction', async () => ({ status: 'Rejected' }));
  client.handle('Reset', async () => {
    later(() => boot('RemoteReset'));
    return { status: 'Accepted' };
  });
  client.handle('SetVariables', async ({ params = {} }) => ({
    setVariableResult: params.setVariableData.map(({ component, variable, attributeType = 'Actual', attributeValue = '' }: Item) => {
      const result = { component, variable, attributeType };
      if (!variables.has(nameOf(result))) return { ...result, attributeStatus: refusal(result) };
      if (variable.name === 'MessageTimeout') return { ...result, attributeStatus: 'Rejected' };
      variables.set(nameOf(result), attributeValue);
      return { ...result, attributeStatus: 'Accepted' };
    }),
  }));
  client.handle('TriggerMessage', async ({ params: { requestedMessage, evse } = {} }) => {
    if (requestedMessage === 'Heartbeat') later(() => client.call('Heartbeat', {}));
    else if (requestedMessage === 'StatusNotification') later(() => report(evse.id));
    else return { status: 'NotImplemented' };
    return { status: 'Accepted' };
  });
  await client.connect();
  await boot('PowerUp');
  return client;
}

const misspelt = [
  expect.stringMatching(/^RPC-ERR-001: The charger used the error code "OccurenceConstraintViolation", which ocpp2\.0\.1 does not have/),
  expect.stringMatching(/^CASE-SHOULD: not so: the code of the error \(it is "OccurenceConstraintViolation"/),
];

const almostEmpty = expect.stringMatching(/^R201-RPT-008: The FullInventory lacks OCPPCommCtrlr.* and \d+ more$/);

/** What we find, by case; the others that need no operator pass without a word. */
const expected: Record<string, unknown[]> = {
  // It does not look at how its registration was answered, and goes on as if it were accepted.
  TC_B_02_CS: [
    expect.stringMatching(/^fail: charger called StatusNotification .* which it must not$/),
    'R201-BOOT-003: The station sent StatusNotification, which the CSMS did not ask for, although it is Pending',
  ],
  TC_B_03_CS: [expect.stringMatching(/^fail: charger called StatusNotification .* which it must not$/)],
  TC_B_30_CS: ['fail: charger answered GetBaseReport with the CALLRESULT { status: "Accepted" }, not with CALLERROR SecurityError'],
  // Nor at the interval: it never sends a heartbeat.
  X_201_CS_01: [expect.stringMatching(/^fail: charger did not call Heartbeat within /), almostEmpty],
  // Its handler takes any value.
  TC_B_11_CS: [expect.stringMatching(/^fail: .*attributeStatus is "Accepted", not "Rejected"$/)],
  // Its reports say of no variable what it is, and four are not what a station must have.
  TC_B_12_CS: ['fail: not so: each variable comes with its characteristics (it has 4 items, not 0)'],
  TC_B_13_CS: ['fail: not so: each variable comes with its characteristics (it has 4 items, not 0)', almostEmpty],
  // Its handlers do not look at attributeType.
  TC_B_34_CS: [expect.stringMatching(/^fail: .*attributeStatus is "Accepted", not "NotSupportedAttributeType"/)],
  TC_B_37_CS: [expect.stringMatching(/^fail: .*attributeStatus is "Accepted", not "NotSupportedAttributeType"/)],
  // Asked for a transaction, it forgets to say whether it goes on.
  TC_E_28_CS: ['fail: charger answered GetTransactionStatus otherwise than expected: ongoingIndicator is missing, expected false'],
  // It has no TxCtrlr: what a timeout does cannot be tried.
  TC_F_04_CS: [expect.stringMatching(/^inconclusive: .*attributeStatus is "UnknownComponent", not "Accepted"$/)],
  // It has no meter, no logs and no firmware to tell of, and no lock.
  TC_F_11_CS: ['fail: charger answered TriggerMessage otherwise than expected: status is "NotImplemented", not "Accepted"'],
  TC_F_15_CS: ['fail: charger answered TriggerMessage otherwise than expected: status is "NotImplemented", not "Accepted"'],
  TC_F_18_CS: ['fail: charger answered TriggerMessage otherwise than expected: status is "NotImplemented", not "Accepted"'],
  TC_F_07_CS: [expect.stringMatching(/^fail: charger answered UnlockConnector with the CALLERROR NotImplemented/)],
  TC_F_10_CS: [expect.stringMatching(/^fail: charger answered UnlockConnector with the CALLERROR NotImplemented/)],
  // OCPP 2.0.1 spells this code with two r. ocpp-rpc 2.2.1 has the two spellings the wrong way round.
  X_201_CS_21: misspelt,
  X_201_CS_25: misspelt,
};

it('finds in a Charging Station on ocpp-rpc what is there, and no more', async () => {
  const { found, played } = await findInCharger('ocpp2.0.1', startCharger);
  expect(found).toEqual(expected);
  expect(played).toBeGreaterThan(40);
});

import { expect, it } from 'vitest';
import { defaultConfig } from '../../engine/config.ts';
import { validate } from '../../ocpp/index.ts';
import { createCharger } from './charger.ts';

const actions = ['Authorize', 'BootNotification', 'DataTransfer', 'Heartbeat', 'MeterValues', 'StartTransaction', 'StatusNotification'];

function started(id: number, connectorId: number) {
  const charger = createCharger(defaultConfig);
  const request = charger.request('StartTransaction', { connectorId });
  const response = { transactionId: id, idTagInfo: { status: 'Accepted' } };
  charger.observe({ from: 'charger', action: 'StartTransaction', request, response });
  return { charger, meterStart: Number(request.meterStart) };
}

it('fills in requests that follow the schema', () => {
  const { charger } = started(7, 1);
  for (const action of [...actions, 'StopTransaction']) {
    expect({ action, problems: validate('ocpp1.6', action, 'request', charger.request(action, {})) }).toEqual({ action, problems: [] });
  }
});

it('speaks of the transaction that is open where it speaks of one', () => {
  const { charger } = started(7, 2);
  expect(charger.request('MeterValues', { connectorId: 2 })).toMatchObject({ connectorId: 2, transactionId: 7 });
  expect(charger.request('MeterValues', { connectorId: 1 })).not.toHaveProperty('transactionId');
  expect(charger.request('StopTransaction', {})).toMatchObject({ transactionId: 7 });
  charger.observe({ from: 'charger', action: 'StopTransaction', request: { transactionId: 7 }, response: {} });
  expect(charger.knows.transactions.size).toBe(0);
  expect(charger.request('MeterValues', { connectorId: 2 })).not.toHaveProperty('transactionId');
});

it('counts energy while charging, and only then', () => {
  const { charger, meterStart } = started(7, 1);
  const energy = (connectorId: number): number => {
    const [value] = charger.request('MeterValues', { connectorId }).meterValue as [{ sampledValue: [{ value: string }] }];
    return Number(value.sampledValue[0].value);
  };
  const first = energy(1);
  expect(first).toBeGreaterThan(meterStart);
  expect(energy(1)).toBeGreaterThan(first);
  expect(energy(2)).toBe(energy(2));
  const { meterStop } = charger.request('StopTransaction', { transactionId: 7 });
  charger.observe({ from: 'charger', action: 'StopTransaction', request: { transactionId: 7 }, response: {} });
  expect(energy(1)).toBe(meterStop);
});

it('reads and changes its settings as a station does', () => {
  const charger = createCharger(defaultConfig);
  const change = (key: string, value: string) => {
    const response = charger.answer('ChangeConfiguration', { key, value });
    charger.observe({ from: 'csms', action: 'ChangeConfiguration', request: { key, value }, response: { ...response } });
    return response;
  };
  expect(change('heartbeatinterval', '20')).toEqual({ status: 'Accepted' });
  expect(change('HeartbeatInterval', '-1')).toEqual({ status: 'Rejected' });
  expect(change('NumberOfConnectors', '9')).toEqual({ status: 'Rejected' });
  expect(change('LocalPreAuthorize', 'perhaps')).toEqual({ status: 'Rejected' });
  expect(change('ColourOfTheSky', 'blue')).toEqual({ status: 'NotSupported' });
  expect(charger.answer('GetConfiguration', { key: ['HeartbeatInterval', 'ColourOfTheSky'] })).toEqual({
    configurationKey: [{ key: 'HeartbeatInterval', readonly: false, value: '20' }],
    unknownKey: ['ColourOfTheSky'],
  });
  const all = charger.answer('GetConfiguration', {});
  expect(validate('ocpp1.6', 'GetConfiguration', 'response', all)).toEqual([]);
});

it('promises what it is triggered to send, and no second boot', () => {
  const charger = createCharger(defaultConfig);
  const trigger = (request: Record<string, unknown>) => {
    const response: Record<string, unknown> = { ...charger.answer('TriggerMessage', request) };
    return { status: response.status, sends: charger.promises?.({ from: 'csms', action: 'TriggerMessage', request, response }) };
  };
  expect(trigger({ requestedMessage: 'BootNotification' })).toMatchObject({ status: 'Accepted', sends: [{ action: 'BootNotification' }] });
  charger.observe({ from: 'charger', action: 'BootNotification', request: {}, response: { status: 'Accepted' } });
  expect(trigger({ requestedMessage: 'BootNotification' })).toEqual({ status: 'Rejected', sends: [] });
  expect(trigger({ requestedMessage: 'StatusNotification' }).sends).toHaveLength(3);
  expect(trigger({ requestedMessage: 'MeterValues', connectorId: 2 })).toEqual({
    status: 'Accepted',
    sends: [{ action: 'MeterValues', given: { connectorId: 2 } }],
  });
  expect(trigger({ requestedMessage: 'StatusNotification', connectorId: 3 })).toEqual({ status: 'Rejected', sends: [] });
});

it('says of firmware that it cannot fetch what it is not there to fetch, once that is due', () => {
  const charger = createCharger(defaultConfig);
  const sends = (retrieveDate: string) =>
    charger.promises?.({ from: 'csms', action: 'UpdateFirmware', request: { location: 'ftp://x/y', retrieveDate }, response: {} });
  expect(sends('2024-05-01T10:00:00Z')).toEqual(
    ['Downloading', 'DownloadFailed'].map((status) => ({ action: 'FirmwareStatusNotification', given: { status } })),
  );
  expect(sends(new Date(Date.now() + 60_000).toISOString())).toEqual([]);
});

it('keeps the list and the limits that it has accepted, and announces that it can', () => {
  const charger = createCharger(defaultConfig);
  const hears = (action: string, request: Record<string, unknown>) => {
    const response = { ...charger.answer(action, request) };
    charger.observe({ from: 'csms', action, request, response });
    return response;
  };
  const localAuthorizationList = [{ idTag: 'TAG-1', idTagInfo: { status: 'Accepted' } }];
  expect(hears('SendLocalList', { updateType: 'Full', listVersion: 3, localAuthorizationList })).toEqual({ status: 'Accepted' });
  expect(hears('GetLocalListVersion', {})).toEqual({ listVersion: 3 });
  expect(hears('ClearChargingProfile', {})).toEqual({ status: 'Unknown' });
  const { configurationKey } = hears('GetConfiguration', { key: ['SupportedFeatureProfiles'] }) as {
    configurationKey: [{ value: string }];
  };
  expect(configurationKey[0].value).toContain('LocalAuthListManagement');
});

import { expect, it } from 'vitest';
import { defaultConfig } from '../../engine/config.ts';
import type { Party, Payload } from '../../engine/party.ts';
import { isAction, validate } from '../../ocpp/index.ts';
import { createCharger } from './charger.ts';

/** What the station answers to the CSMS, and what follows from that; all of it follows the schemas. */
function ask(party: Party, action: string, request: Payload): { answer: Payload; promised: Payload[] } {
  const answer = party.answer(action, request) as Payload;
  if (!isAction('ocpp2.0.1', action)) throw new Error(action);
  if (!('errorCode' in answer)) expect(validate('ocpp2.0.1', action, 'response', answer)).toEqual([]);
  const exchange = { from: 'csms' as const, action, request, response: answer };
  party.observe(exchange);
  const promised = (party.promises?.(exchange) ?? []).map((one) => tell(party, one.action, one.given));
  return { answer, promised };
}

function tell(party: Party, action: string, given: Payload): Payload {
  const request = party.request(action, given);
  if (!isAction('ocpp2.0.1', action)) throw new Error(action);
  expect(validate('ocpp2.0.1', action, 'request', request)).toEqual([]);
  party.observe({ from: 'charger', action, request, response: action === 'BootNotification' ? { status: 'Accepted' } : {} });
  return request;
}

const transactionInfo = { transactionId: 'T1' };
const started = { eventType: 'Started', triggerReason: 'Authorized', transactionInfo, idToken: defaultConfig.token };

it('counts the events of each transaction from 0, and meters once it is known where', () => {
  const party = createCharger(defaultConfig);
  const events = [
    tell(party, 'TransactionEvent', started),
    tell(party, 'TransactionEvent', { eventType: 'Updated', triggerReason: 'CablePluggedIn', transactionInfo }),
    tell(party, 'TransactionEvent', { eventType: 'Updated', triggerReason: 'MeterValuePeriodic', transactionInfo }),
    tell(party, 'TransactionEvent', { eventType: 'Ended', triggerReason: 'StopAuthorized', transactionInfo }),
  ];
  expect(events.map(({ seqNo }) => seqNo)).toEqual([0, 1, 2, 3]);
  expect(events.map(({ evse }) => evse)).toEqual([undefined, { id: 1, connectorId: 1 }, undefined, undefined]);
  const samples = events.flatMap(({ meterValue }) => (meterValue as { sampledValue: { value: number; context: string }[] }[]) ?? []);
  expect(samples.map(({ sampledValue }) => sampledValue[0]?.context)).toEqual(['Transaction.Begin', 'Sample.Periodic', 'Transaction.End']);
  const values = samples.map(({ sampledValue }) => sampledValue[0]?.value ?? 0);
  expect(values).toEqual([...values].sort((a, b) => a - b));
  expect(party.knows.transactions.size).toBe(0);
  expect(tell(party, 'TransactionEvent', { ...started, transactionInfo: { transactionId: 'T2' } }).seqNo).toBe(0);
});

it('keeps what is set, and refuses what its device model does not allow', () => {
  const party = createCharger(defaultConfig);
  const of = (component: string, variable: string, more: Payload = {}) => ({
    component: { name: component },
    variable: { name: variable },
    ...more,
  });
  const set = ask(party, 'SetVariables', {
    setVariableData: [
      of('OCPPCommCtrlr', 'OfflineThreshold', { attributeValue: '123' }),
      of('OCPPCommCtrlr', 'OfflineThreshold', { attributeValue: 'soon' }),
      of('SecurityCtrlr', 'SecurityProfile', { attributeValue: '0' }),
      of('TxCtrlr', 'TxStartPoint', { attributeValue: 'FullMoon' }),
    ],
  }).answer.setVariableResult as Payload[];
  expect(set.map(({ attributeStatus }) => attributeStatus)).toEqual(['Accepted', 'Rejected', 'Rejected', 'Rejected']);
  const got = ask(party, 'GetVariables', {
    getVariableData: [
      of('OCPPCommCtrlr', 'OfflineThreshold'),
      of('OCPPCommCtrlr', 'OfflineThreshold', { attributeType: 'Target' }),
      of('OCPPCommCtrlr', 'Nothing'),
      of('Nothing', 'OfflineThreshold'),
      of('SecurityCtrlr', 'BasicAuthPassword'),
    ],
  }).answer.getVariableResult as Payload[];
  expect(got.map(({ attributeStatus, attributeValue }) => [attributeStatus, attributeValue])).toEqual([
    ['Accepted', '123'],
    ['NotSupportedAttributeType', undefined],
    ['UnknownVariable', undefined],
    ['UnknownComponent', undefined],
    ['Rejected', undefined],
  ]);
});

it('reports what it was asked for, in parts that count up and end', () => {
  const party = createCharger(defaultConfig);
  const report = (requestId: number, reportBase: string) => ask(party, 'GetBaseReport', { requestId, reportBase }).promised;
  const size = (parts: Payload[]) => parts.flatMap(({ reportData }) => reportData).length;
  const full = report(7, 'FullInventory');
  expect(full.map(({ requestId, seqNo, tbc }) => [requestId, seqNo, tbc])).toEqual([
    [7, 0, true],
    [7, 1, false],
  ]);
  expect(size(full)).toBeGreaterThan(size(report(8, 'ConfigurationInventory')));
  // One state of the station, one of each EVSE, one of each connector.
  expect(size(report(9, 'SummaryInventory'))).toBe(5);
});

it('sends what is triggered, and only that', () => {
  const party = createCharger(defaultConfig);
  const trigger = (request: Payload) => {
    const { answer, promised } = ask(party, 'TriggerMessage', request);
    return [answer.status, promised.length];
  };
  expect(trigger({ requestedMessage: 'BootNotification' })).toEqual(['Accepted', 1]);
  expect(trigger({ requestedMessage: 'BootNotification' })).toEqual(['Rejected', 0]);
  expect(trigger({ requestedMessage: 'Heartbeat' })).toEqual(['Accepted', 1]);
  expect(trigger({ requestedMessage: 'MeterValues' })).toEqual(['Accepted', 2]);
  expect(trigger({ requestedMessage: 'MeterValues', evse: { id: 2 } })).toEqual(['Accepted', 1]);
  expect(trigger({ requestedMessage: 'StatusNotification' })).toEqual(['Rejected', 0]);
  expect(trigger({ requestedMessage: 'StatusNotification', evse: { id: 1, connectorId: 1 } })).toEqual(['Accepted', 1]);
  expect(trigger({ requestedMessage: 'SignV2GCertificate' })).toEqual(['NotImplemented', 0]);
});

it('reports each connector that goes out of service, once', () => {
  const party = createCharger(defaultConfig);
  const change = (request: Payload) =>
    ask(party, 'ChangeAvailability', request).promised.map(({ evseId, connectorStatus }) => [evseId, connectorStatus]);
  expect(change({ operationalStatus: 'Inoperative', evse: { id: 2 } })).toEqual([[2, 'Unavailable']]);
  expect(change({ operationalStatus: 'Inoperative' })).toEqual([[1, 'Unavailable']]);
  expect(change({ operationalStatus: 'Operative' })).toEqual([
    [1, 'Available'],
    [2, 'Available'],
  ]);
  expect(ask(party, 'ChangeAvailability', { operationalStatus: 'Inoperative', evse: { id: 9 } }).answer).toEqual({ status: 'Rejected' });
});

it('ends the transaction that it is asked to stop, and no other', () => {
  const party = createCharger(defaultConfig);
  tell(party, 'TransactionEvent', started);
  expect(ask(party, 'RequestStopTransaction', { transactionId: 'another' })).toEqual({ answer: { status: 'Rejected' }, promised: [] });
  const { answer, promised } = ask(party, 'RequestStopTransaction', { transactionId: 'T1' });
  expect(answer).toEqual({ status: 'Accepted' });
  expect(promised).toMatchObject([{ eventType: 'Ended', triggerReason: 'RemoteStop', seqNo: 1 }]);
});

it('refuses what it could not follow up, and what it does not have', () => {
  const party = createCharger(defaultConfig);
  expect(ask(party, 'Reset', { type: 'OnIdle' }).answer).toEqual({ status: 'Rejected' });
  expect(ask(party, 'ReserveNow', {}).answer).toEqual({ errorCode: 'NotSupported' });
});

import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../engine/config.ts';
import type { Payload } from '../../engine/party.ts';
import { validate } from '../../ocpp/index.ts';
import { createCsms } from './csms.ts';

const start = { connectorId: 1, idTag: 'TAG-1', meterStart: 10, timestamp: '2026-01-01T00:00:00Z' };

/** A CALL of the charger with our usual answer. */
function hear(csms: ReturnType<typeof createCsms>, action: string, request: Payload): Payload {
  const response = csms.answer(action, request) as Payload;
  csms.observe({ from: 'charger', action, request, response });
  return response;
}

describe('the CSMS that we play in OCPP 1.6', () => {
  it.each([
    ['TAG-1', { status: 'Accepted', parentIdTag: 'GROUP-1' }],
    ['tag-2', { status: 'Accepted', parentIdTag: 'GROUP-1' }],
    ['TAG-BLOCKED', { status: 'Blocked' }],
    ['TAG-EXPIRED', { status: 'Expired' }],
    ['anything else', { status: 'Invalid' }],
  ])('says of the token %s what is configured', (idTag, idTagInfo) => {
    expect(createCsms(defaultConfig).answer('Authorize', { idTag })).toEqual({ idTagInfo });
  });

  it('gives each transaction an id of its own, and the same one to a repeated start', () => {
    const csms = createCsms(defaultConfig);
    const first = hear(csms, 'StartTransaction', start).transactionId;
    expect(hear(csms, 'StartTransaction', start).transactionId).toBe(first);
    expect(hear(csms, 'StartTransaction', { ...start, connectorId: 2 }).transactionId).not.toBe(first);
    expect([...csms.knows.transactions.values()].map(({ connectorId }) => connectorId)).toEqual([1, 2]);
  });

  it.each(['RemoteStartTransaction', 'ReserveNow', 'ChangeAvailability', 'UnlockConnector', 'DataTransfer', 'SendLocalList', 'Reset'])(
    'fills in a valid %s',
    (action) => {
      expect(validate('ocpp1.6', action, 'request', createCsms(defaultConfig).request(action, {}))).toEqual([]);
    },
  );

  it('knows the charger: its registration, its connectors and what goes on at them', () => {
    const csms = createCsms(defaultConfig);
    const { knows } = csms;
    hear(csms, 'BootNotification', { chargePointVendor: 'V', chargePointModel: 'M' });
    hear(csms, 'StatusNotification', { connectorId: 1, status: 'Available', errorCode: 'NoError' });
    const { transactionId } = hear(csms, 'StartTransaction', start);
    expect(knows).toMatchObject({ registered: true, identity: { chargePointVendor: 'V', chargePointModel: 'M' } });
    expect(knows.connectors.get('1')).toBe('Available');
    expect(knows.transactions.get(String(transactionId))).toEqual({ id: transactionId, connectorId: 1, idToken: 'TAG-1' });
    hear(csms, 'StopTransaction', { transactionId, meterStop: 20, timestamp: start.timestamp });
    expect(knows.transactions.size).toBe(0);
  });

  it('learns of a transaction that began before it was there, and forgets one that the charger does not have', () => {
    const csms = createCsms(defaultConfig);
    hear(csms, 'MeterValues', { connectorId: 2, transactionId: 7, meterValue: [] });
    expect(csms.knows.transactions.get('7')).toEqual({ id: 7, connectorId: 2 });
    csms.observe({ from: 'csms', action: 'RemoteStopTransaction', request: { transactionId: 7 }, response: { status: 'Rejected' } });
    expect(csms.knows.transactions.size).toBe(0);
  });

  it('takes a charger that answers for registered, unless it is the one that refuses it', () => {
    const csms = createCsms(defaultConfig);
    const answered = { from: 'csms', action: 'GetConfiguration', request: {}, response: { configurationKey: [] } } as const;
    csms.observe(answered);
    expect(csms.knows.registered).toBe(true);
    csms.observe({ from: 'charger', action: 'BootNotification', request: {}, response: { status: 'Pending' } });
    csms.observe(answered);
    expect(csms.knows.registered).toBe(false);
  });

  it('expects a charger to register again after a reset', () => {
    const csms = createCsms(defaultConfig);
    hear(csms, 'BootNotification', {});
    csms.observe({ from: 'csms', action: 'Reset', request: { type: 'Soft' }, response: { status: 'Accepted' } });
    expect(csms.knows.registered).toBe(false);
  });
});

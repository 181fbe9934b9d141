import { expect, it } from 'vitest';
import { defaultConfig } from '../../engine/config.ts';
import { validate } from '../../ocpp/index.ts';
import { createDesk } from './csms-desk.ts';
import { createOffice } from './csms-office.ts';

type Payload = Record<string, unknown>;

/** A desk whose station gives these answers; what it has been called comes in order. */
function desk(answers: Record<string, Payload[]> = {}) {
  const office = createOffice(defaultConfig);
  const { canDo, does } = createDesk(office);
  const heard: { action: string; request: Payload }[] = [];
  const call = async (action: string, request: object): Promise<Payload> => {
    expect({ action, problems: validate('ocpp1.6', action, 'request', request) }).toEqual({ action, problems: [] });
    heard.push({ action, request: { ...request } });
    return answers[action]?.shift() ?? { status: 'Accepted' };
  };
  return { office, canDo, heard, does: async (act: string, wish: Payload) => void (await does(act, wish, { station: 'CP-1', call })) };
}

const entries = [{ idToken: 'TAG-1' }, { idToken: 'TAG-BLOCKED' }];

it('gives each list a higher version than the one before, and asks where it knows none', async () => {
  const { does, heard } = desk({ GetLocalListVersion: [{ listVersion: 7 }] });
  await does('sendLocalList', { kind: 'differential', entries: [{ idToken: 'TAG-1' }] });
  await does('sendLocalList', { kind: 'differential', entries });
  await does('sendLocalList', { kind: 'full', entries });
  expect(heard.map(({ request }) => [request.updateType, request.listVersion])).toEqual([
    [undefined, undefined],
    ['Differential', 8],
    ['Differential', 9],
    ['Full', 10],
  ]);
  expect(heard[3]?.request.localAuthorizationList).toMatchObject([
    { idTag: 'TAG-1', idTagInfo: { status: 'Accepted' } },
    { idTag: 'TAG-BLOCKED', idTagInfo: { status: 'Blocked' } },
  ]);
});

it('sends the whole list after a change that did not fit, and leaves it at that where there can be none', async () => {
  const { does, heard } = desk({ SendLocalList: [{ status: 'Accepted' }, { status: 'VersionMismatch' }, { status: 'NotSupported' }] });
  await does('sendLocalList', { kind: 'full', entries: [{ idToken: 'TAG-1' }] });
  await does('sendLocalList', { kind: 'differential', entries: [{ idToken: 'TAG-2' }] });
  expect(heard.at(-1)?.request).toMatchObject({
    updateType: 'Full',
    listVersion: 3,
    localAuthorizationList: [{ idTag: 'TAG-1' }, { idTag: 'TAG-2' }],
  });
  await does('sendLocalList', { kind: 'differential', entries });
  expect(heard).toHaveLength(4);
});

it('never gives two reservations the same id', async () => {
  const { does, heard } = desk();
  await does('reserve', { idToken: 'TAG-1', minutes: 1 });
  await does('reserve', { connectorId: 2, idToken: 'TAG-1', groupId: 'GROUP-1', minutes: 1 });
  expect(heard.map(({ request }) => request)).toMatchObject([
    { connectorId: 0, reservationId: 1 },
    { connectorId: 2, reservationId: 2, parentIdTag: 'GROUP-1' },
  ]);
});

it('limits the transaction that runs, and says so where none does', async () => {
  const { does, heard, office } = desk();
  const wish = { connectorId: 1, of: 'runningTransaction', amperes: 6 };
  await expect(does('limitCharging', wish)).rejects.toThrow('nobody charges at connector 1');
  const { transactionId } = office.start('CP-1', { connectorId: 1, idTag: 'TAG-1', meterStart: 0, timestamp: '2024-05-01T10:00:00Z' });
  await does('limitCharging', wish);
  expect(heard).toMatchObject([
    {
      action: 'SetChargingProfile',
      request: {
        connectorId: 1,
        csChargingProfiles: { chargingProfilePurpose: 'TxProfile', transactionId, chargingProfileKind: 'Relative' },
      },
    },
  ]);
  office.stop('CP-1', transactionId, undefined);
  await expect(does('limitCharging', wish)).rejects.toThrow('nobody charges');
});

it('limits a station as a whole at no connector, from now on', async () => {
  const { does, heard } = desk();
  await expect(does('limitCharging', { connectorId: 1, of: 'station', amperes: 20 })).rejects.toThrow('that of no connector');
  await does('limitCharging', { of: 'station', amperes: 20 });
  expect(heard[0]?.request.csChargingProfiles).toMatchObject({
    chargingProfilePurpose: 'ChargePointMaxProfile',
    chargingProfileKind: 'Absolute',
    chargingSchedule: { startSchedule: expect.any(String) },
  });
});

it('says what it has no way to do', async () => {
  const { canDo, does } = desk();
  expect([canDo('reserve'), canDo('requestReport'), canDo('toString')]).toEqual([true, false, false]);
  await expect(does('requestReport', {})).rejects.toThrow('no way to requestReport');
});

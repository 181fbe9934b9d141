import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { actions, initiatorOf, isAction, isUnconfirmed, mayInitiate } from './actions.ts';
import { protocolVersions } from './protocol.ts';

const files = { 'ocpp1.6': 'ocpp1_6', 'ocpp2.0.1': 'ocpp2_0_1', 'ocpp2.1': 'ocpp2_1' };
const counts = { 'ocpp1.6': 39, 'ocpp2.0.1': 64, 'ocpp2.1': 91 };

const schemaIds = (version: keyof typeof files): string[] => {
  const path = createRequire(import.meta.url).resolve(`ocpp-rpc/lib/schemas/${files[version]}.json`);
  const schemas: { $id: string }[] = JSON.parse(readFileSync(path, 'utf8'));
  return schemas.map(({ $id }) => $id.replace(/^urn:/, ''));
};

describe.each(protocolVersions)('%s', (version) => {
  test('has exactly the actions that have schemas', () => {
    const named = new Set(schemaIds(version).map((id) => id.replace(/(\.req|\.conf|Request|Response)$/, '')));
    expect(Object.keys(actions[version]).sort()).toEqual([...named].sort());
    expect(named.size).toBe(counts[version]);
  });

  test('answers every action but the unconfirmed ones', () => {
    const answered = schemaIds(version).filter((id) => /(\.conf|Response)$/.test(id)).length;
    expect(answered).toBe(Object.keys(actions[version]).filter((action) => !isUnconfirmed(action)).length);
  });

  test('lets a role initiate its own actions and those of both', () => {
    expect(mayInitiate(version, 'charger', 'BootNotification')).toBe(true);
    expect(mayInitiate(version, 'csms', 'BootNotification')).toBe(false);
    expect(mayInitiate(version, 'csms', 'Reset')).toBe(true);
    expect(mayInitiate(version, 'charger', 'Reset')).toBe(false);
    expect(mayInitiate(version, 'charger', 'DataTransfer') && mayInitiate(version, 'csms', 'DataTransfer')).toBe(true);
  });

  test.each(['bootNotification', 'BootNotificationRequest', '', 'toString', '__proto__', 'constructor', '../validators'])(
    'does not know %s',
    (action) => {
      expect(isAction(version, action)).toBe(false);
      expect(initiatorOf(version, action)).toBeUndefined();
      expect(mayInitiate(version, 'charger', action)).toBe(false);
    },
  );
});

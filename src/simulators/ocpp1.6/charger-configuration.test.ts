import { describe, expect, it } from 'vitest';
import { changeKey, count, createConfiguration, list, readKeys, takeEffect } from './charger-configuration.ts';

/** The keys of 1.6 §9 as amended by its errata, and those of the security whitepaper but for AuthorizationKey, which cannot be read. */
const standardKeys = 50;
const everything = { FirmwareManagement: true, Reservation: true, SmartCharging: true, SecurityProfile2: true };

describe('the keys', () => {
  it('are all those of the specification, if the charger has all profiles', () => {
    expect(readKeys(createConfiguration(2, everything)).configurationKey).toHaveLength(standardKeys);
  });

  it('are those of the profiles that the charger has', () => {
    const configuration = createConfiguration(2, { LocalAuthListManagement: false, SmartCharging: true });
    const names = readKeys(configuration).configurationKey.map(({ key }) => key);
    expect(names).toContain('MaxChargingProfilesInstalled');
    expect(names.filter((name) => name.includes('LocalList') || name.includes('LocalAuthList'))).toEqual([]);
    expect(readKeys(configuration, ['SupportedFeatureProfiles']).configurationKey[0]?.value).toMatch(/^Core,.*SmartCharging/);
  });

  it('are read all together, or those asked for in any case', () => {
    const configuration = createConfiguration(2);
    expect(readKeys(configuration).configurationKey).toHaveLength(configuration.keys.size);
    expect(readKeys(configuration, ['numberofconnectors', 'Nonsense', 'NumberOfConnectors'])).toEqual({
      configurationKey: [{ key: 'NumberOfConnectors', readonly: true, value: '2' }],
      unknownKey: ['Nonsense'],
    });
  });

  it('of a charger that has its cable attached unlock nothing', () => {
    const configuration = createConfiguration(2, { FixedCable: true });
    const key = 'UnlockConnectorOnEVSideDisconnect';
    expect(readKeys(configuration, [key]).configurationKey).toEqual([{ key, readonly: true, value: 'false' }]);
  });
});

it.each([
  ['HeartbeatInterval', '60', 'Accepted'],
  ['heartbeatinterval', '60', 'Accepted'],
  ['HeartbeatInterval', '-1', 'Rejected'],
  ['HeartbeatInterval', 'soon', 'Rejected'],
  ['HeartbeatInterval', '1.5', 'Rejected'],
  ['HeartbeatInterval', '', 'Rejected'],
  ['LightIntensity', '100', 'Accepted'],
  ['LightIntensity', '101', 'Rejected'],
  ['ClockAlignedDataInterval', '86401', 'Rejected'],
  ['LocalPreAuthorize', 'TRUE', 'Accepted'],
  ['LocalPreAuthorize', '1', 'Rejected'],
  ['MeterValuesSampledData', 'Voltage, Current.Import', 'Accepted'],
  ['MeterValuesSampledData', 'Voltage,Foo.Bar', 'Rejected'],
  ['MeterValuesSampledData', 'Voltage,Voltage', 'Rejected'],
  ['MeterValuesSampledData', '', 'Accepted'],
  ['ConnectorPhaseRotation', '0.RST,1.NotApplicable', 'Accepted'],
  ['ConnectorPhaseRotation', 'RST', 'Rejected'],
  ['ConnectorPhaseRotation', '0.RST,1.RST,2.RST,3.RST', 'Rejected'],
  ['NumberOfConnectors', '3', 'Rejected'],
  ['SupportedFeatureProfiles', 'Core', 'Rejected'],
  ['LocalAuthListEnabled', 'false', 'Accepted'],
  ['WebSocketPingInterval', '-1', 'Rejected'],
  ['WebSocketPingInterval', '0', 'Accepted'],
  ['WebSocketPingInterval', '30', 'RebootRequired'],
  ['Testing', 'true', 'NotSupported'],
  ['__proto__', 'true', 'NotSupported'],
])('changes %s to %j: %s', (key, value, status) => {
  const configuration = createConfiguration(2);
  const before = readKeys(configuration, [key]);
  expect(changeKey(configuration, key, value).status).toBe(status);
  const after = readKeys(configuration, [key]);
  if (status === 'Accepted' || status === 'RebootRequired') expect(after.configurationKey[0]?.value).toBe(value);
  else expect(after).toEqual(before);
});

it('lets a value that needs a reboot count after it, and not before', () => {
  const configuration = createConfiguration(2);
  const key = 'WebSocketPingInterval';
  expect(changeKey(configuration, key, '30').status).toBe('RebootRequired');
  expect(changeKey(configuration, key, '40').status).toBe('RebootRequired');
  expect(count(configuration, key)).toBe(0);
  takeEffect(configuration);
  expect(count(configuration, key)).toBe(40);
  expect(changeKey(configuration, key, '0').status).toBe('RebootRequired');
  expect(changeKey(configuration, key, '40').status).toBe('Accepted');
});

it('takes lists apart', () => {
  const configuration = createConfiguration(2);
  changeKey(configuration, 'MeterValuesSampledData', 'Voltage, Current.Import');
  expect(list(configuration, 'MeterValuesSampledData')).toEqual(['Voltage', 'Current.Import']);
});

import { expect, it } from 'vitest';
import { changeKey, createConfiguration, list, readKeys } from './charger-configuration.ts';

it('reads all keys, or those asked for in any case', () => {
  const configuration = createConfiguration(2);
  expect(readKeys(configuration).configurationKey).toHaveLength(configuration.size);
  expect(readKeys(configuration, ['numberofconnectors', 'Nonsense', 'NumberOfConnectors'])).toEqual({
    configurationKey: [{ key: 'NumberOfConnectors', readonly: true, value: '2' }],
    unknownKey: ['Nonsense'],
  });
});

it.each([
  ['HeartbeatInterval', '60', 'Accepted'],
  ['heartbeatinterval', '60', 'Accepted'],
  ['HeartbeatInterval', '-1', 'Rejected'],
  ['HeartbeatInterval', 'soon', 'Rejected'],
  ['LocalPreAuthorize', 'TRUE', 'Accepted'],
  ['LocalPreAuthorize', '1', 'Rejected'],
  ['MeterValuesSampledData', 'Voltage, Current.Import', 'Accepted'],
  ['MeterValuesSampledData', 'Voltage,Foo.Bar', 'Rejected'],
  ['MeterValuesSampledData', '', 'Accepted'],
  ['ConnectorPhaseRotation', '0.RST,1.NotApplicable', 'Accepted'],
  ['ConnectorPhaseRotation', 'RST', 'Rejected'],
  ['NumberOfConnectors', '3', 'Rejected'],
  ['Testing', 'true', 'NotSupported'],
])('changes %s to %j: %s', (key, value, status) => {
  const configuration = createConfiguration(2);
  const before = readKeys(configuration, [key]);
  expect(changeKey(configuration, key, value).status).toBe(status);
  const after = readKeys(configuration, [key]);
  if (status === 'Accepted') expect(after.configurationKey[0]?.value).toBe(value);
  else expect(after).toEqual(before);
});

it('takes lists apart', () => {
  const configuration = createConfiguration(2);
  changeKey(configuration, 'MeterValuesSampledData', 'Voltage, Current.Import');
  expect(list(configuration, 'MeterValuesSampledData')).toEqual(['Voltage', 'Current.Import']);
});

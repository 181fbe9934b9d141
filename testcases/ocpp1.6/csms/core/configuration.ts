import { defineTestCase, omitted, oneOf } from 'ocppliance';
import { booted, carriesOn } from '../../../states/ocpp1.6-csms.ts';

export const allSettings = defineTestCase({
  id: 'TC_019_1_CSMS',
  title: 'Reads all settings of a station',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §5.8', '1.6 §6.24'],
  given: [booted],
  acts: ['readSettings'],
  async run({ charger, csms, operator }) {
    await operator.does('readSettings', { settings: [] });
    await csms.calls('GetConfiguration', { key: oneOf<string[]>([], omitted) });
    await carriesOn(charger);
  },
});

export const oneSetting = defineTestCase({
  id: 'TC_019_2_CSMS',
  title: 'Reads one setting of a station by its name',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §5.8', '1.6 §9.1.29'],
  given: [booted],
  acts: ['readSettings'],
  async run({ charger, csms, operator }) {
    await operator.does('readSettings', { settings: [{ name: 'SupportedFeatureProfiles' }] });
    await csms.calls('GetConfiguration', { key: ['SupportedFeatureProfiles'] });
    await carriesOn(charger);
  },
});

export const changedSetting = defineTestCase({
  id: 'TC_021_CSMS',
  title: 'Changes a setting of a station',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §5.3', '1.6 §9.1.19'],
  given: [booted],
  acts: ['writeSetting'],
  async run({ charger, csms, operator }) {
    await operator.does('writeSetting', { name: 'MeterValueSampleInterval', value: '60' });
    await csms.calls('ChangeConfiguration', { key: 'MeterValueSampleInterval', value: '60' });
    await carriesOn(charger);
  },
});

export const unknownSetting = defineTestCase({
  id: 'TC_040_1_CSMS',
  title: 'Puts up with a station that does not have the setting it is to change',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §5.3'],
  given: [booted],
  acts: ['writeSetting'],
  async run({ charger, csms, operator }) {
    charger.answers('ChangeConfiguration', { status: 'NotSupported' }, { times: 'always' });
    await operator.does('writeSetting', { name: 'ColourOfTheSky', value: 'blue' });
    // A back office that only offers the settings it knows may take any of them.
    await csms.calls('ChangeConfiguration');
    await carriesOn(charger);
  },
});

export const refusedValue = defineTestCase({
  id: 'TC_040_2_CSMS',
  title: 'Puts up with a station that rejects the value of a setting',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §5.3', '1.6 §9.1.19'],
  given: [booted],
  acts: ['writeSetting'],
  async run({ charger, csms, operator }) {
    charger.answers('ChangeConfiguration', { status: 'Rejected' }, { times: 'always' });
    await operator.does('writeSetting', { name: 'MeterValueSampleInterval', value: '-1' });
    await csms.calls('ChangeConfiguration', { key: 'MeterValueSampleInterval', value: '-1' });
    await carriesOn(charger);
  },
});

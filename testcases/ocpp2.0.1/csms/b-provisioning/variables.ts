import { contains, defineTestCase } from 'ocppliance';
import { booted, carriesOn, variable } from '../../../states/ocpp2.0.1-csms.ts';

const offlineThreshold = { component: 'OCPPCommCtrlr', name: 'OfflineThreshold' };
const authorizeRemoteStart = { component: 'AuthCtrlr', name: 'AuthorizeRemoteStart' };

export const readsVariable = defineTestCase({
  id: 'TC_B_06_CSMS',
  title: 'Reads one variable of a station',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['B06.FR.01', 'B06.FR.02', 'B06.FR.03', 'B06.FR.04', 'B06.FR.10', 'B06.FR.11'],
  given: [booted],
  acts: ['readSettings'],
  async run({ csms, operator }) {
    await operator.does('readSettings', { settings: [offlineThreshold] });
    await csms.calls('GetVariables', { getVariableData: contains(variable('OCPPCommCtrlr', 'OfflineThreshold')) });
  },
});

export const readsVariables = defineTestCase({
  id: 'TC_B_07_CSMS',
  title: 'Reads several variables of a station in one request',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['B06.FR.01', 'B06.FR.02', 'B06.FR.03'],
  requires: 'C-45',
  given: [booted],
  acts: ['readSettings'],
  async run({ csms, operator }) {
    await operator.does('readSettings', { settings: [offlineThreshold, authorizeRemoteStart] });
    await csms.calls('GetVariables', {
      getVariableData: contains(variable('OCPPCommCtrlr', 'OfflineThreshold'), variable('AuthCtrlr', 'AuthorizeRemoteStart')),
    });
  },
});

export const writesVariable = defineTestCase({
  id: 'TC_B_09_CSMS',
  title: 'Sets one variable of a station',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['B05.FR.01', 'B05.FR.02', 'B05.FR.03', 'B05.FR.10', 'B05.FR.12'],
  given: [booted],
  acts: ['writeSetting'],
  async run({ csms, operator }) {
    await operator.does('writeSetting', { ...offlineThreshold, value: '123' });
    await csms.calls('SetVariables', {
      setVariableData: contains({ ...variable('OCPPCommCtrlr', 'OfflineThreshold'), attributeValue: '123' }),
    });
  },
});

export const writesVariables = defineTestCase({
  id: 'TC_B_10_CSMS',
  title: 'Sets several variables of a station in one request',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['B05.FR.01', 'B05.FR.02', 'B05.FR.03'],
  requires: 'C-46',
  given: [booted],
  acts: ['writeSettings'],
  async run({ csms, operator }) {
    await operator.does('writeSettings', {
      settings: [
        { ...offlineThreshold, value: '123' },
        { ...authorizeRemoteStart, value: 'false' },
      ],
    });
    await csms.calls('SetVariables', {
      setVariableData: contains(
        { ...variable('OCPPCommCtrlr', 'OfflineThreshold'), attributeValue: '123' },
        { ...variable('AuthCtrlr', 'AuthorizeRemoteStart'), attributeValue: 'false' },
      ),
    });
  },
});

export const valueRefused = defineTestCase({
  id: 'X_201_CSMS_02',
  title: 'Goes on when a station rejects the value of a variable',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  profile: 'Core',
  spec: ['B05.FR.08', 'B05.FR.09'],
  given: [booted],
  acts: ['writeSetting'],
  async run({ charger, csms, operator }) {
    charger.answers('SetVariables', ({ setVariableData }) => ({
      setVariableResult: setVariableData.map(({ component, variable, attributeType = 'Actual' }) => ({
        ...{ component, variable, attributeType },
        attributeStatus: 'Rejected' as const,
      })),
    }));
    await operator.does('writeSetting', { ...offlineThreshold, value: '0' });
    await csms.calls('SetVariables', {
      setVariableData: contains({ ...variable('OCPPCommCtrlr', 'OfflineThreshold'), attributeValue: '0' }),
    });
    await carriesOn(charger);
  },
});

export const variableUnknown = defineTestCase({
  id: 'X_201_CSMS_03',
  title: 'Goes on when a station does not know a variable',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  profile: 'Core',
  spec: ['B06.FR.07'],
  given: [booted],
  acts: ['readSettings'],
  async run({ charger, csms, operator }) {
    charger.answers('GetVariables', ({ getVariableData }) => ({
      getVariableResult: getVariableData.map(({ component, variable, attributeType = 'Actual' }) => ({
        ...{ component, variable, attributeType },
        attributeStatus: 'UnknownVariable' as const,
      })),
    }));
    await operator.does('readSettings', { settings: [offlineThreshold] });
    await csms.calls('GetVariables', { getVariableData: contains(variable('OCPPCommCtrlr', 'OfflineThreshold')) });
    await carriesOn(charger);
  },
});

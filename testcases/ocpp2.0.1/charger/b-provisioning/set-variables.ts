import { contains, defineTestCase } from 'ocppliance';
import { configured, registered, variable } from '../../../states/ocpp2.0.1-charger.ts';

const offlineThreshold = { component: { name: 'OCPPCommCtrlr' }, variable: { name: 'OfflineThreshold' } };
const localAuthorizeOffline = { component: { name: 'AuthCtrlr' }, variable: { name: 'LocalAuthorizeOffline' } };
const authorizeRemoteStart = { component: { name: 'AuthCtrlr' }, variable: { name: 'AuthorizeRemoteStart' } };
const messageTimeout = { component: { name: 'OCPPCommCtrlr' }, variable: { name: 'MessageTimeout', instance: 'Default' } };
const unknownComponent = { component: { name: 'UnknownComponent' }, variable: { name: 'OfflineThreshold' } };
const unknownVariable = { component: { name: 'OCPPCommCtrlr' }, variable: { name: 'UnknownVariable' } };
const actual = { attributeType: 'Actual' } as const;

export const single = defineTestCase({
  id: 'TC_B_09_CS',
  title: 'Takes a new value for a variable, and has it from then on',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['B05.FR.01', 'B05.FR.02', 'B05.FR.03', 'B05.FR.10', 'B05.FR.12'],
  given: [configured('OCPPCommCtrlr', 'OfflineThreshold', '60')],
  async run({ csms, check }) {
    await csms.calls(
      'SetVariables',
      { setVariableData: [{ ...offlineThreshold, ...actual, attributeValue: '300' }] },
      { setVariableResult: [{ ...offlineThreshold, ...actual, attributeStatus: 'Accepted' }] },
    );
    await check('the variable has the new value', await variable(csms, 'OCPPCommCtrlr', 'OfflineThreshold'), '300');
  },
});

export const several = defineTestCase({
  id: 'TC_B_10_CS',
  title: 'Takes new values for several variables at once',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['B05.FR.01', 'B05.FR.02', 'B05.FR.03', 'B05.FR.10', 'B05.FR.12'],
  given: [configured('OCPPCommCtrlr', 'OfflineThreshold', '60'), configured('AuthCtrlr', 'LocalAuthorizeOffline', 'true')],
  async run({ csms, check }) {
    const { setVariableResult } = await csms.calls(
      'SetVariables',
      {
        setVariableData: [
          { ...offlineThreshold, ...actual, attributeValue: '300' },
          { ...localAuthorizeOffline, ...actual, attributeValue: 'true' },
        ],
      },
      {
        setVariableResult: contains(
          { ...offlineThreshold, ...actual, attributeStatus: 'Accepted' },
          { ...localAuthorizeOffline, ...actual, attributeStatus: 'Accepted' },
        ),
      },
    );
    await check('there is one result for each variable', setVariableResult.length, 2);
    await check('the first has its new value', await variable(csms, 'OCPPCommCtrlr', 'OfflineThreshold'), '300');
    await check('the second has its value', await variable(csms, 'AuthCtrlr', 'LocalAuthorizeOffline'), 'true');
  },
});

export const invalidValues = defineTestCase({
  id: 'TC_B_11_CS',
  title: 'Refuses values that are not of the type of the variable, and keeps the old one',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['B05.FR.07'],
  given: [configured('OCPPCommCtrlr', 'OfflineThreshold', '300')],
  async run({ csms, check }) {
    const now = new Date().toISOString();
    const refused = [
      ...['true', now, 'abc'].map((attributeValue) => ({ ...offlineThreshold, attributeValue })),
      ...['300', '300.1', now, 'abc'].map((attributeValue) => ({ ...authorizeRemoteStart, attributeValue })),
    ];
    const remoteStart = await variable(csms, 'AuthCtrlr', 'AuthorizeRemoteStart');
    for (const item of refused) {
      await csms.calls('SetVariables', { setVariableData: [item] }, { setVariableResult: [{ attributeStatus: 'Rejected' }] });
    }
    await check('the integer is as it was', await variable(csms, 'OCPPCommCtrlr', 'OfflineThreshold'), '300');
    await check('the boolean is as it was', await variable(csms, 'AuthCtrlr', 'AuthorizeRemoteStart'), remoteStart);
  },
});

export const componentUnknown = defineTestCase({
  id: 'TC_B_35_CS',
  title: 'Does not set a variable of a component that it does not have',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['B05.FR.04'],
  given: [registered],
  async run({ csms }) {
    await csms.calls(
      'SetVariables',
      { setVariableData: [{ ...unknownComponent, attributeValue: '300' }] },
      { setVariableResult: [{ ...unknownComponent, attributeStatus: 'UnknownComponent' }] },
    );
  },
});

export const variableUnknown = defineTestCase({
  id: 'TC_B_36_CS',
  title: 'Does not set a variable that its component does not have',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['B05.FR.05'],
  given: [registered],
  async run({ csms }) {
    await csms.calls(
      'SetVariables',
      { setVariableData: [{ ...unknownVariable, attributeValue: '300' }] },
      { setVariableResult: [{ ...unknownVariable, attributeStatus: 'UnknownVariable' }] },
    );
  },
});

export const attributeUnknown = defineTestCase({
  id: 'TC_B_37_CS',
  title: 'Does not set a target value where there is none',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['B05.FR.06'],
  given: [registered],
  async run({ csms }) {
    const target = { ...offlineThreshold, attributeType: 'Target' } as const;
    await csms.calls(
      'SetVariables',
      { setVariableData: [{ ...target, attributeValue: '300' }] },
      { setVariableResult: [{ ...target, attributeStatus: 'NotSupportedAttributeType' }] },
    );
  },
});

export const readOnly = defineTestCase({
  id: 'TC_B_39_CS',
  title: 'Refuses to set a variable that can only be read',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['B05.FR.09'],
  given: [registered],
  async run({ csms }) {
    await csms.calls(
      'SetVariables',
      { setVariableData: [{ ...messageTimeout, attributeValue: '30' }] },
      { setVariableResult: [{ ...messageTimeout, attributeStatus: 'Rejected' }] },
    );
  },
});

import { contains, defineTestCase, omitted, oneOf } from 'ocppliance';
import { configured, registered } from '../../../states/ocpp2.0.1-charger.ts';

const offlineThreshold = { component: { name: 'OCPPCommCtrlr' }, variable: { name: 'OfflineThreshold' } };
const localAuthorizeOffline = { component: { name: 'AuthCtrlr' }, variable: { name: 'LocalAuthorizeOffline' } };
const unknownComponent = { component: { name: 'UnknownComponent' }, variable: { name: 'OfflineThreshold' } };
const unknownVariable = { component: { name: 'OCPPCommCtrlr' }, variable: { name: 'UnknownVariable' } };
const actual = { attributeType: 'Actual' } as const;

export const single = defineTestCase({
  id: 'TC_B_06_CS',
  title: 'Tells the value of a variable',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['B06.FR.01', 'B06.FR.02', 'B06.FR.03', 'B06.FR.04', 'B06.FR.10', 'B06.FR.11'],
  given: [configured('OCPPCommCtrlr', 'OfflineThreshold', '300')],
  async run({ csms }) {
    await csms.calls(
      'GetVariables',
      { getVariableData: [{ ...offlineThreshold, ...actual }] },
      { getVariableResult: [{ ...offlineThreshold, ...actual, attributeStatus: 'Accepted', attributeValue: '300' }] },
    );
  },
});

export const several = defineTestCase({
  id: 'TC_B_07_CS',
  title: 'Tells the values of several variables at once',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['B06.FR.01', 'B06.FR.02', 'B06.FR.03', 'B06.FR.04', 'B06.FR.10'],
  given: [configured('OCPPCommCtrlr', 'OfflineThreshold', '300'), configured('AuthCtrlr', 'LocalAuthorizeOffline', 'true')],
  async run({ csms, check }) {
    const { getVariableResult } = await csms.calls(
      'GetVariables',
      {
        getVariableData: [
          { ...offlineThreshold, ...actual },
          { ...localAuthorizeOffline, ...actual },
        ],
      },
      {
        getVariableResult: contains(
          { ...offlineThreshold, ...actual, attributeStatus: 'Accepted', attributeValue: '300' },
          { ...localAuthorizeOffline, ...actual, attributeStatus: 'Accepted', attributeValue: 'true' },
        ),
      },
    );
    await check('there is one result for each variable', getVariableResult.length, 2);
  },
});

export const componentUnknown = defineTestCase({
  id: 'TC_B_32_CS',
  title: 'Says that it does not have a component',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['B06.FR.06'],
  given: [registered],
  async run({ csms }) {
    await csms.calls(
      'GetVariables',
      { getVariableData: [unknownComponent] },
      { getVariableResult: [{ ...unknownComponent, attributeStatus: 'UnknownComponent', attributeValue: omitted }] },
    );
  },
});

export const variableUnknown = defineTestCase({
  id: 'TC_B_33_CS',
  title: 'Says that a component does not have a variable',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['B06.FR.07'],
  given: [registered],
  async run({ csms }) {
    await csms.calls(
      'GetVariables',
      { getVariableData: [unknownVariable] },
      { getVariableResult: [{ ...unknownVariable, attributeStatus: 'UnknownVariable', attributeValue: omitted }] },
    );
  },
});

export const attributeUnknown = defineTestCase({
  id: 'TC_B_34_CS',
  title: 'Says that a variable does not have a target value',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['B06.FR.08'],
  given: [registered],
  async run({ csms }) {
    const target = { ...offlineThreshold, attributeType: 'Target' } as const;
    await csms.calls(
      'GetVariables',
      { getVariableData: [target] },
      { getVariableResult: [{ ...target, attributeStatus: 'NotSupportedAttributeType', attributeValue: omitted }] },
    );
  },
});

export const secret = defineTestCase({
  id: 'X_201_CS_03',
  title: 'Does not give its password away',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  profile: 'Core',
  spec: ['B06.FR.09', 'A01.FR.02'],
  given: [registered],
  async run({ csms }) {
    const password = { component: { name: 'SecurityCtrlr' }, variable: { name: 'BasicAuthPassword' } };
    // A station that has no password in its device model does not know the variable, or not even the component.
    await csms.calls(
      'GetVariables',
      { getVariableData: [password] },
      {
        getVariableResult: [
          { ...password, attributeStatus: oneOf('Rejected', 'UnknownVariable', 'UnknownComponent'), attributeValue: oneOf(omitted, '') },
        ],
      },
    );
  },
});

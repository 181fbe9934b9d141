import { callError, defineTestCase, malformed, oneOf } from 'ocppliance';
import { carriesOn, registered } from '../../../states/ocpp2.0.1-charger.ts';

const common = {
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  profile: 'Message format',
  spec: ['2.0.1 part 4 §4.3'],
  given: [registered],
} as const;

export const unknownAction = defineTestCase({
  ...common,
  id: 'X_201_CS_11',
  title: 'Answers NotImplemented to an action that does not exist, and carries on',
  async run({ csms, check }) {
    const { code } = await csms.calls(malformed('MakeCoffee', {}), callError());
    await check('the code of the error', code, 'NotImplemented', { level: 'should' });
    await carriesOn(csms);
  },
});

export const otherCase = defineTestCase({
  ...common,
  id: 'X_201_CS_12',
  title: 'Answers NotImplemented to an action in lower case, and carries on',
  async run({ csms, check }) {
    const getVariableData = [{ component: { name: 'OCPPCommCtrlr' }, variable: { name: 'OfflineThreshold' } }];
    const { code } = await csms.calls(malformed('getvariables', { getVariableData }), callError());
    await check('the code of the error', code, 'NotImplemented', { level: 'should' });
    await carriesOn(csms);
  },
});

export const otherVersion = defineTestCase({
  ...common,
  id: 'X_201_CS_13',
  title: 'Does not know an action of OCPP 1.6, and carries on',
  async run({ csms, check }) {
    const { code } = await csms.calls(malformed('GetConfiguration', {}), callError());
    await check('the code of the error', code, oneOf('NotImplemented', 'NotSupported'), { level: 'should' });
    await carriesOn(csms);
  },
});

export const otherDirection = defineTestCase({
  ...common,
  id: 'X_201_CS_14',
  title: 'Does not do what only a CSMS does, and carries on',
  async run({ csms, check }) {
    const { code } = await csms.calls(malformed('Heartbeat', {}), callError());
    await check('the code of the error', code, oneOf('NotSupported', 'NotImplemented'), { level: 'should' });
    await carriesOn(csms);
  },
});

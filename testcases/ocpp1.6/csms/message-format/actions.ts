import { callError, defineTestCase, malformed, oneOf } from 'ocppliance';
import { booted, carriesOn } from '../../../states/ocpp1.6-csms.ts';

export const unknownAction = defineTestCase({
  id: 'X_16_CSMS_31',
  title: 'Refuses an action that OCPP does not have, and carries on',
  protocol: 'ocpp1.6',
  sut: 'csms',
  profile: 'Message format',
  spec: ['1.6-J §4.2.3'],
  given: [booted],
  async run({ charger, check }) {
    const { code } = await charger.calls(malformed('MakeCoffee', {}), callError());
    await check('the code of the error', code, 'NotImplemented', { level: 'should' });
    await carriesOn(charger);
  },
});

export const actionOfOtherVersion = defineTestCase({
  id: 'X_16_CSMS_32',
  title: 'Refuses an action of OCPP 2.0.1 on a connection in 1.6, and carries on',
  protocol: 'ocpp1.6',
  sut: 'csms',
  profile: 'Message format',
  spec: ['1.6-J §4.2.3', '1.6-J §3.1.2'],
  given: [booted],
  async run({ charger, check }) {
    const message = malformed('NotifyEvent', { generatedAt: new Date().toISOString(), seqNo: 0, eventData: [] });
    const { code } = await charger.calls(message, callError());
    await check('the code of the error', code, oneOf('NotImplemented', 'NotSupported'), { level: 'should' });
    await carriesOn(charger);
  },
});

export const misspeltAction = defineTestCase({
  id: 'X_16_CSMS_33',
  title: 'Does not take an action by another name than its own, and carries on',
  protocol: 'ocpp1.6',
  sut: 'csms',
  profile: 'Message format',
  spec: ['1.6-J §4.2.1', '1.6-J §4.2.3'],
  given: [booted],
  async run({ charger, check }) {
    const { code } = await charger.calls(malformed('heartbeat', {}), callError());
    await check('the code of the error', code, oneOf('NotImplemented', 'NotSupported'), { level: 'should' });
    await carriesOn(charger);
  },
});

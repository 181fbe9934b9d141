import { callError, defineTestCase, malformed, oneOf } from 'ocppliance';
import { carriesOn, idle } from '../../../states/ocpp1.6-charger.ts';

export const unknownAction = defineTestCase({
  id: 'X_16_CS_31',
  title: 'Refuses an action that OCPP does not have, and carries on',
  protocol: 'ocpp1.6',
  sut: 'charger',
  profile: 'Message format',
  spec: ['1.6-J §4.2.3'],
  given: [idle],
  async run(cast) {
    const { code } = await cast.csms.calls(malformed('MakeCoffee', {}), callError());
    await cast.check('the error code says that there is no such action', code, 'NotImplemented', { level: 'should' });
    await carriesOn(cast);
  },
});

export const actionOfOtherVersion = defineTestCase({
  id: 'X_16_CS_32',
  title: 'Refuses an action of OCPP 2.0.1 on a connection in 1.6, and carries on',
  protocol: 'ocpp1.6',
  sut: 'charger',
  profile: 'Message format',
  spec: ['1.6-J §3.1.2', '1.6-J §4.2.3'],
  given: [idle],
  async run(cast) {
    const { code } = await cast.csms.calls(malformed('GetBaseReport', { requestId: 1, reportBase: 'FullInventory' }), callError());
    const codes = oneOf('NotImplemented', 'NotSupported');
    await cast.check('the error code says that there is no such action', code, codes, { level: 'should' });
    await carriesOn(cast);
  },
});

import { defineTestCase, orCallError } from 'ocppliance';
import { asksAboutRemoteStarts, asksAboutTokens, pluggedIn, same, starts } from '../../../states/ocpp1.6-charger.ts';
import { planning, profileOf, reportsLimits, unlimited } from '../../../states/ocpp1.6-charger-smart-charging.ts';

export const startsWithProfile = defineTestCase({
  id: 'TC_059_CS',
  title: 'Follows the profile that came with a remote start',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §5.7', '1.6 §5.11', '1.6 §5.16.2'],
  requires: 'SmartCharging',
  given: [unlimited, asksAboutTokens, pluggedIn],
  async run(cast) {
    const { csms, charger, config } = cast;
    const { connectorId, token } = config;
    const plan = await planning(cast);
    const asks = await asksAboutRemoteStarts(cast);
    const chargingProfile = profileOf(plan, { purpose: 'TxProfile', limits: { 0: 6 } });
    await csms.calls('RemoteStartTransaction', { connectorId, idTag: token.idToken, chargingProfile }, { status: 'Accepted' });
    if (asks) await charger.calls('Authorize', { idTag: same(token) });
    await starts(cast);
    await reportsLimits(cast, plan, 300, { 0: 6 });
  },
});

export const refusesOtherPurpose = defineTestCase({
  id: 'TC_060_CS',
  title: 'Refuses a remote start with a profile that is not for the transaction',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §5.11', '1.6 §5.16.2'],
  requires: 'SmartCharging',
  given: [unlimited],
  async run(cast) {
    const { csms, charger, config } = cast;
    const { connectorId, token } = config;
    const chargingProfile = profileOf(await planning(cast), { purpose: 'TxDefaultProfile', limits: { 0: 6 } });
    const request = { connectorId, idTag: token.idToken, chargingProfile };
    await csms.calls('RemoteStartTransaction', request, orCallError({ status: 'Rejected' }, 'PropertyConstraintViolation'));
    await charger.neverCalls('StartTransaction');
  },
});

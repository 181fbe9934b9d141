import { defineTestCase, orCallError } from 'ocppliance';
import { charging, ongoing } from '../../../states/ocpp1.6-charger.ts';
import { planning, profileOf, reportsLimits, setsProfile, unlimited } from '../../../states/ocpp1.6-charger-smart-charging.ts';

export const defaultWithoutTransaction = defineTestCase({
  id: 'TC_056_CS',
  title: 'Takes a default profile for transactions to come',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §3.13.1', '1.6 §5.7', '1.6 §5.16.4'],
  requires: 'SmartCharging',
  given: [unlimited],
  async run(cast) {
    const plan = await planning(cast);
    await setsProfile(cast, plan, { limits: { 0: 6 } });
    await reportsLimits(cast, plan, 300, { 0: 6 });
  },
});

export const defaultDuringTransaction = defineTestCase({
  id: 'TC_082_CS',
  title: 'Takes a default profile for a transaction that goes on',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §3.13.1', '1.6 §5.7', '1.6 §5.16.4'],
  requires: 'SmartCharging',
  given: [unlimited, charging],
  async run(cast) {
    const plan = await planning(cast);
    await setsProfile(cast, plan, { limits: { 0: 6 } });
    await reportsLimits(cast, plan, 300, { 0: 6 });
  },
});

export const transactionProfile = defineTestCase({
  id: 'TC_057_CS',
  title: 'Takes a profile for the transaction that goes on',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §3.13.1', '1.6 §5.7', '1.6 §5.16.3'],
  requires: 'SmartCharging',
  given: [unlimited, charging],
  async run(cast) {
    const plan = await planning(cast);
    const transactionId = ongoing(cast);
    await setsProfile(cast, plan, { purpose: 'TxProfile', transactionId, limits: { 0: 6 } });
    await reportsLimits(cast, plan, 300, { 0: 6 });
  },
});

export const noTransaction = defineTestCase({
  id: 'TC_058_1_CS',
  title: 'Refuses a profile for a transaction while none goes on',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §3.13.1', '1.6 §5.16.4'],
  requires: 'SmartCharging',
  given: [unlimited],
  async run(cast) {
    const { csms, config } = cast;
    const profile = profileOf(await planning(cast), { purpose: 'TxProfile', transactionId: 1, limits: { 0: 6 } });
    const request = { connectorId: config.connectorId, csChargingProfiles: profile };
    await csms.calls('SetChargingProfile', request, orCallError({ status: 'Rejected' }, 'PropertyConstraintViolation'));
  },
});

export const anotherTransaction = defineTestCase({
  id: 'TC_058_2_CS',
  title: 'Refuses a profile for another transaction than the one that goes on',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §3.13.1', '1.6 §7.8'],
  requires: 'SmartCharging',
  given: [unlimited, charging],
  async run(cast) {
    const { csms, config } = cast;
    const transactionId = ongoing(cast) + 1;
    const profile = profileOf(await planning(cast), { purpose: 'TxProfile', transactionId, limits: { 0: 6 } });
    await csms.calls('SetChargingProfile', { connectorId: config.connectorId, csChargingProfiles: profile }, { status: 'Rejected' });
  },
});

export const replaced = defineTestCase({
  id: 'X_16_CS_81',
  title: 'Lets a profile with a known id take the place of the former one',
  protocol: 'ocpp1.6',
  sut: 'charger',
  profile: 'SmartCharging',
  spec: ['1.6 §3.13.2', '1.6 §5.16.4'],
  requires: 'SmartCharging',
  given: [unlimited],
  async run(cast) {
    const plan = await planning(cast);
    await setsProfile(cast, plan, { limits: { 0: 6 } });
    await setsProfile(cast, plan, { limits: { 0: 8 } });
    await reportsLimits(cast, plan, 300, { 0: 8 });
    await setsProfile(cast, plan, { id: 2, limits: { 0: 7 } });
    await reportsLimits(cast, plan, 300, { 0: 7 });
  },
});

export const misplaced = defineTestCase({
  id: 'X_16_CS_82',
  title: 'Refuses a limit of the whole charger at a connector',
  protocol: 'ocpp1.6',
  sut: 'charger',
  profile: 'SmartCharging',
  spec: ['1.6 §3.13.1'],
  requires: 'SmartCharging',
  given: [unlimited],
  async run(cast) {
    const { csms, config } = cast;
    const profile = profileOf(await planning(cast), { purpose: 'ChargePointMaxProfile', limits: { 0: 10 } });
    const request = { connectorId: config.connectorId, csChargingProfiles: profile };
    await csms.calls('SetChargingProfile', request, orCallError({ status: 'Rejected' }, 'PropertyConstraintViolation'));
  },
});

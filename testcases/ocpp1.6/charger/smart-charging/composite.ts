import { allOf, defineTestCase } from 'ocppliance';
import { charging, ongoing, stops } from '../../../states/ocpp1.6-charger.ts';
import { planning, reportsLimits, setsProfile, unlimited } from '../../../states/ocpp1.6-charger-smart-charging.ts';

export const purposesCombined = defineTestCase({
  id: 'TC_066_CS',
  title: 'Allows the least of what the charger as a whole and the transaction are allowed',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §3.13.1', '1.6 §3.13.3', '1.6 §5.7'],
  requires: allOf('SmartCharging', 'ChargingProfiles3Periods5'),
  given: [unlimited, charging],
  async run(cast) {
    const plan = await planning(cast);
    const transactionId = ongoing(cast);
    const whole = { connectorId: 0, purpose: 'ChargePointMaxProfile' } as const;
    await setsProfile(cast, plan, { ...whole, id: 1, duration: 86_400, limits: { 0: 10 } });
    const usual = { 0: 6, 60: 10, 120: 8, 180: 15, 260: 8 };
    await setsProfile(cast, plan, { id: 2, validity: 601, duration: 300, limits: usual });
    const limits = { 0: 8, 50: 11, 140: 16, 200: 6, 240: 12 };
    await setsProfile(cast, plan, { purpose: 'TxProfile', transactionId, id: 3, validity: 601, duration: 260, limits });
    // The transaction's own profile overrules the default also when its schedule is over.
    await reportsLimits(cast, plan, 400, { 0: 8, 50: 10, 200: 6, 240: 10 });
  },
});

export const stacked = defineTestCase({
  id: 'TC_072_CS',
  title: 'Follows the highest profile on the stack, and a lower one when that is over',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §3.13.2', '1.6 §5.7', '1.6 errata 3.43'],
  requires: 'SmartCharging',
  given: [unlimited],
  async run(cast) {
    const plan = await planning(cast);
    await setsProfile(cast, plan, { id: 1, validity: 601, limits: { 0: 6, 100: 8, 200: 10 } });
    await setsProfile(cast, plan, { id: 2, stackLevel: 1, validity: 601, duration: 150, limits: { 0: 7, 100: 9 } });
    await reportsLimits(cast, plan, 350, { 0: 7, 100: 9, 150: 8, 200: 10 });
  },
});

export const daily = defineTestCase({
  id: 'X_16_CS_83',
  title: 'Repeats a daily schedule at the same time of each day',
  protocol: 'ocpp1.6',
  sut: 'charger',
  profile: 'SmartCharging',
  spec: ['1.6 §7.9', '1.6 errata 3.43', '1.6 errata 3.79'],
  requires: 'SmartCharging',
  given: [unlimited],
  async run(cast) {
    const plan = await planning(cast);
    await setsProfile(cast, plan, {
      daysAgo: 2,
      duration: 200,
      limits: { 0: 6, 100: 8 },
    });
    await reportsLimits(cast, plan, 300, { 0: 6, 100: 8, 200: 'none' });
  },
});

export const kept = defineTestCase({
  id: 'X_16_CS_84',
  title: 'Keeps its profiles over a reset',
  protocol: 'ocpp1.6',
  sut: 'charger',
  profile: 'SmartCharging',
  spec: ['1.6 errata 3.37'],
  requires: 'SmartCharging',
  given: [unlimited],
  async run(cast) {
    const { csms, charger, config } = cast;
    const plan = await planning(cast);
    await setsProfile(cast, plan, { duration: 86_400, limits: { 0: 6 } });
    await csms.calls('Reset', { type: 'Soft' }, { status: 'Accepted' });
    await charger.calls('BootNotification', {}, { within: 'reboot' });
    await charger.calls('StatusNotification', { connectorId: config.connectorId, status: 'Available' });
    await reportsLimits(cast, plan, 300, { 0: 6 });
  },
});

export const forgotten = defineTestCase({
  id: 'X_16_CS_85',
  title: 'Forgets the profile of a transaction when that ends',
  protocol: 'ocpp1.6',
  sut: 'charger',
  profile: 'SmartCharging',
  spec: ['1.6 §3.13.1', '1.6 §7.10'],
  requires: 'SmartCharging',
  given: [unlimited, charging],
  async run(cast) {
    const { csms } = cast;
    const plan = await planning(cast);
    const transactionId = ongoing(cast);
    await setsProfile(cast, plan, { id: 1, limits: { 0: 8 } });
    await setsProfile(cast, plan, { id: 2, purpose: 'TxProfile', transactionId, limits: { 0: 6 } });
    await csms.calls('RemoteStopTransaction', { transactionId }, { status: 'Accepted' });
    await stops(cast, { transactionId });
    await reportsLimits(cast, plan, 300, { 0: 8 });
  },
});

export const unknownConnector = defineTestCase({
  id: 'X_16_CS_86',
  title: 'Has no schedule for a connector that it does not have',
  protocol: 'ocpp1.6',
  sut: 'charger',
  profile: 'SmartCharging',
  spec: ['1.6 §5.7'],
  requires: 'SmartCharging',
  given: [unlimited],
  async run({ csms, config: { evses } }) {
    await csms.calls('GetCompositeSchedule', { connectorId: evses.length + 1, duration: 300 }, { status: 'Rejected' });
  },
});

import { defineTestCase } from 'ocppliance';
import { planning, reportsLimits, setsProfile, unlimited } from '../../../states/ocpp1.6-charger-smart-charging.ts';

export const cleared = defineTestCase({
  id: 'TC_067_CS',
  title: 'Clears a profile by its id, by its purpose and stack level, and all that are left',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §5.5', '1.6 §6.13', '1.6 errata 3.25'],
  requires: 'SmartCharging',
  given: [unlimited],
  async run(cast) {
    const { csms } = cast;
    const plan = await planning(cast);
    const accepted = { status: 'Accepted' } as const;
    await setsProfile(cast, plan, { id: 1, stackLevel: 1, limits: { 0: 6, 60: 8, 200: 10 } });
    await setsProfile(cast, plan, { id: 2, validity: 601, limits: { 0: 7, 100: 9 } });
    const whole = { connectorId: 0, purpose: 'ChargePointMaxProfile' } as const;
    await setsProfile(cast, plan, { ...whole, id: 3, validity: 601, duration: 86_400, limits: { 0: 11, 200: 12 } });
    await csms.calls('ClearChargingProfile', { id: 1 }, accepted);
    await reportsLimits(cast, plan, 350, { 0: 7, 100: 9 });
    await csms.calls('ClearChargingProfile', { chargingProfilePurpose: 'TxDefaultProfile', stackLevel: 0 }, accepted);
    await reportsLimits(cast, plan, 350, { 0: 11, 200: 12 });
    await csms.calls('ClearChargingProfile', {}, accepted);
    await reportsLimits(cast, plan, 350, { 0: 'none' });
  },
});

export const nothingToClear = defineTestCase({
  id: 'X_16_CS_87',
  title: 'Clears nothing that does not fit in every respect',
  protocol: 'ocpp1.6',
  sut: 'charger',
  profile: 'SmartCharging',
  spec: ['1.6 §7.21', '1.6 errata 3.25'],
  requires: 'SmartCharging',
  given: [unlimited],
  async run(cast) {
    const { csms } = cast;
    const plan = await planning(cast);
    await setsProfile(cast, plan, { limits: { 0: 6 } });
    await csms.calls('ClearChargingProfile', { id: 2 }, { status: 'Unknown' });
    await csms.calls('ClearChargingProfile', { chargingProfilePurpose: 'TxDefaultProfile', stackLevel: 1 }, { status: 'Unknown' });
    await reportsLimits(cast, plan, 300, { 0: 6 });
  },
});

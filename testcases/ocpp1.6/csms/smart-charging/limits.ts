import { anything, defineTestCase, omitted, oneOf, satisfying } from 'ocppliance';
import { ago, booted, carriesOn, charging, transactionOf } from '../../../states/ocpp1.6-csms.ts';

export const everyTransaction = defineTestCase({
  id: 'TC_056_CSMS',
  title: 'Limits what every new transaction at a connector may draw',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §3.13.1', '1.6 §5.16.4', '1.6 §7.8', '1.6 §7.13'],
  requires: 'SmartCharging',
  given: [booted],
  acts: ['limitCharging'],
  async run({ charger, csms, operator, check, config: { connectorId } }) {
    const limit = { amperes: 6, phases: 3, priority: 1, duration: 300, from: ago(0), until: ago(-86_400) };
    await operator.does('limitCharging', { connectorId, of: 'everyTransaction', ...limit });
    const { csChargingProfiles } = await csms.calls('SetChargingProfile', {
      connectorId,
      csChargingProfiles: {
        stackLevel: 1,
        chargingProfilePurpose: 'TxDefaultProfile',
        chargingProfileKind: 'Absolute',
        validFrom: anything,
        validTo: anything,
        chargingSchedule: {
          startSchedule: anything,
          duration: 300,
          chargingSchedulePeriod: [{ startPeriod: 0, numberPhases: oneOf(3, omitted) }],
        },
      },
    });
    const { chargingRateUnit, chargingSchedulePeriod } = csChargingProfiles.chargingSchedule;
    // A back office may think in watts: 6 A are 1380 W in one phase of 230 V, and the official test takes 6000 W for them.
    const inWatts = satisfying<number>('6 A in watts', (watts) => watts >= 1380 && watts <= 6000);
    await check('the limit is that of its operator', chargingSchedulePeriod[0]?.limit, chargingRateUnit === 'A' ? 6 : inWatts);
    await carriesOn(charger);
  },
});

export const runningTransaction = defineTestCase({
  id: 'TC_057_CSMS',
  title: 'Limits what the transaction that runs at a connector may draw',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §3.13.1', '1.6 §5.16.3', '1.6 §7.10'],
  requires: 'SmartCharging',
  given: [charging],
  acts: ['limitCharging'],
  async run({ charger, csms, operator, config: { connectorId } }) {
    const transactionId = transactionOf(charger);
    await operator.does('limitCharging', { connectorId, of: 'runningTransaction', amperes: 6 });
    await csms.calls('SetChargingProfile', {
      connectorId,
      csChargingProfiles: { chargingProfilePurpose: 'TxProfile', transactionId },
    });
    await carriesOn(charger);
  },
});

export const wholeStation = defineTestCase({
  id: 'X_16_CSMS_62',
  title: 'Limits what a station may draw as a whole',
  protocol: 'ocpp1.6',
  sut: 'csms',
  profile: 'SmartCharging',
  spec: ['1.6 §3.13.1', '1.6 §5.16.4', '1.6 errata §3.53'],
  requires: 'SmartCharging',
  given: [charging],
  acts: ['limitCharging'],
  async run({ charger, csms, operator }) {
    await operator.does('limitCharging', { of: 'station', amperes: 20 });
    await csms.calls('SetChargingProfile', {
      connectorId: 0,
      csChargingProfiles: { chargingProfilePurpose: 'ChargePointMaxProfile', transactionId: omitted },
    });
    await carriesOn(charger);
  },
});

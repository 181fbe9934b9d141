import { defineTestCase, omitted } from 'ocppliance';
import { booted, carriesOn } from '../../../states/ocpp1.6-csms.ts';

export const cleared = defineTestCase({
  id: 'TC_067_CSMS',
  title: 'Clears limits by id, by what they have in common, and all that are left',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §5.5', '1.6 §6.13', '1.6 §5.16.4', '1.6 errata §3.25'],
  requires: 'SmartCharging',
  given: [booted],
  acts: ['limitCharging', 'clearChargingLimit'],
  async run({ charger, csms, operator, check, config: { connectorId } }) {
    const ids: number[] = [];
    for (const priority of [1, 2, 3]) {
      await operator.does('limitCharging', { connectorId, of: 'everyTransaction', amperes: 5 + priority, priority });
      const csChargingProfiles = { chargingProfilePurpose: 'TxDefaultProfile', stackLevel: priority } as const;
      const request = await csms.calls('SetChargingProfile', { connectorId, csChargingProfiles });
      ids.push(request.csChargingProfiles.chargingProfileId);
    }
    await check('each profile has an id of its own', new Set(ids).size, 3);

    const [profileId = 0] = ids;
    await operator.does('clearChargingLimit', { profileId });
    await csms.calls('ClearChargingProfile', {
      id: profileId,
      connectorId: omitted,
      chargingProfilePurpose: omitted,
      stackLevel: omitted,
    });

    await operator.does('clearChargingLimit', { connectorId, of: 'everyTransaction', priority: 2 });
    await csms.calls('ClearChargingProfile', {
      id: omitted,
      connectorId,
      chargingProfilePurpose: 'TxDefaultProfile',
      stackLevel: 2,
    });

    await operator.does('clearChargingLimit', {});
    await csms.calls('ClearChargingProfile', { id: omitted, connectorId: omitted, chargingProfilePurpose: omitted, stackLevel: omitted });
    await carriesOn(charger);
  },
});

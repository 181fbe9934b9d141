import { contains, defineTestCase, omitted } from 'ocppliance';
import { begins, booted, sameTag } from '../../../states/ocpp1.6-csms.ts';

export const limitedFromTheStart = defineTestCase({
  id: 'TC_059_CSMS',
  title: 'Starts a transaction remotely that is limited from its start',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §5.11', '1.6 §5.16.2', '1.6 errata §3.41'],
  requires: 'SmartCharging',
  given: [booted],
  acts: ['startCharging'],
  async run({ charger, csms, operator, config: { connectorId, token } }) {
    charger.answers('RemoteStartTransaction', { status: 'Accepted' });
    await operator.does('startCharging', { connectorId, idToken: token.idToken, limit: { amperes: 6 } });
    const { idTag } = await csms.calls('RemoteStartTransaction', {
      idTag: sameTag(token),
      connectorId,
      chargingProfile: {
        chargingProfilePurpose: 'TxProfile',
        // Nobody knows yet which transaction it will be.
        transactionId: omitted,
        chargingProfileKind: 'Relative',
        chargingSchedule: { chargingSchedulePeriod: contains({ startPeriod: 0 }) },
      },
    });
    await charger.calls('Authorize', { idTag }, { idTagInfo: { status: 'Accepted' } });
    await charger.calls('StatusNotification', { connectorId, status: 'Preparing' });
    await begins(charger, { connectorId, idTag });
  },
});

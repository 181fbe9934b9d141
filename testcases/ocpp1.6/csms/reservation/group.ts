import { defineTestCase } from 'ocppliance';
import { booted, sameTag } from '../../../states/ocpp1.6-csms.ts';
import { fulfils, reserves, someConnector } from '../../../states/ocpp1.6-csms-reservation.ts';

export const sameParent = defineTestCase({
  id: 'TC_053_CSMS',
  title: 'Reserves a connector for a group, and knows another token of the group by its parentIdTag',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §5.13', '1.6 §4.1', '1.6 §4.10', '1.6 §7.27'],
  requires: 'Reservation',
  given: [booted],
  acts: ['reserve'],
  async run(cast) {
    const { charger, config } = cast;
    const { groupId, groupToken } = config;
    const parentIdTag = sameTag({ idToken: groupId });
    const reservation = await reserves(cast, { connectorId: someConnector, parentIdTag }, { minutes: 15, groupId });
    const transactionId = await fulfils(charger, reservation);

    const idTag = groupToken.idToken;
    await charger.calls('Authorize', { idTag }, { idTagInfo: { status: 'Accepted', parentIdTag } });
    await charger.calls('StopTransaction', { transactionId, idTag, reason: 'Local' });
    await charger.calls('StatusNotification', { connectorId: reservation.connectorId, status: 'Finishing' });
  },
});

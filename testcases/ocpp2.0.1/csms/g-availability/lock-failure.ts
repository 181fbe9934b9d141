import { defineTestCase } from 'ocppliance';
import { booted } from '../../../states/ocpp2.0.1-csms.ts';

export const lockFailure = defineTestCase({
  id: 'TC_G_20_CSMS',
  title: 'Takes notice of a connector that cannot be locked',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['G05.FR.02', 'G05.FR.03', 'N07'],
  given: [booted],
  async run({ charger, config: { evseId, connectorId } }) {
    const now = new Date().toISOString();
    await charger.calls('NotifyEvent', {
      generatedAt: now,
      seqNo: 0,
      eventData: [
        {
          eventId: 1,
          timestamp: now,
          trigger: 'Delta',
          actualValue: 'true',
          eventNotificationType: 'HardWiredNotification',
          component: { name: 'ConnectorPlugRetentionLock', evse: { id: evseId, connectorId } },
          variable: { name: 'Problem' },
        },
      ],
    });
  },
});

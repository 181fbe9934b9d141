import { defineTestCase, oneOf, orCallError } from 'ocppliance';
import { idle } from '../../../states/ocpp1.6-charger.ts';

export const triggerMessage = defineTestCase({
  id: 'TC_054_CS',
  title: 'Sends on request what the CSMS wants to hear now',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §5.17'],
  given: [idle],
  async run({ csms, charger, config: { connectorId } }) {
    const accepted = { status: 'Accepted' } as const;
    await csms.calls('TriggerMessage', { requestedMessage: 'MeterValues', connectorId }, accepted);
    await charger.calls('MeterValues', { connectorId });
    await csms.calls('TriggerMessage', { requestedMessage: 'Heartbeat' }, accepted);
    await charger.calls('Heartbeat');
    await csms.calls('TriggerMessage', { requestedMessage: 'StatusNotification', connectorId }, accepted);
    await charger.calls('StatusNotification', { connectorId, status: 'Available' });
    // The next two belong to firmware management, which a charger need not have.
    const optional = { status: oneOf('Accepted', 'NotImplemented') };
    const diagnostics = await csms.calls('TriggerMessage', { requestedMessage: 'DiagnosticsStatusNotification' }, optional);
    if (diagnostics.status === 'Accepted') await charger.calls('DiagnosticsStatusNotification', { status: 'Idle' });
    const firmware = await csms.calls('TriggerMessage', { requestedMessage: 'FirmwareStatusNotification' }, optional);
    if (firmware.status === 'Accepted') await charger.calls('FirmwareStatusNotification', { status: 'Idle' });
  },
});

export const triggerAllConnectors = defineTestCase({
  id: 'X_16_CS_07',
  title: 'Reports every connector when the CSMS names none',
  protocol: 'ocpp1.6',
  sut: 'charger',
  profile: 'RemoteTrigger',
  spec: ['1.6 §5.17'],
  requires: 'RemoteTrigger',
  given: [idle],
  async run({ csms, charger, config: { evses } }) {
    await csms.calls('TriggerMessage', { requestedMessage: 'StatusNotification' }, { status: 'Accepted' });
    await Promise.all(
      [0, ...evses.map((_, index) => index + 1)].map((connectorId) => charger.calls('StatusNotification', { connectorId })),
    );
  },
});

export const triggerUnknownConnector = defineTestCase({
  id: 'TC_055_CS',
  title: 'Refuses to report about a connector that it does not have',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §5.17'],
  given: [idle],
  async run({ csms, charger, config: { evses } }) {
    const connectorId = evses.length + 1;
    await csms.calls('TriggerMessage', { requestedMessage: 'MeterValues', connectorId }, orCallError({ status: 'Rejected' }));
    await charger.neverCalls('MeterValues', { connectorId }, { within: '5s' });
  },
});

import { defineTestCase } from 'ocppliance';
import { booted, carriesOn } from '../../../states/ocpp1.6-csms.ts';

export const triggers = defineTestCase({
  id: 'TC_054_CSMS',
  title: 'Asks a station for messages, one after the other',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §5.17'],
  requires: 'RemoteTrigger',
  given: [booted],
  acts: ['requestMessage'],
  async run({ charger, csms, operator, config: { connectorId } }) {
    charger.answers('TriggerMessage', { status: 'Accepted' }, { times: 5 });
    await operator.does('requestMessage', { message: 'MeterValues', connectorId });
    await csms.calls('TriggerMessage', { requestedMessage: 'MeterValues', connectorId });
    await charger.calls('MeterValues', { connectorId });

    await operator.does('requestMessage', { message: 'Heartbeat' });
    await csms.calls('TriggerMessage', { requestedMessage: 'Heartbeat' });
    await charger.calls('Heartbeat');

    await operator.does('requestMessage', { message: 'StatusNotification', connectorId });
    await csms.calls('TriggerMessage', { requestedMessage: 'StatusNotification', connectorId });
    await charger.calls('StatusNotification', { connectorId, status: 'Available' });

    await operator.does('requestMessage', { message: 'DiagnosticsStatusNotification' });
    await csms.calls('TriggerMessage', { requestedMessage: 'DiagnosticsStatusNotification' });
    await charger.calls('DiagnosticsStatusNotification', { status: 'Idle' });

    await operator.does('requestMessage', { message: 'FirmwareStatusNotification' });
    await csms.calls('TriggerMessage', { requestedMessage: 'FirmwareStatusNotification' });
    await charger.calls('FirmwareStatusNotification', { status: 'Idle' });
  },
});

export const triggerRejected = defineTestCase({
  id: 'TC_055_CSMS',
  title: 'Puts up with a station that does not have the connector it is asked about',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §5.17'],
  requires: { allOf: ['RemoteTrigger', 'AddressesUnknownConnector'] },
  given: [booted],
  acts: ['requestMessage'],
  async run({ charger, csms, operator, config: { evses } }) {
    const connectorId = evses.length + 1;
    charger.answers('TriggerMessage', { status: 'Rejected' });
    await operator.does('requestMessage', { message: 'MeterValues', connectorId });
    await csms.calls('TriggerMessage', { requestedMessage: 'MeterValues', connectorId });
    await carriesOn(charger);
  },
});

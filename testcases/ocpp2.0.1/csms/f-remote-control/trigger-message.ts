import { defineTestCase } from 'ocppliance';
import { booted, carriesOn, charging, pluggedIn, tells } from '../../../states/ocpp2.0.1-csms.ts';

export const heartbeatTriggered = defineTestCase({
  id: 'TC_F_20_CSMS',
  title: 'Asks a station for a Heartbeat',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['F06.FR.01'],
  given: [booted],
  acts: ['requestMessage'],
  async run({ charger, csms, operator }) {
    charger.answers('TriggerMessage', { status: 'Accepted' });
    await operator.does('requestMessage', { message: 'Heartbeat' });
    await csms.calls('TriggerMessage', { requestedMessage: 'Heartbeat' });
    await charger.calls('Heartbeat');
  },
});

export const triggerNotImplemented = defineTestCase({
  id: 'TC_F_27_CSMS',
  title: 'Goes on when a station cannot send the message that it is asked for',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['F06.FR.08'],
  given: [booted],
  acts: ['requestMessage'],
  async run({ charger, csms, operator }) {
    charger.answers('TriggerMessage', { status: 'NotImplemented' });
    // Which message it is does not matter here; a CSMS can be asked for this one if for any.
    await operator.does('requestMessage', { message: 'Heartbeat' });
    await csms.calls('TriggerMessage');
    await carriesOn(charger);
  },
});

export const meterValuesTriggered = defineTestCase({
  id: 'TC_F_11_CSMS',
  title: 'Asks a station for the meter values of one EVSE',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['F06.FR.01', 'F06.FR.02'],
  requires: 'C-29.1',
  given: [booted],
  acts: ['requestMessage'],
  async run({ charger, csms, operator, config: { evseId } }) {
    charger.answers('TriggerMessage', { status: 'Accepted' });
    await operator.does('requestMessage', { message: 'MeterValues', evseId });
    await csms.calls('TriggerMessage', { requestedMessage: 'MeterValues', evse: { id: evseId } });
    const sampledValue = [{ value: 12_000, context: 'Trigger' as const }];
    await charger.calls('MeterValues', { evseId, meterValue: [{ timestamp: new Date().toISOString(), sampledValue }] });
  },
});

export const transactionTriggered = defineTestCase({
  id: 'TC_F_13_CSMS',
  title: 'Asks a station for the state of the transaction at one EVSE',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['F06.FR.01', 'F06.FR.02'],
  requires: 'C-29.2',
  given: [charging],
  acts: ['requestMessage'],
  async run({ charger, csms, operator, config: { evseId } }) {
    charger.answers('TriggerMessage', { status: 'Accepted' });
    await operator.does('requestMessage', { message: 'TransactionEvent', evseId });
    await csms.calls('TriggerMessage', { requestedMessage: 'TransactionEvent', evse: { id: evseId } });
    await tells(charger, 'Trigger', { evse: { id: evseId }, transactionInfo: { chargingState: 'Charging' } });
  },
});

export const logStatusTriggered = defineTestCase({
  id: 'TC_F_15_CSMS',
  title: 'Asks a station how far it is with its log',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['F06.FR.01'],
  requires: 'C-29.3',
  given: [booted],
  acts: ['requestMessage'],
  async run({ charger, csms, operator }) {
    charger.answers('TriggerMessage', { status: 'Accepted' });
    await operator.does('requestMessage', { message: 'LogStatusNotification' });
    await csms.calls('TriggerMessage', { requestedMessage: 'LogStatusNotification' });
    await charger.calls('LogStatusNotification', { status: 'Idle' });
  },
});

export const firmwareStatusTriggered = defineTestCase({
  id: 'TC_F_18_CSMS',
  title: 'Asks a station how far it is with its firmware',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['F06.FR.01'],
  requires: 'C-29.4',
  given: [booted],
  acts: ['requestMessage'],
  async run({ charger, csms, operator }) {
    charger.answers('TriggerMessage', { status: 'Accepted' });
    await operator.does('requestMessage', { message: 'FirmwareStatusNotification' });
    await csms.calls('TriggerMessage', { requestedMessage: 'FirmwareStatusNotification' });
    await charger.calls('FirmwareStatusNotification', { status: 'Idle' });
  },
});

export const availableTriggered = defineTestCase({
  id: 'TC_F_23_CSMS',
  title: 'Asks a station for the status of a connector that is free',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['F06.FR.01', 'F06.FR.02', 'F06.FR.13'],
  requires: 'C-29.5',
  given: [booted],
  acts: ['requestMessage'],
  async run({ charger, csms, operator, config: { evseId, connectorId } }) {
    charger.answers('TriggerMessage', { status: 'Accepted' });
    await operator.does('requestMessage', { message: 'StatusNotification', evseId, connectorId });
    await csms.calls('TriggerMessage', { requestedMessage: 'StatusNotification', evse: { id: evseId, connectorId } });
    await charger.calls('StatusNotification', { evseId, connectorId, connectorStatus: 'Available' });
  },
});

export const occupiedTriggered = defineTestCase({
  id: 'TC_F_24_CSMS',
  title: 'Asks a station for the status of a connector that is occupied',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['F06.FR.01', 'F06.FR.02', 'F06.FR.13'],
  requires: 'C-29.5',
  given: [pluggedIn],
  acts: ['requestMessage'],
  async run({ charger, csms, operator, config: { evseId, connectorId } }) {
    charger.answers('TriggerMessage', { status: 'Accepted' });
    await operator.does('requestMessage', { message: 'StatusNotification', evseId, connectorId });
    await csms.calls('TriggerMessage', { requestedMessage: 'StatusNotification', evse: { id: evseId, connectorId } });
    await charger.calls('StatusNotification', { evseId, connectorId, connectorStatus: 'Occupied' });
  },
});

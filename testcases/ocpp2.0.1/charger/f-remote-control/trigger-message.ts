import { contains, defineTestCase, omitted, oneOf } from 'ocppliance';
import {
  energyTransferStarted,
  evConnectedPreSession,
  idle,
  registered,
  reports,
  transactionOf,
} from '../../../states/ocpp2.0.1-charger.ts';

export const heartbeat = defineTestCase({
  id: 'TC_F_20_CS',
  title: 'Sends a heartbeat on request',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['F06.FR.04', 'F06.FR.05', 'F06.FR.10'],
  given: [registered],
  async run({ csms, charger }) {
    await csms.calls('TriggerMessage', { requestedMessage: 'Heartbeat' }, { status: 'Accepted' });
    await charger.calls('Heartbeat');
  },
});

export const notImplemented = defineTestCase({
  id: 'TC_F_27_CS',
  title: 'Says that it cannot send the message asked for',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['F06.FR.08'],
  given: [registered],
  async run({ csms, charger }) {
    await csms.calls('TriggerMessage', { requestedMessage: 'SignCombinedCertificate' }, { status: 'NotImplemented' });
    await charger.neverCalls('SignCertificate', {}, { within: '5s' });
  },
});

export const meterValues = defineTestCase({
  id: 'TC_F_11_CS',
  title: 'Sends the meter values of an EVSE on request',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['F06.FR.02', 'F06.FR.04', 'F06.FR.05', 'F06.FR.06', 'F06.FR.10'],
  given: [idle],
  async run({ csms, charger, config: { evseId } }) {
    await csms.calls('TriggerMessage', { requestedMessage: 'MeterValues', evse: { id: evseId } }, { status: 'Accepted' });
    await charger.calls('MeterValues', { evseId, meterValue: contains({ sampledValue: contains({ context: 'Trigger' }) }) });
  },
});

export const transactionEvent = defineTestCase({
  id: 'TC_F_13_CS',
  title: 'Tells on request how the transaction of an EVSE goes on',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['F06.FR.02', 'F06.FR.04', 'F06.FR.05', 'F06.FR.07', 'F06.FR.10'],
  given: [energyTransferStarted],
  async run(scene) {
    const { csms, charger, config } = scene;
    const transactionId = transactionOf(scene);
    const evse = { id: config.evseId };
    await csms.calls('TriggerMessage', { requestedMessage: 'TransactionEvent', evse }, { status: 'Accepted' });
    await charger.calls('TransactionEvent', {
      eventType: 'Updated',
      triggerReason: 'Trigger',
      evse: oneOf(omitted, evse),
      transactionInfo: { transactionId, chargingState: 'Charging' },
      meterValue: contains({ sampledValue: contains({ context: 'Trigger' }) }),
    });
  },
});

export const logStatus = defineTestCase({
  id: 'TC_F_15_CS',
  title: 'Says on request that it is not sending a log',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['F06.FR.04', 'F06.FR.05', 'F06.FR.10', 'F06.FR.15'],
  given: [registered],
  async run({ csms, charger }) {
    await csms.calls('TriggerMessage', { requestedMessage: 'LogStatusNotification' }, { status: 'Accepted' });
    await charger.calls('LogStatusNotification', { status: 'Idle' });
  },
});

export const firmwareStatus = defineTestCase({
  id: 'TC_F_18_CS',
  title: 'Says on request that it is not updating its firmware',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['F06.FR.04', 'F06.FR.05', 'F06.FR.10', 'F06.FR.16', 'L01.FR.25'],
  given: [registered],
  async run({ csms, charger }) {
    await csms.calls('TriggerMessage', { requestedMessage: 'FirmwareStatusNotification' }, { status: 'Accepted' });
    await charger.calls('FirmwareStatusNotification', { status: 'Idle' });
  },
});

export const available = defineTestCase({
  id: 'TC_F_23_CS',
  title: 'Says on request that a connector is available',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['F06.FR.02', 'F06.FR.04', 'F06.FR.05', 'F06.FR.10'],
  given: [idle],
  async run({ csms, charger, config }) {
    const evse = { id: config.evseId, connectorId: config.connectorId };
    await csms.calls('TriggerMessage', { requestedMessage: 'StatusNotification', evse }, { status: 'Accepted' });
    await reports(charger, config, 'Available');
  },
});

export const occupied = defineTestCase({
  id: 'TC_F_24_CS',
  title: 'Says on request that a connector is occupied',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['F06.FR.02', 'F06.FR.04', 'F06.FR.05', 'F06.FR.10'],
  given: [evConnectedPreSession],
  async run({ csms, charger, config }) {
    const evse = { id: config.evseId, connectorId: config.connectorId };
    await csms.calls('TriggerMessage', { requestedMessage: 'StatusNotification', evse }, { status: 'Accepted' });
    await reports(charger, config, 'Occupied');
  },
});

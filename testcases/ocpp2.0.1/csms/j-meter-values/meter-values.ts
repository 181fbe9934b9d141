import { defineTestCase } from 'ocppliance';
import { authorizes, booted, charging, plugsIn, suppliesEnergy, tells } from '../../../states/ocpp2.0.1-csms.ts';

export const clockAligned = defineTestCase({
  id: 'TC_J_01_CSMS',
  title: 'Takes clock-aligned meter values of EVSEs at which nobody charges',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['J01.FR.18'],
  given: [booted],
  async run({ charger, config }) {
    // EVSE 0 is the grid meter of the station.
    const all = [0, ...config.evses.map((_, index) => index + 1)];
    for (const _ of ['first', 'second', 'third']) {
      for (const evseId of all) await charger.calls('MeterValues', { evseId });
    }
  },
});

export const clockAlignedInTransaction = defineTestCase({
  id: 'TC_J_02_CSMS',
  title: 'Takes clock-aligned meter values while somebody charges',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['J01.FR.18', 'J02.FR.19'],
  given: [charging],
  async run({ charger, config }) {
    const idle = [0, ...config.evses.map((_, index) => index + 1)].filter((evseId) => evseId !== config.evseId);
    for (const _ of ['first', 'second', 'third']) {
      for (const evseId of idle) await charger.calls('MeterValues', { evseId });
      await tells(charger, 'MeterValueClock');
    }
  },
});

export const sampledAtStart = defineTestCase({
  id: 'TC_J_07_CSMS',
  title: 'Takes the meter values with which a transaction starts',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['J02.FR.19'],
  given: [booted],
  async run({ charger, config }) {
    await plugsIn(charger, config);
  },
});

export const sampledPeriodically = defineTestCase({
  id: 'TC_J_09_CSMS',
  title: 'Takes the meter values that come while somebody charges',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['J02.FR.19'],
  given: [charging],
  async run({ charger }) {
    for (const _ of ['first', 'second', 'third']) await tells(charger, 'MeterValuePeriodic');
  },
});

export const sampledWhenEvseIsKnown = defineTestCase({
  id: 'TC_J_08_CSMS',
  title: 'Takes the first meter values once it is known where somebody charges',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['J02.FR.19'],
  given: [booted],
  async run({ charger, config }) {
    await authorizes(charger, config);
    await plugsIn(charger, config);
    await suppliesEnergy(charger);
  },
});

export const sampledAtEnd = defineTestCase({
  id: 'TC_J_10_CSMS',
  title: 'Takes the meter values with which a transaction ends',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['J02.FR.19'],
  given: [charging],
  async run({ charger, config: { evseId, connectorId } }) {
    const sample = (value: number, context: 'Sample.Periodic' | 'Transaction.End') => ({
      timestamp: new Date().toISOString(),
      sampledValue: [{ value, context }],
    });
    const meterValue = [sample(12_100, 'Sample.Periodic'), sample(12_200, 'Sample.Periodic'), sample(12_300, 'Transaction.End')];
    const transactionInfo = { chargingState: 'Idle', stoppedReason: 'EVDisconnected' } as const;
    await charger.calls('StatusNotification', { evseId, connectorId, connectorStatus: 'Available' });
    await tells(charger, 'EVCommunicationLost', { eventType: 'Ended', transactionInfo, meterValue });
  },
});

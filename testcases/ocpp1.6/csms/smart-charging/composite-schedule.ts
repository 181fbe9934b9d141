import { defineTestCase } from 'ocppliance';
import { ago, booted, carriesOn } from '../../../states/ocpp1.6-csms.ts';

export const compositeSchedule = defineTestCase({
  id: 'TC_066_CSMS',
  title: 'Asks a station how much it expects to draw at a connector',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §5.7', '1.6 §6.21'],
  requires: 'SmartCharging',
  given: [booted],
  acts: ['readSchedule'],
  async run({ charger, csms, operator, config: { connectorId } }) {
    const chargingSchedulePeriod = [6, 10, 8].map((limit, index) => ({ startPeriod: 100 * index, limit }));
    charger.answers('GetCompositeSchedule', ({ duration, chargingRateUnit = 'A' }) => ({
      status: 'Accepted',
      connectorId,
      scheduleStart: ago(0),
      chargingSchedule: { duration, chargingRateUnit, chargingSchedulePeriod },
    }));
    await operator.does('readSchedule', { connectorId, seconds: 300, unit: 'A' });
    await csms.calls('GetCompositeSchedule', { connectorId, duration: 300, chargingRateUnit: 'A' });
    await carriesOn(charger);
  },
});

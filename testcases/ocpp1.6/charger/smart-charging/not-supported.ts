import { callError, defineTestCase, not, orCallError } from 'ocppliance';
import { idle } from '../../../states/ocpp1.6-charger.ts';

export const smartChargingNotSupported = defineTestCase({
  id: 'X_16_CS_88',
  title: 'Takes no charging profile where it cannot follow one',
  protocol: 'ocpp1.6',
  sut: 'charger',
  profile: 'SmartCharging',
  spec: ['1.6 §3.3', '1.6 §7.11', '1.6 errata 3.39'],
  requires: not('SmartCharging'),
  given: [idle],
  async run({ csms, config: { connectorId } }) {
    // The errata want the CALLERROR, the specification has a status for it.
    await csms.calls('SetChargingProfile', { connectorId }, orCallError({ status: 'NotSupported' }, 'NotSupported', 'NotImplemented'));
    await csms.calls('GetCompositeSchedule', { connectorId, duration: 300 }, callError('NotSupported', 'NotImplemented'));
  },
});

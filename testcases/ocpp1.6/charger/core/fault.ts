import { defineTestCase, oneOf } from 'ocppliance';
import { repairable } from '../../../states/ocpp1.6-charger-faults.ts';

export const noStartWhileFaulted = defineTestCase({
  id: 'TC_041_CS',
  title: 'Reports a fault, and starts no transaction as long as it lasts',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §4.9', '1.6 §7.7'],
  given: [repairable],
  acts: ['causeFault', 'plugIn', 'presentToken'],
  async run({ charger, operator, config: { connectorId, token } }) {
    await operator.does('causeFault', { connectorId });
    // Whether a fault is that of a connector or of the whole depends on the fault.
    await charger.calls('StatusNotification', { connectorId: oneOf(0, connectorId), status: 'Faulted' });
    await operator.does('plugIn', { connectorId });
    await operator.does('presentToken', { idToken: token.idToken, connectorId });
    await charger.neverCalls('StartTransaction', {}, { within: '10s' });
  },
});

import { defineState } from 'ocppliance';
import { hasNoFault, idle } from './ocpp1.6-charger.ts';

/** Situations of an OCPP 1.6 charger that is broken, or is about to be. */

/** Whatever a case breaks at the connector under test is repaired after it. */
export const repairable = defineState({
  title: 'somebody is there to clear a fault afterwards',
  protocol: 'ocpp1.6',
  sut: 'charger',
  given: [idle],
  acts: ['clearFault'],
  async reach(cast) {
    return async () => {
      // Also a fault that the charger has not told of.
      if (cast.csms.knows.connectors.get(String(cast.config.connectorId)) === 'Faulted') await hasNoFault(cast);
      else await cast.operator.does('clearFault', { connectorId: cast.config.connectorId });
    };
  },
});

/** An attempt to unlock the connector fails. */
export const lockBlocked = defineState({
  title: 'the lock of the connector is blocked',
  protocol: 'ocpp1.6',
  sut: 'charger',
  given: [idle],
  acts: ['blockLock', 'freeLock'],
  async reach({ operator, config: { connectorId } }) {
    await operator.does('blockLock', { connectorId });
    return () => operator.does('freeLock', { connectorId });
  },
});

/** The charger answers an update of its local list, and cannot keep it. */
export const listStorageBroken = defineState({
  title: 'the charger can store no local authorization list',
  protocol: 'ocpp1.6',
  sut: 'charger',
  given: [idle],
  acts: ['breakListStorage', 'repairListStorage'],
  async reach({ operator }) {
    await operator.does('breakListStorage');
    return () => operator.does('repairListStorage');
  },
});

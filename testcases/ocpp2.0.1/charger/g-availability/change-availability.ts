import { defineTestCase } from 'ocppliance';
import {
  changesAvailability,
  connectorsIn,
  endsTransaction,
  energyTransferStarted,
  everyConnector,
  hasReported,
  operative,
  reportAll,
  type Scope,
  transactionOf,
  unavailable,
} from '../../../states/ocpp2.0.1-charger.ts';

interface About {
  id: string;
  scope: Scope;
  title: string;
  spec: readonly string[];
}

const common = { protocol: 'ocpp2.0.1', sut: 'charger' } as const;

const takesOutOfService = ({ scope, ...about }: About) =>
  defineTestCase({
    ...common,
    ...about,
    given: [operative(scope)],
    async run(scene) {
      await changesAvailability(scene, scope, 'Inoperative');
      await reportAll(scene.charger, connectorsIn(scope, scene.config, 'Unavailable'));
    },
  });

const putsIntoService = ({ scope, ...about }: About) =>
  defineTestCase({
    ...common,
    ...about,
    given: [unavailable(scope)],
    async run(scene) {
      await changesAvailability(scene, scope, 'Operative');
      await reportAll(scene.charger, connectorsIn(scope, scene.config, 'Available'));
    },
  });

/** What is as it should be already is accepted as well (G03.FR.03, G04.FR.04). */
const leavesAsItIs = ({ scope, status, ...about }: About & { status: 'Operative' | 'Inoperative' }) =>
  defineTestCase({
    ...common,
    ...about,
    given: [status === 'Operative' ? operative(scope) : unavailable(scope)],
    async run(scene) {
      await changesAvailability(scene, scope, status);
    },
  });

const keepsThroughReboot = ({ scope, ...about }: About) =>
  defineTestCase({
    ...common,
    ...about,
    given: [unavailable(scope)],
    async run({ csms, charger, config }) {
      await csms.calls('Reset', { type: 'Immediate' }, { status: 'Accepted' });
      await charger.calls('BootNotification', {}, { within: 'reboot' });
      const touched = connectorsIn(scope, config, 'Unavailable');
      const isTouched = (place: { evseId: number; connectorId: number }) =>
        touched.some(({ evseId, connectorId }) => evseId === place.evseId && connectorId === place.connectorId);
      const others = everyConnector(config, 'Available').filter((place) => !isTouched(place));
      await reportAll(charger, [...touched, ...others]);
    },
  });

const waitsForTransaction = ({ scope, ...about }: About) =>
  defineTestCase({
    ...common,
    ...about,
    given: [operative(scope), energyTransferStarted],
    acts: ['unplug'],
    async run(scene) {
      const { csms, charger, config } = scene;
      const transactionId = transactionOf(scene);
      await changesAvailability(scene, scope, 'Inoperative', 'Scheduled');
      await endsTransaction(scene, transactionId);
      // The last event and the statuses come in any order; connectors without a transaction have told theirs before.
      const connectors = connectorsIn(scope, config, 'Unavailable');
      await reportAll(
        charger,
        connectors.filter((connector) => !hasReported(csms, connector)),
      );
    },
  });

const evse = ['G03.FR.01', 'G03.FR.02', 'G03.FR.04'];
const station = ['G04.FR.01', 'G04.FR.02', 'G04.FR.03', 'G04.FR.05'];

export const evseInoperative = takesOutOfService({
  id: 'TC_G_03_CS',
  scope: 'evse',
  title: 'Takes an EVSE out of service',
  spec: [...evse, 'G03.FR.06'],
});
export const evseOperative = putsIntoService({
  id: 'TC_G_04_CS',
  scope: 'evse',
  title: 'Puts an EVSE into service again',
  spec: [...evse, 'G03.FR.07'],
});
export const stationInoperative = takesOutOfService({
  id: 'TC_G_05_CS',
  scope: 'station',
  title: 'Takes itself out of service',
  spec: [...station, 'G04.FR.07'],
});
export const stationOperative = putsIntoService({
  id: 'TC_G_06_CS',
  scope: 'station',
  title: 'Puts itself into service again',
  spec: [...station, 'G04.FR.08'],
});
export const connectorInoperative = takesOutOfService({
  id: 'TC_G_07_CS',
  scope: 'connector',
  title: 'Takes a connector out of service',
  spec: [...evse, 'G03.FR.06'],
});
export const connectorOperative = putsIntoService({
  id: 'TC_G_08_CS',
  scope: 'connector',
  title: 'Puts a connector into service again',
  spec: [...evse, 'G03.FR.07'],
});
export const evseOperativeAlready = leavesAsItIs({
  id: 'TC_G_09_CS',
  scope: 'evse',
  status: 'Operative',
  title: 'Accepts that an EVSE in service is to be in service',
  spec: [...evse, 'G03.FR.03'],
});
export const evseInoperativeAlready = leavesAsItIs({
  id: 'TC_G_10_CS',
  scope: 'evse',
  status: 'Inoperative',
  title: 'Accepts that an EVSE out of service is to be out of service',
  spec: [...evse, 'G03.FR.03'],
});
export const stationOperativeAlready = leavesAsItIs({
  id: 'TC_G_12_CS',
  scope: 'station',
  status: 'Operative',
  title: 'Accepts that it is to be in service when it is',
  spec: [...station, 'G04.FR.04'],
});
export const stationInoperativeAlready = leavesAsItIs({
  id: 'TC_G_13_CS',
  scope: 'station',
  status: 'Inoperative',
  title: 'Accepts that it is to be out of service when it is',
  spec: [...station, 'G04.FR.04'],
});
export const connectorOperativeAlready = leavesAsItIs({
  id: 'TC_G_15_CS',
  scope: 'connector',
  status: 'Operative',
  title: 'Accepts that a connector in service is to be in service',
  spec: [...evse, 'G03.FR.03'],
});
export const connectorInoperativeAlready = leavesAsItIs({
  id: 'TC_G_16_CS',
  scope: 'connector',
  status: 'Inoperative',
  title: 'Accepts that a connector out of service is to be out of service',
  spec: [...evse, 'G03.FR.03'],
});
export const evseDuringTransaction = waitsForTransaction({
  id: 'TC_G_11_CS',
  scope: 'evse',
  title: 'Takes an EVSE out of service when its transaction has ended',
  spec: [...evse, 'G03.FR.05'],
});
export const connectorDuringTransaction = waitsForTransaction({
  id: 'TC_G_17_CS',
  scope: 'connector',
  title: 'Takes a connector out of service when its transaction has ended',
  spec: [...evse, 'G03.FR.05'],
});
export const stationDuringTransaction = waitsForTransaction({
  id: 'TC_G_14_CS',
  scope: 'station',
  title: 'Takes itself out of service when the last transaction has ended',
  spec: [...station, 'G04.FR.06'],
});
export const evseThroughReboot = keepsThroughReboot({
  id: 'TC_G_18_CS',
  scope: 'evse',
  title: 'Remembers through a reboot that an EVSE is out of service',
  spec: ['G03.FR.08', 'B01.FR.07'],
});
export const connectorThroughReboot = keepsThroughReboot({
  id: 'TC_G_19_CS',
  scope: 'connector',
  title: 'Remembers through a reboot that a connector is out of service',
  spec: ['G03.FR.08', 'B01.FR.07'],
});
export const stationThroughReboot = keepsThroughReboot({
  id: 'TC_G_21_CS',
  scope: 'station',
  title: 'Remembers through a reboot that it is out of service',
  spec: ['G04.FR.09', 'B01.FR.07'],
});

import { defineTestCase } from 'ocppliance';
import { authorizesLocally, evConnectedPreSession, idle, plugsIn, sameToken, startsCharging } from '../../../states/ocpp2.0.1-charger.ts';

export const cableFirst = defineTestCase({
  id: 'TC_E_03_CS',
  title: 'Charges once a driver who has plugged in is authorized',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['E02.FR.01', 'E02.FR.05', 'E02.FR.13', 'E02.FR.15', 'E01.FR.16', 'C01.FR.02'],
  given: [evConnectedPreSession],
  acts: ['presentToken'],
  async run(scene) {
    const event = await authorizesLocally(scene);
    await startsCharging(scene, event);
  },
});

export const authorizationFirst = defineTestCase({
  id: 'TC_E_04_CS',
  title: 'Charges once a driver who is authorized has plugged in',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['E03.FR.01', 'E03.FR.06', 'E03.FR.12', 'E01.FR.16', 'C01.FR.02'],
  given: [idle],
  acts: ['presentToken', 'plugIn'],
  async run(scene) {
    const authorized = await authorizesLocally(scene);
    const pluggedIn = await plugsIn(scene, true);
    const first = authorized ?? pluggedIn;
    await scene.check('the first event after the authorization names the token', first?.idToken, sameToken(scene.config.token));
    await startsCharging(scene, pluggedIn);
  },
});

import { defineTestCase } from 'ocppliance';
import {
  authorizesRemotely,
  configured,
  evConnectedPreSession,
  idle,
  plugsIn,
  sameToken,
  startsCharging,
} from '../../../states/ocpp2.0.1-charger.ts';

export const cableFirst = defineTestCase({
  id: 'TC_F_01_CS',
  title: 'Charges for the CSMS when an EV is plugged in already',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['F01.FR.03', 'F01.FR.04', 'F01.FR.05', 'F01.FR.13', 'F01.FR.19', 'F01.FR.25', 'F02.FR.01'],
  given: [evConnectedPreSession],
  async run(scene) {
    const event = await authorizesRemotely(scene);
    await startsCharging(scene, event);
  },
});

export const authorizesFirst = defineTestCase({
  id: 'TC_F_02_CS',
  title: 'Has a remote start authorized, and charges once the EV is plugged in',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['F01.FR.01', 'F02.FR.01', 'F02.FR.21'],
  given: [idle, configured('AuthCtrlr', 'AuthorizeRemoteStart', 'true')],
  acts: ['plugIn'],
  async run(scene) {
    const authorized = await authorizesRemotely(scene);
    const pluggedIn = await plugsIn(scene, true);
    const first = authorized ?? pluggedIn;
    await scene.check('the first event names the token', first?.idToken, sameToken(scene.config.token));
    await startsCharging(scene, pluggedIn);
  },
});

export const authorizedAlready = defineTestCase({
  id: 'TC_F_03_CS',
  title: 'Takes a remote start as authorized, and charges once the EV is plugged in',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['F01.FR.02', 'F02.FR.01', 'F02.FR.21'],
  given: [idle, configured('AuthCtrlr', 'AuthorizeRemoteStart', 'false')],
  acts: ['plugIn'],
  async run(scene) {
    const authorized = await authorizesRemotely(scene);
    const pluggedIn = await plugsIn(scene, true);
    const first = authorized ?? pluggedIn;
    await scene.check('the first event names the token', first?.idToken, sameToken(scene.config.token));
    await startsCharging(scene, pluggedIn);
    await scene.charger.neverCalls('Authorize');
  },
});

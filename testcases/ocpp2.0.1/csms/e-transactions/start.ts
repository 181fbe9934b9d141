import { defineTestCase } from 'ocppliance';
import {
  authorized,
  authorizes,
  booted,
  pluggedIn,
  plugsIn,
  stopsCharging,
  suppliesEnergy,
  tells,
  unplugs,
} from '../../../states/ocpp2.0.1-csms.ts';

export const cableFirst = defineTestCase({
  id: 'TC_E_03_CSMS',
  title: 'Follows a driver who plugs in, then presents a token',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['E02.FR.01', 'E02.FR.02'],
  given: [pluggedIn],
  async run({ charger, config }) {
    await authorizes(charger, config);
    await suppliesEnergy(charger);
  },
});

export const tokenFirst = defineTestCase({
  id: 'TC_E_04_CSMS',
  title: 'Follows a driver who presents a token, then plugs in',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['E03.FR.01', 'E03.FR.02'],
  given: [booted],
  async run({ charger, config }) {
    await authorizes(charger, config);
    await plugsIn(charger, config);
    await suppliesEnergy(charger);
  },
});

export const startWithPowerPath = defineTestCase({
  id: 'TC_E_01_CSMS',
  title: 'Takes a transaction that starts when driver and cable are both there',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['E01.FR.05', 'E01.FR.11', 'E01.FR.12'],
  given: [booted],
  async run({ charger, config: { token: idToken, evseId, connectorId } }) {
    await charger.calls('Authorize', { idToken }, { idTokenInfo: { status: 'Accepted' } });
    await charger.calls('StatusNotification', { evseId, connectorId, connectorStatus: 'Occupied' });
    const evse = { id: evseId, connectorId };
    const transactionInfo = { chargingState: 'SuspendedEVSE' } as const;
    await tells(charger, 'ChargingStateChanged', { idToken, evse, transactionInfo }, { idTokenInfo: { status: 'Accepted' } });
    await suppliesEnergy(charger);
  },
});

export const startWithEnergy = defineTestCase({
  id: 'TC_E_02_CSMS',
  title: 'Takes a transaction that starts with the flow of energy',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['E01.FR.06', 'E01.FR.11', 'E01.FR.12'],
  given: [booted],
  async run({ charger, config: { token: idToken, evseId, connectorId } }) {
    await charger.calls('Authorize', { idToken }, { idTokenInfo: { status: 'Accepted' } });
    await charger.calls('StatusNotification', { evseId, connectorId, connectorStatus: 'Occupied' });
    const evse = { id: evseId, connectorId };
    const transactionInfo = { chargingState: 'Charging' } as const;
    await tells(charger, 'ChargingStateChanged', { idToken, evse, transactionInfo }, { idTokenInfo: { status: 'Accepted' } });
  },
});

export const startWithCable = defineTestCase({
  id: 'TC_E_09_CSMS',
  title: 'Takes a transaction that starts with the cable',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['E01.FR.02'],
  given: [booted],
  async run({ charger, config }) {
    await plugsIn(charger, config);
  },
});

export const startWithToken = defineTestCase({
  id: 'TC_E_10_CSMS',
  title: 'Takes a transaction that starts with the token',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['E01.FR.03', 'E01.FR.11', 'E01.FR.12'],
  given: [booted],
  async run({ charger, config }) {
    await authorizes(charger, config);
  },
});

export const evNotReady = defineTestCase({
  id: 'TC_E_38_CSMS',
  title: 'Follows a transaction in which the EV takes no energy yet',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['E03'],
  given: [authorized],
  async run({ charger, config }) {
    await plugsIn(charger, config);
    await tells(charger, 'ChargingStateChanged', { transactionInfo: { chargingState: 'SuspendedEV' } });
  },
});

export const countsAnew = defineTestCase({
  id: 'TC_E_53_CSMS',
  title: 'Takes it that each transaction counts its events from 0',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['E01.FR.07'],
  given: [booted],
  async run({ charger, config }) {
    const { token: idToken } = config;
    for (const _ of ['the first', 'the second']) {
      await charger.calls('Authorize', { idToken }, { idTokenInfo: { status: 'Accepted' } });
      await tells(charger, 'Authorized', { seqNo: 0, idToken }, { idTokenInfo: { status: 'Accepted' } });
      await plugsIn(charger, config);
      await suppliesEnergy(charger);
      await stopsCharging(charger, config);
      await unplugs(charger, config);
    }
  },
});

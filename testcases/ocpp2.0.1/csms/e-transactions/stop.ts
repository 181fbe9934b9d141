import { defineTestCase, oneOf } from 'ocppliance';
import { authorized, booted, charging, stopsCharging, suspended, tells, transactionOf, unplugs } from '../../../states/ocpp2.0.1-csms.ts';

export const stopWithToken = defineTestCase({
  id: 'TC_E_15_CSMS',
  title: 'Takes a transaction that ends as soon as the driver has presented the token again',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['E06.FR.03'],
  given: [charging],
  async run({ charger, config: { token: idToken } }) {
    await tells(charger, 'StopAuthorized', { eventType: 'Ended', idToken, transactionInfo: { stoppedReason: 'Local' } });
  },
});

export const stopWithPowerPath = defineTestCase({
  id: 'TC_E_07_CSMS',
  title: 'Takes a transaction that ends when the driver has stopped it and the power path is open',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['E06.FR.06'],
  given: [charging],
  async run({ charger, config: { token: idToken } }) {
    const transactionInfo = { chargingState: 'EVConnected', stoppedReason: 'Local' } as const;
    await tells(charger, 'StopAuthorized', { eventType: 'Ended', idToken, transactionInfo });
  },
});

export const stopWithEnergy = defineTestCase({
  id: 'TC_E_08_CSMS',
  title: 'Takes a transaction that ends when energy has stopped to flow',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['E06.FR.07'],
  given: [charging],
  async run({ charger, config: { token: idToken } }) {
    await tells(charger, 'StopAuthorized', { idToken }, { idTokenInfo: { status: 'Accepted' } });
    const transactionInfo = { chargingState: 'EVConnected', stoppedReason: 'Local' } as const;
    await tells(charger, 'ChargingStateChanged', { eventType: 'Ended', transactionInfo });
  },
});

export const stopWithCable = defineTestCase({
  id: 'TC_E_14_CSMS',
  title: 'Takes a transaction that ends when the driver has stopped it and unplugs',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['E06.FR.02'],
  given: [charging],
  async run({ charger, config }) {
    await stopsCharging(charger, config);
    await unplugs(charger, config);
  },
});

export const stopAtEv = defineTestCase({
  id: 'TC_E_20_CSMS',
  title: 'Takes a transaction that ends when the cable is taken out at the EV',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['E06.FR.02', 'E10'],
  given: [suspended],
  async run({ charger, config }) {
    await unplugs(charger, config);
  },
});

export const stopByEv = defineTestCase({
  id: 'TC_E_22_CSMS',
  title: 'Takes a transaction that ends because the EV takes no more energy',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['E06.FR.07'],
  given: [charging],
  async run({ charger }) {
    const transactionInfo = { chargingState: 'SuspendedEV', stoppedReason: 'StoppedByEV' } as const;
    await tells(charger, 'ChargingStateChanged', { eventType: 'Ended', transactionInfo });
  },
});

export const stopForInvalidToken = defineTestCase({
  id: 'TC_E_16_CSMS',
  title: 'Objects to the token of a transaction, and takes its end',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['E01.FR.11', 'E01.FR.12', 'E06.FR.04'],
  given: [booted],
  async run({ charger, config: { unknownToken: idToken } }) {
    await tells(charger, 'Authorized', { idToken }, { idTokenInfo: { status: oneOf('Invalid', 'Unknown') } });
    await tells(charger, 'Deauthorized', { eventType: 'Ended', transactionInfo: { stoppedReason: 'DeAuthorized' } });
  },
});

export const stopForTimeout = defineTestCase({
  id: 'TC_E_39_CSMS',
  title: 'Takes a transaction that ends because nobody plugs in',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['E03.FR.04', 'E03.FR.05', 'E06.FR.04'],
  given: [authorized],
  async run({ charger }) {
    await tells(charger, 'EVConnectTimeout', { eventType: 'Ended', transactionInfo: { stoppedReason: 'Timeout' } });
  },
});

export const stopByCsms = defineTestCase({
  id: 'TC_E_21_CSMS',
  title: 'Stops a transaction from afar',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['F03.FR.01', 'F03.FR.09', 'F03.FR.10', 'E06.FR.03'],
  given: [charging],
  acts: ['stopCharging'],
  async run({ charger, csms, operator }) {
    const transactionId = transactionOf(charger);
    charger.answers('RequestStopTransaction', { status: 'Accepted' });
    await operator.does('stopCharging', { transactionId });
    await csms.calls('RequestStopTransaction', { transactionId });
    await tells(charger, 'RemoteStop', { eventType: 'Ended', transactionInfo: { stoppedReason: 'Remote' } });
  },
});

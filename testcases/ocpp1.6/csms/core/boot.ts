import { defineTestCase, satisfying } from 'ocppliance';
import { boots, carriesOn, connected, registrationHeld, reportsAll } from '../../../states/ocpp1.6-csms.ts';

export const coldBoot = defineTestCase({
  id: 'TC_001_CSMS',
  title: 'Registers a station that has been switched on, and answers its first messages',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §4.2', '1.6 §4.6', '1.6 §4.9'],
  given: [connected],
  async run({ charger, config }) {
    await charger.calls('BootNotification', {}, { status: 'Accepted' });
    await reportsAll(charger, config);
    // A station may beat sooner than the interval asks for, so nobody has to wait here.
    await charger.calls('Heartbeat');
  },
});

export const bootPending = defineTestCase({
  id: 'X_16_CSMS_01',
  title: 'Keeps a station waiting for its registration, starts nothing there, and accepts it later',
  protocol: 'ocpp1.6',
  sut: 'csms',
  profile: 'Core',
  spec: ['1.6 §4.2'],
  given: [connected, registrationHeld],
  acts: ['holdRegistration'],
  async run({ charger, csms, operator, clock, config }) {
    const notNegative = satisfying<number>('0 or more', (seconds) => seconds >= 0);
    const { interval } = await charger.calls('BootNotification', {}, { status: 'Pending', interval: notNegative });
    // We wait as long as we are told to before we try again, but not for hours.
    await clock.waits(`${Math.min(interval, 120)}s`);
    await csms.neverCalls('RemoteStartTransaction');
    await csms.neverCalls('RemoteStopTransaction');
    await charger.calls('BootNotification', {}, { status: 'Pending' });

    await operator.does('holdRegistration', { pending: false });
    await clock.waits(`${Math.min(interval, 120)}s`);
    await boots(charger, config);
    await carriesOn(charger);
  },
});

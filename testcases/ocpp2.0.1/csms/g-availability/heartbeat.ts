import { defineTestCase, satisfying } from 'ocppliance';
import { connected, reportsAll } from '../../../states/ocpp2.0.1-csms.ts';

export const heartbeat = defineTestCase({
  id: 'X_201_CSMS_01',
  title: 'Tells a station the time with each Heartbeat',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  profile: 'Core',
  spec: ['G02.FR.03', 'B01.FR.02'],
  given: [connected],
  async run({ charger, clock, check, config }) {
    const boot = await charger.calls('BootNotification', {}, { status: 'Accepted' });
    await reportsAll(charger, config, 'Available');
    const first = await charger.calls('Heartbeat');
    await clock.waits('2s');
    const second = await charger.calls('Heartbeat');

    const notBefore = (earlier: string) => satisfying<string>(`${earlier} or later`, (time) => Date.parse(time) >= Date.parse(earlier));
    await check('the time of the first Heartbeat is not before that of the start', first.currentTime, notBefore(boot.currentTime));
    await check('the time of the second Heartbeat is not before that of the first', second.currentTime, notBefore(first.currentTime));
    // Two clocks may differ, and it need not be the CSMS that is wrong.
    const aboutNow = satisfying<string>('within a minute of our time', (time) => Math.abs(Date.parse(time) - Date.now()) < 60_000);
    await check('the time is ours', second.currentTime, aboutNow, { level: 'should' });
  },
});

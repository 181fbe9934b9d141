import { defineTestCase, satisfying } from 'ocppliance';
import { booted } from '../../../states/ocpp1.6-csms.ts';

export const heartbeat = defineTestCase({
  id: 'X_16_CSMS_02',
  title: 'Tells the right time with each heartbeat, and a time that never goes back',
  protocol: 'ocpp1.6',
  sut: 'csms',
  profile: 'Core',
  spec: ['1.6 §3.14', '1.6 §4.6', '1.6 §6.30'],
  given: [booted],
  async run({ charger, check }) {
    // Stations set their clocks by it. Our own may be off by a little, a time zone that is mistaken for UTC is off by more.
    const right = satisfying<string>('within 5 minutes of our clock', (time) => Math.abs(Date.parse(time) - Date.now()) < 300_000);
    const first = await charger.calls('Heartbeat', {}, { currentTime: right });
    const second = await charger.calls('Heartbeat', {}, { currentTime: right });
    const passed = Date.parse(second.currentTime) - Date.parse(first.currentTime);
    // The servers of one CSMS may be a second apart.
    await check(
      'milliseconds between the two times',
      passed,
      satisfying<number>('-1000 or more', (milliseconds) => milliseconds >= -1000),
    );
  },
});

import { anything, defineTestCase } from 'ocppliance';
import { connectorsReport, idle } from '../../../states/ocpp1.6-charger.ts';

export const coldBoot = defineTestCase({
  id: 'TC_001_CS',
  title: 'Stays mute while it is rejected, then registers, reports its connectors and sends heartbeats',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §4.2', '1.6 §4.6', '1.6 errata 3.22'],
  given: [idle],
  acts: ['powerCycle'],
  async run(cast) {
    const { csms, charger, operator } = cast;
    csms.answers('BootNotification', { status: 'Rejected', interval: 10 });
    csms.answers('BootNotification', { status: 'Accepted', interval: 10 });
    await operator.does('powerCycle');
    await charger.calls('BootNotification', {}, { within: 'reboot' });
    await Promise.all([
      charger.neverCalls('BootNotification', {}, { within: '8s', since: 'here' }),
      charger.neverCalls('StatusNotification', {}, { within: '8s', since: 'here' }),
      charger.neverCalls('Heartbeat', {}, { within: '8s', since: 'here' }),
    ]);
    await charger.calls('BootNotification', {}, { within: 'reboot' });
    await connectorsReport(cast, 'Available');
    await charger.calls('Heartbeat', {}, { within: '20s' });
    await charger.neverCalls('Heartbeat', {}, { within: '5s', since: 'here' });
    await charger.calls('Heartbeat', {}, { within: '15s' });
  },
});

export const pendingBoot = defineTestCase({
  id: 'TC_002_CS',
  title: 'Can be configured while its registration is pending, and says nothing of its own accord',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §4.2', '1.6 errata 3.22'],
  given: [idle],
  acts: ['powerCycle'],
  async run(cast) {
    const { csms, charger, operator } = cast;
    csms.answers('BootNotification', { status: 'Pending', interval: 30 });
    csms.answers('BootNotification', { status: 'Accepted', interval: 10 });
    await operator.does('powerCycle');
    await charger.calls('BootNotification', {}, { within: 'reboot' });
    await csms.calls('GetConfiguration', {}, { configurationKey: anything });
    await csms.calls('ChangeConfiguration', { key: 'MeterValueSampleInterval', value: '60' }, { status: 'Accepted' });
    await Promise.all([
      charger.neverCalls('StatusNotification', {}, { within: '10s', since: 'here' }),
      charger.neverCalls('BootNotification', {}, { within: '10s', since: 'here', level: 'should' }),
    ]);
    await charger.calls('BootNotification', {}, { within: 'reboot' });
    await connectorsReport(cast, 'Available');
    await charger.calls('Heartbeat', {}, { within: '20s' });
  },
});

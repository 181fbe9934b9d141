import { anyOf, callError, defineTestCase, not, oneOf } from 'ocppliance';
import { boots, connected, registrationHeld } from '../../../states/ocpp2.0.1-csms.ts';

export const bootAccepted = defineTestCase({
  id: 'TC_B_01_CSMS',
  title: 'Accepts a registered station that has been switched on',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['B01.FR.01', 'B01.FR.02'],
  given: [connected],
  async run({ charger, config }) {
    await boots(charger, config);
  },
});

export const bootPending = defineTestCase({
  id: 'TC_B_02_CSMS',
  title: 'Puts a station off with Pending and accepts it when it tries again',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['B02.FR.01', 'B02.FR.06'],
  requires: 'C-44',
  given: [registrationHeld, connected],
  acts: ['holdRegistration'],
  async run({ charger, operator, clock, config }) {
    const { interval } = await charger.calls('BootNotification', { reason: 'PowerUp' }, { status: 'Pending' });
    await operator.does('holdRegistration', { pending: false });
    // 0 leaves it to the station (B02.FR.07). Whatever the CSMS asks for meanwhile is answered.
    await clock.waits(`${interval > 0 ? interval : 10}s`);
    await boots(charger, config);
  },
});

export const silencedWhilePending = defineTestCase({
  id: 'TC_B_30_CSMS',
  title: 'Answers a station that is not accepted with SecurityError',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['B02.FR.09', 'B03.FR.07'],
  requires: anyOf('C-44', not('AQ-16')),
  given: [registrationHeld, connected],
  async run({ charger }) {
    await charger.calls('BootNotification', { reason: 'PowerUp' }, { status: oneOf('Pending', 'Rejected') });
    await charger.calls('StatusNotification', { connectorStatus: 'Available' }, callError('SecurityError'));
  },
});

export const bootTriggered = defineTestCase({
  id: 'TC_B_31_CSMS',
  title: 'Asks a station that waits to be accepted for a BootNotification',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['B02', 'F06'],
  requires: anyOf('C-44', not('AQ-16')),
  given: [registrationHeld, connected],
  acts: ['holdRegistration', 'requestMessage'],
  async run({ charger, csms, operator, config }) {
    await charger.calls('BootNotification', { reason: 'PowerUp' }, { status: oneOf('Pending', 'Rejected') });
    await operator.does('holdRegistration', { pending: false });
    charger.answers('TriggerMessage', { status: 'Accepted' });
    await operator.does('requestMessage', { message: 'BootNotification' });
    await csms.calls('TriggerMessage', { requestedMessage: 'BootNotification' });
    await boots(charger, config, 'Triggered');
  },
});

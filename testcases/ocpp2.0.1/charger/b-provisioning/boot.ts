import { callError, defineTestCase, oneOf, satisfying } from 'ocppliance';
import {
  boots,
  configured,
  everyConnector,
  idle,
  newId,
  registered,
  reportAll,
  staysSilent,
  variable,
} from '../../../states/ocpp2.0.1-charger.ts';

export const coldBoot = defineTestCase({
  id: 'TC_B_01_CS',
  title: 'Registers after being switched on and tells the status of every connector',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['B01.FR.01', 'B01.FR.05', 'B01.FR.09', 'A04.FR.01'],
  given: [idle],
  acts: ['powerCycle'],
  async run(scene) {
    await scene.operator.does('powerCycle');
    await boots(scene, 'PowerUp');
  },
});

export const pending = defineTestCase({
  id: 'TC_B_02_CS',
  title: 'Lets itself be configured while its registration is pending, and starts nothing until it is accepted',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['B02.FR.01', 'B02.FR.02', 'B02.FR.04', 'B02.FR.05', 'B02.FR.06', 'B02.FR.08', 'F06.FR.17'],
  given: [idle, configured('OCPPCommCtrlr', 'OfflineThreshold', '300')],
  async run({ csms, charger, config, check }) {
    csms.answers('BootNotification', { status: 'Pending', interval: 300 });
    await csms.calls('Reset', { type: 'Immediate' }, { status: 'Accepted' });
    await charger.calls('BootNotification', {}, { within: 'reboot' });
    await staysSilent(charger, '5s');

    const threshold = { component: { name: 'OCPPCommCtrlr' }, variable: { name: 'OfflineThreshold' } };
    const setVariableData = [{ ...threshold, attributeValue: '300' }];
    await csms.calls('SetVariables', { setVariableData }, { setVariableResult: [{ attributeStatus: 'Accepted' }] });
    await check('the variable can be read', await variable(csms, 'OCPPCommCtrlr', 'OfflineThreshold'), '300');
    const requestId = newId();
    await csms.calls('GetBaseReport', { requestId, reportBase: 'FullInventory' }, { status: 'Accepted' });
    await charger.callsUntil(
      'NotifyReport',
      satisfying('the last part', ({ tbc }) => !tbc),
    );
    await csms.calls('RequestStartTransaction', { evseId: config.evseId, idToken: config.token }, { status: 'Rejected' });

    const wish = { requestedMessage: 'BootNotification' } as const;
    const { status } = await csms.calls('TriggerMessage', wish, { status: oneOf('Accepted', 'NotImplemented') });
    // A station that cannot be asked to register comes back when the interval is over.
    if (status === 'Accepted') await charger.calls('BootNotification', { reason: 'Triggered' });
    else await charger.calls('BootNotification', {}, { within: '330s' });
    await reportAll(charger, everyConnector(config, 'Available'));
  },
});

export const rejected = defineTestCase({
  id: 'TC_B_03_CS',
  title: 'Keeps silent while its registration is rejected, and tries again after the interval',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['B03.FR.02', 'B03.FR.04', 'B03.FR.06'],
  given: [idle],
  async run({ csms, charger, config }) {
    csms.answers('BootNotification', { status: 'Rejected', interval: 20 });
    await csms.calls('Reset', { type: 'Immediate' }, { status: 'Accepted' });
    await charger.calls('BootNotification', {}, { within: 'reboot' });
    await Promise.all([staysSilent(charger, '18s'), charger.neverCalls('BootNotification', {}, { within: '18s', since: 'here' })]);
    await charger.calls('BootNotification', {}, { within: '60s' });
    await reportAll(charger, everyConnector(config, 'Available'));
  },
});

export const refusesWhileRejected = defineTestCase({
  id: 'TC_B_30_CS',
  title: 'Answers with SecurityError while its registration is rejected',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['B03.FR.08'],
  given: [idle],
  async run({ csms, charger, clock }) {
    csms.answers('BootNotification', { status: 'Rejected', interval: 20 });
    await csms.calls('Reset', { type: 'Immediate' }, { status: 'Accepted' });
    await charger.calls('BootNotification', {}, { within: 'reboot' });
    await clock.waits('1s');
    // It may have disconnected until its next attempt (B03.FR.04).
    if (csms.connected) await csms.calls('GetBaseReport', { requestId: newId(), reportBase: 'FullInventory' }, callError('SecurityError'));
    await charger.calls('BootNotification', {}, { within: '60s' });
  },
});

export const heartbeat = defineTestCase({
  id: 'X_201_CS_01',
  title: 'Sends heartbeats at the interval that it was given when it registered',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  profile: 'Core',
  spec: ['B01.FR.04', 'G02.FR.01', 'G02.FR.02'],
  given: [idle],
  async run({ csms, charger }) {
    csms.answers('BootNotification', { status: 'Accepted', interval: 20 });
    await csms.calls('Reset', { type: 'Immediate' }, { status: 'Accepted' });
    await charger.calls('BootNotification', {}, { within: 'reboot' });
    // Any other message may push the next heartbeat back (G02.FR.05).
    await charger.calls('Heartbeat', {}, { within: '40s' });
    await charger.neverCalls('Heartbeat', {}, { within: '9s', since: 'here' });
    await charger.calls('Heartbeat', {}, { within: '40s' });
  },
});

export const bootsOnce = defineTestCase({
  id: 'X_201_CS_02',
  title: 'Does not register again on request once it is accepted',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  profile: 'Core',
  spec: ['F06.FR.08', 'F06.FR.17'],
  given: [registered],
  async run({ csms, charger }) {
    // Some stations cannot be asked for this message at all.
    await csms.calls('TriggerMessage', { requestedMessage: 'BootNotification' }, { status: oneOf('Rejected', 'NotImplemented') });
    await charger.neverCalls('BootNotification', {}, { within: '5s' });
  },
});

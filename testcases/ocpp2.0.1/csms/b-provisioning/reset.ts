import { defineTestCase, omitted } from 'ocppliance';
import { booted, boots, charging, isUsed, reportsAll, restarts, tells, unplugs } from '../../../states/ocpp2.0.1-csms.ts';

export const resetWhenIdle = defineTestCase({
  id: 'TC_B_20_CSMS',
  title: 'Resets an idle station and takes it back after the restart',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['B11.FR.03', 'B11.FR.04'],
  given: [booted],
  acts: ['resetStation'],
  async run({ charger, csms, operator, config }) {
    charger.answers('Reset', { status: 'Accepted' });
    await operator.does('resetStation', { how: 'onIdle' });
    await csms.calls('Reset', { type: 'OnIdle', evseId: omitted });
    await restarts(charger);
    await boots(charger, config, 'RemoteReset');
  },
});

export const resetAfterTransaction = defineTestCase({
  id: 'TC_B_21_CSMS',
  title: 'Lets a station finish its transaction before it resets',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['B12.FR.01', 'B12.FR.03'],
  given: [charging],
  acts: ['resetStation'],
  async run({ charger, csms, operator, config }) {
    charger.answers('Reset', { status: 'Scheduled' });
    await operator.does('resetStation', { how: 'onIdle' });
    await csms.calls('Reset', { type: 'OnIdle', evseId: omitted });
    await tells(charger, 'StopAuthorized', { idToken: config.token, transactionInfo: { chargingState: 'EVConnected' } });
    await unplugs(charger, config);
    await restarts(charger);
    await boots(charger, config, 'ScheduledReset');
  },
});

export const resetDuringTransaction = defineTestCase({
  id: 'TC_B_22_CSMS',
  title: 'Resets a station at once, which ends its transaction',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['B12.FR.02', 'B12.FR.04'],
  given: [charging],
  acts: ['resetStation'],
  async run({ charger, csms, operator, config }) {
    charger.answers('Reset', { status: 'Accepted' });
    await operator.does('resetStation', { how: 'immediately' });
    await csms.calls('Reset', { type: 'Immediate', evseId: omitted });
    await tells(charger, 'ResetCommand', {
      eventType: 'Ended',
      transactionInfo: { chargingState: 'EVConnected', stoppedReason: 'ImmediateReset' },
    });
    await restarts(charger);
    await charger.calls('BootNotification', { reason: 'RemoteReset' }, { status: 'Accepted' });
    // The EV is still plugged in.
    await reportsAll(charger, config, 'Occupied', isUsed(config));
    await reportsAll(charger, config, 'Available', (evseId, connectorId) => !isUsed(config)(evseId, connectorId));
  },
});

export const evseReset = defineTestCase({
  id: 'TC_B_25_CSMS',
  title: 'Resets one EVSE of an idle station',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['B11.FR.04'],
  requires: 'C-13',
  given: [booted],
  acts: ['resetStation'],
  async run({ charger, csms, operator, config: { evseId } }) {
    charger.answers('Reset', { status: 'Accepted' });
    await operator.does('resetStation', { how: 'onIdle', evseId });
    await csms.calls('Reset', { type: 'OnIdle', evseId });
  },
});

export const evseResetAfterTransaction = defineTestCase({
  id: 'TC_B_26_CSMS',
  title: 'Lets an EVSE finish its transaction before it resets',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['B12.FR.07'],
  requires: 'C-13',
  given: [charging],
  acts: ['resetStation'],
  async run({ charger, csms, operator, config }) {
    charger.answers('Reset', { status: 'Scheduled' });
    await operator.does('resetStation', { how: 'onIdle', evseId: config.evseId });
    await csms.calls('Reset', { type: 'OnIdle', evseId: config.evseId });
    await tells(charger, 'StopAuthorized', { idToken: config.token, transactionInfo: { chargingState: 'EVConnected' } });
    await unplugs(charger, config);
  },
});

export const evseResetDuringTransaction = defineTestCase({
  id: 'TC_B_27_CSMS',
  title: 'Resets an EVSE at once, which ends its transaction',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['B12.FR.08'],
  requires: 'C-13',
  given: [charging],
  acts: ['resetStation'],
  async run({ charger, csms, operator, config: { evseId } }) {
    charger.answers('Reset', { status: 'Accepted' });
    await operator.does('resetStation', { how: 'immediately', evseId });
    await csms.calls('Reset', { type: 'Immediate', evseId });
    await tells(charger, 'ResetCommand', {
      eventType: 'Ended',
      transactionInfo: { chargingState: 'EVConnected', stoppedReason: 'ImmediateReset' },
    });
  },
});

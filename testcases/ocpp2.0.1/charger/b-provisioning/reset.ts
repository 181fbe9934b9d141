import { defineTestCase, omitted, oneOf } from 'ocppliance';
import {
  boots,
  endsTransaction,
  energyTransferStarted,
  everyConnector,
  idle,
  reportAll,
  transactionOf,
  unavailable,
} from '../../../states/ocpp2.0.1-charger.ts';

export const whenIdle = defineTestCase({
  id: 'TC_B_20_CS',
  title: 'Resets at once if it is idle',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['B11.FR.01', 'B11.FR.03', 'B11.FR.04', 'B01.FR.03'],
  given: [idle],
  async run({ csms, charger, config }) {
    await csms.calls('Reset', { type: 'OnIdle' }, { status: 'Accepted' });
    await charger.calls('BootNotification', { reason: oneOf('RemoteReset', 'ScheduledReset') }, { within: 'reboot' });
    await reportAll(charger, everyConnector(config, 'Available'));
  },
});

export const afterTransaction = defineTestCase({
  id: 'TC_B_21_CS',
  title: 'Waits for the end of the transaction, then resets',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['B12.FR.01', 'B12.FR.03'],
  given: [energyTransferStarted],
  acts: ['unplug'],
  async run(scene) {
    const transactionId = transactionOf(scene);
    await scene.csms.calls('Reset', { type: 'OnIdle' }, { status: 'Scheduled' });
    const { triggerReason, transactionInfo } = await endsTransaction(scene, transactionId);
    const isUnplugged = triggerReason === 'EVCommunicationLost' || transactionInfo.chargingState === 'Idle';
    const status = isUnplugged ? 'Available' : 'Occupied';
    await boots(scene, 'ScheduledReset', everyConnector(scene.config, 'Available', status));
  },
});

export const immediately = defineTestCase({
  id: 'TC_B_22_CS',
  title: 'Ends the transaction for an immediate reset',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['B12.FR.02', 'B12.FR.04', 'E07.FR.03', 'B01.FR.03'],
  given: [energyTransferStarted],
  async run(scene) {
    const { csms, charger, config } = scene;
    const transactionId = transactionOf(scene);
    await csms.calls('Reset', { type: 'Immediate' }, { status: 'Accepted' });
    const stopped = { chargingState: 'EVConnected', stoppedReason: 'ImmediateReset' } as const;
    const ended = {
      eventType: 'Ended',
      triggerReason: 'ResetCommand',
      idToken: omitted,
      transactionInfo: { transactionId, ...stopped },
    } as const;
    // A station that could not send the event before it went down sends it when it is back.
    await Promise.all([
      charger.calls('TransactionEvent', ended, { within: 'reboot' }),
      boots(scene, 'RemoteReset', everyConnector(config, 'Available', 'Occupied')),
    ]);
  },
});

export const unavailablePersists = defineTestCase({
  id: 'TC_B_23_CS',
  title: 'Is still unavailable after a reset',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['B11.FR.01', 'B11.FR.02', 'B11.FR.03', 'B11.FR.04', 'B01.FR.03'],
  given: [unavailable('connector')],
  async run({ csms, charger, config }) {
    await csms.calls('Reset', { type: 'OnIdle' }, { status: 'Accepted' });
    await charger.calls('BootNotification', { reason: 'RemoteReset' }, { within: 'reboot' });
    await reportAll(charger, everyConnector(config, 'Available', 'Unavailable'));
  },
});

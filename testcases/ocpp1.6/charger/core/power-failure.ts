import { defineTestCase, omitted, oneOf } from 'ocppliance';
import { charging, connectorsReport, idle, ongoing, stops } from '../../../states/ocpp1.6-charger.ts';

export const powerLossWithBackup = defineTestCase({
  id: 'TC_032_1_CS',
  title: 'Ends a transaction before it goes down in a power failure, where it has the power to',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §4.2', '1.6 §4.10', '1.6 §7.36'],
  requires: 'BackupPower',
  given: [charging],
  acts: ['powerCycle'],
  async run(cast) {
    const transactionId = ongoing(cast);
    await cast.operator.does('powerCycle');
    await stops(cast, { transactionId, reason: 'PowerLoss' });
    await cast.charger.calls('BootNotification', {}, { within: 'reboot' });
    await connectorsReport(cast, oneOf('Preparing', 'Finishing'));
  },
});

export const powerLossWhileCharging = defineTestCase({
  id: 'TC_032_2_CS',
  title: 'Accounts for a transaction that a power failure has hit',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §4.2', '1.6 §4.10', '1.6 §7.36'],
  given: [charging],
  acts: ['powerCycle', 'presentToken'],
  async run(cast) {
    const { charger, operator, check, config } = cast;
    const { connectorId, token } = config;
    const transactionId = ongoing(cast);
    await operator.does('powerCycle');
    await charger.calls('BootNotification', {}, { within: 'reboot' });
    const stops = charger.calls('StopTransaction', { transactionId }, { within: 'reboot' });
    const { status } = await charger.calls('StatusNotification', { connectorId, status: oneOf('Preparing', 'Finishing', 'Charging') });
    const resumes = status === 'Charging';
    if (resumes) await operator.does('presentToken', { idToken: token.idToken, connectorId });
    const { reason } = await stops;
    await check('the reason is the power failure, or the driver', reason, resumes ? oneOf('Local', omitted) : 'PowerLoss');
  },
});

export const powerLossOutOfService = defineTestCase({
  id: 'TC_034_CS',
  title: 'Is still out of service after a power failure',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §5.2', '1.6 §4.9'],
  given: [idle],
  acts: ['powerCycle'],
  async run(cast) {
    const { csms, charger, operator, config } = cast;
    await csms.calls('ChangeAvailability', { connectorId: 0, type: 'Inoperative' }, { status: 'Accepted' });
    await connectorsReport(cast, 'Unavailable', 'Unavailable');
    await operator.does('powerCycle');
    await charger.calls('BootNotification', {}, { within: 'reboot' });
    await connectorsReport(cast, 'Unavailable', 'Unavailable');
    await csms.calls('ChangeAvailability', { connectorId: 0, type: 'Operative' }, { status: 'Accepted' });
    await charger.calls('StatusNotification', { connectorId: config.connectorId, status: 'Available' });
  },
});

import { defineTestCase } from 'ocppliance';
import { authorizesRemotely, configured, idle } from '../../../states/ocpp2.0.1-charger.ts';

export const cableNeverComes = defineTestCase({
  id: 'TC_F_04_CS',
  title: 'Gives up a remote start if no EV is plugged in, and is free for the next',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['F02.FR.01', 'F02.FR.07', 'E03.FR.01', 'E03.FR.05'],
  given: [
    idle,
    configured('TxCtrlr', 'EVConnectionTimeOut', '20'),
    configured('TxCtrlr', 'TxStartPoint', 'Authorized', (present) => present.split(',').includes('Authorized')),
  ],
  async run(scene) {
    await authorizesRemotely(scene);
    const timeout = { eventType: 'Ended', triggerReason: 'EVConnectTimeout', transactionInfo: { stoppedReason: 'Timeout' } } as const;
    await scene.charger.calls('TransactionEvent', timeout, { within: '60s' });
    await authorizesRemotely(scene);
  },
});

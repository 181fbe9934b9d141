import { defineTestCase, oneOf } from 'ocppliance';
import { charging, configured, ongoing, stops } from '../../../states/ocpp1.6-charger.ts';

const disconnecting = (stop: 'true' | 'false', unlock: 'true' | 'false') => [
  configured({ StopTransactionOnEVSideDisconnect: stop }),
  configured({ MinimumStatusDuration: '0', UnlockConnectorOnEVSideDisconnect: unlock }, 'known'),
  charging,
];

export const stopsAndUnlocks = defineTestCase({
  id: 'TC_005_1_CS',
  title: 'Ends a transaction when the EV side of the cable is taken out, where it is configured to',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §4.10', '1.6 §9.1.23', '1.6 §9.1.33'],
  given: disconnecting('true', 'true'),
  acts: ['unplugEvSide'],
  async run(cast) {
    const transactionId = ongoing(cast);
    await cast.operator.does('unplugEvSide', { connectorId: cast.config.connectorId });
    await stops(cast, { transactionId, reason: 'EVDisconnected' });
  },
});

export const stopsAndStaysLocked = defineTestCase({
  id: 'TC_005_2_CS',
  title: 'Ends a transaction when the EV side of the cable is taken out, also where its own side stays locked',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §4.10', '1.6 §9.1.23', '1.6 §9.1.33'],
  given: disconnecting('true', 'false'),
  acts: ['unplugEvSide'],
  async run(cast) {
    const transactionId = ongoing(cast);
    await cast.operator.does('unplugEvSide', { connectorId: cast.config.connectorId });
    await stops(cast, { transactionId, reason: 'EVDisconnected' });
  },
});

export const goesOn = defineTestCase({
  id: 'TC_005_3_CS',
  title: 'Only suspends a transaction when the EV side of the cable is taken out, where it is configured to',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §4.9', '1.6 §5.12', '1.6 §9.1.23'],
  given: disconnecting('false', 'false'),
  acts: ['unplugEvSide'],
  async run(cast) {
    const { csms, charger, operator, config } = cast;
    const { connectorId } = config;
    const transactionId = ongoing(cast);
    await operator.does('unplugEvSide', { connectorId });
    await charger.calls('StatusNotification', { connectorId, status: oneOf('SuspendedEV', 'SuspendedEVSE') });
    await charger.neverCalls('StopTransaction');
    await csms.calls('RemoteStopTransaction', { transactionId }, { status: 'Accepted' });
    await stops(cast, { transactionId, reason: 'Remote' });
  },
});

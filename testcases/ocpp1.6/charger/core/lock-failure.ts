import { defineTestCase } from 'ocppliance';
import { asksAboutRemoteStarts, asksAboutTokens, same } from '../../../states/ocpp1.6-charger.ts';
import { lockBlocked } from '../../../states/ocpp1.6-charger-faults.ts';

export const lockFailureAtStart = defineTestCase({
  id: 'TC_024_CS',
  title: 'Reports that a plug cannot be locked, and starts no transaction there',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §4.9', '1.6 §7.6'],
  requires: 'DetachableCable',
  given: [asksAboutTokens],
  acts: ['plugInHalfway', 'unplug'],
  async run(cast) {
    const { csms, charger, operator, config } = cast;
    const { connectorId, token } = config;
    const asks = await asksAboutRemoteStarts(cast);
    await csms.calls('RemoteStartTransaction', { connectorId, idTag: token.idToken }, { status: 'Accepted' });
    if (asks) await charger.calls('Authorize', { idTag: same(token) });
    await charger.calls('StatusNotification', { connectorId, status: 'Preparing' });
    await operator.does('plugInHalfway', { connectorId });
    await charger.calls('StatusNotification', { connectorId, status: 'Faulted', errorCode: 'ConnectorLockFailure' });
    await charger.neverCalls('StartTransaction', {}, { within: '10s' });
    await operator.does('unplug', { connectorId });
  },
});

export const unlockFails = defineTestCase({
  id: 'TC_030_CS',
  title: 'Says so when the connector cannot be unlocked',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §5.18', '1.6 errata 3.87'],
  requires: 'LockFailureCanBeProvoked',
  given: [lockBlocked],
  async run({ csms, config: { connectorId } }) {
    await csms.calls('UnlockConnector', { connectorId }, { status: 'UnlockFailed' });
  },
});

import { defineTestCase, omitted, oneOf } from 'ocppliance';
import { charging, configured, ongoing, same } from '../../../states/ocpp1.6-charger.ts';
import { startsOffline } from '../../../states/ocpp1.6-charger-tokens.ts';

const stoppedLocally = oneOf('Local', omitted);

const invalidating = (stop: 'true' | 'false') => [
  configured({ StopTransactionOnInvalidId: stop }),
  configured({ MaxEnergyOnInvalidId: '0' }, 'known'),
];

export const lostConnection = defineTestCase({
  id: 'TC_036_CS',
  title: 'Delivers the meter values of an outage in the order in which it took them',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §3.7', '1.6 §4.7'],
  given: [configured({ MeterValueSampleInterval: '10' }), charging],
  acts: ['goOffline', 'comeBack'],
  async run(cast) {
    const { charger, operator, clock, check, config } = cast;
    const sample = { connectorId: config.connectorId, transactionId: ongoing(cast) };
    await operator.does('goOffline');
    await clock.waits('35s');
    await operator.does('comeBack');
    const times: number[] = [];
    for (let count = 0; count < 3; count += 1) {
      const { meterValue } = await charger.calls('MeterValues', sample, { within: 'reboot' });
      times.push(...meterValue.map(({ timestamp }) => Date.parse(timestamp)));
    }
    const ordered = times.toSorted((a, b) => a - b);
    await check('the oldest sample comes first', times, ordered);
  },
});

export const offlineStart = defineTestCase({
  id: 'TC_037_1_CS',
  title: 'Reports a transaction that began while it was offline',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §3.5', '1.6 §3.7', '1.6 §4.8'],
  given: [startsOffline('token')],
  acts: ['goOffline', 'plugIn', 'presentToken', 'comeBack'],
  async run({ charger, operator, config: { connectorId, token } }) {
    await operator.does('goOffline');
    await operator.does('plugIn', { connectorId });
    await operator.does('presentToken', { idToken: token.idToken, connectorId });
    await operator.does('comeBack');
    await Promise.all([
      charger.calls('StartTransaction', { connectorId, idTag: same(token) }, { within: 'reboot' }),
      charger.calls('StatusNotification', { connectorId, status: 'Charging' }, { within: 'reboot' }),
    ]);
  },
});

export const offlineStartSuspended = defineTestCase({
  id: 'TC_037_2_CS',
  title: 'Gives no energy any more in a transaction that began while it was offline with a token that the CSMS then refuses',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §3.5.4', '1.6 §4.8', '1.6 §9.1.24'],
  given: [...invalidating('false'), startsOffline('unknownToken')],
  acts: ['goOffline', 'plugIn', 'presentToken', 'comeBack'],
  async run({ charger, operator, config: { connectorId, unknownToken } }) {
    await operator.does('goOffline');
    await operator.does('plugIn', { connectorId });
    await operator.does('presentToken', { idToken: unknownToken.idToken, connectorId });
    await operator.does('comeBack');
    const [, { status }] = await Promise.all([
      charger.calls('StartTransaction', { connectorId, idTag: same(unknownToken) }, { within: 'reboot' }),
      // A charger that tells of its connectors only then has been charging before (1.6 §4.9).
      charger.calls('StatusNotification', { connectorId, status: oneOf('Charging', 'SuspendedEVSE') }, { within: 'reboot' }),
    ]);
    if (status === 'Charging') await charger.calls('StatusNotification', { connectorId, status: 'SuspendedEVSE' });
    await charger.neverCalls('StopTransaction');
  },
});

export const offlineStartRefused = defineTestCase({
  id: 'TC_037_3_CS',
  title: 'Ends a transaction that began while it was offline with a token that the CSMS then refuses',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §3.5.4', '1.6 §4.8', '1.6 §9.1.24'],
  given: [...invalidating('true'), startsOffline('unknownToken')],
  acts: ['goOffline', 'plugIn', 'presentToken', 'comeBack'],
  async run({ charger, operator, config: { connectorId, unknownToken } }) {
    await operator.does('goOffline');
    await operator.does('plugIn', { connectorId });
    await operator.does('presentToken', { idToken: unknownToken.idToken, connectorId });
    await operator.does('comeBack');
    await charger.calls('StartTransaction', { connectorId, idTag: same(unknownToken) }, { within: 'reboot' });
    await charger.calls('StopTransaction', { reason: 'DeAuthorized' });
  },
});

export const offlineStop = defineTestCase({
  id: 'TC_038_CS',
  title: 'Reports the end of a transaction that ended while it was offline',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §3.7', '1.6 §4.9', '1.6 §4.10'],
  given: [charging],
  acts: ['goOffline', 'presentToken', 'comeBack'],
  async run(cast) {
    const { charger, operator, config } = cast;
    const { connectorId, token } = config;
    const transactionId = ongoing(cast);
    await operator.does('goOffline');
    await operator.does('presentToken', { idToken: token.idToken, connectorId });
    await operator.does('comeBack');
    await Promise.all([
      charger.calls('StopTransaction', { transactionId, reason: stoppedLocally }, { within: 'reboot' }),
      charger.calls('StatusNotification', { connectorId, status: oneOf('Finishing', 'Available') }, { within: 'reboot' }),
    ]);
  },
});

export const offlineTransaction = defineTestCase({
  id: 'TC_039_CS',
  title: 'Reports a whole transaction that it missed no part of while it was offline',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §3.7', '1.6 §4.8', '1.6 §4.10'],
  given: [startsOffline('token')],
  acts: ['goOffline', 'plugIn', 'presentToken', 'unplug', 'comeBack'],
  async run(cast) {
    const { charger, operator, config } = cast;
    const { connectorId, token } = config;
    const present = { idToken: token.idToken, connectorId };
    await operator.does('goOffline');
    await operator.does('plugIn', { connectorId });
    await operator.does('presentToken', present);
    await operator.does('presentToken', present);
    await operator.does('unplug', { connectorId });
    await operator.does('comeBack');
    await charger.calls('StartTransaction', { connectorId, idTag: same(token) }, { within: 'reboot' });
    await charger.calls('StopTransaction', { transactionId: ongoing(cast), reason: stoppedLocally });
  },
});

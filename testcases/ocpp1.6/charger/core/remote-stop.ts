import { defineTestCase } from 'ocppliance';
import { carriesOn, charging, ongoing, stops } from '../../../states/ocpp1.6-charger.ts';

export const remoteStop = defineTestCase({
  id: 'TC_012_CS',
  title: 'Ends a transaction on request of the CSMS',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §4.10', '1.6 §5.12'],
  given: [charging],
  async run(cast) {
    const transactionId = ongoing(cast);
    await cast.csms.calls('RemoteStopTransaction', { transactionId }, { status: 'Accepted' });
    await stops(cast, { transactionId, reason: 'Remote' });
  },
});

export const remoteStopOfUnknownTransaction = defineTestCase({
  id: 'TC_028_CS',
  title: 'Rejects to end a transaction that it does not have, and keeps the one that it has',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §5.12', '1.6 errata 3.33'],
  given: [charging],
  async run(cast) {
    const { csms, charger } = cast;
    await csms.calls('RemoteStopTransaction', { transactionId: ongoing(cast) + 1_000_000 }, { status: 'Rejected' });
    await carriesOn(cast);
    await charger.neverCalls('StopTransaction', { reason: 'Remote' });
  },
});

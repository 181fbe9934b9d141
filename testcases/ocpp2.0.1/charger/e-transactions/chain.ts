import { defineTestCase, each, satisfying } from 'ocppliance';
import { idle, newId, sameToken, transactionOf } from '../../../states/ocpp2.0.1-charger.ts';

export const unbroken = defineTestCase({
  id: 'X_201_CS_04',
  title: 'Tells a transaction as one chain of events, numbered without a gap',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  profile: 'Core',
  spec: ['E01.FR.07', 'E01.FR.08', 'E01.FR.10', 'E01.FR.16', '2.0.1 part 2 §1.3.2.1'],
  given: [idle],
  acts: ['plugIn', 'unplug'],
  async run(scene) {
    const { csms, charger, operator, clock, config, check } = scene;
    const { evseId, connectorId, token } = config;
    const chain = charger.callsUntil('TransactionEvent', { eventType: 'Ended' }, { within: 'reboot' });
    await operator.does('plugIn', { evseId, connectorId });
    const start = { idToken: token, evseId, remoteStartId: newId() };
    await csms.calls('RequestStartTransaction', start, { status: 'Accepted' });
    await clock.waits('10s');
    await check('the station has told of a transaction', csms.knows.transactions.size > 0, true);
    await csms.calls('RequestStopTransaction', { transactionId: transactionOf(scene) }, { status: 'Accepted' });
    // Where the stop point is later, this ends the transaction.
    await operator.does('unplug', { evseId, connectorId });

    const events = await chain;
    const [first] = events;
    const numbers = events.map(({ seqNo }) => seqNo);
    const times = events.map(({ timestamp }) => Date.parse(timestamp));
    await check('the first event starts it', first?.eventType, 'Started');
    await check(
      'events are numbered without a gap',
      numbers,
      numbers.map((_, index) => (first?.seqNo ?? 0) + index),
    );
    const ids = events.map(({ transactionInfo }) => transactionInfo.transactionId);
    await check('all events are of one transaction', ids, each(first?.transactionInfo.transactionId));
    await check('no event is older than the one before', times, satisfying<number[]>('in order', inOrder));
    const places = events.flatMap(({ evse }) => (evse?.connectorId === undefined ? [] : [evse]));
    await check('the connector is told, and never another', places, each({ id: evseId, connectorId }));
    const tokens = events.flatMap(({ idToken }) => idToken ?? []);
    await check('the token is told, and never another', tokens, each(sameToken(token)));
  },
});

const inOrder = (times: readonly number[]): boolean => times.every((time, index) => time >= (times[index - 1] ?? 0));

import type { ProtocolVersion, Role } from '../src/ocpp/index.ts';

/** A frame of made-up but faithful traffic. */
export interface Passed {
  station: string;
  protocol: ProtocolVersion;
  /** milliseconds since 1970 */
  at: number;
  from: Role;
  message: unknown[];
}

const noon = Date.parse('2026-03-02T12:00:00Z');
const minute = 60_000;
/** what a CSMS takes to answer, milliseconds */
const thinking = 40;

/**
 * A charger that boots and then charges one car after the other, a sample of eight values each minute, and talks to a CSMS that answers.
 * Endless; every frame follows its schema, and no rule has anything to say.
 */
export function* conversation(number: number): Generator<Passed> {
  const protocol: ProtocolVersion = number % 2 === 0 ? 'ocpp1.6' : 'ocpp2.0.1';
  const station = `CP${String(number).padStart(4, '0')}`;
  const shared = { station, protocol };
  let at = noon + number * 137;
  let id = 0;
  const iso = () => new Date(at).toISOString();

  function* asks(action: string, request: object, answer: object): Generator<Passed> {
    id += 1;
    yield { ...shared, at, from: 'charger', message: [2, `${station}-${id}`, action, request] };
    yield { ...shared, at: at + thinking, from: 'csms', message: [3, `${station}-${id}`, answer] };
    at += 1000;
  }
  const speaks = protocol === 'ocpp1.6' ? speaks16(asks, iso, number) : speaks201(asks, iso, station);

  yield* speaks.boots();
  yield* speaks.status('Available');
  for (let session = 1; ; session += 1) {
    at += 5 * minute;
    yield* speaks.begins(session);
    for (let sample = 0; sample < 45; sample += 1) {
      at += minute - 1000;
      yield* speaks.samples();
    }
    at += minute;
    yield* speaks.ends();
  }
}

type Asks = (action: string, request: object, answer: object) => Generator<Passed>;

const measurands = [
  { measurand: 'Power.Active.Import', unit: 'W', about: 11_040, digits: 1 },
  { measurand: 'Current.Import', unit: 'A', about: 16, digits: 2, phase: 'L1' },
  { measurand: 'Current.Import', unit: 'A', about: 16, digits: 2, phase: 'L2' },
  { measurand: 'Current.Import', unit: 'A', about: 16, digits: 2, phase: 'L3' },
  { measurand: 'Voltage', unit: 'V', about: 230, digits: 1, phase: 'L1-N' },
  { measurand: 'Voltage', unit: 'V', about: 230, digits: 1, phase: 'L2-N' },
  { measurand: 'Voltage', unit: 'V', about: 230, digits: 1, phase: 'L3-N' },
] as const;

/** Eight values, of which the register shows so many Wh, and the others are different each time, by 3 % at most. */
const sampled = (meter: number) => [
  { measurand: 'Energy.Active.Import.Register', unit: 'Wh', value: String(meter), phase: undefined },
  ...measurands.map(({ measurand, unit, about, digits, ...more }, index) => {
    const swing = (((meter * 7919 + index * 104_729) % 601) - 300) / 10_000;
    return { measurand, unit, value: (about * (1 + swing)).toFixed(digits), phase: 'phase' in more ? more.phase : undefined };
  }),
];

export const sampledValues16 = (meter: number) =>
  sampled(meter).map(({ measurand, unit, value, phase }) => ({
    value,
    context: 'Sample.Periodic',
    format: 'Raw',
    measurand,
    ...(phase && { phase }),
    unit,
  }));

export const sampledValues201 = (meter: number, context = 'Sample.Periodic') =>
  sampled(meter).map(({ measurand, unit, value, phase }) => ({
    value: Number(value),
    context,
    measurand,
    ...(phase && { phase }),
    location: 'Outlet',
    unitOfMeasure: { unit, multiplier: 0 },
  }));

function speaks16(asks: Asks, iso: () => string, number: number) {
  let transactionId = number * 100_000;
  let meter = 1000;
  const status = (word: string) => asks('StatusNotification', { connectorId: 1, errorCode: 'NoError', status: word, timestamp: iso() }, {});
  return {
    *boots() {
      const request = { chargePointVendor: 'Example', chargePointModel: 'Duo 22', firmwareVersion: '4.1.0' };
      yield* asks('BootNotification', request, { status: 'Accepted', currentTime: iso(), interval: 86_400 });
      yield* asks('StatusNotification', { connectorId: 0, errorCode: 'NoError', status: 'Available', timestamp: iso() }, {});
    },
    status,
    *begins(session: number) {
      yield* status('Preparing');
      const idTag = `04A2B3C4D5${session % 10}`;
      yield* asks('Authorize', { idTag }, { idTagInfo: { status: 'Accepted' } });
      transactionId += 1;
      const start = { connectorId: 1, idTag, meterStart: meter, timestamp: iso() };
      yield* asks('StartTransaction', start, { transactionId, idTagInfo: { status: 'Accepted' } });
      yield* status('Charging');
    },
    *samples() {
      meter += 183;
      yield* asks(
        'MeterValues',
        { connectorId: 1, transactionId, meterValue: [{ timestamp: iso(), sampledValue: sampledValues16(meter) }] },
        {},
      );
    },
    *ends() {
      yield* status('Finishing');
      yield* asks('StopTransaction', { transactionId, meterStop: meter, reason: 'EVDisconnected', timestamp: iso() }, {});
      yield* status('Available');
    },
  };
}

function speaks201(asks: Asks, iso: () => string, station: string) {
  const evse = { id: 1, connectorId: 1 };
  let transactionId = '';
  let seqNo = 0;
  let meter = 1000;
  const status = (word: string) => asks('StatusNotification', { timestamp: iso(), connectorStatus: word, evseId: 1, connectorId: 1 }, {});
  const event = (eventType: string, triggerReason: string, chargingState: string, more: object = {}, answer: object = {}) =>
    asks(
      'TransactionEvent',
      {
        eventType,
        timestamp: iso(),
        triggerReason,
        seqNo: seqNo++,
        transactionInfo: { transactionId, chargingState, ...(eventType === 'Ended' && { stoppedReason: 'EVDisconnected' }) },
        ...more,
      },
      answer,
    );
  const samples = (context: string) => ({ meterValue: [{ timestamp: iso(), sampledValue: sampledValues201(meter, context) }] });
  return {
    *boots() {
      const request = { reason: 'PowerUp', chargingStation: { vendorName: 'Example', model: 'Duo 22', firmwareVersion: '4.1.0' } };
      yield* asks('BootNotification', request, { status: 'Accepted', currentTime: iso(), interval: 86_400 });
    },
    status: (word: string) => status(word),
    *begins(session: number) {
      yield* status('Occupied');
      seqNo = 0;
      transactionId = `${station}-${session}`;
      yield* event('Started', 'CablePluggedIn', 'EVConnected', { evse, ...samples('Transaction.Begin') });
      const idToken = { idToken: `04A2B3C4D5E6F${session % 10}`, type: 'ISO14443' };
      yield* asks('Authorize', { idToken }, { idTokenInfo: { status: 'Accepted' } });
      yield* event('Updated', 'Authorized', 'EVConnected', { idToken }, { idTokenInfo: { status: 'Accepted' } });
      yield* event('Updated', 'ChargingStateChanged', 'Charging');
    },
    *samples() {
      meter += 183;
      yield* event('Updated', 'MeterValuePeriodic', 'Charging', samples('Sample.Periodic'));
    },
    *ends() {
      yield* event('Ended', 'EVCommunicationLost', 'Idle', samples('Transaction.End'));
      yield* status('Available');
    },
  };
}

/** The frames of so many chargers, in the order of time: as whoever logs in the middle sees them. */
export function* traffic(stations: number): Generator<Passed> {
  const all = Array.from({ length: stations }, (_, number) => conversation(number));
  const next = all.map((each) => each.next().value as Passed);
  const order = next.map((_, number) => number).sort((a, b) => (next[a]?.at ?? 0) - (next[b]?.at ?? 0));
  for (;;) {
    const first = order.shift() ?? 0;
    const passed = next[first];
    if (!passed) return;
    yield passed;
    const following = all[first]?.next().value as Passed;
    next[first] = following;
    let low = 0;
    for (let high = order.length; low < high; ) {
      const middle = (low + high) >> 1;
      if ((next[order[middle] ?? 0]?.at ?? 0) <= following.at) low = middle + 1;
      else high = middle;
    }
    order.splice(low, 0, first);
  }
}

/** As a backend logs them that takes the chargers' calls. */
export const lineOf = ({ at, station, from, message }: Passed): string =>
  JSON.stringify({ time: new Date(at).toISOString(), station, direction: from === 'charger' ? 'in' : 'out', message });

import { describe, expect, it } from 'vitest';
import {
  beginTransaction,
  changeAvailability,
  createConnector,
  endTransaction,
  forget,
  settleMeter,
  statusOf,
} from './charger-connector.ts';
import { keepValue, type MeterValue, meterValue, readMeter } from './charger-meter.ts';

const noon = new Date('2026-01-01T12:00:00Z');
const later = (hours: number) => new Date(noon.getTime() + hours * 3_600_000);

function charging() {
  const connector = createConnector(1);
  Object.assign(connector, { plugged: true, evConnected: true });
  const transaction = beginTransaction(connector, { idTag: 'A' }, noon);
  settleMeter(connector, noon);
  return { connector, transaction };
}

describe('the status of a connector', () => {
  it('follows from cable and authorization', () => {
    const connector = createConnector(1);
    expect(statusOf(connector)).toBe('Available');
    expect(statusOf({ ...connector, plugged: true })).toBe('Preparing');
    expect(statusOf({ ...connector, authorization: { idTag: 'A' } })).toBe('Preparing');
    expect(statusOf({ ...connector, operative: false, plugged: true })).toBe('Unavailable');
  });

  it('is Charging unless the EV or the CSMS does not want to', () => {
    const { connector, transaction } = charging();
    expect(statusOf(connector)).toBe('Charging');
    expect(statusOf({ ...connector, evPauses: true })).toBe('SuspendedEV');
    expect(statusOf({ ...connector, evConnected: false })).toBe('SuspendedEV');
    expect(statusOf({ ...connector, transaction: { ...transaction, withoutEnergy: true } })).toBe('SuspendedEVSE');
  });

  it('is Faulted whatever else goes on, and then what it was before', () => {
    const { connector } = charging();
    connector.fault = 'GroundFailure';
    expect(statusOf(connector)).toBe('Faulted');
    delete connector.fault;
    expect(statusOf(connector)).toBe('Charging');
  });

  it('is SuspendedEVSE if both sides suspend', () => {
    const { connector, transaction } = charging();
    expect(statusOf({ ...connector, evPauses: true, transaction: { ...transaction, withoutEnergy: true } })).toBe('SuspendedEVSE');
  });

  it('is Finishing after a transaction while the cable is in, but not over a reboot', () => {
    const { connector } = charging();
    endTransaction(connector);
    expect(statusOf(connector)).toBe('Finishing');
    forget(connector);
    expect(statusOf(connector)).toBe('Preparing');
  });
});

describe('a change of availability', () => {
  it('waits for the transaction to end', () => {
    const { connector } = charging();
    expect(changeAvailability(connector, false)).toBe('Scheduled');
    expect(statusOf(connector)).toBe('Charging');
    endTransaction(connector);
    expect(statusOf(connector)).toBe('Unavailable');
  });

  it('can be called off before', () => {
    const { connector } = charging();
    changeAvailability(connector, false);
    expect(changeAvailability(connector, true)).toBe('Accepted');
    endTransaction(connector);
    expect(connector.operative).toBe(true);
  });

  it('takes place at once where nothing goes on', () => {
    const connector = createConnector(1);
    expect(changeAvailability(connector, false)).toBe('Accepted');
    expect(changeAvailability(connector, false)).toBe('Accepted');
    expect(statusOf(connector)).toBe('Unavailable');
  });
});

describe('the meter', () => {
  it('counts what power and time make, and nothing else', () => {
    const { connector, transaction } = charging();
    const { meter } = connector;
    expect(readMeter(meter, later(1)) - transaction.meterStart).toBeCloseTo(230 * 32);
    endTransaction(connector);
    settleMeter(connector, later(1));
    expect(readMeter(meter, later(5))).toBe(readMeter(meter, later(1)));
  });

  it('keeps its first value and leaves room for the last, however long it counts', () => {
    const data: MeterValue[] = [];
    for (let hour = 0; hour < 50; hour += 1) keepValue(data, { timestamp: later(hour).toISOString(), sampledValue: [] }, 10);
    expect(data.length).toBeLessThanOrEqual(9);
    expect(data[0]?.timestamp).toBe(noon.toISOString());
    expect(data.at(-1)?.timestamp).toBe(later(49).toISOString());
  });

  it('shows the register where nothing is configured', () => {
    const { connector } = charging();
    const { sampledValue } = meterValue(connector.meter, [], 'Sample.Periodic', noon);
    expect(sampledValue).toEqual([
      { measurand: 'Energy.Active.Import.Register', value: '10345.0', unit: 'Wh', context: 'Sample.Periodic' },
    ]);
  });
});

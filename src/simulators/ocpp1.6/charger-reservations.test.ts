import { describe, expect, it } from 'vitest';
import type { Features } from '../../engine/conditions.ts';
import { createConfiguration } from './charger-configuration.ts';
import { createConnector } from './charger-connector.ts';
import { createReservations, type ReserveNow } from './charger-reservations.ts';

const hour = 3_600_000;
const inHours = (hours: number) => new Date(Date.now() + hours * hour).toISOString();

/** A charger with two connectors, and a clock that the test holds. */
function bench(features: Features = {}) {
  const connectors = [createConnector(1), createConnector(2)] as const;
  const due = new Map<number, () => void>();
  const timers = {
    after: () => () => {},
    at: (moment: number, then: () => void) => {
      due.set(moment, then);
      return () => void due.delete(moment);
    },
    soon: (then: () => void) => then(),
    clear: () => due.clear(),
  };
  const said = { changes: 0 };
  const reservations = createReservations({
    connectors,
    configuration: createConfiguration(2, features),
    timers,
    changed: () => {
      said.changes += 1;
    },
  });
  let lastId = 0;
  const reserve = (connectorId: number, request: Partial<ReserveNow> = {}) => {
    lastId += 1;
    return reservations.reserve({ connectorId, idTag: 'TAG-1', expiryDate: inHours(1), reservationId: lastId, ...request });
  };
  return { ...reservations, reserve, one: connectors[0], two: connectors[1], due, said };
}

describe('a reservation of a connector', () => {
  it('keeps it for a token, whatever its case, and leaves the others free', () => {
    const { reserve, admits, isReserved, one, two } = bench();
    expect(reserve(1)).toBe('Accepted');
    expect([isReserved(one), isReserved(two)]).toEqual([true, false]);
    expect(admits(one, { idTag: 'tag-1' })).toBe(true);
    expect(admits(one, { idTag: 'TAG-2' })).toBe(false);
    expect(admits(two, { idTag: 'TAG-2' })).toBe(true);
  });

  it('keeps it for a group', () => {
    const { reserve, admits, mayAdmit, one } = bench();
    reserve(1, { parentIdTag: 'GROUP' });
    expect(admits(one, { idTag: 'TAG-2', parentIdTag: 'group' })).toBe(true);
    expect(admits(one, { idTag: 'TAG-2', parentIdTag: 'OTHER' })).toBe(false);
    expect(admits(one, { idTag: 'TAG-2' })).toBe(false);
    expect(mayAdmit(one, 'TAG-2')).toBe(true);
  });

  it('ends when it is used, and says its id', () => {
    const { reserve, use, isReserved, cancel, one } = bench();
    reserve(1, { reservationId: 7 });
    expect(use(one, { idTag: 'TAG-2' })).toBeUndefined();
    expect(use(one, { idTag: 'TAG-1' })).toBe(7);
    expect(isReserved(one)).toBe(false);
    expect(cancel(7)).toBe('Rejected');
  });

  it('ends when it is cancelled', () => {
    const { reserve, cancel, isReserved, due, one } = bench();
    reserve(1, { reservationId: 7 });
    expect(cancel(8)).toBe('Rejected');
    expect(isReserved(one)).toBe(true);
    expect(cancel(7)).toBe('Accepted');
    expect(isReserved(one)).toBe(false);
    expect(due.size).toBe(0);
  });

  it('ends when it expires, also after a reboot', () => {
    const { reserve, resume, isReserved, due, said, one } = bench();
    reserve(1);
    due.clear();
    resume();
    const before = said.changes;
    for (const expire of [...due.values()]) expire();
    expect(isReserved(one)).toBe(false);
    expect(said.changes).toBe(before + 1);
  });

  it.each([
    ['out of service', { operative: false }],
    ['faulty', { fault: 'GroundFailure' as const }],
  ])('ends when the connector is %s', (_, change) => {
    const { reserve, sweep, cancel, one } = bench();
    reserve(1, { reservationId: 7 });
    Object.assign(one, change);
    sweep();
    expect(cancel(7)).toBe('Rejected');
  });

  it('is replaced by one with its id, also elsewhere, and kept if that cannot be', () => {
    const { reserve, isReserved, admits, one, two } = bench();
    reserve(1, { reservationId: 7 });
    expect(reserve(1, { reservationId: 7, idTag: 'TAG-2' })).toBe('Accepted');
    expect(admits(one, { idTag: 'TAG-1' })).toBe(false);
    expect(reserve(2, { reservationId: 7 })).toBe('Accepted');
    expect([isReserved(one), isReserved(two)]).toEqual([false, true]);
    one.plugged = true;
    expect(reserve(1, { reservationId: 7 })).toBe('Occupied');
    expect(isReserved(two)).toBe(true);
  });
});

describe('a reservation is refused', () => {
  it('in the words that fit', () => {
    const { reserve, one, two } = bench();
    one.fault = 'GroundFailure';
    two.operative = false;
    expect([reserve(1), reserve(2), reserve(0), reserve(3)]).toEqual(['Faulted', 'Unavailable', 'Unavailable', 'Rejected']);
    two.operative = true;
    two.plugged = true;
    expect([reserve(2), reserve(0)]).toEqual(['Occupied', 'Occupied']);
    two.plugged = false;
    expect([reserve(2), reserve(2)]).toEqual(['Accepted', 'Occupied']);
  });

  it('if it is over already, or the date is none', () => {
    const { reserve } = bench();
    expect(reserve(1, { expiryDate: inHours(-1) })).toBe('Rejected');
    expect(reserve(1, { expiryDate: 'tomorrow' })).toBe('Rejected');
  });

  it('at connector 0 where that is not supported', () => {
    const { reserve } = bench({ ReserveConnectorZero: false });
    expect(reserve(0)).toBe('Rejected');
  });
});

describe('a reservation of any connector', () => {
  it('keeps none as long as another is free, and the last one for its token', () => {
    const { reserve, isReserved, admits, one, two } = bench();
    expect(reserve(0)).toBe('Accepted');
    expect([isReserved(one), isReserved(two)]).toEqual([false, false]);
    two.authorization = { idTag: 'TAG-2' };
    expect([isReserved(one), isReserved(two)]).toEqual([true, false]);
    expect(admits(one, { idTag: 'TAG-2' })).toBe(false);
    expect(admits(one, { idTag: 'TAG-1' })).toBe(true);
  });

  it('stands beside as many as there are connectors', () => {
    const { reserve, isReserved, admits, use, one, two } = bench();
    expect([reserve(0), reserve(0, { idTag: 'TAG-2' }), reserve(0)]).toEqual(['Accepted', 'Accepted', 'Occupied']);
    expect([isReserved(one), isReserved(two)]).toEqual([true, true]);
    expect(admits(one, { idTag: 'TAG-2' })).toBe(true);
    expect(admits(one, { idTag: 'TAG-3' })).toBe(false);
    expect(use(one, { idTag: 'TAG-2' })).toBe(2);
  });

  it('counts connectors that are reserved by themselves as taken', () => {
    const { reserve, isReserved, one } = bench();
    reserve(2, { idTag: 'TAG-2' });
    expect(reserve(0)).toBe('Accepted');
    expect(isReserved(one)).toBe(true);
    expect(reserve(0)).toBe('Occupied');
  });

  it('holds while its driver plugs in, and ends when nothing is in service', () => {
    const { reserve, isReserved, sweep, cancel, one, two } = bench();
    two.operative = false;
    reserve(0, { reservationId: 7 });
    one.plugged = true;
    expect(isReserved(one)).toBe(true);
    one.operative = false;
    sweep();
    expect(cancel(7)).toBe('Rejected');
  });
});

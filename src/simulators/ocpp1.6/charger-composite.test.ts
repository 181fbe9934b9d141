import { describe, expect, it } from 'vitest';
import { type ChargingProfile, compositeSchedule, type Installed, limitAt, type RateUnit, type Situation } from './charger-composite.ts';

const now = Date.parse('2026-03-04T10:00:00Z');
const hour = 3_600;
const day = 24 * hour;
/** so many seconds from now */
const at = (seconds: number) => new Date(now + seconds * 1000).toISOString();

const supply = { connectors: 2, volts: 230, phases: 3, amperes: 32 };
const grid = supply.amperes * supply.connectors;

/** limits by startPeriod */
type Periods = Readonly<Record<number, number>>;
interface Sketch extends Partial<Omit<ChargingProfile, 'chargingSchedule'>> {
  connectorId?: number;
  installedAt?: number;
  duration?: number;
  start?: string;
  unit?: RateUnit;
  phases?: number;
  minChargingRate?: number;
}

let lastId = 0;

/** A profile that has begun now, unless said otherwise. */
function installed(purpose: 'Max' | 'Default' | 'Tx', periods: Periods, sketch: Sketch = {}): Installed {
  const {
    connectorId = purpose === 'Max' ? 0 : 1,
    installedAt = now,
    duration,
    start = at(0),
    unit = 'A',
    phases,
    minChargingRate,
    ...rest
  } = sketch;
  lastId += 1;
  return {
    connectorId,
    installedAt,
    profile: {
      chargingProfileId: lastId,
      stackLevel: 0,
      chargingProfilePurpose: ({ Max: 'ChargePointMaxProfile', Default: 'TxDefaultProfile', Tx: 'TxProfile' } as const)[purpose],
      chargingProfileKind: 'Absolute',
      ...rest,
      chargingSchedule: {
        ...(duration === undefined ? {} : { duration }),
        ...(rest.chargingProfileKind === 'Relative' ? {} : { startSchedule: start }),
        ...(minChargingRate === undefined ? {} : { minChargingRate }),
        chargingRateUnit: unit,
        chargingSchedulePeriod: Object.entries(periods).map(([startPeriod, limit]) => ({
          startPeriod: Number(startPeriod),
          limit,
          ...(phases === undefined ? {} : { numberPhases: phases }),
        })),
      },
    },
  };
}

interface Asked {
  connectorId?: number;
  from?: number;
  duration?: number;
  unit?: RateUnit;
  /** transactions by connector: seconds from now at which they began */
  charging?: Record<number, number>;
  supply?: Partial<Situation['supply']>;
}

function situation(profiles: Installed[], { charging = {}, supply: other }: Asked = {}): Situation {
  return {
    profiles,
    supply: { ...supply, ...other },
    charging: (id) => (charging[id] === undefined ? undefined : now + charging[id] * 1000),
  };
}

function schedule(profiles: Installed[], asked: Asked = {}) {
  const { connectorId = 1, from = 0, duration = 400, unit = 'A' } = asked;
  return compositeSchedule(situation(profiles, asked), { connectorId, from: now + from * 1000, duration, unit });
}

/** by startPeriod */
const limits = (profiles: Installed[], asked?: Asked) =>
  Object.fromEntries(schedule(profiles, asked).chargingSchedulePeriod.map(({ startPeriod, limit }) => [startPeriod, limit]));

describe('one profile', () => {
  it('limits in each of its periods', () => {
    expect(limits([installed('Default', { 0: 6, 60: 8, 200: 10 })])).toEqual({ 0: 6, 60: 8, 200: 10 });
  });

  it('gives way to what the charger can do by itself', () => {
    expect(limits([])).toEqual({ 0: 32 });
    expect(limits([installed('Default', { 0: 6, 60: 63 })])).toEqual({ 0: 6, 60: 32 });
  });

  it('is over after its duration, and the last period lasts until then', () => {
    expect(limits([installed('Default', { 0: 6 }, { duration: 100 })])).toEqual({ 0: 6, 100: 32 });
    expect(limits([installed('Default', { 0: 6, 150: 8 }, { duration: 100 })])).toEqual({ 0: 6, 100: 32 });
    expect(limits([installed('Default', { 0: 6 })], { duration: 10 * day })).toEqual({ 0: 6 });
  });

  it('says nothing before it begins, and nothing outside of its validity', () => {
    expect(limits([installed('Default', { 0: 6 }, { start: at(50) })])).toEqual({ 0: 32, 50: 6 });
    expect(limits([installed('Default', { 0: 6 }, { validFrom: at(20), validTo: at(120) })])).toEqual({ 0: 32, 20: 6, 120: 32 });
    expect(limits([installed('Default', { 0: 6 }, { validTo: at(-1) })])).toEqual({ 0: 32 });
  });

  it('is seen from where the window begins', () => {
    const profile = installed('Default', { 0: 6, 60: 8, 200: 10 });
    expect(limits([profile], { from: 30, duration: 200 })).toEqual({ 0: 6, 30: 8, 170: 10 });
    expect(limits([profile], { from: 70, duration: 100 })).toEqual({ 0: 8 });
    expect(limits([profile], { from: 0, duration: 1 })).toEqual({ 0: 6 });
    expect(limits([profile], { from: 0, duration: 60 })).toEqual({ 0: 6 });
  });

  it('changes at the next full second', () => {
    expect(limits([installed('Default', { 0: 6, 60: 8 })], { from: 0.4, duration: 100 })).toEqual({ 0: 6, 60: 8 });
  });

  it('has its periods in order, whatever the order of the profiles', () => {
    const early = installed('Default', { 0: 6, 60: 8 });
    const late = installed('Max', { 0: 32, 30: 7, 90: 5 });
    const periods = schedule([late, early]).chargingSchedulePeriod;
    expect(periods.map(({ startPeriod, limit }) => [startPeriod, limit].join(': '))).toEqual(['0: 6', '60: 7', '90: 5']);
  });

  it('joins neighbours that are equal', () => {
    expect(limits([installed('Default', { 0: 6, 60: 6, 90: 6, 200: 8 })])).toEqual({ 0: 6, 200: 8 });
  });

  it('counts at its connector only', () => {
    expect(limits([installed('Default', { 0: 6 }, { connectorId: 2 })])).toEqual({ 0: 32 });
  });

  it('may pause charging', () => {
    expect(limits([installed('Default', { 0: 0, 60: 8 })])).toEqual({ 0: 0, 60: 8 });
  });
});

describe('a stack', () => {
  it('is ruled by the highest level, and by a lower one where that has nothing to say', () => {
    const low = installed('Default', { 0: 6, 100: 8, 200: 10 }, { duration: 400 });
    const high = installed('Default', { 0: 7, 100: 9 }, { duration: 150, stackLevel: 1 });
    const wanted = { 0: 7, 100: 9, 150: 8, 200: 10 };
    expect(limits([low, high], { duration: 350 })).toEqual(wanted);
    expect(limits([high, low], { duration: 350 })).toEqual(wanted);
  });

  it('never falls back from a highest level without duration', () => {
    const high = installed('Default', { 0: 20 }, { stackLevel: 5 });
    expect(limits([installed('Default', { 0: 6 }), high, installed('Default', { 0: 10 }, { stackLevel: 2 })])).toEqual({ 0: 20 });
  });

  it('comes to its highest level when that becomes valid', () => {
    const high = installed('Default', { 0: 16 }, { stackLevel: 1, validFrom: at(100), validTo: at(300) });
    expect(limits([installed('Default', { 0: 6 }), high])).toEqual({ 0: 6, 100: 16, 300: 6 });
  });
});

describe('purposes', () => {
  it('are combined to their least value in each interval', () => {
    const most = installed('Max', { 0: 10 }, { duration: day });
    const usual = installed('Default', { 0: 6, 60: 10, 120: 8, 180: 15, 260: 8 }, { duration: 300 });
    const own = installed('Tx', { 0: 8, 50: 11, 140: 16, 200: 6, 240: 12 }, { duration: 260 });
    expect(limits([most, usual, own], { charging: { 1: -10 } })).toEqual({ 0: 8, 50: 10, 200: 6, 240: 10 });
    expect(limits([most, usual], { charging: { 1: -10 } })).toEqual({ 0: 6, 60: 10, 120: 8, 180: 10, 260: 8, 300: 10 });
  });

  it('let a TxProfile overrule the defaults for as long as it is valid, and in its transaction only', () => {
    const usual = installed('Default', { 0: 6 }, { stackLevel: 9 });
    const own = installed('Tx', { 0: 20 }, { duration: 100, validTo: at(200) });
    expect(limits([usual, own], { charging: { 1: -10 } })).toEqual({ 0: 20, 100: 32, 200: 6 });
    expect(limits([usual, own])).toEqual({ 0: 6 });
    expect(limits([usual, own], { charging: { 2: -10 } })).toEqual({ 0: 6 });
  });

  it('let a default of a connector replace that of connector 0 on the same level', () => {
    const general = installed('Default', { 0: 6 }, { connectorId: 0 });
    const above = installed('Default', { 0: 7 }, { connectorId: 0, stackLevel: 2, duration: 100 });
    const here = installed('Default', { 0: 20 }, { connectorId: 1, duration: 200 });
    expect(limits([general, here])).toEqual({ 0: 20, 200: 32 });
    expect(limits([general, here], { connectorId: 2 })).toEqual({ 0: 6 });
    expect(limits([general, above, here])).toEqual({ 0: 7, 100: 20, 200: 32 });
  });
});

describe('kinds', () => {
  it('let a relative schedule begin with the transaction, or with one that would begin now', () => {
    const relative = installed('Default', { 0: 6, 100: 10 }, { chargingProfileKind: 'Relative' });
    expect(limits([relative], { charging: { 1: -30 } })).toEqual({ 0: 6, 70: 10 });
    expect(limits([relative])).toEqual({ 0: 6, 100: 10 });
    expect(limits([relative], { from: 500 })).toEqual({ 0: 6, 100: 10 });
  });

  it('let a relative schedule of the charge point begin when it was installed', () => {
    const relative = installed('Max', { 0: 6, 100: 10 }, { chargingProfileKind: 'Relative', installedAt: now - 20_000 });
    expect(limits([relative], { charging: { 1: -30 } })).toEqual({ 0: 6, 80: 10 });
  });

  it('let an absolute schedule without a start begin with the charging', () => {
    const absolute = installed('Tx', { 0: 6, 100: 10 });
    delete absolute.profile.chargingSchedule.startSchedule;
    expect(limits([absolute], { charging: { 1: -30 } })).toEqual({ 0: 6, 70: 10 });
  });

  it('repeat daily at the same time of day', () => {
    const daily = installed(
      'Default',
      { 0: 6, [8 * hour]: 16 },
      {
        ...{ chargingProfileKind: 'Recurring', recurrencyKind: 'Daily', start: at(-3 * day - hour), duration: 12 * hour },
      },
    );
    expect(limits([daily], { duration: 2 * day })).toEqual({
      0: 6,
      [7 * hour]: 16,
      [11 * hour]: 32,
      [23 * hour]: 6,
      [31 * hour]: 16,
      [35 * hour]: 32,
      [47 * hour]: 6,
    });
  });

  it('repeat weekly at the same time of the week', () => {
    const weekly = installed(
      'Default',
      { 0: 6 },
      {
        ...{ chargingProfileKind: 'Recurring', recurrencyKind: 'Weekly', start: at(-20 * day), duration: day },
      },
    );
    expect(limits([weekly], { duration: 9 * day })).toEqual({ 0: 32, [day]: 6, [2 * day]: 32, [8 * day]: 6 });
  });

  it('cut off what is longer than the recurrence, and begin with the first start', () => {
    const daily = installed(
      'Default',
      { 0: 6, [30 * hour]: 16 },
      {
        ...{ chargingProfileKind: 'Recurring', recurrencyKind: 'Daily', start: at(2 * hour), duration: 40 * hour },
      },
    );
    expect(limits([daily], { duration: 3 * day })).toEqual({ 0: 32, [2 * hour]: 6 });
  });

  it('fall back to a lower level between recurrences, and end with the validity', () => {
    const daily = installed(
      'Default',
      { 0: 6 },
      {
        ...{ chargingProfileKind: 'Recurring', recurrencyKind: 'Daily', stackLevel: 1, duration: hour, validTo: at(day + 1_800) },
      },
    );
    expect(limits([installed('Default', { 0: 20 }), daily], { duration: 3 * day })).toEqual({
      0: 6,
      [hour]: 20,
      [day]: 6,
      [day + 1_800]: 20,
    });
  });
});

describe('units', () => {
  it('are converted over the phases that a period says, three if it says none', () => {
    expect(limits([installed('Default', { 0: 6_900 }, { unit: 'W' })])).toEqual({ 0: 10 });
    expect(limits([installed('Default', { 0: 2_300 }, { phases: 1, unit: 'W' })])).toEqual({ 0: 10 });
    expect(limits([installed('Default', { 0: 10 })], { unit: 'W' })).toEqual({ 0: 6_900 });
    expect(limits([installed('Default', { 0: 10 }, { phases: 1 })], { unit: 'W' })).toEqual({ 0: 2_300 });
  });

  it('take a limit as it is given where there are fewer phases', () => {
    const single = { phases: 1 };
    expect(limits([installed('Default', { 0: 10 }, { phases: 3 })], { supply: single })).toEqual({ 0: 10 });
    expect(limits([installed('Default', { 0: 2_300 }, { phases: 3, unit: 'W' })], { supply: single })).toEqual({ 0: 10 });
    expect(schedule([installed('Default', { 0: 10 }, { phases: 3 })], { supply: single }).chargingSchedulePeriod[0]?.numberPhases).toBe(1);
  });

  it('are compared with each other', () => {
    const most = installed('Max', { 0: 4_600 }, { unit: 'W' });
    expect(limits([most, installed('Default', { 0: 6, 100: 10 })])).toEqual({ 0: 6, 100: 6.6 });
    expect(limits([most, installed('Default', { 0: 6, 100: 10 })], { unit: 'W' })).toEqual({ 0: 4_140, 100: 4_600 });
  });

  it('keep one decimal and never round up', () => {
    expect(limits([installed('Default', { 0: 8.1 })])).toEqual({ 0: 8.1 });
    expect(limits([installed('Default', { 0: 7_000 }, { unit: 'W' })])).toEqual({ 0: 10.1 });
  });

  it('are said in the schedule, with the length that was asked for', () => {
    expect(schedule([], { unit: 'W', duration: 123 })).toEqual({
      duration: 123,
      chargingRateUnit: 'W',
      chargingSchedulePeriod: [{ startPeriod: 0, limit: 22_080, numberPhases: 3 }],
    });
  });
});

describe('the lowest efficient rate', () => {
  it('is the highest of the profiles in force', () => {
    const profile = installed('Default', { 0: 16 }, { minChargingRate: 6.5 });
    expect(schedule([profile]).minChargingRate).toBe(6.5);
    expect(schedule([profile, installed('Default', { 0: 16 }, { stackLevel: 1, minChargingRate: 8 })]).minChargingRate).toBe(8);
    expect(schedule([profile], { unit: 'W' }).minChargingRate).toBe(4_485);
    expect(schedule([profile], { from: -10 }).minChargingRate).toBeUndefined();
    expect(schedule([]).minChargingRate).toBeUndefined();
  });
});

describe('connector 0', () => {
  it('is what all connectors together may draw', () => {
    expect(limits([], { connectorId: 0 })).toEqual({ 0: grid });
    expect(limits([installed('Default', { 0: 6 })], { connectorId: 0 })).toEqual({ 0: 38 });
    const general = installed('Default', { 0: 6, 100: 10 }, { connectorId: 0, chargingProfileKind: 'Relative' });
    expect(limits([general], { connectorId: 0, charging: { 1: -30 } })).toEqual({ 0: 12, 70: 16, 100: 20 });
  });

  it('is limited by the ChargePointMaxProfile', () => {
    const most = installed('Max', { 0: 10, 100: 50 });
    expect(limits([most], { connectorId: 0 })).toEqual({ 0: 10, 100: 50 });
    expect(limits([most], { connectorId: 1 })).toEqual({ 0: 10, 100: 32 });
  });
});

it('tells the limit of a moment', () => {
  const profiles = [installed('Tx', { 0: 6, 60: 0 })];
  const here = situation(profiles, { charging: { 1: 0 } });
  expect(limitAt(here, 1, now + 30_000)).toEqual({ A: 6, W: 4_140, phases: 3 });
  expect(limitAt(here, 1, now + 60_000).A).toBe(0);
  expect(limitAt(here, 2, now + 60_000).A).toBe(32);
});

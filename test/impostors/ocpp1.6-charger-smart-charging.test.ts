import { describe, expect, it } from 'vitest';
import { catches, impostors } from '../../fixtures/impostors/ocpp1.6-charger-smart-charging.ts';
import { altersAnswers } from '../../fixtures/impostors/tamper.ts';
import type { Flaw } from '../../src/simulators/index.ts';
import { onTrial } from '../on-trial.ts';
import { casesIn, complaintsOf, tryCases } from '../trial.ts';

type Payload = Record<string, unknown>;
type Period = { startPeriod: number };

const all = await casesIn('ocpp1.6/charger/smart-charging');
const isWithout = ({ id }: { id: string }) => id === 'X_16_CS_88';
const cases = all.filter((each) => !isWithout(each));

onTrial({
  ...{ protocol: 'ocpp1.6', sut: 'charger' },
  ...{ catches, impostors },
  builds: [
    { name: 'as it usually is', cases },
    { name: 'without smart charging', features: { SmartCharging: false }, cases: all.filter(isWithout) },
  ],
});

const tells = (change: (answer: Payload, periods: Period[]) => Payload): Flaw =>
  altersAnswers('GetCompositeSchedule', (answer) => {
    const schedule = answer.chargingSchedule as Payload | undefined;
    return schedule ? change(answer, schedule.chargingSchedulePeriod as Period[]) : answer;
  });

const withPeriods = (answer: Payload, chargingSchedulePeriod: Period[]): Payload => ({
  ...answer,
  chargingSchedule: { ...(answer.chargingSchedule as Payload), chargingSchedulePeriod },
});

/** Chargers that differ from ours within what the specification leaves to them. */
const others: Record<string, Flaw> = {
  // Its own limit of 7.4 kW is below what many of the profiles allow.
  'takes only power': altersAnswers('GetConfiguration', (answer) => ({
    ...answer,
    configurationKey: (answer.configurationKey as Payload[]).map((key) =>
      key.key === 'ChargingScheduleAllowedChargingRateUnit' ? { ...key, value: 'Power' } : key,
    ),
  })),
  'cuts every period in two': tells((answer, periods) =>
    withPeriods(
      answer,
      periods.flatMap((period, index) => {
        const middle = Math.floor((period.startPeriod + (periods[index + 1]?.startPeriod ?? period.startPeriod + 20)) / 2);
        return [period, { ...period, startPeriod: middle }];
      }),
    ),
  ),
  'tells time in full seconds': tells((answer) => ({
    ...answer,
    scheduleStart: `${String(answer.scheduleStart).slice(0, 19)}Z`,
  })),
};

describe.each(Object.entries(others))('a charger that %s', (_, flaw) => {
  it('passes every case as well', async () => {
    const results = await tryCases(cases, { protocol: 'ocpp1.6', sut: 'charger', timeScale: 0.02, flaw });
    expect([...results].flatMap(([id, played]) => complaintsOf(played).map((complaint) => `${id}: ${complaint}`))).toEqual([]);
  });
});

import { catches, impostors } from '../../fixtures/impostors/ocpp2.0.1-charger.ts';
import { defineTestCase, each } from '../../src/index.ts';
import { registered } from '../../testcases/states/ocpp2.0.1-charger.ts';
import { onTrial } from '../on-trial.ts';
import { casesIn } from '../trial.ts';

/** Has the station start and stop its transactions elsewhere. */
const setting = (start: string, stop: string) =>
  defineTestCase({
    id: 'setting',
    title: 'Starts and stops its transactions elsewhere',
    protocol: 'ocpp2.0.1',
    sut: 'charger',
    spec: [],
    given: [registered],
    async run({ csms }) {
      const item = (name: string, attributeValue: string) => ({ component: { name: 'TxCtrlr' }, variable: { name }, attributeValue });
      const setVariableData = [item('TxStartPoint', start), item('TxStopPoint', stop)];
      await csms.calls('SetVariables', { setVariableData }, { setVariableResult: each({ attributeStatus: 'Accepted' }) });
    },
  });

const points: [string, string][] = [
  ['PowerPathClosed', 'EVConnected'],
  ['EnergyTransfer', 'Authorized'],
  ['Authorized', 'EnergyTransfer'],
];
const cases = await casesIn('ocpp2.0.1/charger');

onTrial({
  ...{ protocol: 'ocpp2.0.1', sut: 'charger' },
  ...{ catches, impostors },
  builds: [
    { name: 'as it usually is', cases },
    ...points.map(([start, stop]) => ({
      name: `where transactions start at ${start} and stop at ${stop}`,
      before: setting(start, stop),
      cases,
    })),
  ],
});

import { anyOf, type Cast, defineTestCase, satisfying } from 'ocppliance';
import { booted } from '../../../states/ocpp2.0.1-csms.ts';

type Inventory = 'ConfigurationInventory' | 'FullInventory' | 'SummaryInventory';

/** The request, and the report in two messages, which belong together by their requestId. */
async function isReported({ charger, csms }: Pick<Cast<'ocpp2.0.1', 'csms', never>, 'charger' | 'csms'>, reportBase: Inventory) {
  const notNegative = satisfying<number>('0 or more', (value) => value >= 0);
  const { requestId } = await csms.calls('GetBaseReport', { reportBase, requestId: notNegative });
  await charger.calls('NotifyReport', { requestId, seqNo: 0, tbc: true });
  await charger.calls('NotifyReport', { requestId, seqNo: 1, tbc: false });
}

export const configurationInventory = defineTestCase({
  id: 'TC_B_12_CSMS',
  title: 'Asks for all variables that an operator can set, and takes the report',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['B07.FR.01', 'B07.FR.07'],
  requires: anyOf('C-17', 'DM-0'),
  given: [booted],
  acts: ['requestReport'],
  async run({ charger, csms, operator }) {
    charger.answers('GetBaseReport', { status: 'Accepted' });
    await operator.does('requestReport', { inventory: 'configuration' });
    await isReported({ charger, csms }, 'ConfigurationInventory');
  },
});

export const fullInventory = defineTestCase({
  id: 'TC_B_13_CSMS',
  title: 'Asks for all variables of a station, and takes the report',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['B07.FR.01', 'B07.FR.08'],
  requires: 'C-50.2',
  given: [booted],
  acts: ['requestReport'],
  async run({ charger, csms, operator }) {
    charger.answers('GetBaseReport', { status: 'Accepted' });
    await operator.does('requestReport', { inventory: 'full' });
    await isReported({ charger, csms }, 'FullInventory');
  },
});

export const summaryInventory = defineTestCase({
  id: 'TC_B_14_CSMS',
  title: 'Asks for what matters of the state of a station, and takes the report',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  profile: 'Core',
  spec: ['B07.FR.01', 'B07.FR.09'],
  requires: 'C-56',
  given: [booted],
  acts: ['requestReport'],
  async run({ charger, csms, operator }) {
    charger.answers('GetBaseReport', { status: 'Accepted' });
    await operator.does('requestReport', { inventory: 'summary' });
    await isReported({ charger, csms }, 'SummaryInventory');
  },
});

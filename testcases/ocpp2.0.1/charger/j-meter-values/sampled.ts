import { contains, defineTestCase, omitted, oneOf } from 'ocppliance';
import { configured, endsTransaction, energyTransferStarted, idle, plugsIn } from '../../../states/ocpp2.0.1-charger.ts';

const startsWhenPluggedIn = configured('TxCtrlr', 'TxStartPoint', 'EVConnected', (present) => present.split(',').includes('EVConnected'));

export const atBegin = defineTestCase({
  id: 'TC_J_07_CS',
  title: 'Tells the meter values with which a transaction begins',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['J02.FR.01', 'J02.FR.02', 'J02.FR.03', 'J02.FR.04', 'J02.FR.10', 'E01.FR.09', 'E02.FR.09'],
  given: [idle, startsWhenPluggedIn],
  acts: ['plugIn'],
  async run(scene) {
    const event = await plugsIn(scene);
    await scene.check('plugging in starts the transaction', event?.eventType, 'Started');
    await scene.check(
      'it begins with a meter value',
      event?.meterValue,
      contains({ sampledValue: contains({ context: 'Transaction.Begin' }) }),
    );
  },
});

export const periodically = defineTestCase({
  id: 'TC_J_09_CS',
  title: 'Tells meter values again and again during a transaction',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['J02.FR.01', 'J02.FR.02', 'J02.FR.03', 'J02.FR.04', 'J02.FR.10', 'J02.FR.11', 'E02.FR.10', 'E02.FR.11'],
  given: [configured('SampledDataCtrlr', 'TxUpdatedInterval', '10'), energyTransferStarted],
  async run({ charger }) {
    const periodic = {
      eventType: 'Updated',
      triggerReason: 'MeterValuePeriodic',
      meterValue: contains({ sampledValue: contains({ context: oneOf('Sample.Periodic', omitted) }) }),
    } as const;
    for (const _ of [1, 2, 3]) await charger.calls('TransactionEvent', periodic, { within: '30s' });
  },
});

export const atEnd = defineTestCase({
  id: 'TC_J_10_CS',
  title: 'Tells the meter values with which a transaction ends',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['J02.FR.01', 'J02.FR.02', 'J02.FR.03', 'J02.FR.04', 'J02.FR.10', 'E06.FR.11', 'E07.FR.08'],
  given: [energyTransferStarted],
  acts: ['unplug'],
  async run(scene) {
    const { meterValue } = await endsTransaction(scene);
    await scene.check('it ends with a meter value', meterValue, contains({ sampledValue: contains({ context: 'Transaction.End' }) }));
  },
});

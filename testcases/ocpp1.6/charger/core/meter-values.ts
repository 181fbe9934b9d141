import { contains, defineTestCase } from 'ocppliance';
import { charging, configured, ongoing } from '../../../states/ocpp1.6-charger.ts';

export const sampledMeterValues = defineTestCase({
  id: 'TC_070_CS',
  title: 'Samples the configured measurands of a transaction in the configured interval',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §3.16.1', '1.6 §4.7', '1.6 errata 3.15'],
  given: [
    configured({ MeterValueSampleInterval: '10', MeterValuesSampledData: 'Energy.Active.Import.Register', ClockAlignedDataInterval: '0' }),
    charging,
  ],
  async run(cast) {
    const { charger, config } = cast;
    const sample = {
      connectorId: config.connectorId,
      transactionId: ongoing(cast),
      meterValue: contains({ sampledValue: contains({ measurand: 'Energy.Active.Import.Register', context: 'Sample.Periodic' }) }),
    } as const;
    await charger.calls('MeterValues', sample, { within: '20s' });
    await charger.neverCalls('MeterValues', sample, { within: '5s', since: 'here' });
    await charger.calls('MeterValues', sample, { within: '15s' });
    await charger.neverCalls('MeterValues', sample, { within: '5s', since: 'here' });
    await charger.calls('MeterValues', sample, { within: '15s' });
  },
});

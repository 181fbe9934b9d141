import { contains, defineTestCase, each, omitted, oneOf, type RequestOf, satisfying } from 'ocppliance';
import { charging, configured, valuesOf } from '../../../states/ocpp1.6-charger.ts';

type Measurand = RequestOf<'ocpp1.6', 'MeterValues'>['meterValue'][number]['sampledValue'][number]['measurand'];

const register = 'Energy.Active.Import.Register';
const phase = /\.(N|L[123](-N|-L[123])?)$/;

/** What a list of measurands asks for: an empty one for the register, which a value also means that names no measurand. */
const alignedSamples = (list: string) =>
  list
    .split(',')
    .map((item) => item.trim().replace(phase, '') || register)
    .map((name) => ({
      measurand: name === register ? oneOf<Measurand>(omitted, register) : satisfying<Measurand>(name, (actual) => actual === name),
      context: 'Sample.Clock' as const,
    }));

export const alignedMeterValues = defineTestCase({
  id: 'TC_071_CS',
  title: 'Measures the configured measurands at every full interval of the clock',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §3.16.2', '1.6 §9.1.5', '1.6 §9.1.15', '1.6 errata 3.15'],
  given: [configured({ MeterValueSampleInterval: '0', ClockAlignedDataInterval: '20' }), charging],
  async run(cast) {
    const { charger, clock, check, config } = cast;
    const { MeterValuesAlignedData = '' } = await valuesOf(cast, ['MeterValuesAlignedData']);
    const meterValue = contains({ sampledValue: contains(...alignedSamples(MeterValuesAlignedData)) });
    const times: number[] = [];
    while (times.length < 3) {
      const sent = await charger.calls('MeterValues', { connectorId: config.connectorId, meterValue }, { within: '40s' });
      times.push(...sent.meterValue.map(({ timestamp }) => Date.parse(timestamp)));
    }
    const interval = clock.lasts('20s');
    const tolerance = clock.lasts('1s');
    const isFull = (time: number) => Math.abs(time - Math.round(time / interval) * interval) <= tolerance;
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time));
    await check('each is of a full interval of the clock', times, each(satisfying<number>('a full interval', isFull)));
    await check(
      'one interval is between two of them',
      gaps,
      each(satisfying<number>('the interval', (gap) => Math.abs(gap - interval) <= tolerance)),
    );
  },
});

import { type Call, defineRule, type Scene } from 'ocppliance';
import { type Transaction, transactions } from './facts.ts';
import { configuration, countOf, itemsOf, listOf, type Setting } from './facts-configuration.ts';
import { afterwards, followUp } from './facts-station.ts';
import { perLayout, samples } from './moments.ts';
import { keep, numberIn, remember } from './payload.ts';
import { isRegister, type Kind, measurandOf } from './samples.ts';

const intervalKey = 'MeterValueSampleInterval';
const lowerIntervalKey = intervalKey.toLowerCase();
const mostConnectors = 1000;

/** A gap between periodic samples that is not MeterValueSampleInterval, three times in a row. Milliseconds by the charger's clock. */
interface WrongGap {
  gap: number;
  setting: Setting;
  transaction: Transaction;
  index: number;
}

const inARow = 3;

/** Compares the gaps between the periodic samples of a transaction with the interval, if that is one to look at. */
function watchGaps(scene: Scene, concerns: (setting: Setting) => boolean, tell: (wrong: WrongGap) => void) {
  const { settings } = scene.facts(configuration);
  const { current } = scene.facts(transactions);
  const read = scene.facts(samples);
  const last = new Map<number, { at: number; setting: Setting; transaction: Transaction; wrong: number }>();
  return ({ request: { connectorId, meterValue }, index }: Call<'ocpp1.6', 'MeterValues'>): void => {
    const setting = settings.get(lowerIntervalKey);
    const transaction = setting?.count && concerns(setting) ? current.get(connectorId) : undefined;
    if (!setting?.count || !transaction) return void last.delete(connectorId);
    const expected = setting.count * 1000 * scene.timeScale;
    for (const { at, layout } of read.momentsOf(meterValue)) {
      if (!layout.contexts.has('Sample.Periodic')) continue;
      const before = last.get(connectorId);
      if (before?.setting !== setting || before.transaction !== transaction) {
        keep(last, connectorId, { at, setting, transaction, wrong: 0 }, mostConnectors);
        continue;
      }
      const gap = at - before.at;
      // Values of one instant may come in several messages.
      if (gap <= 1000 * scene.timeScale) continue;
      before.at = at;
      before.wrong = gap < expected / 2 || gap > expected * 1.5 + 5_000 ? before.wrong + 1 : 0;
      if (before.wrong >= inARow) tell({ gap, setting, transaction, index });
    }
  };
}

const inSeconds = (milliseconds: number): string => `${Number((milliseconds / 1000).toFixed(2))} s`;

export const samplesAtTheInterval = defineRule({
  id: 'R16-MET-009',
  title: 'During a transaction, samples come every MeterValueSampleInterval',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §3.16.1', '1.6 errata 3.15'],
  example: '(MeterValueSampleInterval: 30)  > StartTransaction  (ten minutes without MeterValues)',
  harm: 'the driver sees no progress, and load management is blind',
  watch(scene) {
    const settings = scene.facts(configuration);
    const { current, open } = scene.facts(transactions);
    /** when the last MeterValues of a connector came, whatever they hold */
    const heard = new Map<number, number>();
    const armed = new Map<number, () => void>();

    function arm(transaction: Transaction, from: number, seconds: number): void {
      const { id, connectorId } = transaction;
      const wait = 2 * seconds * 1000 * scene.timeScale + followUp;
      armed.get(connectorId)?.();
      const cancel = afterwards(scene, from, wait, (now) => {
        armed.delete(connectorId);
        if (open.get(id) !== transaction) return;
        const last = heard.get(connectorId) ?? Number.NEGATIVE_INFINITY;
        if (last > from) return arm(transaction, Math.max(last, now - wait + 1), seconds);
        scene.report({
          key: 'silent',
          message: `transaction ${id} was not sampled for ${inSeconds(wait)}`,
          frames: [transaction.index],
          expected: `MeterValues every ${seconds} s`,
        });
      });
      remember(armed, connectorId, cancel, mostConnectors);
    }

    function begin(transaction: Transaction, at: number, seconds: number | undefined): void {
      if (seconds === undefined) return scene.inconclusive(`${intervalKey} is unknown`);
      const measurands = listOf(settings, 'MeterValuesSampledData');
      if (!measurands) return scene.inconclusive('MeterValuesSampledData is unknown');
      if (seconds > 0 && measurands.length > 0) arm(transaction, at, seconds);
    }

    const judgeGap = watchGaps(
      scene,
      (setting) => !isChanged(setting),
      ({ gap, setting, transaction, index }) =>
        scene.report({
          key: 'gap',
          message: `transaction ${transaction.id} is sampled at another interval than ${intervalKey}`,
          frames: [setting.index, index],
          expected: `every ${setting.value} s`,
          actual: inSeconds(gap),
        }),
    );

    return {
      rawCalls: {
        MeterValues: ({ request, at }) => keep(heard, numberIn(request, 'connectorId') ?? 0, at, mostConnectors),
      },
      calls: {
        MeterValues(call) {
          judgeGap(call);
          const { connectorId } = call.request;
          const seconds = settings.settings.get(lowerIntervalKey)?.count;
          if (!seconds || armed.has(connectorId)) return;
          const transaction = current.get(connectorId);
          if (transaction) begin(transaction, call.at, seconds);
        },
      },
      answers: {
        StartTransaction({ call, response, at }) {
          // The transaction is not known yet: facts learn after the rules.
          scene.when(at, () => {
            const transaction = current.get(call.request.connectorId);
            if (transaction?.id === response.transactionId && transaction.accepted) begin(transaction, at, countOf(settings, intervalKey));
          });
        },
        ChangeConfiguration({ call: { request }, response, at }) {
          if (response.status !== 'Accepted' || request.key.toLowerCase() !== intervalKey.toLowerCase() || !/^\d+$/.test(request.value))
            return;
          for (const transaction of current.values()) {
            armed.get(transaction.connectorId)?.();
            armed.delete(transaction.connectorId);
            begin(transaction, at, Number(request.value));
          }
        },
      },
    };
  },
});

/** The CSMS changed it, and we know from what. */
const isChanged = ({ from, previous, value }: Setting): boolean => from === 'written' && previous !== undefined && previous !== value;

export const putsChangesIntoEffect = defineRule({
  id: 'R16-CFG-011',
  title: 'A setting that was accepted takes effect',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §5.3', '1.6 §9.1.17'],
  example: '< ChangeConfiguration {MeterValueSampleInterval: 10}  > {status: Accepted}  (samples every 60 s, as before)',
  harm: 'the CSMS believes in a charger that does as it is told',
  watch: (scene) => ({
    calls: {
      MeterValues: watchGaps(scene, isChanged, ({ gap, setting, transaction, index }) =>
        scene.report({
          key: intervalKey,
          message: `${intervalKey} was changed from ${setting.previous} to ${setting.value}, but samples come every ${inSeconds(gap)}`,
          frames: [setting.index, index],
          expected: `every ${setting.value} s`,
          actual: inSeconds(gap),
          // Some settings apply to the next transaction only.
          severity: transaction.at < setting.at ? 'warning' : 'violation',
        }),
      ),
    },
  }),
});

const quarter = 900;

export const alignsSamplesToTheClock = defineRule({
  id: 'R16-MET-010',
  title: 'Clock-aligned samples are taken at multiples of ClockAlignedDataInterval since midnight',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §3.16.2', '1.6 §9.1.5'],
  example: '(ClockAlignedDataInterval: 900)  > MeterValues {timestamp: 12:07:13, context: Sample.Clock}',
  harm: 'chargers cannot be added up',
  watch(scene) {
    const settings = scene.facts(configuration);
    const read = scene.facts(samples);
    return {
      calls: {
        MeterValues({ request: { meterValue }, index, at, wall }) {
          for (const { timestamp, at: sampled, layout } of read.momentsOf(meterValue)) {
            if (!layout.contexts.has('Sample.Clock')) continue;
            const seconds = countOf(settings, 'ClockAlignedDataInterval');
            const setting = settings.settings.get('clockaligneddatainterval');
            if (seconds === undefined || !setting) return scene.inconclusive('ClockAlignedDataInterval is unknown');
            if (scene.timeScale !== 1) return scene.inconclusive("the charger's clock and its timers agree");
            const known = wall - (at - setting.at);
            // What was sampled before the setting was known may follow another.
            if (sampled < known + followUp) continue;
            // Midnight may be the local one: zones differ by quarter-hours.
            const grid = (seconds === 0 ? 1 : seconds % quarter === 0 ? quarter : greatestCommon(seconds, quarter)) * 1000;
            const past = sampled % grid;
            const off = seconds === 0 ? 0 : Math.min(past, grid - past);
            if (seconds > 0 && off <= 1000) continue;
            scene.report({
              key: seconds === 0 ? 'off' : 'grid',
              message:
                seconds === 0
                  ? 'clock-aligned samples come although ClockAlignedDataInterval is 0'
                  : `clock-aligned samples are taken ${inSeconds(off)} beside the clock`,
              frames: [setting.index, index],
              expected: seconds === 0 ? 'none' : `multiples of ${seconds} s`,
              actual: timestamp,
              severity: off > 5000 ? 'violation' : 'warning',
            });
          }
        },
      },
    };
  },
});

const greatestCommon = (one: number, other: number): number => (other === 0 ? one : greatestCommon(other, one % other));

export const samplesWhatIsConfigured = defineRule({
  id: 'R16-MET-011',
  title: 'Periodic samples hold the measurands of MeterValuesSampledData',
  severity: 'warning',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §3.16.1', '1.6 §9.1.17'],
  example: '(MeterValuesSampledData: Energy.Active.Import.Register)  > MeterValues (14 values)',
  harm: 'mobile data is paid for values that nobody wanted, or those that were wanted are missing',
  watch(scene) {
    const settings = scene.facts(configuration);
    const { current } = scene.facts(transactions);
    const read = scene.facts(samples);
    /** how often in a row a measurand was missing */
    let missing = new Map<string, number>();
    let judgedBy: Setting | undefined;
    let compare = perLayout((kinds) => compared(kinds, []));
    return {
      calls: {
        MeterValues({ request: { connectorId, meterValue }, index, at, wall }) {
          const moments = read.momentsOf(meterValue);
          if (!moments.some(({ layout }) => layout.isPeriodic)) return;
          const setting = settings.settings.get('metervaluessampleddata');
          if (setting?.value === undefined) return scene.inconclusive('MeterValuesSampledData is unknown');
          if (setting !== judgedBy) {
            const wanted = itemsOf(setting.value);
            compare = perLayout((kinds) => compared(kinds, wanted));
            missing = new Map();
            judgedBy = setting;
          }
          const known = wall - (at - setting.at) + followUp * Math.min(1, scene.timeScale);
          for (const moment of moments) {
            if (!moment.layout.isPeriodic || moment.at < known) continue;
            const { extra, there, lacking } = compare(moment.layout);
            const report = (key: string, message: string, actual: Iterable<string>) =>
              scene.report({
                key,
                message,
                frames: [setting.index, index],
                expected: setting.value || 'nothing',
                actual: [...actual].join(', '),
              });
            if (extra.size > 0) report('more', 'periodic samples hold more than MeterValuesSampledData lists', extra);
            if (!current.has(connectorId)) continue;
            if (missing.size > 0) for (const item of there) missing.delete(item);
            for (const item of lacking) {
              const times = (missing.get(item) ?? 0) + 1;
              missing.set(item, times);
              if (times >= inARow)
                report(`less ${item}`, `periodic samples lack ${item}, which MeterValuesSampledData lists`, moment.values.map(measurandOf));
            }
          }
        },
      },
    };
  },
});

/** How periodic samples differ from what was to be sampled. */
function compared(kinds: readonly Kind[], wanted: readonly string[]) {
  const extra = kinds.filter((kind) => !isRegister(kind) && !wanted.some((item) => item.startsWith(measurandOf(kind))));
  // Some send each measurand in a message of its own.
  const expected = kinds.length === 1 && wanted.length > 1 ? [] : wanted.filter((item) => always.has(item));
  const isThere = (item: string) => kinds.some((kind) => measurandOf(kind) === item);
  return {
    extra: new Set(extra.map(measurandOf)),
    there: expected.filter(isThere),
    lacking: expected.filter((item) => !isThere(item)),
  };
}

/** Measurands that every transaction has, so that their absence means something. */
const always = new Set([
  'Energy.Active.Import.Register',
  'Power.Active.Import',
  'Current.Import',
  'Voltage',
  'Current.Offered',
  'Power.Offered',
]);

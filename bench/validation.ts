/** How long it takes to read and validate what a charger sends, against JSON.parse alone and against ocpp-rpc in its strict mode. */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { call, loadValidators, type ProtocolVersion, parseFrame, validate } from '../src/ocpp/index.ts';
import { type Measurement, median } from './measurement.ts';
import { sampledValues16, sampledValues201 } from './traffic.ts';

const time = '2024-05-01T10:15:30.123Z';

const reportData = Array.from({ length: 15 }, (_, index) => ({
  component: { name: 'EVSE', instance: `connector-${index}`, evse: { id: 1 + index } },
  variable: { name: 'AvailabilityState', instance: String(index) },
  variableAttribute: [{ type: 'Actual', value: 'Available', mutability: 'ReadOnly', persistent: false, constant: false }],
  variableCharacteristics: {
    dataType: 'OptionList',
    valuesList: 'Available,Occupied,Reserved,Unavailable,Faulted',
    supportsMonitoring: true,
  },
}));

/** An hour of two chargers in small: mostly meter values, few short messages, 1.8 kB on average. */
const messages: [ProtocolVersion, string, object][] = [
  [
    'ocpp1.6',
    'MeterValues',
    { connectorId: 1, transactionId: 4711, meterValue: [0, 1].map(() => ({ timestamp: time, sampledValue: sampledValues16(1_234_567) })) },
  ],
  [
    'ocpp1.6',
    'StatusNotification',
    { connectorId: 1, errorCode: 'NoError', info: '', status: 'Charging', timestamp: time, vendorId: 'Example' },
  ],
  [
    'ocpp1.6',
    'MeterValues',
    { connectorId: 2, transactionId: 4712, meterValue: [{ timestamp: time, sampledValue: sampledValues16(1_234_567) }] },
  ],
  [
    'ocpp1.6',
    'StopTransaction',
    {
      transactionId: 4711,
      idTag: 'TAG-1',
      meterStop: 1234567,
      reason: 'EVDisconnected',
      timestamp: time,
      transactionData: [0, 1].map(() => ({ timestamp: time, sampledValue: sampledValues16(1_234_567) })),
    },
  ],
  [
    'ocpp2.0.1',
    'TransactionEvent',
    {
      eventType: 'Updated',
      timestamp: time,
      triggerReason: 'MeterValuePeriodic',
      seqNo: 12,
      offline: false,
      numberOfPhasesUsed: 3,
      transactionInfo: { transactionId: '6bfbdf7c-2cbe-4a3a-9d1e-77a6ad4a8ef0', chargingState: 'Charging', timeSpentCharging: 1800 },
      evse: { id: 1, connectorId: 1 },
      idToken: { idToken: '04A2B3C4D5E6F7', type: 'ISO14443' },
      meterValue: [{ timestamp: time, sampledValue: sampledValues201(1_234_567) }],
    },
  ],
  ['ocpp2.0.1', 'StatusNotification', { timestamp: time, connectorStatus: 'Occupied', evseId: 1, connectorId: 1 }],
  ['ocpp2.0.1', 'NotifyReport', { requestId: 17, generatedAt: time, tbc: true, seqNo: 3, reportData }],
  ['ocpp2.0.1', 'MeterValues', { evseId: 1, meterValue: [{ timestamp: time, sampledValue: sampledValues201(1_234_567) }] }],
];

const frames = messages.map(([version, action, payload], index) => ({
  version,
  action,
  raw: call(`6bfbdf7c-2cbe-4a3a-9d1e-0000000000${10 + index}`, action, payload),
}));

const ours = (): void => {
  for (const { version, action, raw } of frames) {
    const frame = parseFrame(raw, version);
    if (frame.type !== 'call' || validate(version, action, 'request', frame.payload).length > 0)
      throw new Error(`${action} should be valid`);
  }
};

const parseAlone = (): void => {
  for (const { raw } of frames) if (JSON.parse(raw).length !== 4) throw new Error('should be a CALL');
};

/** ocpp-rpc's types do not say what its module exports. */
const validators: { subprotocol: string; validate(schemaId: string, payload: unknown): void }[] = createRequire(import.meta.url)(
  'ocpp-rpc/lib/standard-validators.js',
);
const byVersion = new Map(validators.map((validator) => [validator.subprotocol, validator]));

const ocppRpc = (): void => {
  for (const { version, action, raw } of frames) {
    const [, , , payload] = JSON.parse(raw);
    byVersion.get(version)?.validate(`urn:${action}.req`, payload);
  }
};

/** Median milliseconds of each task; the rounds are interleaved, so that whatever else the machine does hits all of them. */
const medians = (rounds: number, tasks: readonly (() => unknown)[]): number[] => {
  const times = tasks.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, task] of tasks.entries()) {
      const start = performance.now();
      task();
      times[index]?.push(performance.now() - start);
    }
  }
  return times.map(median);
};

const repeat = (times: number, task: () => void) => () => {
  for (let index = 0; index < times; index++) task();
};

const startNode = (code: string) => () => {
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', code], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
};

export const benchValidation = async (): Promise<Measurement[]> => {
  const actionsOf = (version: ProtocolVersion) => messages.filter(([known]) => known === version).map(([, action]) => action);
  for (const version of ['ocpp1.6', 'ocpp2.0.1'] as const) loadValidators(version, actionsOf(version));
  const tasks = [parseAlone, ours, ocppRpc].map((task) => repeat(50, task));
  medians(20, tasks);
  const [parse = 0, validated = 0, rpc = 0] = medians(100, tasks);

  const importing = (file: string) => `import * as imported from ${JSON.stringify(new URL(file, import.meta.url))};`;
  const load = `imported.loadValidators('ocpp2.0.1', ${JSON.stringify(actionsOf('ocpp2.0.1'))});`;
  // Node takes 3 ms to import its first module, whatever is in it, and so does every program
  const [empty = 0, loading = 0] = medians(31, [
    startNode(importing('../src/ocpp/protocol.js')),
    startNode(importing('../src/ocpp/validate.js') + load),
  ]);
  return [
    { name: 'speed of parsing and strict validation, against JSON.parse alone', ratio: parse / validated, atLeast: 0.85 },
    { name: 'speed of parsing and strict validation, against ocpp-rpc', ratio: rpc / validated, atLeast: 1.1 },
    { name: 'time until the validators of a run are ready, against a process of one small module', ratio: loading / empty, atMost: 1.1 },
  ];
};

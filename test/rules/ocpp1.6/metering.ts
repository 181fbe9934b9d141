import { charging, stopped, type Trials, told } from './trials.ts';

const sampled = (value: string, more = '') =>
  `>> MeterValues {transactionId: 1, meterValue: [{sampledValue: [{value: "${value}"${more}}]}]}`;
const periodic = (value: number) => sampled(String(value), ', context: Sample.Periodic');

export const metering: Trials = {
  'R16-MET-001': {
    breaks: [
      `booted${charging}\n${sampled('1,5')}`,
      `booted${charging}\n${sampled('')}`,
      `booted${charging}\n>> StopTransaction {transactionId: 1, meterStop: 2000, transactionData: [{timestamp: $now, sampledValue: [{value: 12 kWh}]}]}`,
      `booted${charging}\n${sampled('1.2e3')}`,
    ],
    holds: [`booted${charging}\n${sampled('1234.')}`, `booted${charging}\n${sampled('OCMF|{}|{}', ', format: SignedData')}`],
  },
  'R16-MET-002': {
    breaks: [
      `booted${charging}\n${sampled('230', ', measurand: Voltage, unit: Wh')}`,
      `booted${charging}\n${sampled('7.2', ', measurand: Power.Active.Import')}`,
      `booted${charging}\n${sampled('50', ', measurand: Frequency, unit: V')}`,
    ],
    holds: [
      `booted${charging}
      ${sampled('1.5', ', unit: kWh')}
      ${sampled('50', ', measurand: Frequency')}
      ${sampled('30', ', measurand: Temperature, unit: Celcius')}
      ${sampled('30', ', measurand: Temperature, unit: Celsius')}`,
    ],
  },
  'R16-MET-003': {
    breaks: [
      `booted${charging}\n${sampled('16', ', measurand: Current.Import, unit: A, phase: L1-N')}`,
      `booted${charging}\n${sampled('50', ', measurand: SoC, unit: Percent, phase: L1')}`,
      `booted${charging}\n${sampled('230', ', measurand: Voltage, unit: V, phase: L1')}`,
    ],
    holds: [
      `booted${charging}
      ${sampled('16', ', measurand: Current.Import, unit: A, phase: L1')}
      ${sampled('230', ', measurand: Voltage, unit: V, phase: L1-N')}`,
    ],
  },
  'R16-MET-004': {
    breaks: [`booted${charging}\n${sampled('12500')}\n${sampled('0')}\n${sampled('12510')}`],
    holds: [
      `booted${charging}\n${sampled('12549')}\n${sampled('12.5', ', unit: kWh')}\n${sampled('12560')}`,
      `booted${charging}\n${sampled('1500')}
      >> MeterValues {transactionId: 1, meterValue: [{timestamp: $-1min, sampledValue: [{value: "1400"}]}]}`,
    ],
  },
  'R16-MET-005': {
    breaks: [
      `booted
      >> StatusNotification {connectorId: 1, status: Preparing}
      >> StartTransaction
      >> StatusNotification {connectorId: 1, status: Charging}
      ${flow('0', '8400')}\n+4min\n${flow('0.56', '8400')}\n+4min\n${flow('1.12', '8400')}`,
      `booted${charging}\n${sampled('9000', ', measurand: Voltage, unit: V, phase: L1-N')}`,
      `booted${charging}\n${sampled('101', ', measurand: SoC, unit: Percent')}`,
    ],
    holds: [
      `booted${charging}\n${flow('1000', '8400')}\n+4min\n${flow('1560', '8400')}\n+4min\n${flow('2120', '8400')}`,
      `booted${charging}\n${flow('1000', '0')}\n+4min\n${flow('1000', '0')}\n+4min\n${flow('1000', '0')}`,
    ],
  },
  'R16-MET-006': {
    breaks: [
      `booted 2${charging}
      >> StartTransaction {connectorId: 2, idTag: OTHER}
      >> StatusNotification {connectorId: 2, status: Charging}
      >> MeterValues {connectorId: 1, transactionId: 2}`,
      `booted${charging}\n+20s\n>> MeterValues {meterValue: [{sampledValue: [{value: "1001", context: Sample.Periodic}]}]}`,
      `booted${charging}\n>> MeterValues {connectorId: 0, transactionId: 1, meterValue: [{sampledValue: [{value: "1001"}]}]}`,
    ],
    holds: [
      // It was sampled before the id was known.
      `booted${charging}\n>> MeterValues {meterValue: [{sampledValue: [{value: "1001"}]}]}`,
      `booted${charging}\n${sampled('1001')}${stopped}`,
    ],
  },
  'R16-MET-008': {
    breaks: [
      `booted\n>> MeterValues {meterValue: [{sampledValue: [{value: "1", context: Trigger}]}]}`,
      `booted${charging}\n+5min\n${sampled('1001', ', context: Transaction.Begin')}`,
      `booted\n>> MeterValues {meterValue: [{sampledValue: [{value: "1", context: Sample.Periodic}]}]}`,
    ],
    holds: [
      `booted\n<< TriggerMessage {requestedMessage: MeterValues}
      >> MeterValues {meterValue: [{sampledValue: [{value: "1", context: Trigger}]}]}`,
      `booted${charging}\n${sampled('1001', ', context: Transaction.Begin')}\n${sampled('1002', ', context: Other')}`,
    ],
  },
  'R16-MET-009': {
    breaks: [
      `booted\n${told({ MeterValueSampleInterval: '30', MeterValuesSampledData: 'Voltage' })}${charging}\n+3min\n>> Heartbeat`,
      `booted\n${told({ MeterValueSampleInterval: '60' })}${charging}
      +10s\n${periodic(1001)}\n+10s\n${periodic(1002)}\n+10s\n${periodic(1003)}\n+10s\n${periodic(1004)}`,
    ],
    holds: [
      `booted\n${told({ MeterValueSampleInterval: '30' })}${charging}\n+5min\n>> Heartbeat`,
      `booted\n${told({ MeterValueSampleInterval: '60' })}${charging}
      +60s\n${periodic(1001)}\n+60s\n${periodic(1002)}\n+60s\n${periodic(1003)}\n+60s\n${periodic(1004)}${stopped}\n+4min\n>> Heartbeat`,
      `booted\n${told({ MeterValueSampleInterval: '0' })}${charging}\n+5min\n>> Heartbeat`,
      `booted\n${told({ MeterValueSampleInterval: '30', MeterValuesSampledData: '' })}${charging}\n+5min\n>> Heartbeat`,
    ],
  },
  'R16-MET-010': {
    breaks: [
      `booted\n${told({ ClockAlignedDataInterval: '900' })}\n+4min\n>> Heartbeat\n+3min
      >> MeterValues {meterValue: [{sampledValue: [{value: "1", context: Sample.Clock}]}]}`,
      `booted\n${told({ ClockAlignedDataInterval: '0' })}\n+4min
      >> MeterValues {meterValue: [{sampledValue: [{value: "1", context: Sample.Clock}]}]}`,
    ],
    holds: [
      `booted\n${told({ ClockAlignedDataInterval: '900' })}\n+5min\n>> Heartbeat\n+5min\n>> Heartbeat\n+5min
      >> MeterValues {meterValue: [{timestamp: "2026-01-01T12:15:00.5Z", sampledValue: [{value: "1", context: Sample.Clock}]}]}`,
    ],
  },
  'R16-MET-011': {
    breaks: [
      `booted\n${told({ MeterValuesSampledData: 'Energy.Active.Import.Register' })}${charging}\n+2min
      ${sampled('1', ', measurand: Power.Active.Import, unit: W, context: Sample.Periodic')}`,
      `booted\n${told({ MeterValuesSampledData: 'Energy.Active.Import.Register,Voltage' })}${charging}\n+2min
      ${twoRegisters(1001)}\n${twoRegisters(1002)}\n${twoRegisters(1003)}`,
    ],
    holds: [
      `booted\n${told({ MeterValuesSampledData: 'Voltage.L1-N' })}${charging}\n+2min
      ${sampled('230', ', measurand: Voltage, phase: L1-N, unit: V, context: Sample.Periodic')}\n${periodic(1001)}`,
    ],
  },
  'R16-MET-013': {
    breaks: [
      `booted\n${told({ MeterValuesSampledData: 'Energy.Active.Import.Register,Power.Active.Import' })}
      << TriggerMessage {requestedMessage: MeterValues, connectorId: 1}
      >> MeterValues {meterValue: [{sampledValue: [{value: "230", measurand: Voltage, unit: V, phase: L1-N, context: Trigger}]}]}`,
      `booted 2\n${told({ MeterValuesSampledData: 'Energy.Active.Import.Register' })}
      << TriggerMessage {requestedMessage: MeterValues, connectorId: 1}
      >> MeterValues {connectorId: 2, meterValue: [{sampledValue: [{value: "1", context: Trigger}]}]}`,
    ],
    holds: [
      `booted\n${told({ MeterValuesSampledData: 'Energy.Active.Import.Register,Power.Active.Import,SoC' })}
      << TriggerMessage {requestedMessage: MeterValues, connectorId: 1}
      >> MeterValues {meterValue: [{sampledValue: [{value: "1", context: Trigger}]}]}`,
    ],
  },
  'R16-CFG-011': {
    breaks: [
      `booted\n${told({ MeterValueSampleInterval: '60' })}
      << ChangeConfiguration {key: MeterValueSampleInterval, value: "20"}${charging}
      +60s\n${periodic(1001)}\n+60s\n${periodic(1002)}\n+60s\n${periodic(1003)}\n+60s\n${periodic(1004)}`,
    ],
    holds: [
      `booted\n${told({ MeterValueSampleInterval: '60' })}
      << ChangeConfiguration {key: MeterValueSampleInterval, value: "20"}${charging}
      +20s\n${periodic(1001)}\n+20s\n${periodic(1002)}\n+20s\n${periodic(1003)}\n+20s\n${periodic(1004)}`,
    ],
  },
};

function flow(energy: string, power: string): string {
  return `>> MeterValues {transactionId: 1, meterValue: [{sampledValue: [
    {value: "${energy}", measurand: Energy.Active.Import.Register, unit: Wh},
    {value: "${power}", measurand: Power.Active.Import, unit: W}]}]}`;
}

function twoRegisters(value: number): string {
  return `>> MeterValues {transactionId: 1, meterValue: [{sampledValue: [
    {value: "${value}", context: Sample.Periodic},
    {value: "${value}", context: Sample.Periodic, location: Inlet}]}]}`;
}

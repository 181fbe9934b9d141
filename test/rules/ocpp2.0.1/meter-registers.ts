import { available, bootedForLong, charging, ended, event, measured, meterValues, occupied, place, register } from './phrases.ts';
import type { Trials } from './trials.ts';

export const meterRegisters: Trials = {
  'R201-MET-001': {
    breaks: [
      `booted
       ${meterValues(measured(231, 'Voltage', 'A'))}`,
      // warnings
      `booted
       ${meterValues(measured(231, 'Voltage'))}`,
      `booted
       ${meterValues('{value: 231, context: Sample.Clock, unitOfMeasure: {unit: Wh, multiplier: 9}}')}`,
      // advice
      `booted
       ${meterValues(measured(50, 'SoC', 'pct'))}`,
    ],
    holds: [
      `booted
       ${meterValues(`${measured(231, 'Voltage', 'V')}, ${measured(50, 'Frequency', 'Hz')}, ${measured(0.98, 'Power.Factor')},
         ${measured(12, 'Energy.Active.Import.Register')}, ${measured(12, 'Energy.Reactive.Import.Register', 'kvarh')}`)}`,
    ],
  },
  'R201-MET-003': {
    breaks: [
      `booted
       ${charging}
       >${event(2, 'Updated', 'MeterValuePeriodic', '', register(12500, 'Sample.Periodic'))}
       +60s
       >${event(3, 'Updated', 'MeterValuePeriodic', '', register(12480, 'Sample.Periodic'))}`,
    ],
    holds: [
      `booted
       ${charging}
       >${event(2, 'Updated', 'MeterValuePeriodic', '', register(12540, 'Sample.Periodic'))}
       +60s
       >${event(3, 'Updated', 'MeterValuePeriodic', '', register(12.5, 'Sample.Periodic', ', unitOfMeasure: {unit: kWh}'))}`,
      // older than what was told before
      `booted
       ${charging}
       >${event(2, 'Updated', 'MeterValuePeriodic', '', register(12500, 'Sample.Periodic'))}
       +60s
       >${event(3, 'Updated', 'MeterValuePeriodic', '', register(12400, 'Sample.Periodic').replace('$now', '$-5min'))}`,
    ],
  },
  'R201-MET-004': {
    breaks: [
      `booted
       >${event(0, 'Started', 'CablePluggedIn', 'EVConnected', place + register(0, 'Transaction.Begin'))}
       ${occupied}
       ${ended(1, 'EVCommunicationLost', 'EVDisconnected').replace(/}$/, `${register(8200, 'Transaction.End')}}`)}
       ${available}
       +5min
       >${event(0, 'Started', 'CablePluggedIn', 'EVConnected', place + register(0, 'Transaction.Begin')).replace('transactionId: x', 'transactionId: y')}
       ${occupied}`,
    ],
    holds: [
      // nothing was delivered yet
      `booted
       >${event(0, 'Started', 'CablePluggedIn', 'EVConnected', place + register(0, 'Transaction.Begin'))}
       ${occupied}
       ${ended(1, 'EVCommunicationLost', 'EVDisconnected').replace(/}$/, `${register(0, 'Transaction.End')}}`)}
       ${available}
       +1min
       >${event(0, 'Started', 'CablePluggedIn', 'EVConnected', place + register(0, 'Transaction.Begin')).replace('transactionId: x', 'transactionId: y')}
       ${occupied}`,
    ],
  },
  'R201-MET-012': {
    breaks: [
      `${bootedForLong}
       ${charging}
       ${[0, 8.4].map((value, number) => `>${event(2 + number, 'Updated', 'MeterValuePeriodic', '', `, meterValue: [{timestamp: $now, sampledValue: [{value: ${value}}, {value: 8.4, measurand: Power.Active.Import, unitOfMeasure: {unit: kW}}]}]`)}`).join('\n+1h\n')}`,
      `booted
       ${meterValues(measured(240, 'SoC', 'Percent'))}`,
    ],
    holds: [
      `${bootedForLong}
       ${charging}
       ${[0, 8400].map((value, number) => `>${event(2 + number, 'Updated', 'MeterValuePeriodic', '', `, meterValue: [{timestamp: $now, sampledValue: [{value: ${value}}, {value: 8.4, measurand: Power.Active.Import, unitOfMeasure: {unit: kW}}]}]`)}`).join('\n+1h\n')}`,
      // nearly all of the time it waited
      `${bootedForLong}
       ${charging}
       ${[0, 8.4].map((value, number) => `>${event(2 + number, 'Updated', 'MeterValuePeriodic', '', `, meterValue: [{timestamp: $now, sampledValue: [{value: ${value}}, {value: ${number ? 8.4 : 0}, measurand: Power.Active.Import, unitOfMeasure: {unit: kW}}]}]`)}`).join('\n+1h\n')}`,
    ],
  },
  'R201-MET-014': {
    breaks: [
      `booted
       >${event(0, 'Started', 'CablePluggedIn', 'EVConnected', place + register(8000, 'Transaction.Begin'))}
       ${occupied}
       ${ended(1, 'EVCommunicationLost', 'EVDisconnected').replace(/}$/, `${register(8200, 'Transaction.End')}}`)}
       ${available}
       >${event(0, 'Started', 'CablePluggedIn', 'EVConnected', place + register(8100, 'Transaction.Begin')).replace('transactionId: x', 'transactionId: y')}
       ${occupied}`,
      `booted
       ${charging}
       >${event(2, 'Updated', 'MeterValuePeriodic', '', register(8300, 'Sample.Periodic'))}
       ${ended(3, 'EVCommunicationLost', 'EVDisconnected').replace(/}$/, `${register(8200, 'Transaction.End')}}`)}
       ${available}`,
    ],
    holds: [
      `booted
       >${event(0, 'Started', 'CablePluggedIn', 'EVConnected', place + register(8000, 'Transaction.Begin'))}
       ${occupied}
       ${ended(1, 'EVCommunicationLost', 'EVDisconnected').replace(/}$/, ', meterValue: [{timestamp: $now, sampledValue: [{value: 8000, context: Transaction.Begin}, {value: 8200, context: Transaction.End}]}]}')}
       ${available}
       >${event(0, 'Started', 'CablePluggedIn', 'EVConnected', place + register(8.2, 'Transaction.Begin', ', unitOfMeasure: {unit: kWh}')).replace('transactionId: x', 'transactionId: y')}
       ${occupied}`,
    ],
  },
};

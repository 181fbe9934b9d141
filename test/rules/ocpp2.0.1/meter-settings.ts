import {
  accepted,
  available,
  bootedForLong,
  charging,
  ended,
  event,
  known,
  meterValues,
  occupied,
  place,
  plugged,
  register,
  token,
  trigger,
  write,
} from './phrases.ts';
import type { Trials } from './trials.ts';

export const meterSettings: Trials = {
  'R201-MET-005': {
    breaks: [
      `booted
       >${event(0, 'Started', 'CablePluggedIn', 'EVConnected', place + register(10, 'Sample.Periodic'))}
       ${occupied}`,
      `booted
       ${charging}
       >${event(2, 'Updated', 'MeterValuePeriodic', '', register(20, 'Transaction.End'))}`,
      `booted
       ${charging}
       >${event(2, 'Updated', 'MeterValuePeriodic', '', register(20, 'Sample.Clock'))}`,
    ],
    holds: [
      `booted
       >${event(0, 'Started', 'CablePluggedIn', 'EVConnected', place + register(10, 'Transaction.Begin'))}
       ${occupied}
       >${event(1, 'Updated', 'MeterValueClock', '', register(11, 'Sample.Clock'))}
       >${event(2, 'Updated', 'MeterValuePeriodic', '', ', meterValue: [{timestamp: $now, sampledValue: [{value: 12}]}]')}
       ${ended(3, 'EVCommunicationLost', 'EVDisconnected').replace(/}$/, `${register(13, 'Transaction.End')}}`)}
       ${available}`,
      // the meter was not known at the start
      `booted
       ${event(0, 'Started', 'Authorized', 'Idle', token)}
       ${accepted}
       >${event(1, 'Updated', 'CablePluggedIn', 'EVConnected', place + register(10, 'Transaction.Begin'))}
       ${occupied}`,
    ],
  },
  'R201-MET-006': {
    breaks: [
      `booted
       ${charging}
       ${meterValues('{value: 20, context: Sample.Periodic}')}`,
    ],
    holds: [
      `booted
       ${charging}
       ${meterValues('{value: 20, context: Sample.Clock}')}
       ${trigger('MeterValues')}
       ${meterValues('{value: 21, context: Trigger}')}
       ${ended(2, 'EVCommunicationLost', 'EVDisconnected')}
       ${available}
       ${meterValues('{value: 22, context: Sample.Periodic}')}`,
    ],
  },
  'R201-MET-007': {
    breaks: [
      `${bootedForLong}
       ${known('SampledDataCtrlr.TxUpdatedInterval', '60')}
       ${known('SampledDataCtrlr.TxUpdatedMeasurands', 'Energy.Active.Import.Register')}
       ${charging}
       +10min`,
      `booted
       ${known('SampledDataCtrlr.TxUpdatedInterval', '0')}
       ${charging}
       >${event(2, 'Updated', 'MeterValuePeriodic', '', register(20, 'Sample.Periodic'))}`,
      `booted
       ${known('SampledDataCtrlr.TxUpdatedInterval', '60')}
       ${charging}
       ${[2, 3, 4, 5].map((seqNo) => `+5s\n>${event(seqNo, 'Updated', 'MeterValuePeriodic', '', register(20 + seqNo, 'Sample.Periodic'))}`).join('\n')}`,
    ],
    holds: [
      `booted
       ${known('SampledDataCtrlr.TxUpdatedInterval', '60')}
       ${known('SampledDataCtrlr.TxUpdatedMeasurands', 'Energy.Active.Import.Register')}
       ${charging}
       ${[2, 3, 4, 5].map((seqNo) => `+60s\n>${event(seqNo, 'Updated', 'MeterValuePeriodic', '', register(20 + seqNo, 'Sample.Periodic'))}`).join('\n')}`,
      // split
      `booted
       ${known('SampledDataCtrlr.TxUpdatedInterval', '60')}
       ${charging}
       +60s
       ${[2, 3, 4, 5, 6].map((seqNo) => `>${event(seqNo, 'Updated', 'MeterValuePeriodic', '', `, timestamp: "2026-01-01T12:01:00Z"${register(20, 'Sample.Periodic')}`)}`).join('\n')}`,
      // of a simulator that runs faster
      {
        timeScale: 0.01,
        text: `booted
         ${known('SampledDataCtrlr.TxUpdatedInterval', '60')}
         ${charging}
         ${[2, 3, 4, 5].map((seqNo) => `+500ms\n>${event(seqNo, 'Updated', 'MeterValuePeriodic', '', register(20 + seqNo, 'Sample.Periodic'))}`).join('\n')}`,
      },
    ],
  },
  'R201-MET-008': {
    breaks: [
      `booted
       ${known('AlignedDataCtrlr.Interval', '900')}
       >> MeterValues {evseId: 1, meterValue: [{timestamp: "2026-01-01T12:07:13Z", sampledValue: [{value: 20, context: Sample.Clock}]}]}`,
      `${bootedForLong}
       ${known('AlignedDataCtrlr.Measurands', 'Energy.Active.Import.Register')}
       ${write('AlignedDataCtrlr.Interval', '900')}
       +40min`,
      `booted
       ${known('AlignedDataCtrlr.SendDuringIdle', 'true')}
       ${known('AlignedDataCtrlr.Interval', '60')}
       ${charging}
       +2min
       >> MeterValues {evseId: 1, meterValue: [{timestamp: "2026-01-01T12:02:00Z", sampledValue: [{value: 20, context: Sample.Clock}]}]}`,
    ],
    holds: [
      `booted
       ${known('AlignedDataCtrlr.Interval', '900')}
       >> MeterValues {evseId: 1, meterValue: [{timestamp: "2026-01-01T12:15:00.4Z", sampledValue: [{value: 20, context: Sample.Clock}]}]}`,
      // a time zone off by half an hour
      `booted
       ${known('AlignedDataCtrlr.Interval', '3600')}
       >> MeterValues {evseId: 1, meterValue: [{timestamp: "2026-01-01T12:30:00Z", sampledValue: [{value: 20, context: Sample.Clock}]}]}`,
      `booted
       ${meterValues('{value: 20, context: Sample.Clock}')}`,
    ],
  },
  'R201-MET-010': {
    breaks: [
      `booted
       ${known('SampledDataCtrlr.TxUpdatedMeasurands', 'Energy.Active.Import.Register,Current.Import')}
       ${charging}
       >${event(2, 'Updated', 'MeterValuePeriodic', '', ', meterValue: [{timestamp: $now, sampledValue: [{value: 16, measurand: Current.Import, unitOfMeasure: {unit: A}}]}]')}
       +60s
       >${event(3, 'Updated', 'ChargingStateChanged', 'SuspendedEV')}`,
      `booted
       ${known('SampledDataCtrlr.TxStartedMeasurands', 'Energy.Active.Import.Register')}
       ${plugged}`,
      `booted
       ${known('SampledDataCtrlr.TxEndedMeasurands', 'Energy.Active.Import.Register')}
       ${charging}
       ${ended(2, 'EVCommunicationLost', 'EVDisconnected')}
       ${available}`,
      // warning
      `booted
       ${known('SampledDataCtrlr.TxUpdatedMeasurands', 'Energy.Active.Import.Register')}
       ${charging}
       >${event(2, 'Updated', 'MeterValuePeriodic', '', ', meterValue: [{timestamp: $now, sampledValue: [{value: 20}, {value: 230, measurand: Voltage, unitOfMeasure: {unit: V}}]}]')}`,
    ],
    holds: [
      // in two messages; and SoC, which nobody has seen yet
      `booted
       ${known('SampledDataCtrlr.TxUpdatedMeasurands', 'Energy.Active.Import.Register,Current.Import,SoC')}
       ${charging}
       >${event(2, 'Updated', 'MeterValuePeriodic', '', ', meterValue: [{timestamp: "2026-01-01T12:00:01Z", sampledValue: [{value: 16, measurand: Current.Import, unitOfMeasure: {unit: A}}]}]')}
       >${event(3, 'Updated', 'MeterValuePeriodic', '', ', meterValue: [{timestamp: "2026-01-01T12:00:01Z", sampledValue: [{value: 20}]}]')}
       >${event(4, 'Updated', 'ChargingStateChanged', 'SuspendedEV')}`,
      // changed while it runs
      `booted
       ${charging}
       ${write('SampledDataCtrlr.TxUpdatedMeasurands', 'Voltage')}
       >${event(2, 'Updated', 'MeterValuePeriodic', '', register(20, 'Sample.Periodic'))}`,
    ],
  },
};

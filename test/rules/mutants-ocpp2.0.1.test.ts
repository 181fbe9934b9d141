import { expect, it } from 'vitest';
import {
  accepted,
  available,
  charging,
  cleared,
  composite,
  ended,
  event,
  firmware,
  firmwareIs,
  inventory,
  known,
  meterValues,
  occupied,
  pending,
  place,
  plugged,
  profile,
  read,
  reboot,
  register,
  reset,
  start,
  stateOf,
  stop,
  token,
  trigger,
} from './ocpp2.0.1/phrases.ts';
import { judgeTranscript } from './transcript.ts';
import { type Mutant, mutantsOnTrial } from './trial.ts';

const charger = (killers: string | string[], text: string): Mutant => ({ protocol: 'ocpp2.0.1', killers: [killers].flat(), text });

/** Ends transaction x, with what is added to the payload. */
const endsWith = (seqNo: number, more: string) =>
  `${ended(seqNo, 'EVCommunicationLost', 'EVDisconnected').replace(/}$/, `${more}}`)}\n${available}`;
const begins = (transactionId: string, value: number) =>
  `>${event(0, 'Started', 'CablePluggedIn', 'EVConnected', place + register(value, 'Transaction.Begin')).replace('transactionId: x', `transactionId: ${transactionId}`)}\n${occupied}`;
const twoLevels = (low: number, high: number) => `
  ${cleared('TxDefaultProfile')}
  ${profile(1, 'TxDefaultProfile', low)}
  > {status: Accepted}
  ${profile(2, 'TxDefaultProfile', high).replace('stackLevel: 0', 'stackLevel: 1')}
  > {status: Accepted}`;

mutantsOnTrial('OCPP 2.0.1', {
  'MUT-CP-BOOT03': charger('R201-BOOT-003', `${pending(300)}\n> StatusNotification\n< error SecurityError`),
  'MUT-CSMS-BOOT03': charger('R201-BOOT-011', `booted\n${trigger('BootNotification', '', 'Rejected')}`),
  'MUT-CP-BOOT04': charger(
    'R201-BOOT-011',
    `booted
     ${trigger('BootNotification')}
     ${reboot('RemoteReset')}`,
  ),
  'MUT-CP-BOOT05': charger(
    'R201-BOOT-014',
    `> BootNotification
     < {interval: 60}
     ${available}
     +300s
     >> Heartbeat`,
  ),
  'MUT-CP-BOOT06': charger(
    'R201-BOOT-014',
    `> BootNotification
     < {interval: 0}
     ${available}
     ${'>> Heartbeat\n'.repeat(6)}`,
  ),
  'MUT-CSMS-BOOT05': charger(
    ['R201-BOOT-003', 'RPC-ERR-008'],
    `${pending(300)}
     ${trigger('Heartbeat')}
     > Heartbeat
     < error SecurityError`,
  ),
  'MUT-CP-TIME06': charger(
    'R201-MET-008',
    `booted
     ${known('AlignedDataCtrlr.Interval', '900')}
     >> MeterValues {evseId: 1, meterValue: [{timestamp: "2026-01-01T12:07:13Z", sampledValue: [{value: 20, context: Sample.Clock}]}]}`,
  ),
  'MUT-CP-TX12': charger(
    'R201-TX-026',
    `> BootNotification
     < {interval: 86400}
     ${available}
     ${charging}
     close unknown 1006
     +60s
     open
     > BootNotification
     < {interval: 86400}
     ${available}
     +6min`,
  ),
  'MUT-CP-MET02': charger('R201-MET-001', `booted\n${meterValues('{value: 231, context: Sample.Clock, measurand: Voltage}')}`),
  'MUT-CP-MET04': charger(
    'R201-MET-004',
    `booted
     ${begins('x', 0)}
     ${endsWith(1, register(8200, 'Transaction.End'))}
     +5min
     ${begins('y', 0)}`,
  ),
  'MUT-CP-SC04': charger(
    ['R201-SC-011', 'R201-SC-012'],
    `booted
     ${cleared('ChargingStationMaxProfile')}
     ${profile(1, 'ChargingStationMaxProfile', 10)}
     > {status: Accepted}
     ${profile(2, 'TxDefaultProfile', 16)}
     > {status: Accepted}
     ${composite(16)}`,
  ),
  'MUT-CP-SC05': charger(['R201-SC-011', 'R201-SC-012'], `booted\n${twoLevels(32, 16)}\n${composite(32)}`),
  'MUT-CP-SC06': charger(['R201-SC-011', 'R201-SC-012'], `booted\n${composite(16, ', {startPeriod: 700, limit: 10}')}`),
  // The one that takes what its station cannot do is to blame here.
  'MUT-CSMS-SC02': charger(
    'R201-SC-004',
    `booted
     ${known('SmartChargingCtrlr.RateUnit', 'W')}
     ${profile(1, 'TxDefaultProfile', 16)}
     > {status: Accepted}`,
  ),
  'MUT-CP-201-01': charger('R201-TX-006', `booted\n${plugged}\n>${event(1, 'Updated', 'MeterValuePeriodic', '', place)}`),
  'MUT-CP-201-02': charger(
    'R201-TX-008',
    `booted
     ${charging}
     ${stop('Accepted')}
     ${ended(2, 'RemoteStop', 'Remote').replace('>>', '>').replace(/}$/, `${token}}`)}
     ${accepted}`,
  ),
  'MUT-CP-201-04': charger('R201-TX-006', `booted\n>${event(0, 'Started', 'CablePluggedIn', 'EVConnected')}\n${occupied}`),
  'MUT-CSMS-201-01': charger(
    'R201-TX-019',
    `booted
     ${event(5, 'Ended', 'EVCommunicationLost').replace('transactionId: x', 'transactionId: x, stoppedReason: EVDisconnected')}
     < error InternalError`,
  ),
  'MUT-CP-201-05': charger('R201-STAT-002', 'booted\n>> StatusNotification {evseId: 0, connectorId: 0}'),
  'MUT-CP-201-06': charger('R201-STAT-003', `booted\n${charging}\n${available}\n+31s`),
  'MUT-CP-201-07': charger(
    ['R201-RMT-012', 'R201-FW-002'],
    `booted
     ${firmware()}
     ${['Downloading', 'Downloaded', 'Installing', 'Installed'].map(firmwareIs).join('\n')}
     ${trigger('FirmwareStatusNotification')}
     ${firmwareIs('Installed')}`,
  ),
  'MUT-CSMS-201-02': charger(
    ['R201-RMT-012', 'R201-FW-002'],
    `booted
     ${trigger('FirmwareStatusNotification')}
     > FirmwareStatusNotification {status: Idle}
     < error OccurrenceConstraintViolation requestId is missing`,
  ),
  'MUT-CP-201-08': charger(
    'R201-RMT-011',
    `booted
     ${charging}
     ${trigger('TransactionEvent', ', evse: {id: 1}')}
     >${event(2, 'Updated', 'MeterValuePeriodic', 'Charging')}
     +31s`,
  ),
  'MUT-CP-201-09': charger(['R201-SEC-002', 'R201-RMT-009'], `booted\n${trigger('SignChargingStationCertificate')}\n+31s`),
  'MUT-CP-FW01': charger(
    ['R201-FW-004', 'R201-FW-008'],
    `booted
     ${firmware()}
     ${['Downloading', 'Downloaded', 'Downloaded', 'Installing', 'Installing', 'Installed', 'Installed'].map(firmwareIs).join('\n')}`,
  ),
  'MUT-CP-FW02': charger(
    ['R201-FW-004', 'R201-FW-008'],
    `> BootNotification
     < {interval: 86400}
     ${available}
     ${firmware()}
     ${['Downloading', 'Downloaded', 'Installing'].map(firmwareIs).join('\n')}
     +3h`,
  ),
  'MUT-CP-X01': charger('R201-TX-002', `booted\n${plugged}\n>${event(2, 'Updated', 'MeterValuePeriodic')}\n+15s`),
  'MUT-CP-X02': charger(
    'R201-TX-016',
    `booted
     ${charging}
     close unknown 1006
     +30min
     open
     +60s
     >${event(2, 'Updated', 'MeterValuePeriodic', '', ', timestamp: $-20min')}`,
  ),
  'MUT-CP-X03': charger('R201-TX-014', `booted\n${charging}\n${stop('Accepted')}\n${ended(2, 'RemoteStop', 'Local')}`),
  'MUT-CP-X04': charger(
    'R201-TX-023',
    `booted
     ${plugged}
     ${start('', '{status: Accepted, transactionId: x}')}
     ${event(1, 'Updated', 'RemoteStart', 'Charging', token)}
     ${accepted}
     +31s`,
  ),
  'MUT-CP-X05': charger(
    'R201-RPT-003',
    `booted
     < GetReport {requestId: 5}
     > {status: Accepted}
     >> NotifyReport {requestId: 5, seqNo: 1, tbc: true}
     >> NotifyReport {requestId: 5, seqNo: 2}`,
  ),
  'MUT-CP-X06': charger(
    'R201-RPT-004',
    `booted
     < GetReport {requestId: 5}
     > {status: Accepted}
     >> NotifyReport {requestId: 5, seqNo: 0, tbc: true}
     +31s`,
  ),
  'MUT-CP-X07': charger(
    'R201-VAR-001',
    `booted
     < SetVariables {setVariableData: [{component: {name: A}, variable: {name: B}, attributeValue: "1"},
       {component: {name: A}, variable: {name: C}, attributeValue: "1"}]}
     > {setVariableResult: [{component: {name: A}, variable: {name: B}, attributeType: Actual, attributeStatus: Accepted}]}`,
  ),
  'MUT-CP-X08': charger('R201-VAR-006', `booted\n${read('TxCtrlr.NoSuch', 'attributeStatus: UnknownVariable, attributeValue: ""')}`),
  'MUT-CP-X09': charger('R201-RST-001', `booted\n${charging}\n${reset('OnIdle', 'Accepted')}\n${reboot('RemoteReset')}`),
  'MUT-CP-X10': charger(
    'R201-TX-020',
    `booted
     ${known('TxCtrlr.StopTxOnInvalidId', 'true')}
     ${plugged}
     ${event(1, 'Updated', 'Authorized', 'Charging', token)}
     < {idTokenInfo: {status: Blocked}}
     +31s`,
  ),
  'MUT-CP-X11': charger('R201-MET-006', `booted\n${charging}\n${meterValues('{value: 20, context: Sample.Periodic}')}`),
  'MUT-CP-X12': charger('R201-BOOT-009', `booted\n${reset('Immediate', 'Accepted')}\n${reboot('PowerUp')}`),
  'MUT-CP-X24': charger(
    'R201-BOOT-002',
    `> BootNotification
     close unknown 1006
     +10s
     open
     >> SecurityEventNotification {type: StartupOfTheDevice}`,
  ),
  'MUT-CP-X25': charger('R201-BOOT-008', 'booted 2\nclose unknown 1006\n+60s\nopen\nbooted 1\n+31s'),
  'MUT-CP-X26': charger('R201-TIME-001', 'booted\n>> StatusNotification {timestamp: "2026-01-01T12:00:00.123456Z"}'),
  'MUT-CP-X26 without zone': charger('R201-TIME-001', 'booted\n>> StatusNotification {timestamp: "2026-01-01T12:00:00"}'),
  'MUT-CP-X27': charger('R201-TX-007', `booted\n${plugged}\n>${event(1, 'Updated', 'Authorized', 'Charging')}`),
  'MUT-CP-X28': charger('R201-TX-011', `booted\n${plugged}\n>${event(1, 'Updated', 'ChargingStateChanged')}`),
  'MUT-CP-X29': charger(
    'R201-MET-003',
    `booted
     ${charging}
     ${[100, 200, 300, 400, 0, 600].map((value, number) => `+60s\n>${event(2 + number, 'Updated', 'MeterValuePeriodic', '', register(value, 'Sample.Periodic'))}`).join('\n')}`,
  ),
  'MUT-CSMS-X01': charger('R201-AUTH-015', `booted\n${plugged}\n>${event(1, 'Updated', 'Authorized', 'EVConnected', token)}`),
  'MUT-CSMS-X03': charger(
    'R201-SC-001',
    `booted
     ${profile(1, 'TxDefaultProfile', 16).replace('startPeriod: 0', 'startPeriod: 60')}
     > {status: Rejected}`,
  ),
  'MUT-CSMS-X04': charger('R201-RMT-010', `booted\n${trigger('StatusNotification', '', 'Rejected')}`),
});

/** What is legal, however unusual: the station breaks no rule. */
const controls: Record<string, string> = {
  '1: connects again without BootNotification': `
    booted 2
    ${inventory()}
    close unknown 1006
    +20s
    open
    >> Heartbeat
    ${read('TxCtrlr.TxStartPoint', 'attributeStatus: Accepted, attributeValue: ""')}`,
  '3: counts over all its transactions': `
    booted 2
    ${plugged}
    >> TransactionEvent {eventType: Started, triggerReason: CablePluggedIn, seqNo: 1,
       transactionInfo: {transactionId: y, chargingState: EVConnected}, evse: {id: 2, connectorId: 1}}
    >> StatusNotification {evseId: 2, connectorStatus: Occupied}
    >${event(2, 'Updated', 'MeterValuePeriodic')}
    >> TransactionEvent {seqNo: 3, transactionInfo: {transactionId: y}}
    ${ended(4, 'EVCommunicationLost', 'EVDisconnected')}
    ${available}
    +15s`,
  '4: tells its states by NotifyEvent only': `
    >> BootNotification
    ${['Available', 'Occupied'].map((state) => stateOf(1, state)).join('\n')}
    >${event(0, 'Started', 'CablePluggedIn', 'EVConnected', place)}
    +31s`,
  '10: does not answer what breaks the schema': `
    booted
    < Reset ={kind: Immediate}
    +31s`,
  '11: writes times with an offset or with fractions of a second': `
    booted
    >> StatusNotification {timestamp: "2026-01-01T14:00:00+02:00"}
    >> StatusNotification {timestamp: "2026-01-01T12:00:00.25Z"}`,
  '13: sends no Heartbeat as long as it sends other things': `
    > BootNotification
    < {interval: 60}
    ${available}
    ${plugged}
    ${[1, 2, 3, 4].map((seqNo) => `+60s\n>${event(seqNo, 'Updated', 'MeterValuePeriodic')}`).join('\n')}`,
};

for (const [name, text] of Object.entries(controls)) {
  it(`lets a station live that ${name.replace(/^\d+: /, '')}`, async () => {
    const { findings } = await judgeTranscript('ocpp2.0.1', text);
    expect(findings.filter(({ severity, blame }) => severity === 'violation' && blame === 'charger')).toEqual([]);
  });
}

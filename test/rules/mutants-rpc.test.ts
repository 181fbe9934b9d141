import { describe, expect, it } from 'vitest';
import type { ProtocolVersion, Role } from '../../src/ocpp/index.ts';
import { judgeTranscript } from './transcript.ts';
import { type Mutant, mutantsOnTrial } from './trial.ts';

const mutants: Record<string, Mutant> = {
  'MUT-CP-HS04': { protocol: 'ocpp1.6', killers: ['RPC-HS-009'], text: 'open {path: "ws://csms.example:9000/ocpp/CP1"}' },
  'MUT-CSMS-RPC06': {
    protocol: 'ocpp1.6',
    // with what provokes it
    killers: ['RPC-ERR-007', 'RPC-MSG-023'],
    text: `booted\n${'> StatusNotification {status: Oops}\nclose csms 1008\nopen\n'.repeat(2)}`,
  },
  'MUT-CP-HS01': { protocol: 'ocpp1.6', killers: ['RPC-HS-001'], text: 'refused 101 {offeredSubprotocols: [], subprotocol: ""}' },
  'MUT-CP-HS02': { protocol: 'ocpp1.6', killers: ['RPC-HS-009'], text: 'open {path: /, identity: ""}' },
  'MUT-CP-HS03': { protocol: 'ocpp1.6', killers: ['RPC-HS-009'], text: 'open {path: /ocpp/CP1/CP1/}\nbooted' },
  'MUT-CP-HS05': { protocol: 'ocpp1.6', killers: ['RPC-HS-009'], text: 'open {path: "/ocpp/RDAM 123", identity: RDAM 123}\nbooted' },
  'MUT-CP-HS06': { protocol: 'ocpp1.6', killers: ['RPC-HS-014'], text: 'refused 426 {headers: {connection: keep-alive}}' },
  'MUT-CSMS-HS02': {
    protocol: 'ocpp2.0.1',
    killers: ['RPC-HS-003', 'RPC-HS-008'],
    text: 'booted\n< GetConfiguration ={}\n> error NotImplemented',
  },
  'MUT-CP-HS08': {
    protocol: 'ocpp2.0.1',
    killers: ['RPC-HS-008', 'RPC-ERR-004'],
    text: 'booted\n> StatusNotification ={connectorId: 1, errorCode: NoError, status: Available}\n< error OccurrenceConstraintViolation',
  },
  // The request is valid: what is wrong is a refusal by CALLERROR, which the rule on that tells.
  'MUT-CP-HS09': {
    protocol: 'ocpp2.0.1',
    killers: ['RPC-HS-008', 'RPC-ERR-004', 'RPC-MSG-027'],
    text: `booted
      < SetChargingProfile {evseId: 0, chargingProfile: {stackLevel: 0, chargingProfilePurpose: ChargingStationMaxProfile, chargingSchedule:
        [{startSchedule: $now, chargingRateUnit: A, chargingSchedulePeriod: [{startPeriod: 0, limit: 16}]}]}}
      > error PropertyConstraintViolation csChargingProfiles validation failed`,
  },
  'MUT-CSMS-HS03': {
    protocol: 'ocpp1.6',
    killers: ['RPC-HS-005', 'RPC-HS-008', 'RPC-MSG-026'],
    text: '> BootNotification\n< ={status: Accepted, currentTime: $now, heartbeatInterval: 300}',
  },
  'MUT-CP-HS10': {
    protocol: 'ocpp1.6',
    killers: ['RPC-HS-023'],
    text: '> trouble protocolError Invalid WebSocket frame: RSV1 must be clear\nclose csms 1002',
  },
  'MUT-CSMS-CON01': {
    protocol: 'ocpp1.6',
    killers: ['RPC-HS-022'],
    text: 'booted\nclose unknown 1006\n+30s\nrefused 409\n+60s\nrefused 409\n+600s\nopen\n>> Heartbeat',
  },
  'MUT-CP-CON01': {
    protocol: 'ocpp1.6',
    killers: ['RPC-CON-001'],
    text: `booted\n${'< ping\n+20s\n>> StatusNotification\n'.repeat(3)}close csms 1011`,
  },
  'MUT-CP-CON02': {
    protocol: 'ocpp1.6',
    killers: ['RPC-CON-011', 'RPC-MSG-012'],
    text: `booted
      << GetConfiguration
      +300s
      >> Heartbeat
      < GetConfiguration
      +300s
      >> Heartbeat
      < ClearCache
      +300s
      >> Heartbeat`,
  },
  'MUT-CP-CON04': {
    protocol: 'ocpp1.6',
    killers: ['RPC-CON-006', 'RPC-ERR-007'],
    text: 'open\n> BootNotification\n< {status: Pending, interval: 1}\n< TriggerMessage {requestedMessage: BootNotification}\nclose unknown 1006\n+3s\n'.repeat(
      6,
    ),
  },
  'MUT-CP-CON05': {
    protocol: 'ocpp1.6',
    killers: ['RPC-MSG-011', 'RPC-MSG-012', 'R16-RMT-009'],
    text: `booted
      < #1 GetConfiguration
      < #2 TriggerMessage
      > #1 {}
      >> Heartbeat
      +70s
      >> Heartbeat`,
  },
  'MUT-CP-RPC01': {
    protocol: 'ocpp1.6',
    killers: ['RPC-MSG-009'],
    text: 'booted\n< #A SetChargingProfile\n> #0b6f2f6c-59f1-4b52-92a6-4ba4bd2e2f0a ={status: Accepted}\n+70s\n>> Heartbeat',
  },
  'MUT-CP-RPC02': {
    protocol: 'ocpp1.6',
    killers: ['RPC-MSG-001', 'R16-CFG-001'],
    text: 'booted\n< #A GetConfiguration\n> raw [3,"A",{"configurationKey":[{"key":"HeartbeatInterval","readonly":fals\n+70s\n>> Heartbeat',
  },
  'MUT-CP-RPC03': {
    protocol: 'ocpp1.6',
    killers: ['RPC-MSG-001'],
    text: 'booted\n> raw [2,"A","StatusNotification",{,"connectorId":1,"errorCode":"NoError","status":"Available"}]',
  },
  'MUT-CP-RPC04': {
    protocol: 'ocpp1.6',
    killers: ['RPC-MSG-008', 'RPC-MSG-007', 'R16-TX-017'],
    text: `booted
      > #5 StartTransaction {timestamp: "2026-01-01T12:00:00Z"}
      +2s
      > #5 StartTransaction {timestamp: "2026-01-01T12:00:00Z"}
      < #5 {}`,
  },
  'MUT-CSMS-RPC01': {
    protocol: 'ocpp1.6',
    killers: ['RPC-MSG-010', 'RPC-MSG-009'],
    text: `booted\n${['a', 'b', 'c'].map((id) => `> #${id} Heartbeat\n< #${id} {}\n< #${id} ={currentTime: $now}`).join('\n')}`,
  },
  'MUT-CP-RPC05': {
    protocol: 'ocpp1.6',
    killers: ['RPC-MSG-007'],
    text: '>> #1 BootNotification\n>> #1 StatusNotification {connectorId: 0}\n>> #1 StatusNotification\n>> #1 Heartbeat\n>> #1 Heartbeat',
  },
  'MUT-CP-RPC06': {
    protocol: 'ocpp1.6',
    killers: ['RPC-MSG-020', 'RPC-MSG-021'],
    text: 'booted\n> StatusNotification {evse: 1}\n< error FormationViolation',
  },
  'MUT-CSMS-RPC02': {
    protocol: 'ocpp1.6',
    killers: ['RPC-MSG-020', 'RPC-MSG-021'],
    text: 'booted\n>> StatusNotification {evse: 1}',
  },
  'MUT-CP-RPC08': {
    protocol: 'ocpp1.6',
    killers: ['RPC-MSG-020'],
    text: 'booted\n> Authorize {connectorId: 1}\n< error FormationViolation',
  },
  'MUT-CSMS-RPC03': {
    protocol: 'ocpp1.6',
    killers: ['RPC-MSG-009', 'RPC-MSG-027', 'R16-TX-016'],
    text: 'booted\n> StartTransaction\n< #0b6f2f6c-59f1-4b52-92a6-4ba4bd2e2f0a error InternalError\n+70s\n>> Heartbeat',
  },
  'MUT-CSMS-RPC04': {
    protocol: 'ocpp1.6',
    killers: ['RPC-MSG-009', 'RPC-MSG-027', 'R16-TX-016'],
    text: 'booted\n>> StartTransaction\n> StopTransaction\n< error NotSupported unknown transaction',
  },
  'MUT-CP-RPC09': { protocol: 'ocpp2.0.1', killers: ['RPC-ERR-001'], text: 'booted\n< ClearCache\n> error OccurenceConstraintViolation' },
  'MUT-CSMS-RPC05': { protocol: 'ocpp1.6', killers: ['RPC-ERR-001'], text: 'booted\n> Heartbeat\n< error FormatViolation' },
  // In an answer the schema's faults are one rule.
  'MUT-CP-RPC10': {
    protocol: 'ocpp1.6',
    killers: ['RPC-MSG-022', 'R16-CFG-008', 'RPC-MSG-026'],
    text: `booted
      < GetConfiguration {key: [HeartbeatInterval]}
      > {configurationKey: [{key: HeartbeatInterval, readonly: false, value: 300}]}`,
  },
  'MUT-CSMS-RPC07': {
    protocol: 'ocpp1.6',
    killers: ['RPC-MSG-026', 'RPC-MSG-020', 'R16-AUTH-006'],
    text: 'booted\n> StartTransaction\n< ={transactionId: 5, status: Accepted}',
  },
  'MUT-CP-SCH01': {
    protocol: 'ocpp1.6',
    killers: ['RPC-MSG-023', 'R16-STAT-005'],
    text: 'booted\n> StatusNotification {errorCode: Error}\n< error PropertyConstraintViolation',
  },
  'MUT-CP-SCH02': {
    protocol: 'ocpp1.6',
    killers: ['RPC-MSG-024'],
    text: `> BootNotification {chargeBoxSerialNumber: "${'8'.repeat(40)}"}\n< error PropertyConstraintViolation`,
  },
  'MUT-CP-SCH04': {
    protocol: 'ocpp1.6',
    killers: ['RPC-MSG-023', 'R16-MET-002', 'R16-MET-008'],
    text: 'booted\n> MeterValues {meterValue: [{timestamp: $now, sampledValue: [{value: "1", measurand: Request.Energy}]}]}\n< error PropertyConstraintViolation',
  },
  'MUT-CP-SCH05': {
    protocol: 'ocpp1.6',
    killers: ['RPC-MSG-023', 'R16-MET-002', 'R16-MET-008'],
    text: 'booted\n> MeterValues {meterValue: [{timestamp: $now, sampledValue: [{value: "50", measurand: Frequency, unit: Hz}]}]}\n< error PropertyConstraintViolation',
  },
  'MUT-CP-SCH06': {
    protocol: 'ocpp1.6',
    killers: ['RPC-MSG-023', 'R16-MET-002', 'R16-MET-008'],
    text: 'booted\n> MeterValues {meterValue: [{timestamp: $now, sampledValue: [{value: "1", context: Sample.Foo}]}]}\n< error PropertyConstraintViolation',
  },
  'MUT-CP-SCH07': {
    protocol: 'ocpp1.6',
    killers: ['RPC-MSG-015'],
    text: '> BootNotification {iccid: null, imsi: null, meterType: null}\n< error TypeConstraintViolation',
  },
  'MUT-CSMS-BOOT02': { protocol: 'ocpp1.6', killers: ['RPC-CON-012', 'RPC-CON-006'], text: '<< GetConfiguration\nbooted' },
  'MUT-CP-BOOT02': {
    protocol: 'ocpp1.6',
    killers: ['RPC-CON-012', 'RPC-CON-006'],
    text: 'open\n< GetConfiguration\n> BootNotification\nclose charger 1006\n+1s\n'.repeat(6),
  },
  'MUT-CP-BOOT07': {
    protocol: 'ocpp1.6',
    killers: ['RPC-MSG-012'],
    text: '> BootNotification\n< {status: Pending}\n< GetConfiguration\n+300s\n>> BootNotification',
  },
  'MUT-CSMS-BOOT05': {
    protocol: 'ocpp2.0.1',
    killers: ['R201-BOOT-003', 'RPC-ERR-008'],
    text: `> BootNotification
      < {status: Pending}
      << TriggerMessage {requestedMessage: StatusNotification, evse: {id: 1, connectorId: 1}}
      > StatusNotification
      < error SecurityError`,
  },
  'MUT-CSMS-BOOT04': {
    protocol: 'ocpp2.0.1',
    // The station talks too soon, which is its own fault: R201-BOOT-002 and -003.
    killers: ['RPC-ERR-008', 'R201-BOOT-002', 'R201-BOOT-003'],
    text: '> BootNotification\n< {status: Rejected}\n>> StatusNotification',
  },
  'MUT-CP-CFG02': {
    protocol: 'ocpp1.6',
    killers: ['RPC-MSG-012', 'R16-CFG-001'],
    text: 'booted\n< GetConfiguration\n+300s\n>> Heartbeat\n<< GetConfiguration {key: [HeartbeatInterval]}',
  },
  // A request, so the rule on requests.
  'MUT-CP-201-03': {
    protocol: 'ocpp2.0.1',
    killers: ['RPC-MSG-022', 'R201-TX-013'],
    text: 'booted\n> TransactionEvent ={eventType: Started, timestamp: $now, seqNo: 0, transactionInfo: {transactionId: T}}\n< error OccurrenceConstraintViolation',
  },
  'MUT-CP-21-01': {
    protocol: 'ocpp2.1',
    // with what the CSMS did wrong before
    killers: ['RPC-21-002', 'RPC-21-003', 'RPC-21-004', 'R21-TAR-001', 'RPC-MSG-026'],
    text: 'booted\n> Heartbeat\n< ={}\n+70s\n>> Heartbeat',
  },
  'MUT-CSMS-21-01': {
    protocol: 'ocpp2.1',
    killers: ['RPC-21-002', 'RPC-21-003', 'RPC-21-004', 'R21-TAR-001'],
    text: 'booted\n> #s1 send NotifyPeriodicEventStream\n< #s1 ={}',
  },
  'MUT-CP-X21': {
    protocol: 'ocpp2.0.1',
    killers: ['RPC-HS-016'],
    text: `booted
      < GetVariables {getVariableData: [{component: {name: SecurityCtrlr}, variable: {name: SecurityProfile}}]}
      > {getVariableResult: [{component: {name: SecurityCtrlr}, variable: {name: SecurityProfile}, attributeType: Actual, attributeValue: "2"}]}
      close unknown 1006
      +20s
      open {authorization: none}
      >> Heartbeat`,
  },
  'MUT-CSMS-X02': {
    protocol: 'ocpp2.0.1',
    killers: ['RPC-MSG-011'],
    text: 'booted\n< #1 ClearCache\n< #2 GetLocalListVersion\n> #1 {}\n> #2 {}',
  },
  'MUT-CSMS-X08': { protocol: 'ocpp1.6', killers: ['RPC-HS-004'], text: 'open {offeredSubprotocols: [ocpp1.6], subprotocol: ocpp2.0.1}' },
};

mutantsOnTrial('RPC', mutants);

interface Innocent {
  protocol: ProtocolVersion;
  /** who has done nothing wrong; both unless told */
  role?: Role;
  text: string;
  complete?: boolean;
}

/** What is legal, or was provoked by the other side: none of these is a violation of the innocent. */
const innocents: Record<string, Innocent> = {
  'a charger that reconnects without BootNotification': {
    protocol: 'ocpp1.6',
    text: 'booted\nclose unknown 1006\n+30s\nopen\n>> StatusNotification\n<< GetConfiguration',
  },
  'a StartTransaction that is sent again after its deadline, with its messageId': {
    protocol: 'ocpp1.6',
    text: `booted
      > #5 StartTransaction {timestamp: "2026-01-01T12:00:00Z"}
      +61s
      > #5 StartTransaction {timestamp: "2026-01-01T12:00:00Z"}
      < #5 {}`,
  },
  'silence after a CALL that breaks the schema': {
    protocol: 'ocpp2.0.1',
    role: 'charger',
    text: 'booted\n< Reset ={}\n+70s\n>> Heartbeat',
  },
  'a charger that was rejected and does not answer': {
    protocol: 'ocpp1.6',
    role: 'charger',
    text: '> BootNotification\n< {status: Rejected, interval: 30}\n< GetConfiguration\n+70s\n> BootNotification\n< {}',
  },
  'Celcius and Celsius': {
    protocol: 'ocpp1.6',
    text: `booted
      >> MeterValues {meterValue: [{timestamp: $now, sampledValue: [{value: "20", measurand: Temperature, unit: Celcius}]}]}
      >> MeterValues {meterValue: [{timestamp: $now, sampledValue: [{value: "20", measurand: Temperature, unit: Celsius}]}]}`,
  },
  'an error with another messageId after a frame that nobody can read': {
    protocol: 'ocpp1.6',
    role: 'charger',
    text: 'booted\n< raw [2,"1","Reset",{\n> #x error FormationViolation',
  },
  'an answer under the messageId of a CALL that is broken': {
    protocol: 'ocpp2.0.1',
    role: 'charger',
    text: 'booted\n< raw [2,"1","Reset"]\n> #1 error RpcFrameworkError\n< raw [7,"2",{}]\n> #2 error MessageTypeNotSupported',
  },
  'an answer under the messageId of a CALL that has one too long, or a number': {
    protocol: 'ocpp1.6',
    role: 'charger',
    text: `booted
      < raw [2,"0123456789012345678901234567890123456","ClearCache",{}]
      > raw [3,"0123456789012345678901234567890123456",{"status":"Accepted"}]
      < raw [2,7,"ClearCache",{}]
      > raw [4,7,"FormationViolation","",{}]`,
  },
  'two answers to two CALLs with one messageId': {
    protocol: 'ocpp2.0.1',
    role: 'charger',
    text: 'booted\n< #1 ClearCache\n< #1 ClearCache\n> #1 {}\n> #1 ={status: Accepted}',
  },
  'a refusal of what only the charger may call': {
    protocol: 'ocpp2.0.1',
    role: 'charger',
    text: 'booted\n< Heartbeat ={}\n> error NotSupported',
  },
  'a CALL after an answer that could not be understood': {
    protocol: 'ocpp2.0.1',
    role: 'csms',
    text: 'booted\n< #1 ClearCache\n> raw [3,"1"\n<< GetLocalListVersion',
  },
  'an answer to a CALL of before the record': {
    protocol: 'ocpp1.6',
    complete: false,
    text: 'midway\n> #7 ={status: Accepted}\n>> Heartbeat',
  },
};

describe('innocent of any violation', () => {
  for (const [name, { protocol, role, text, complete = true }] of Object.entries(innocents)) {
    it(name, async () => {
      const { findings } = await judgeTranscript(protocol, text, { complete });
      const violations = findings.filter(({ severity, blame }) => severity === 'violation' && (role === undefined || blame === role));
      expect(violations).toEqual([]);
    });
  }
});

describe('what cannot be decided', () => {
  it('is said with the missing premise', async () => {
    const premises = async (text: string, complete = true) =>
      (await judgeTranscript('ocpp1.6', text, { complete })).undecided.map(({ rule, premise }) => `${rule}: ${premise}`);
    expect(await premises('booted\n< GetConfiguration\n+70s')).toContain(
      'RPC-MSG-012: whether the connection was still alive when an answer was due',
    );
    expect(await premises('midway\n> #7 ={status: Accepted}', false)).toContain(
      'RPC-MSG-009: the CALLs that were open when the record began',
    );
    expect(await premises('>> StatusNotification')).toContain(
      'RPC-ERR-008: whether the CSMS had accepted the station before the record began',
    );
  });
});

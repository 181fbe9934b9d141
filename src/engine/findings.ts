import type { Direction, ParsedFrame, ProtocolVersion, Role, SchemaProblem } from '../ocpp/index.ts';
import { meantErrorCode } from '../ocpp/index.ts';
import type { Finding, TraceEvent } from './results.ts';

const ruleOf: Record<SchemaProblem['kind'], string> = {
  missing: 'RPC-MSG-022',
  unknownField: 'RPC-MSG-020',
  type: 'RPC-MSG-022',
  enum: 'RPC-MSG-023',
  tooLong: 'RPC-MSG-024',
  format: 'RPC-MSG-022',
  tooFewItems: 'RPC-MSG-024',
  tooManyItems: 'RPC-MSG-024',
  tooSmall: 'RPC-MSG-022',
  tooLarge: 'RPC-MSG-022',
  decimals: 'RPC-MSG-022',
};

const found = (rule: string, blame: Role, index: number, message: string, more: Partial<Finding> = {}): Finding => ({
  rule,
  severity: 'violation',
  blame,
  message,
  frames: [index],
  incidental: true,
  ...more,
});

/** A text frame that is no OCPP-J message (1.6-J §4.2, 2.0.1 part 4 §4.2). */
export function envelopeFinding(frame: Extract<ParsedFrame, { type: 'broken' }>, blame: Role, index: number): Finding {
  return found(frame.problem.rule, blame, index, `The ${blame} sent a broken frame: ${frame.problem.message}`);
}

/** Message types 5 and 6 came with 2.1. */
export function messageTypeFinding(type: 'send' | 'resultError', protocol: ProtocolVersion, blame: Role, index: number): Finding {
  const name = type === 'send' ? 'SEND' : 'CALLRESULTERROR';
  return found('RPC-MSG-019', blame, index, `The ${blame} sent a ${name}, a message type that ${protocol} does not have`);
}

/** A payload that breaks the schema of its action. All problems of one payload are one finding. */
export function schemaFinding(broken: {
  action: string;
  message: Direction;
  problems: readonly SchemaProblem[];
  blame: Role;
  index: number;
}): Finding {
  const { action, message, problems, blame, index } = broken;
  const rule = message === 'response' ? 'RPC-MSG-026' : ruleOf[problems[0]?.kind ?? 'type'];
  const what = message === 'response' ? `answered ${action} with a payload` : `sent ${action} with a payload`;
  return found(rule, blame, index, `The ${blame} ${what} that breaks the schema: ${problemsInWords(problems)}`);
}

export function problemsInWords(problems: readonly SchemaProblem[]): string {
  const shown = problems.slice(0, 3).map((problem) => problem.message);
  return shown.join('; ') + (problems.length > shown.length ? `; and ${problems.length - shown.length} more` : '');
}

export function unexpectedActionFinding(protocol: ProtocolVersion, action: string, blame: Role, exists: boolean, index: number): Finding {
  return exists
    ? found('RPC-MSG-017', blame, index, `The ${blame} called ${action}, which only the other side may call`)
    : found('RPC-MSG-016', blame, index, `The ${blame} called ${JSON.stringify(action.slice(0, 80))}, which ${protocol} does not know`);
}

/** An answer that belongs to no open CALL; nothing if it may be the answer to something of ours that nobody could read. */
export function orphanFinding(
  frame: Extract<ParsedFrame, { type: 'result' | 'error' | 'resultError' }>,
  sentBefore: boolean,
  blame: Role,
  index: number,
): Finding | undefined {
  const id = JSON.stringify(frame.id.slice(0, 40));
  if (sentBefore) return found('RPC-MSG-010', blame, index, `The ${blame} answered the CALL ${id} twice, or after its deadline`);
  // An unreadable CALL may be answered with an error under another id or "-1".
  return frame.type === 'result'
    ? found('RPC-MSG-009', blame, index, `The ${blame} answered the CALL ${id}, which we never sent`)
    : undefined;
}

export function errorCodeFinding(protocol: ProtocolVersion, code: string, blame: Role, index: number): Finding {
  const meant = meantErrorCode(protocol, code);
  const hint = meant ? `: it is called ${meant} there` : '';
  const shown = JSON.stringify(code.slice(0, 80));
  return found('RPC-ERR-001', blame, index, `The ${blame} used the error code ${shown}, which ${protocol} does not have${hint}`);
}

const troubles: Partial<Record<Extract<TraceEvent, { kind: 'trouble' }>['what'], string>> = {
  binary: 'sent a binary frame; OCPP-J messages are text',
  invalidUtf8: 'sent a text frame that is not UTF-8',
  protocolError: 'broke the WebSocket protocol',
};

export function troubleFinding(event: Extract<TraceEvent, { kind: 'trouble' }>, index: number): Finding | undefined {
  const what = troubles[event.what];
  return what ? found('RPC-MSG-001', event.from, index, `The ${event.from} ${what}: ${event.detail}`) : undefined;
}

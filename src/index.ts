/** What a test case is written with. */
export { allOf, anyOf, not } from './engine/conditions.ts';
export { type Cast, defineState, defineTestCase, type Ours, type State, type TestCase, type Theirs } from './engine/dsl.ts';
export { anything, contains, type Expected, each, omitted, oneOf, satisfying } from './engine/match.ts';
export type { BrokenReading, CallReading, ErrorReading, Reading, ResultReading } from './engine/reading.ts';
export type { Handshake } from './engine/results.ts';
export { callError, callErrorOrSilence, malformed, orCallError, raw, refused, silence } from './engine/words.ts';
export {
  type Answered,
  type Call,
  defineFacts,
  defineRule,
  type Facts,
  type RawAnswer,
  type Refused,
  type Report,
  type Rule,
  type Scene,
  type Watcher,
} from './judge/rule.ts';
export {
  actions,
  initiatorOf,
  isAction,
  isErrorCode,
  isUnconfirmed,
  meantErrorCode,
  otherRole,
  type ProtocolVersion,
  parseDateTime,
  problemsInWords,
  protocolVersions,
  type RequestOf,
  type ResponseOf,
  type Role,
  type SchemaProblem,
  validate,
} from './ocpp/index.ts';

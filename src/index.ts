/** What a test case is written with. */
export { allOf, anyOf, not } from './engine/conditions.ts';
export { type Cast, defineState, defineTestCase, type Ours, type State, type TestCase, type Theirs } from './engine/dsl.ts';
export { anything, contains, type Expected, each, omitted, oneOf, satisfying } from './engine/match.ts';
export { callError, callErrorOrSilence, malformed, orCallError, raw, refused, silence } from './engine/words.ts';
export { type Answered, type Call, defineFacts, defineRule, type Facts, type Refused, type Rule, type Scene } from './judge/rule.ts';
export type { RequestOf, ResponseOf } from './ocpp/index.ts';

/** What a test case is written with. */
export { allOf, anyOf, not } from './engine/conditions.ts';
export { type Cast, defineState, defineTestCase, type Ours, type State, type TestCase, type Theirs } from './engine/dsl.ts';
export { anything, contains, type Expected, each, omitted, oneOf, satisfying } from './engine/match.ts';
export { callError, callErrorOrSilence, malformed, raw, refused, silence } from './engine/words.ts';

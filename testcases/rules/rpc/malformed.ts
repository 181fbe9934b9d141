import { type BrokenReading, defineRule, isErrorCode, otherRole, type SchemaProblem } from 'ocppliance';
import { answerIsDue, conversation, everyVersion, quoted } from './facts.ts';

const [format, occurrence, property, type, protocol, generic, rpc, messageType] = [
  ['FormatViolation', 'FormationViolation'],
  ['OccurrenceConstraintViolation', 'OccurenceConstraintViolation'],
  ['PropertyConstraintViolation'],
  ['TypeConstraintViolation'],
  ['ProtocolError'],
  ['GenericError'],
  ['RpcFrameworkError'],
  ['MessageTypeNotSupported'],
] as const;

/** The codes that fit a fault of the payload. They overlap by design of the standard: only what is in none of its sets is wrong. */
const forProblem: Record<SchemaProblem['kind'], readonly string[]> = {
  missing: [...protocol, ...occurrence, ...format],
  unknownField: [...format, ...protocol, ...property, ...occurrence],
  type: [...type, ...format],
  enum: [...property, ...type, ...format],
  tooLong: [...property, ...type, ...format, ...occurrence],
  tooSmall: [...property, ...type, ...format, ...occurrence],
  tooLarge: [...property, ...type, ...format, ...occurrence],
  decimals: [...property, ...type, ...format],
  tooFewItems: [...occurrence, ...property, ...format],
  tooManyItems: [...occurrence, ...property, ...format],
  format: [...format, ...property, ...type],
};

const forNull = [...type, ...occurrence, ...protocol, ...format];

/** Likewise for the envelope. A message type that nobody knows may be answered with anything (its sections disagree). */
const forEnvelope: Partial<Record<BrokenReading['frame']['problem']['kind'], readonly string[]>> = {
  notJson: [...rpc, ...format, ...generic, ...protocol],
  notAnArray: [...rpc, ...format, ...protocol, ...generic],
  badType: [...rpc, ...messageType, ...format, ...type, ...protocol],
  wrongLength: [...rpc, ...format, ...protocol],
  badId: [...rpc, ...format, ...type, ...property, ...protocol],
  badAction: [...rpc, ...format, ...type, ...protocol],
  badPayload: [...rpc, ...format, ...type, ...protocol],
};

/** Whoever does not offer the action, or does not let the sender in yet, need not look at the payload. */
const always: readonly string[] = ['NotSupported', 'NotImplemented', 'SecurityError'];

const isNull = ({ kind, actual }: SchemaProblem): boolean => kind === 'type' && actual === null;

/** null may stand for nothing, a receiver may be lenient with times, and RPC-MSG-020 tells of unknown fields. */
const isNotToBeIgnored = (problem: SchemaProblem): boolean =>
  !isNull(problem) && problem.kind !== 'unknownField' && problem.allowed !== 'date-time';

const codesFor = (problems: readonly SchemaProblem[]): readonly string[] =>
  problems.flatMap((problem) => (isNull(problem) ? forNull : forProblem[problem.kind]));

export const namesTheFaultOfMalformedInput = defineRule({
  id: 'RPC-ERR-004',
  title: 'Malformed input is refused, with an error code that fits',
  severity: 'warning',
  blame: 'charger',
  versions: everyVersion,
  spec: ['1.6J §4.2.3', '2.x part 4 §4.2.3', '2.x part 4 §4.3', '2.x part 4 FR.03'],
  example: '< Reset {}  > [4,"1","InternalError","",{}]',
  harm: 'the sender does not learn that the fault is its own, and tries again',
  watch(scene) {
    const facts = scene.facts(conversation);
    return {
      flawedResult({ call, response, from, index }) {
        const ignored = call.problems.find(isNotToBeIgnored);
        // A status may refuse as well.
        if (!ignored || response.status === 'Rejected') return;
        scene.report({
          blame: from,
          key: `${call.action} ${ignored.kind}`,
          message: `The ${from} processed ${call.action} although ${ignored.message}`,
          frames: [call.index, index],
          expected: 'CALLERROR',
          actual: 'CALLRESULT',
        });
      },
      anyError({ call, frame, from, index, at }) {
        const { code } = frame;
        if (frame.type !== 'error' || always.includes(code) || !isErrorCode(scene.protocol, code)) return;
        if (call) {
          const codes = codesFor(call.problems);
          if (codes.length === 0 || codes.includes(code)) return;
          const message = `The ${from} refused ${call.action} with ${code}, although the fault was: ${call.problems[0]?.message}`;
          return scene.report({ blame: from, key: `${call.action} ${code}`, message, frames: [call.index, index], actual: code });
        }
        const puzzles = facts.puzzles[otherRole(from)].filter((puzzle) => puzzle.broken && at - puzzle.at < answerIsDue);
        const [puzzle] = puzzles;
        const codes = puzzle?.broken && forEnvelope[puzzle.broken.frame.problem.kind];
        // With several the error may belong to any.
        if (!puzzle?.broken || puzzles.length > 1 || !codes || codes.includes(code)) return;
        const message = `The ${from} refused a broken frame with ${code} ${quoted(frame.id)}, although the fault was: ${puzzle.broken.frame.problem.message}`;
        scene.report({ blame: from, key: code, message, frames: [puzzle.index, index], actual: code });
      },
    };
  },
});

import {
  type CallReading,
  defineRule,
  isAction,
  type ProtocolVersion,
  problemsInWords,
  type Role,
  type Rule,
  type SchemaProblem,
  validate,
} from 'ocppliance';
import { everyVersion } from './facts.ts';

interface Payload {
  action: string;
  message: 'request' | 'response';
  problems: readonly SchemaProblem[];
  from: Role;
  index: number;
}

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

const isNull = ({ kind, actual }: SchemaProblem): boolean => kind === 'type' && actual === null;

/** The one rule that a payload is reported under, whatever else is wrong with it. */
function ruleFor(message: Payload['message'], problems: readonly SchemaProblem[]): string | undefined {
  const [first] = problems;
  if (!first) return undefined;
  if (problems.every(isNull)) return 'RPC-MSG-015';
  return message === 'response' ? 'RPC-MSG-026' : ruleOf[first.kind];
}

/** R16-TIME-001 and R201-TIME-001 look at times. */
const isDateTime = ({ kind, allowed }: SchemaProblem): boolean => kind === 'format' && allowed === 'date-time';

/** The version to whose message of this name a payload belongs, if it has the fields of that one instead of its own. */
export function dialectOf(protocol: ProtocolVersion, { action, request, problems, legal }: CallReading): ProtocolVersion | undefined {
  const isOfAnotherShape = problems.some(({ kind }) => kind === 'missing') && problems.some(({ kind }) => kind === 'unknownField');
  if (!legal || !isOfAnotherShape) return undefined;
  return everyVersion.find(
    (version) => version !== protocol && isAction(version, action) && validate(version, action, 'request', request).length === 0,
  );
}

interface SchemaRule {
  id: string;
  title: string;
  spec: readonly string[];
  example: string;
  harm?: string;
}

/** One finding a payload: the rules share it out among them by its most telling problem. */
function schemaRule(about: SchemaRule): Rule {
  return defineRule({
    ...about,
    severity: 'violation',
    blame: 'charger',
    versions: everyVersion,
    watch(scene) {
      const judge = ({ action, message, problems: all, from, index }: Payload) => {
        const problems = all.some(isDateTime) ? all.filter((problem) => !isDateTime(problem)) : all;
        const [first] = problems;
        if (!first || ruleFor(message, problems) !== about.id) return;
        const what = message === 'response' ? `answered ${action} with a payload` : `sent ${action} with a payload`;
        scene.report({
          blame: from,
          key: `${message} ${action} ${first.kind} ${first.path.replace(/\[\d+\]/g, '[]')}`,
          message: `The ${from} ${what} that breaks the schema: ${problemsInWords(problems)}`,
          frames: [index],
        });
      };
      return {
        flawedCall(call) {
          const { action, problems, from, index } = call;
          if (problems.length === 0 || dialectOf(scene.protocol, call)) return;
          judge({ action, message: 'request', problems, from, index });
        },
        flawedResult({ call, problems, from, index }) {
          if (problems.length > 0) judge({ action: call.action, message: 'response', problems, from, index });
        },
      };
    },
  });
}

export const leavesOutAbsentFields = schemaRule({
  id: 'RPC-MSG-015',
  title: 'A field that has no value is left out, not null',
  spec: ['1.6J §4.2.1', '2.x part 4 §4.1.5'],
  example: '> BootNotification {…, "iccid": null}',
  harm: 'a receiver that validates refuses the whole message',
});

const sendsOnlyKnownProperties = schemaRule({
  id: 'RPC-MSG-020',
  title: 'A payload has no properties that its schema does not know',
  spec: ['1.6J errata 2025-04 §3.2', '2.x part 4 §4.1.2'],
  example: '> Authorize {"idTag": "A", "connectorId": 1}',
  harm: 'a receiver that validates refuses the whole message; another uses what was never specified',
});

export const knowsOnlyPropertiesOfTheSchema: Rule = {
  ...sendsOnlyKnownProperties,
  watch(scene) {
    const watcher = sendsOnlyKnownProperties.watch(scene);
    return {
      ...watcher,
      flawedResult(result) {
        watcher.flawedResult?.(result);
        const unknown = result.call.problems.find(({ kind }) => kind === 'unknownField');
        if (!unknown || result.call.problems.some(({ kind }) => kind !== 'unknownField')) return;
        scene.report({
          blame: result.from,
          severity: 'warning',
          key: `lenient ${result.call.action}`,
          message: `The ${result.from} processed ${result.call.action} although ${unknown.message}`,
          frames: [result.call.index, result.index],
        });
      },
    };
  },
};

export const keepsJsonTypes = schemaRule({
  id: 'RPC-MSG-022',
  title: 'A request has the mandatory fields, each of its JSON type: no numbers as strings, no strings as numbers',
  spec: ['1.6 §6', '2.x part 2 §2', '2.x part 4 §4.3'],
  example: '> MeterValues {…, "sampledValue": [{"value": 230.1}]} in 1.6',
  harm: 'a receiver that validates refuses the whole message',
});

export const usesEnumerationsExactly = schemaRule({
  id: 'RPC-MSG-023',
  title: 'A value of an enumeration is one of its values, spelt as there',
  spec: ['1.6 §7', '2.x part 2 §3'],
  example: '> StatusNotification {"status": "Occupied", …} in 1.6',
});

export const keepsLengthLimits = schemaRule({
  id: 'RPC-MSG-024',
  title: 'Strings and lists are within their limits',
  spec: ['1.6 §7', '2.x part 2 §2'],
  example: '> BootNotification {…, "chargeBoxSerialNumber": "…26 characters…"}',
});

export const answersByTheSchemaOfTheCall = schemaRule({
  id: 'RPC-MSG-026',
  title: "A CALLRESULT follows the response schema of its CALL's action",
  spec: ['1.6J §4.2.2', '2.x part 4 §4.2.2'],
  example: '> Heartbeat {}  < {}',
  harm: 'who asked does not learn what it needs, such as the transactionId',
});

import { type Condition, describeCondition, evaluate, type Features } from '../engine/conditions.ts';
import type { AbsentCase, DeclaredFeature, SutBriefing } from '../engine/results.ts';
import { officialCases, type SuiteCase } from './catalogue.ts';
import type { SutPlan } from './plan.ts';

/** Adds to a plan what a reader must know of what is not played. `suite`: all cases that there are. */
export async function briefed(plan: SutPlan, suite: readonly SuiteCase[], declared: Record<string, string> = {}): Promise<SutPlan> {
  const { protocol, sut } = plan.sut;
  const own = suite.filter(({ testCase }) => testCase.protocol === protocol && testCase.sut === sut);
  const official = (await officialCases(protocol)).filter(({ role }) => role === sut);
  const { features = {} } = plan;
  const applies = (condition: Condition | undefined) => condition === undefined || evaluate(condition, features) !== false;

  const played = new Set(plan.cases.map(({ testCase }) => testCase.id));
  const notSelected = own
    .filter(({ testCase }) => !played.has(testCase.id))
    .map(
      ({ testCase, profile, status, condition, requirements, applies: needs }): AbsentCase => ({
        id: testCase.id,
        title: testCase.title,
        profile,
        status,
        ...(condition === undefined ? {} : { condition }),
        ...(requirements ? { requirements } : {}),
        why: 'notSelected',
        applicable: applies(needs),
      }),
    );
  const known = new Set(own.map(({ testCase }) => testCase.id));
  const notInSuite = official
    .filter(({ id }) => !known.has(id))
    .map(
      ({ id, profile, status, condition, requirements }): AbsentCase => ({
        id,
        profile,
        status,
        ...(condition === undefined ? {} : { condition: describeCondition(condition) }),
        ...(requirements ? { requirements } : {}),
        why: 'notInSuite',
        applicable: applies(condition),
      }),
    );
  const briefing: SutBriefing = { declaration: declarationOf(own, features), absent: [...notSelected, ...notInSuite] };
  return { ...plan, briefing: { ...(Object.keys(declared).length > 0 ? { declared } : {}), ...briefing } };
}

/** Every feature that some case asks about, said or not, and whatever else was said. */
function declarationOf(cases: readonly SuiteCase[], features: Features): DeclaredFeature[] {
  const asked = cases.flatMap(({ applies }) => (applies === undefined ? [] : featuresIn(applies)));
  return [...new Set([...asked, ...Object.keys(features)])].sort().map((feature) => {
    const declared = features[feature];
    return declared === undefined ? { feature } : { feature, declared };
  });
}

export function featuresIn(condition: Condition): string[] {
  if (typeof condition === 'string') return [condition];
  if ('not' in condition) return featuresIn(condition.not);
  return ('allOf' in condition ? condition.allOf : condition.anyOf).flatMap(featuresIn);
}

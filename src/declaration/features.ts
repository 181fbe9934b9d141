import type { ProtocolVersion, Role } from '../ocpp/index.ts';
import { featuresIn } from '../runner/briefing.ts';
import { loadSuite, officialCases } from '../runner/catalogue.ts';
import { wording } from './wording.ts';

/** A feature that decides which cases apply. */
export interface KnownFeature {
  feature: string;
  /** how "The charger …" goes on */
  about: string;
  /** ids of the cases that ask for it */
  cases: string[];
}

/** All features that cases of a version and role ask for: those of the OCA's list, and our own. By name. */
export async function knownFeatures(protocol: ProtocolVersion, sut: Role, folders: readonly string[] = []): Promise<KnownFeature[]> {
  const [suite, official] = await Promise.all([loadSuite({ protocols: [protocol], suts: [sut], folders }), officialCases(protocol)]);
  const own = suite.map(({ testCase: { id }, applies }) => ({ id, condition: applies }));
  const listed = official.filter(({ role }) => role === sut).map(({ id, condition }) => ({ id, condition }));
  const cases = new Map<string, Set<string>>();
  for (const { id, condition } of [...own, ...listed]) {
    for (const feature of condition === undefined ? [] : featuresIn(condition)) {
      const asking = cases.get(feature) ?? new Set();
      cases.set(feature, asking.add(id));
    }
  }
  return [...cases]
    .sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
    .map(([feature, asking]) => ({ feature, about: wording[protocol]?.[feature] ?? 'has what these cases need', cases: [...asking] }));
}

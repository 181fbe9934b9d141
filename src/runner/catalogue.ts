import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Condition, describeCondition } from '../engine/conditions.ts';
import type { CaseResult } from '../engine/results.ts';
import type { ProtocolVersion, Role } from '../ocpp/index.ts';
import { discoverCases, type FoundCase, ownFolder, type Wanted } from './discover.ts';
import { codeOf } from './problem.ts';

/** A case of the OCA's list, as a fact. */
export interface OfficialCase {
  id: string;
  role: Role;
  profile: string;
  status: 'mandatory' | 'conditional';
  condition?: Condition;
  requirements?: string[];
}

/** A case with what the catalogue knows of it. */
export interface SuiteCase extends FoundCase, Pick<CaseResult, 'profile' | 'official' | 'status' | 'condition' | 'requirements'> {
  /** when it applies: its own word, else the catalogue's */
  applies?: Condition;
}

type Listed = OfficialCase & { position: number };

/** All cases that there are, official ones first and in the order of the OCA's list. */
export async function loadSuite(wanted: Wanted = {}): Promise<SuiteCase[]> {
  const found = await discoverCases(wanted);
  const versions = [...new Set(found.map(({ testCase }) => testCase.protocol))];
  const catalogues = new Map(await Promise.all(versions.map(async (version) => [version, await readCatalogue(version)] as const)));
  return found
    .map((each) => {
      const { protocol, sut, id } = each.testCase;
      const listed = catalogues.get(protocol)?.get(keyOf(sut, id));
      return { facts: { ...each, ...factsOf(each, listed) }, rank: rankOf(each, listed) };
    })
    .sort((a, b) => a.rank.localeCompare(b.rank, 'en', { numeric: true }))
    .map(({ facts }) => facts);
}

const keyOf = (role: Role, id: string): string => `${role} ${id}`;

/** The OCA's list of cases for a version, those that are not in this suite too. */
export async function officialCases(version: ProtocolVersion): Promise<OfficialCase[]> {
  return [...(await readCatalogue(version)).values()];
}

async function readCatalogue(version: ProtocolVersion): Promise<Map<string, Listed>> {
  const text = await readFile(join(ownFolder, 'catalogue', `${version}.json`), 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return '[]';
    throw error;
  });
  const cases = JSON.parse(text) as OfficialCase[];
  return new Map(cases.map((each, position) => [keyOf(each.role, each.id), { ...each, position }]));
}

function factsOf({ testCase }: FoundCase, listed: Listed | undefined): Omit<SuiteCase, keyof FoundCase> {
  const applies = testCase.requires ?? listed?.condition;
  return {
    profile: listed?.profile ?? testCase.profile ?? 'Additional',
    official: listed !== undefined,
    status: listed?.status ?? 'additional',
    ...(listed?.requirements ? { requirements: listed.requirements } : {}),
    ...(applies === undefined ? {} : { applies, condition: describeCondition(applies) }),
  };
}

const rankOf = ({ testCase: { protocol, sut, id } }: FoundCase, listed: Listed | undefined): string =>
  `${protocol} ${sut} ${listed ? `0 ${listed.position}` : '1'} ${id}`;

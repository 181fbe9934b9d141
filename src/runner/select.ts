import { relative, sep } from 'node:path';
import type { SuiteCase } from './catalogue.ts';
import { didYouMean } from './closest.ts';
import { ownFolder } from './discover.ts';
import { UsageError } from './problem.ts';

export interface Selection {
  /** ids, globs over ids, files or folders */
  case?: readonly string[];
  profile?: readonly string[];
}

/** The cases that are asked for, in the order of the suite. Whatever selects nothing is a `UsageError` that names what is close. */
export async function selectCases(suite: readonly SuiteCase[], { case: patterns = [], profile = [] }: Selection): Promise<SuiteCase[]> {
  if (suite.length === 0) throw new UsageError('there are no test cases for this version and system under test: see ocppliance list');
  const byProfile =
    profile.length === 0
      ? suite
      : union(
          suite,
          profile.map((name) => inProfile(suite, name)),
        );
  if (patterns.length === 0) return [...byProfile];
  const { default: picomatch } = await import('picomatch');
  const matched = patterns.map((pattern) => matching(suite, pattern, picomatch(withoutExtension(pattern), { nocase: true })));
  const selected = union(suite, matched).filter((each) => byProfile.includes(each));
  if (selected.length === 0)
    throw new UsageError(`no case is both in ${profile.join(', ')} and among ${patterns.join(', ')}: see ocppliance list`);
  return selected;
}

const union = (suite: readonly SuiteCase[], parts: readonly (readonly SuiteCase[])[]): SuiteCase[] => {
  const all = new Set(parts.flat());
  return suite.filter((each) => all.has(each));
};

function inProfile(suite: readonly SuiteCase[], name: string): SuiteCase[] {
  const plain = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  const found = suite.filter(({ profile }) => plain(profile) === plain(name));
  if (found.length > 0) return found;
  const profiles = [...new Set(suite.map(({ profile }) => profile))];
  throw new UsageError(`no case is in the profile ${name}: there are ${profiles.join(', ')}`);
}

function matching(suite: readonly SuiteCase[], pattern: string, isMatch: (name: string) => boolean): SuiteCase[] {
  const folder = `${withoutExtension(pattern).replace(/\/+$/, '')}/`;
  const found = suite.filter((each) => {
    const paths = pathsOf(each);
    return isMatch(each.testCase.id) || paths.some((path) => isMatch(path) || path.startsWith(folder));
  });
  if (found.length > 0) return found;
  const close = didYouMean(
    pattern,
    suite.map(({ testCase }) => testCase.id),
  );
  throw new UsageError(`no case is called ${pattern}${close || '.'} All are listed by: ocppliance list`);
}

/** How a user may name the file: from where he stands, or from the root of the project. */
function pathsOf({ file }: SuiteCase): string[] {
  const own = relative(ownFolder, file);
  const paths = own.startsWith('..') ? [relative(process.cwd(), file)] : [own, `testcases/${own}`];
  return paths.map((path) => withoutExtension(path.replaceAll(sep, '/')));
}

/** Cases are named by their sources, but run from what was built. */
const withoutExtension = (path: string): string => path.replace(/^\.\//, '').replace(/\.[cm]?[jt]s$/, '');

import picomatch from 'picomatch';
import type { Rule } from './rule.ts';

export interface RuleSelection {
  /** globs over ids; none selects all */
  rules?: readonly string[];
  notRules?: readonly string[];
}

/** The rules that are asked for. `onNothing` is told of a glob that fits no rule. */
export function selectRules(all: readonly Rule[], { rules = [], notRules = [] }: RuleSelection, onNothing: (glob: string) => void): Rule[] {
  const matching = (glob: string): Set<Rule> => {
    const isMatch = picomatch(glob, { nocase: true });
    const found = all.filter(({ id }) => isMatch(id));
    if (found.length === 0) onNothing(glob);
    return new Set(found);
  };
  const wanted = rules.map(matching);
  const unwanted = notRules.map(matching);
  return all.filter((rule) => (wanted.length === 0 || wanted.some((set) => set.has(rule))) && !unwanted.some((set) => set.has(rule)));
}

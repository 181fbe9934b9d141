import type { RunResult, Verdict } from '../engine/results.ts';
import type { SuiteCase } from './catalogue.ts';
import { UsageError } from './problem.ts';

const undecided: readonly Verdict[] = ['fail', 'error', 'inconclusive', 'notTested'];

/** Those of the cases that did not pass in an earlier run. None is a `UsageError`: a run of nothing must not read as green. */
export function notPassedIn(cases: readonly SuiteCase[], run: RunResult, where: string): SuiteCase[] {
  const keyOf = (sut: string, protocol: string, id: string) => `${sut} ${protocol} ${id}`;
  const wanted = new Set(
    run.suts.flatMap((sut) =>
      sut.cases.filter(({ verdict }) => undecided.includes(verdict)).map(({ id }) => keyOf(sut.sut, sut.protocol, id)),
    ),
  );
  const found = cases.filter(({ testCase: { sut, protocol, id } }) => wanted.has(keyOf(sut, protocol, id)));
  if (found.length === 0)
    throw new UsageError(
      wanted.size === 0
        ? `all has passed in ${where}: there is nothing to play again`
        : `what did not pass in ${where} is not among the cases that are selected`,
    );
  return found;
}

/** Every n-th of the cases, so that long and short ones are dealt evenly. `1/3` to `3/3`. */
export function shardOf(cases: readonly SuiteCase[], shard: string): SuiteCase[] {
  const [part = 0, of = 0] = shard.split('/').map(Number);
  if (part > of) throw new UsageError(`--shard ${shard}: there are ${of} parts only, the last one is ${of}/${of}`);
  const found = cases.filter((_, index) => index % of === part - 1);
  if (found.length === 0) throw new UsageError(`--shard ${shard} is empty: only ${cases.length} cases are selected, make fewer parts`);
  return found;
}

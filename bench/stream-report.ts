/** Streams a run of 5000 cases of 20 frames into all reporters, as a run would, and prints the most memory it ever took, in bytes. */
import { manyCases } from '../fixtures/runs/many-cases.ts';
import type { CaseResult } from '../src/engine/results.ts';
import { createReporters } from '../src/reporters/index.ts';

const [, , directory = '.'] = process.argv;
const { suts, endedAt, interrupted, ...head } = manyCases(1, 20);
const [first] = suts;
if (!first) throw new Error('the fixed run has no system under test');
const { cases: _, ...about } = first;
const sut = { name: first.name, sut: first.sut, protocol: first.protocol };
const reporter = createReporters({ directory, console: false });
const cases: CaseResult[] = [];

reporter.on({ type: 'runStarted', run: head, total: 5000 });
reporter.on({ type: 'sutStarted', sut, total: 5000 });
for (let part = 0; part < 500; part++) {
  for (const made of manyCases(10, 20).suts[0]?.cases ?? []) {
    const result = { ...made, id: `${made.id}-${part}` };
    reporter.on({ type: 'caseStarted', sut, case: result });
    for (const entry of result.trace) reporter.on({ type: 'trace', sut, caseId: result.id, entry });
    reporter.on({ type: 'caseEnded', sut, result });
    cases.push(result);
  }
  // A run waits for its peer, and leaves the time to others.
  await new Promise((resolve) => setImmediate(resolve));
}
await reporter.end?.({ ...head, endedAt, interrupted, suts: [{ ...about, cases }] });
process.stdout.write(String(process.resourceUsage().maxRSS * 1024));

/**
 * Prints every figure as a ratio taken within this run: absolute times of shared machines say nothing. Each bench has a process of its own, as
 * what one makes the compiler believe would slow down the next. `npm run bench -- analysis` runs one of them.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { benchAnalysis } from './analysis.ts';
import { benchConversation } from './conversation.ts';
import { benchJobs } from './jobs.ts';
import { type Measurement, report } from './measurement.ts';
import { benchProxy } from './proxy.ts';
import { benchReport } from './report.ts';
import { benchStartup } from './startup.ts';
import { benchValidation } from './validation.ts';

const benches: Readonly<Record<string, () => Promise<Measurement[]>>> = {
  conversation: benchConversation,
  validation: benchValidation,
  analysis: benchAnalysis,
  proxy: benchProxy,
  jobs: benchJobs,
  startup: benchStartup,
  report: benchReport,
};

const [name] = process.argv.slice(2);
if (name === undefined) {
  for (const each of Object.keys(benches)) {
    const { status } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), each], { stdio: 'inherit' });
    if (status !== 0) process.exitCode = 1;
  }
} else {
  const bench = benches[name];
  if (!bench) throw new Error(`there is no bench ${name}: choose ${Object.keys(benches).join(', ')}`);
  for (const measurement of await bench()) console.log(report(measurement));
}

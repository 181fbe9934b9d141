/** Prints every figure as a ratio taken within this run: absolute times of shared machines say nothing. */
import { benchConversation } from './conversation.ts';
import { benchJobs } from './jobs.ts';
import { report } from './measurement.ts';
import { benchPassive } from './passive.ts';
import { benchReport } from './report.ts';
import { benchStartup } from './startup.ts';
import { benchValidation } from './validation.ts';

for (const bench of [benchConversation, benchValidation, benchPassive, benchJobs, benchStartup, benchReport]) {
  for (const measurement of await bench()) console.log(report(measurement));
}

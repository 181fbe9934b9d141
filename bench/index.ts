/** Prints every figure as a ratio taken within this run: absolute times of shared machines say nothing. */
import { benchConversation } from './conversation.ts';
import { report } from './measurement.ts';
import { benchStartup } from './startup.ts';
import { benchValidation } from './validation.ts';

for (const bench of [benchConversation, benchValidation, benchStartup]) {
  for (const measurement of await bench()) console.log(report(measurement));
}

import { passiveOptions } from './passive-options.ts';
import { defineVerb } from './verb.ts';

export const analyze = defineVerb({
  command: 'analyze <files..>',
  describe: 'Judge recorded traffic: logs, traces, gzip or not',
  positionals: { files: { type: 'string', describe: 'Log files, in the order in which they were written' } },
  options: {
    ocpp: { type: 'string', describe: 'Version of OCPP, where the log does not tell: 1.6 or 2.0.1' },
    json: { type: 'boolean', describe: 'The summary as JSON, for scripts' },
    workers: { type: 'number', describe: 'Threads that share the stations [as many as are worth it]' },
    ...passiveOptions,
  },
  examples: [
    ['$0 analyze backend.log.gz', 'who breaks what, and where'],
    ["$0 analyze reports/*/trace.jsonl --rules 'R16-TX-*'", 'transactions alone, in all that was ever recorded here'],
  ],
  epilogue: `Understood are our own trace.jsonl; JSON lines with a frame as array or text, and whatever they say of time, station and direction; text logs with a frame in each line, as "2026-03-02 09:15:07.123 [CP001] << [2,…]". Who sent a frame is found out where the log does not say.

Exit codes: 0 no violation · 1 violations, with --strict warnings too · 2 usage · 3 no frame was found · 4 error of ocppliance`,
  async handler(args) {
    const { analyzeFiles } = await import('./analyze-files.ts');
    const { ocpp, rules, strict = false, json = false, workers } = args;
    const files = Array.isArray(args.files) ? args.files.map(String) : [];
    return analyzeFiles({ files, ocpp, rules, notRules: args['not-rules'], strict, json, workers, directory: args['report-dir'] });
  },
});

import { defineVerb, textOf } from './verb.ts';

const options = {
  key: { type: 'string', describe: 'PEM file with the public Ed25519 key of who must have signed it' },
} as const;

export const verify = defineVerb({
  command: 'verify <bundle>',
  describe: 'Check a report: its files, its signature, and its verdicts, judged again from the trace',
  options,
  positionals: { bundle: { type: 'string', describe: 'Folder of the report' } },
  examples: [
    ['$0 verify reports/nightly', 'hashes, findings and verdicts must come out the same'],
    ['$0 verify reports/nightly --key lab.pub', '… and the lab must have signed it'],
  ],
  epilogue: 'Exit codes: 0 all came out the same · 1 something did not, and where · 2 this is no bundle that can be read',
  async handler(args) {
    const { verifyBundle } = await import('./verify-bundle.ts');
    return verifyBundle(textOf(args.bundle) ?? '.', args.key);
  },
});

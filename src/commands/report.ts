import { defineVerb, textOf } from './verb.ts';

const options = {
  format: {
    type: 'string',
    array: true,
    describe: 'What to write: html, junit, ctrf, md, pdf, allure or json; several with commas [all but pdf]',
  },
  out: { type: 'string', describe: 'Folder to write to [the bundle itself, whose manifest is renewed]' },
  'mask-tokens': { type: 'boolean', describe: 'Replace id tokens by pseudonyms; needs --out' },
  sign: { type: 'string', describe: 'PEM file with the private Ed25519 key that signs the manifest' },
} as const;

export const report = defineVerb({
  command: 'report <bundle>',
  describe: 'Write any format of a report again, also of a run that was killed',
  options,
  positionals: { bundle: { type: 'string', describe: 'Folder of the report' } },
  examples: [
    ['$0 report reports/nightly --format pdf', 'adds report.pdf, printed by Chromium'],
    ['$0 report reports/nightly', 'a partial report of a run that was killed'],
    ['$0 report reports/nightly --out handed-over --mask-tokens', 'a copy without id tokens'],
  ],
  async handler(args) {
    const { writeReport } = await import('./write-report.ts');
    const { format, out, sign } = args;
    return writeReport(textOf(args.bundle) ?? '.', { formats: format, out, sign, maskTokens: args['mask-tokens'] ?? false });
  },
});

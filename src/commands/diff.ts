import { defineVerb, textOf } from './verb.ts';

export const diff = defineVerb({
  command: 'diff <old> <new>',
  describe: 'What changed between two reports, such as of two releases',
  positionals: {
    old: { type: 'string', describe: 'Folder of the earlier report' },
    new: { type: 'string', describe: 'Folder of the later report' },
  },
  options: { json: { type: 'boolean', describe: 'As JSON, for scripts' } },
  examples: [['$0 diff reports/firmware-1.4 reports/firmware-1.5', 'what the update broke, and what it mended']],
  epilogue: `A regression is a case that fails and did not, a case that passed and can no longer be decided, or a violation by the system under test that was not there. New fields and values in its messages, other settings, another identity and other times are told, and are none.

Exit codes: 0 no regression · 1 regressions · 2 usage`,
  async handler(args) {
    const { readBundle } = await import('../bundle/read.ts');
    const { compare } = await import('../comparison/compare.ts');
    const { inWords } = await import('./diff-in-words.ts');
    const old = await readBundle(textOf(args.old) ?? '');
    const now = await readBundle(textOf(args.new) ?? '');
    const comparison = compare(old.run, now.run);
    process.stdout.write(args.json ? `${JSON.stringify(comparison, null, 2)}\n` : `${inWords(comparison).join('\n')}\n`);
    if (comparison.suts.length === 0) {
      const { UsageError } = await import('../runner/problem.ts');
      throw new UsageError('nothing can be compared: no charger or CSMS of the same version is in both reports');
    }
    return comparison.regressions > 0 ? 1 : 0;
  },
});

import { defineVerb } from './verb.ts';

export const merge = defineVerb({
  command: 'merge <bundles..>',
  describe: 'Join reports of several systems, versions or shards into one',
  positionals: { bundles: { type: 'string', describe: 'Folders of reports' } },
  options: { out: { type: 'string', describe: 'Folder of the joined report [reports/<time>-merged]' } },
  examples: [
    ['$0 merge shard-1 shard-2 shard-3 --out report', 'what run --shard 1/3 to 3/3 wrote'],
    ['$0 merge reports/wallbox-* --out matrix', 'a matrix of all wallboxes, by profile and version'],
  ],
  epilogue: `Reports of one system in which no case stands twice are taken for shards, and become one. What was played twice stands side by side.

Exit codes: as those of a run with all of these cases`,
  async handler(args) {
    const { mergeBundles } = await import('./merge-bundles.ts');
    const bundles = Array.isArray(args.bundles) ? args.bundles.map(String) : [];
    return mergeBundles(bundles, args.out);
  },
});

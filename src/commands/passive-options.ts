/** Options of the verbs that judge what others say to each other. */
export const passiveOptions = {
  rules: { type: 'string', array: true, describe: "Only these rules: ids or globs, such as 'R16-*'" },
  'not-rules': { type: 'string', array: true, describe: 'But not these' },
  strict: { type: 'boolean', describe: 'Warnings count' },
  'report-dir': { type: 'string', describe: 'Folder of the report [reports/<time>-<command>]' },
} as const;

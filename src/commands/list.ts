import type { SuiteCase } from '../runner/catalogue.ts';
import { defineVerb } from './verb.ts';

export const list = defineVerb({
  command: 'list',
  describe: 'List the test cases, or the rules',
  options: {
    rules: { type: 'boolean', describe: 'The rules that watch every conversation, instead of cases' },
    ocpp: { type: 'string', describe: 'Of this version of OCPP: 1.6 or 2.0.1' },
    sut: { type: 'string', describe: 'For this system under test: charger or csms' },
    profile: { type: 'string', array: true, describe: 'Of these profiles, such as Core' },
    cases: { type: 'string', array: true, describe: 'Folder with cases of your own' },
    json: { type: 'boolean', describe: 'As JSON, for scripts' },
  },
  async handler({ rules, ocpp, sut, profile, cases, json }) {
    if (rules) {
      const { listRules } = await import('./rules-in-words.ts');
      return listRules({ ocpp, blame: sut === undefined ? undefined : await roleOf(sut), profile, json: json ?? false });
    }
    const { loadSuite } = await import('../runner/catalogue.ts');
    const { selectCases } = await import('../runner/select.ts');
    const { protocolOf } = await import('../runner/settings.ts');
    const { resolve } = await import('node:path');
    const suite = await loadSuite({
      ...(ocpp === undefined ? {} : { protocols: [protocolOf(ocpp)] }),
      ...(sut === undefined ? {} : { suts: [await roleOf(sut)] }),
      folders: (cases ?? []).map((folder) => resolve(folder)),
    });
    const selected = await selectCases(suite, { profile: profile ?? [] });
    const rows = selected.map(rowOf);
    process.stdout.write(json ? `${JSON.stringify(rows, null, 2)}\n` : `${table(rows)}\n`);
    return 0;
  },
});

async function roleOf(sut: string): Promise<'charger' | 'csms'> {
  if (sut === 'charger' || sut === 'csms') return sut;
  const { UsageError } = await import('../runner/problem.ts');
  throw new UsageError(`${sut} is no system under test: choose --sut charger or --sut csms`);
}

/** What scripts get. */
function rowOf({ testCase, profile, status, condition, applies }: SuiteCase) {
  const { id, title, protocol, sut, spec, acts } = testCase;
  return {
    id,
    title,
    ocpp: protocol.replace('ocpp', ''),
    sut,
    profile,
    status,
    condition: condition ?? null,
    spec,
    requires: applies ?? null,
    acts,
  };
}

function table(rows: ReturnType<typeof rowOf>[]): string {
  const cells = rows.map(({ ocpp, sut, profile, status, id, title }) => [ocpp, sut, profile, status, id, title]);
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')).join('\n');
}

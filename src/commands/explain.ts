import { relative } from 'node:path';
import type { State } from '../engine/dsl.ts';
import type { SuiteCase } from '../runner/catalogue.ts';
import { defineVerb, textOf } from './verb.ts';

export const explain = defineVerb({
  command: 'explain <id>',
  describe: 'Say what a test case does, or what a rule asks for',
  positionals: { id: { type: 'string', describe: 'Id of a case or a rule, or a glob' } },
  options: { cases: { type: 'string', array: true, describe: 'Folder with cases of your own' } },
  async handler({ id, cases }) {
    const name = textOf(id) ?? '';
    const { rulesCalled, ruleInWords } = await import('./rules-in-words.ts');
    const rules = await rulesCalled(name);
    if (rules.length > 0) {
      const { readFaults } = await import('../runner/faults.ts');
      const faults = await readFaults();
      process.stdout.write(`${rules.map((rule) => ruleInWords(rule, faults)).join('\n\n')}\n`);
      return 0;
    }
    const { loadSuite } = await import('../runner/catalogue.ts');
    const { selectCases } = await import('../runner/select.ts');
    const { resolve } = await import('node:path');
    const suite = await loadSuite({ folders: (cases ?? []).map((folder) => resolve(folder)) });
    const selected = await selectCases(suite, { case: [name] });
    const texts = await Promise.all(selected.map(inWords));
    process.stdout.write(`${texts.join('\n\n')}\n`);
    return 0;
  },
});

async function inWords({ testCase, profile, status, condition, official, file }: SuiteCase): Promise<string> {
  const { describeAct } = await import('../engine/acts.ts');
  const { impostorsCaughtBy } = await import('../runner/impostors.ts');
  const { id, title, protocol, sut, spec, given, acts, destructive } = testCase;
  const [source, impostors] = await Promise.all([sourceOf(file, id), impostorsCaughtBy(testCase)]);
  const caught = Object.entries(impostors).map(([name, by]) => (by === 'fail' ? name : `${name} (${by})`));
  const facts: [string, string][] = [
    ['tests', `${sut === 'csms' ? 'CSMS' : 'charger'}, OCPP ${protocol.replace('ocpp', '')}`],
    ['profile', `${profile}, ${status}${official ? '' : ' (no case of the OCA)'}`],
    ['applies if', condition ?? 'always'],
    ['specified in', spec.join(', ')],
    ['given that', given.length === 0 ? 'nothing' : given.map((state) => describeState(state)).join('; ')],
    ['operator', acts.length === 0 ? 'has nothing to do' : acts.map((act) => `${act} (${describeAct(act)})`).join(', ')],
    ...(destructive ? [['careful', 'may leave the system changed for good: only with --allow destructive'] as [string, string]] : []),
    ...(caught.length > 0 ? [['catches', `the impostors ${caught.join(', ')}`] as [string, string]] : []),
    ['source', `${relative(process.cwd(), file)}${source ? `:${source.line}` : ''}`],
  ];
  const width = Math.max(...facts.map(([name]) => name.length));
  const lines = facts.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`);
  return [`${id}  ${title}`, '', ...lines, ...(source ? ['', ...source.text.map((line) => `  ${line}`.trimEnd())] : [])].join('\n');
}

const describeState = ({ title, given }: State): string =>
  given.length === 0 ? title : `${title} (after: ${given.map((state) => describeState(state)).join('; ')})`;

/** The conversation itself, since it is written to be read. Nothing if the file is laid out in another way than ours. */
async function sourceOf(file: string, id: string): Promise<{ line: number; text: string[] } | undefined> {
  const { readFile } = await import('node:fs/promises');
  const lines = (await readFile(file, 'utf8')).split(/\r?\n/);
  const named = lines.findIndex((line) => /^\s*id:/.test(line) && (line.includes(`'${id}'`) || line.includes(`"${id}"`)));
  const start = lines.findLastIndex((line, index) => index <= named && /^export /.test(line));
  const end = lines.findIndex((line, index) => index > named && /^\}\);?$/.test(line));
  return named < 0 || start < 0 || end < 0 ? undefined : { line: start + 1, text: lines.slice(start, end + 1) };
}

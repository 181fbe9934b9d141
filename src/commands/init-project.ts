import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { UsageError } from '../runner/problem.ts';
import { protocolOf, versionOf } from '../runner/settings.ts';
import { say } from './passive.ts';
import { writeWhole } from './write-whole.ts';

/** What a first configuration holds: settings that count from the start, and others as comments. Words and examples are the schema's. */
const settings = {
  charger: {
    set: ['listen'],
    offered: ['name', 'station', 'passwordFile', 'tls', 'operator', 'declaration', 'baseline', 'token', 'evses', 'timeouts', 'allow'],
  },
  csms: {
    set: ['url', 'station'],
    offered: [
      'name',
      'endpoints',
      'passwordFile',
      'tls',
      'operator',
      'declaration',
      'baseline',
      'token',
      'blockedToken',
      'expiredToken',
      'timeouts',
    ],
  },
} as const;

export async function initProject(sut: string, ocpp: string, path: string): Promise<number> {
  if (sut !== 'charger' && sut !== 'csms') throw new UsageError(`${sut} is no system under test: choose charger or csms`);
  const version = versionOf(protocolOf(ocpp));
  if (existsSync(path)) throw new UsageError(`${path} is there already: name another one with --file`);
  const schema: { properties: Record<string, { description?: string; examples?: unknown[] }> } = JSON.parse(
    await readFile(new URL('../runner/config.schema.json', import.meta.url), 'utf8'),
  );
  const { stringify } = await import('yaml');
  const lines = (key: string, isSet: boolean): string[] => {
    const { description = '', examples = [] } = schema.properties[key] ?? {};
    const text = stringify({ [key]: examples[0] }, { lineWidth: 0 })
      .trimEnd()
      .split('\n');
    return ['', `# ${description}`, ...text.map((line) => (isSet ? line : `# ${line}`))];
  };
  const { set, offered } = settings[sut];
  const text = [
    `# Configuration of ocppliance. A flag, or OCPPLIANCE_… in the environment, beats this file; paths are meant from here.`,
    stringify({ sut, ocpp: version }).trimEnd(),
    ...set.flatMap((key) => lines(key, true)),
    ...offered.flatMap((key) => lines(key, false)),
  ];
  await writeWhole(path, `${text.join('\n')}\n`);
  const config = path === 'ocppliance.yaml' ? '' : ` --config ${path}`;
  say(`${path} is written. Next: say what the ${sut} has with "ocppliance declare${config}", then test it with "ocppliance run${config}"`);
  return 0;
}

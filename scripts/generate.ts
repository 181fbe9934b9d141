/**
 * Makes `src/ocpp/generated/` from the OCA's JSON schemas: TypeScript types, precompiled validators and minimal samples of every message.
 * Does nothing while its inputs are what they were the last time.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ProtocolVersion } from '../src/ocpp/protocol.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = join(root, 'src/ocpp/generated');
const stampFile = join(target, '.stamp');
const { resolve } = createRequire(import.meta.url);
const sources = { 'ocpp1.6': 'ocpp1_6', 'ocpp2.0.1': 'ocpp2_0_1', 'ocpp2.1': 'ocpp2_1' } satisfies Record<ProtocolVersion, string>;
const schemaFile = (version: ProtocolVersion) => resolve(`ocpp-rpc/lib/schemas/${sources[version]}.json`);

/** Everything that decides what is generated: the schemas, the generators and the tools. */
const fingerprint = (): string => {
  const versions = Object.keys(sources) as ProtocolVersion[];
  const scripts = ['generate.ts', ...readdirSync(join(root, 'scripts/generate'))].map((name) =>
    join(root, 'scripts', name === 'generate.ts' ? name : `generate/${name}`),
  );
  const tools = ['ajv', 'json-schema-to-typescript'].map((name) => join(root, 'node_modules', name, 'package.json'));
  const hash = createHash('sha256');
  for (const file of [...versions.map(schemaFile), ...scripts, ...tools]) hash.update(readFileSync(file));
  return hash.digest('hex');
};

const readStamp = (): string => {
  try {
    return readFileSync(stampFile, 'utf8');
  } catch {
    return '';
  }
};

/** Files are overwritten and only then the stale ones removed, so that a test that runs at the same time finds them. */
const writeAll = (files: Map<string, string>): void => {
  mkdirSync(target, { recursive: true });
  for (const [name, text] of files) {
    mkdirSync(join(target, name, '..'), { recursive: true });
    writeFileSync(join(target, name), text);
  }
  for (const entry of readdirSync(target, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !files.has(path.slice(target.length + 1))) rmSync(path);
  }
};

const stamp = fingerprint();
if (readStamp() !== stamp) {
  rmSync(stampFile, { force: true });
  const { readMessages } = await import('./generate/schemas.ts');
  const { typesOf } = await import('./generate/types.ts');
  const { validatorsOf } = await import('./generate/validators.ts');
  const { samplesOf } = await import('./generate/samples.ts');
  const files = new Map<string, string>();
  for (const version of Object.keys(sources) as ProtocolVersion[]) {
    const messages = readMessages(readFileSync(schemaFile(version), 'utf8'));
    files.set(`${version}/messages.ts`, await typesOf(messages));
    files.set(`${version}/samples.ts`, samplesOf(messages));
    for (const [name, text] of validatorsOf(messages)) files.set(`${version}/${name}`, text);
  }
  writeAll(files);
  writeFileSync(stampFile, stamp);
  console.error(`generated ${files.size} files in src/ocpp/generated`);
}

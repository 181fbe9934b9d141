import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { ErrorObject } from 'ajv';
import { closest } from './closest.ts';
import { loadModule } from './load.ts';
import { messageOf, UsageError, unreadable } from './problem.ts';
import { type EffectiveSettings, listOf, mergeSettings, type Settings } from './settings.ts';

/** Looked for where the command runs, if no file is named. */
const usualFiles = ['yaml', 'yml', 'json']
  .map((end) => `ocppliance.${end}`)
  .concat(['ts', 'js', 'mjs'].map((end) => `ocppliance.config.${end}`));

interface Schema {
  properties: Record<string, Property>;
}

interface Property {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  pattern?: string;
  examples?: unknown[];
}

export interface Sources {
  flags: Settings;
  /** the configuration file; if not given, the usual one if there is any */
  file?: string | undefined;
  env?: NodeJS.ProcessEnv;
}

export interface Configuration {
  settings: EffectiveSettings;
  /** never part of the settings, so that it can't get into a report */
  password?: string;
  /** what is odd, but no error */
  warnings: string[];
}

/** Puts flags, environment, file and defaults together. Rejects with a `UsageError` that names the source, the key and a valid example. */
export async function loadConfiguration({ flags, file, env = process.env }: Sources): Promise<Configuration> {
  const path = file ?? usualFiles.find((name) => existsSync(name));
  const variables = Object.entries(env).filter(([name]) => name.startsWith(prefix) && !reserved.has(name));
  const schema = await readSchema();
  const warnings: string[] = [];
  const doubtful = Object.entries(flags).some(([key, value]) => !isRightAtAGlance(value, schema.properties[key]));
  if (doubtful)
    await check(flags, schema, { of: ([key = '']) => flagName(key), example: (key, value) => `${flagName(key)} ${word(value)}` });
  const environment = readEnvironment(variables, schema, warnings);
  await check(environment, schema, {
    of: ([key = '']) => environmentName(key),
    example: (key, value) => `${environmentName(key)}=${word(value)}`,
  });
  const fromFile = path === undefined ? {} : await readConfig(path, schema);
  refuseOtherSut(flags, fromFile, path);
  const settings = mergeSettings(flags, environment, fromFile);
  const password = await passwordOf(settings, env);
  return { settings, warnings, ...(password === undefined ? {} : { password }) };
}

const prefix = 'OCPPLIANCE_';
/** the password, and what a command gets to know of its act */
const reserved = new Set(['PASSWORD', 'ACT', 'PARAMETERS'].map((name) => prefix + name));

/** Where settings came from, for messages: what to call a key there, and how to write it. */
interface Source {
  of(path: readonly string[]): string;
  example(key: string, value: unknown): string;
}

const word = (value: unknown): string => (typeof value === 'string' ? value : [value].flat().map(String).join(','));
const yamlLine = (key: string, value: unknown): string => `${key}: ${JSON.stringify(value)}`;

const flagName = (key: string): string => `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
const environmentName = (key: string): string => prefix + key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

const readSchema = async (): Promise<Schema> => JSON.parse(await readFile(new URL('config.schema.json', import.meta.url), 'utf8'));

async function readConfig(path: string, schema: Schema): Promise<Settings> {
  const file = resolve(path);
  const content = await parse(path, file);
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new UsageError(`${path} holds no settings. For example: ${yamlLine('ocpp', '2.0.1')}`);
  }
  await check(content, schema, { of: (keys) => [path, ...(keys.length > 0 ? [keys.join('.')] : [])].join(': '), example: yamlLine });
  return resolvePaths(content, dirname(file));
}

async function parse(path: string, file: string): Promise<unknown> {
  if (/\.[cm]?[jt]s$/.test(file)) {
    if (!existsSync(file)) throw unreadable('configuration file', path, Object.assign(new Error(), { code: 'ENOENT' }));
    const { default: content } = await loadModule('configuration file', file);
    return content;
  }
  const text = await readFile(file, 'utf8').catch((error: unknown) => Promise.reject(unreadable('configuration file', path, error)));
  try {
    if (file.endsWith('.json')) return JSON.parse(text);
    const { parse } = await import('yaml');
    // An empty file sets nothing.
    return parse(text) ?? {};
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${messageOf(error).split('\n', 1)[0]}`);
  }
}

/** A variable that is no setting is only warned of: it may belong to somebody else. */
function readEnvironment(variables: [string, string | undefined][], schema: Schema, warnings: string[]): Settings {
  const keys = new Map(Object.keys(schema.properties).map((key) => [environmentName(key), key]));
  const settings: Record<string, unknown> = {};
  for (const [name, text = ''] of variables) {
    const key = keys.get(name);
    const property = key === undefined ? undefined : schema.properties[key];
    if (key === undefined || !property) {
      const [close] = closest(
        name.slice(prefix.length),
        [...keys.keys()].map((known) => known.slice(prefix.length)),
        1,
      );
      warnings.push(`the environment variable ${name} is no setting${close === undefined ? '' : `: did you mean ${prefix}${close}?`}`);
    } else if (isNested(typesOf(property, schema))) {
      warnings.push(`the environment variable ${name} is passed over: ${key} can only be set in a configuration file`);
    } else settings[key] = parsedAs(text, typesOf(property, schema));
  }
  return settings;
}

/** Such as features: only a file can say them. */
const isNested = (types: readonly string[]): boolean => types.includes('object') && !types.includes('string');

function typesOf(property: Property, schema: Schema): string[] {
  const definitions = schema as unknown as { definitions: Record<string, Property> };
  const target = property.$ref === undefined ? property : definitions.definitions[property.$ref.replace('#/definitions/', '')];
  return [target?.type ?? 'string'].flat();
}

function parsedAs(text: string, types: readonly string[]): unknown {
  if (types.includes('boolean') && /^(?:true|1|false|0)$/.test(text)) return text === 'true' || text === '1';
  if ((types.includes('integer') || types.includes('number')) && /^\d+(?:\.\d+)?$/.test(text)) return Number(text);
  if (!types.includes('array')) return text;
  const items = text.split(',').map((item) => item.trim());
  return types.includes('string') || items.some((item) => !/^\d+$/.test(item)) ? items : items.map(Number);
}

/** Spares most command lines the time that ajv takes to load. */
function isRightAtAGlance(value: unknown, property: Property = {}): boolean {
  if (property.enum) return property.enum.includes(value);
  if (typeof value === 'boolean') return property.type === 'boolean';
  if (typeof value !== 'string' || value === '' || ![property.type].flat().includes('string')) return false;
  return new RegExp(property.pattern ?? '', 'u').test(value);
}

async function check(content: object, schema: Schema, source: Source): Promise<void> {
  if (Object.keys(content).length === 0) return;
  const { Ajv } = await import('ajv');
  const ajv = new Ajv({ allowUnionTypes: true, verbose: true });
  if (ajv.validate(schema, content)) return;
  const [error] = ajv.errors ?? [];
  if (error) throw new UsageError(describe(error, schema, source));
}

function describe(error: ErrorObject, schema: Schema, source: Source): string {
  const { instancePath, keyword, params, data } = error;
  const path = instancePath.split('/').slice(1);
  const [key = ''] = path;
  const name = path.join('.');
  const forExample = (of: string) => `For example: ${source.example(of, schema.properties[of]?.examples?.[0])}`;
  if (keyword === 'additionalProperties') {
    const unknown = String(params.additionalProperty);
    const known = Object.keys((error.parentSchema as { properties?: object } | undefined)?.properties ?? {});
    const { complaint, like } = unknownKey(unknown, name, known);
    return `${source.of([])}: ${complaint} ${forExample(key || like)}`;
  }
  if (keyword === 'required') return `${source.of(path)} has no "${params.missingProperty}". ${forExample(key)}`;
  const shown = typeof data === 'number' ? String(data) : JSON.stringify(data);
  return `${source.of(path)} is ${shown}, which ${wrong(error)}. ${forExample(key)}`;
}

/** What to say of a key that there is not, and which one to show an example of. */
function unknownKey(unknown: string, parent: string, known: readonly string[]): { complaint: string; like: string } {
  if (/password|secret/i.test(unknown)) {
    return { complaint: `"${unknown}" is no setting: secrets come from OCPPLIANCE_PASSWORD or from a file.`, like: 'passwordFile' };
  }
  const [close] = closest(unknown, known, 1);
  const where = parent === '' ? '' : ` of ${parent}`;
  const hint = close === undefined ? `there are ${known.filter((each) => each !== '$schema').join(', ')}.` : `did you mean "${close}"?`;
  return { complaint: `"${unknown}" is no setting${where}: ${hint}`, like: close ?? 'ocpp' };
}

function wrong({ keyword, params, message }: ErrorObject): string {
  switch (keyword) {
    case 'type':
      return `should be of type ${[params.type].flat().join(' or ')}`;
    case 'enum':
      return `should be one of ${[...new Set((params.allowedValues as unknown[]).map(String))].join(', ')}`;
    case 'pattern':
      return 'is not in the right form';
    default:
      return message ?? 'is wrong';
  }
}

const from = (folder: string, path: string): string => resolve(folder, path);
const allFrom = <T extends object>(folder: string, paths: T): T =>
  Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, from(folder, path)])) as T;

/** settings that are paths */
const files = [
  'passwordFile',
  'reportDir',
  'sign',
  'declaration',
  'baseline',
  'rerunFailed',
] as const satisfies readonly (keyof Settings)[];

/** In a file, paths are meant from where the file is. */
function resolvePaths(settings: Settings, folder: string): Settings {
  const { tls, firmware, cases, events, operator } = settings;
  return {
    ...settings,
    ...Object.fromEntries(files.flatMap((key) => (settings[key] === undefined ? [] : [[key, from(folder, settings[key])]]))),
    ...(events === undefined || events === '-' ? {} : { events: from(folder, events) }),
    ...(cases === undefined ? {} : { cases: listOf(cases).map((path) => from(folder, path)) }),
    ...(tls === undefined ? {} : { tls: allFrom(folder, tls) }),
    ...(firmware === undefined ? {} : { firmware: allFrom(folder, firmware) }),
    ...(operator === undefined
      ? {}
      : { operator: operator.replace(/^(command:)?(\.\.?\/\S*)/, (_, start = '', path) => start + from(folder, path)) }),
  };
}

function refuseOtherSut(flags: Settings, fromFile: Settings, path: string | undefined): void {
  if (flags.sut === undefined || fromFile.sut === undefined || flags.sut === fromFile.sut) return;
  throw new UsageError(`${path} describes a ${fromFile.sut}, but a ${flags.sut} is to be tested: name another file with --config`);
}

async function passwordOf({ passwordFile }: Settings, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  if (env.OCPPLIANCE_PASSWORD !== undefined && env.OCPPLIANCE_PASSWORD !== '') return env.OCPPLIANCE_PASSWORD;
  if (passwordFile === undefined) return undefined;
  const text = await readFile(passwordFile, 'utf8').catch((error: unknown) =>
    Promise.reject(unreadable('password file', passwordFile, error)),
  );
  return text.replace(/\r?\n$/, '');
}

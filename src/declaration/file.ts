import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Features } from '../engine/conditions.ts';
import type { DeclaredFeature } from '../engine/results.ts';
import type { ProtocolVersion, Role } from '../ocpp/index.ts';
import { closest } from '../runner/closest.ts';
import { messageOf, UsageError, unreadable } from '../runner/problem.ts';
import { protocolOf, versionOf } from '../runner/settings.ts';

/** What the owner of a SUT says that it has, and what it said itself when it was asked. */
export interface Declaration {
  sut: Role;
  protocol: ProtocolVersion;
  features: DeclaredFeature[];
  /** vendor, model, firmware … as seen by the probe */
  identity?: Record<string, string>;
}

/** A declaration as it was read, with the SHA-256 of its bytes. */
export interface DeclarationFile extends Declaration {
  path: string;
  sha256: string;
}

/** What decides which cases apply: the owner's word, else that of the SUT. */
export const featuresOf = ({ features }: Pick<Declaration, 'features'>): Features =>
  Object.fromEntries(features.map(({ feature, declared, observed }) => [feature, declared ?? observed]));

/** The command that makes a declaration, for messages. */
export const declareCommand = (sut: Role, protocol: ProtocolVersion, path = 'declaration.yaml'): string =>
  `ocppliance declare ${path} --sut ${sut} --ocpp ${versionOf(protocol)}`;

/** Reads a declaration. `made`: the command that would make it, if it is missing. Whatever is wrong with it is a `UsageError` that names the file and the place. */
export async function readDeclaration(path: string, made?: string): Promise<DeclarationFile> {
  const bytes = await readFile(path).catch((error: unknown) => {
    const { message } = unreadable('declaration', path, error);
    throw new UsageError(made === undefined ? message : `${message}. Make it with ${made}`);
  });
  const { parse } = await import('yaml');
  let content: unknown;
  try {
    content = parse(bytes.toString('utf8'));
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${messageOf(error).split('\n', 1)[0]}`);
  }
  return { ...understood(content, path), path, sha256: createHash('sha256').update(bytes).digest('hex') };
}

const keys = ['sut', 'ocpp', 'features', 'identity'];

function understood(content: unknown, path: string): Declaration {
  if (!isRecord(content))
    throw new UsageError(`${path} holds no declaration. One is made by: ${declareCommand('charger', 'ocpp1.6', path)}`);
  const unknown = Object.keys(content).find((key) => !keys.includes(key));
  if (unknown !== undefined) {
    const [close] = closest(unknown, keys, 1);
    throw new UsageError(
      `${path}: "${unknown}" has no place in a declaration: ${close ? `did you mean "${close}"?` : `there are ${keys.join(', ')}`}`,
    );
  }
  const { sut, ocpp, features, identity } = content;
  if (sut !== 'charger' && sut !== 'csms') throw new UsageError(`${path}: sut is ${show(sut)}, which should be charger or csms`);
  if (typeof ocpp !== 'string' && typeof ocpp !== 'number')
    throw new UsageError(`${path}: ocpp is ${show(ocpp)}, which should be a version. For example: ocpp: '2.0.1'`);
  if (!isRecord(features ?? {}))
    throw new UsageError(`${path}: features is ${show(features)}. For example: features: { Reservation: yes }`);
  return {
    sut,
    protocol: protocolOf(ocpp),
    features: Object.entries((features ?? {}) as object).map(([feature, value]) => featureOf(feature, value, path)),
    ...(isRecord(identity) && { identity: Object.fromEntries(Object.entries(identity).map(([name, value]) => [name, String(value)])) }),
  };
}

function featureOf(feature: string, value: unknown, path: string): DeclaredFeature {
  const wrong = (what: unknown) =>
    new UsageError(`${path}: ${feature} is ${show(what)}, which should be yes, no or unset. For example: ${feature}: yes`);
  const said = (what: unknown): boolean | undefined => {
    if (what === undefined || what === null || what === 'unset') return undefined;
    if (what === true || what === 'yes') return true;
    if (what === false || what === 'no') return false;
    throw wrong(what);
  };
  if (!isRecord(value)) {
    const declared = said(value);
    return { feature, ...(declared !== undefined && { declared }) };
  }
  const unknown = Object.keys(value).find((key) => !['declared', 'observed', 'source'].includes(key));
  if (unknown !== undefined) throw wrong(value);
  const [declared, observed] = [said(value.declared), said(value.observed)];
  return {
    feature,
    ...(declared !== undefined && { declared }),
    ...(observed !== undefined && { observed }),
    ...(typeof value.source === 'string' && { source: value.source }),
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

const show = (value: unknown): string => (value === undefined ? 'not there' : JSON.stringify(value));

/** The text of a declaration, with each feature explained. `about`: in which order, and how "The charger …" goes on. */
export async function declarationText(
  { sut, protocol, features, identity }: Declaration,
  about: readonly { feature: string; about: string }[],
): Promise<string> {
  const { stringify } = await import('yaml');
  const said = new Map(features.map((each) => [each.feature, each]));
  const explained = new Set(about.map(({ feature }) => feature));
  const rest = features.filter(({ feature }) => !explained.has(feature)).map(({ feature }) => ({ feature, about: 'no case asks for it' }));
  const word = (value: boolean | undefined) => (value === undefined ? 'unset' : value ? 'yes' : 'no');
  const name = sut === 'csms' ? 'CSMS' : 'charger';
  const lines = [...about, ...rest].flatMap(({ feature, about: meaning }) => {
    const { declared, observed, source } = said.get(feature) ?? { feature };
    const value =
      observed === undefined
        ? word(declared)
        : `{ ${declared === undefined ? '' : `declared: ${word(declared)}, `}observed: ${word(observed)}${source === undefined ? '' : `, source: ${JSON.stringify(source)}`} }`;
    return [`  # ${meaning}`, `  ${JSON.stringify(feature)}: ${value}`];
  });
  return `${[
    `# What a ${name} has: yes, no, or unset where nobody knows. It decides which test cases apply.`,
    `# A case whose feature is unset is tried and cannot fail. "observed" is what the ${name} said itself; "declared" beats it.`,
    stringify({ sut, ocpp: versionOf(protocol), ...(identity && { identity }) }).trimEnd(),
    'features:',
    ...lines,
  ].join('\n')}\n`;
}

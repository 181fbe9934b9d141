import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { Environment } from '../engine/results.ts';
import type { ProtocolVersion } from '../ocpp/index.ts';
import type { SutPlan } from './plan.ts';

/** What this run ran on, and by which schemas messages were checked. */
export async function environment(plans: readonly Pick<SutPlan, 'sut'>[], clockStep: number): Promise<Environment> {
  const versions = [...new Set(plans.map(({ sut }) => sut.protocol))];
  const schemas = await Promise.all(versions.map(async (version) => [version, await schemaDigest(version)] as const));
  return {
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    schemas: Object.fromEntries(schemas),
    clockStep,
  };
}

/** SHA-256 over the compiled schemas of a version, by name: the same in the sources and in what was built. */
async function schemaDigest(version: ProtocolVersion): Promise<string> {
  const folder = new URL(`../ocpp/generated/${version}/`, import.meta.url);
  const names = (await readdir(folder)).filter((name) => name.endsWith('.cjs')).sort();
  const texts = await Promise.all(names.map((name) => readFile(new URL(name, folder))));
  const digest = createHash('sha256');
  for (const text of texts) digest.update(text);
  return digest.digest('hex');
}

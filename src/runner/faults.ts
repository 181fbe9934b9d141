import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Role } from '../ocpp/index.ts';
import { ownFolder } from './discover.ts';

/** A kind of fault that products on the market were seen with. */
export interface Fault {
  side: Role | 'both';
  fault: string;
  /** the rules that catch it */
  rules: string[];
  /** where it was reported in public, as `owner/repository#number` on GitHub */
  reports: string[];
}

/** Kinds of faults seen in the field that our rules catch. */
export const readFaults = async (): Promise<Fault[]> => JSON.parse(await readFile(join(ownFolder, 'catalogue/faults.json'), 'utf8'));

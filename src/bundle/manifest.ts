import type { RunResult } from '../engine/results.ts';
import type { FileEntry } from './folder.ts';

/** `manifest.json`: what the bundle holds. Written last; `manifest.json.sig` is the signature of its bytes. */
export interface Manifest {
  format: 'ocppliance-manifest';
  formatVersion: 1;
  tool: RunResult['tool'];
  /** the report's id: the beginning of the SHA-256 of results.json */
  report: string;
  /** all files but the manifest and its signature, by path */
  files: FileEntry[];
}

export const manifestName = 'manifest.json';
export const signatureName = 'manifest.json.sig';
export const resultsName = 'results.json';
export const traceName = 'trace.jsonl';
/** what a run that was killed leaves behind */
export const journalName = 'journal.jsonl';

/** The bytes of manifest.json. */
export function manifestText(tool: RunResult['tool'], files: Iterable<FileEntry>): string {
  const sorted = [...files].filter(({ path }) => path !== manifestName && path !== signatureName);
  sorted.sort((a, b) => (a.path < b.path ? -1 : 1));
  const manifest: Manifest = {
    format: 'ocppliance-manifest',
    formatVersion: 1,
    tool,
    report: reportId(sorted.find(({ path }) => path === resultsName)?.sha256 ?? ''),
    files: sorted,
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

export const reportId = (digest: string): string => digest.slice(0, 12);

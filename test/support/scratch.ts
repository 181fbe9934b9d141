import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** All that the tests write, they and the programs that they start, lies in one folder, which goes with them. */
export default function inScratchFolder(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'ocppliance-tests-'));
  process.env.TMPDIR = folder;
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Reporter } from '../engine/events.ts';
import { type FileOptions, reportError } from './files.ts';

/**
 * Writes `trace.jsonl`: a line for each frame and each other thing on the wire, with `sut`, `protocol` and `caseId` (absent between
 * cases). Written at once, so that what was heard survives whatever happens next; a write costs about as much as one to a stream.
 */
export function traceReporter({ directory }: FileOptions): Reporter {
  const path = join(directory, 'trace.jsonl');
  let file: number | undefined;
  let trouble: unknown;

  // a full disk must not stop the run: it is told at the end
  const guard = (action: () => void): void => {
    try {
      if (!trouble) action();
    } catch (error) {
      trouble = error;
    }
  };
  const open = (): number => {
    mkdirSync(directory, { recursive: true });
    return openSync(path, 'w');
  };

  return {
    on(event) {
      if (event.type !== 'trace') return;
      const { sut, caseId, entry } = event;
      const line = { sut: sut.name, role: sut.sut, protocol: sut.protocol, ...(caseId !== undefined && { caseId }), ...entry };
      guard(() => {
        file ??= open();
        writeSync(file, `${JSON.stringify(line)}\n`);
      });
    },
    async end() {
      guard(() => closeSync((file ??= open())));
      if (trouble) throw reportError(path, trouble);
    },
  };
}

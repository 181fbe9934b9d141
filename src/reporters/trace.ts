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

  /** A full disk must not stop the run: it is told at the end. */
  const guarded =
    <Values extends unknown[]>(action: (...values: Values) => void) =>
    (...values: Values): void => {
      try {
        if (!trouble) action(...values);
      } catch (error) {
        trouble = error;
      }
    };

  const open = guarded(() => {
    mkdirSync(directory, { recursive: true });
    file = openSync(path, 'w');
  });
  const write = guarded((line: object) => {
    if (file !== undefined) writeSync(file, `${JSON.stringify(line)}\n`);
  });
  const close = guarded(() => {
    if (file !== undefined) closeSync(file);
    file = undefined;
  });

  return {
    on(event) {
      if (event.type === 'runStarted') open();
      else if (event.type === 'trace')
        write({ sut: event.sut.name, role: event.sut.sut, protocol: event.sut.protocol, caseId: event.caseId, ...event.entry });
    },
    async end() {
      close();
      if (trouble) throw reportError(path, trouble);
    },
  };
}

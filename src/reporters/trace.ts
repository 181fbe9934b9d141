import type { Appender } from '../bundle/folder.ts';
import { traceName } from '../bundle/manifest.ts';
import type { Reporter } from '../engine/events.ts';
import type { FileOptions } from './files.ts';

/**
 * Writes `trace.jsonl`: a line for each frame and each other thing on the wire, with `sut`, `protocol` and `caseId` (absent between
 * cases). Written at once, so that what was heard survives whatever happens next; a write costs about as much as one to a stream.
 */
export function traceReporter({ folder }: FileOptions): Reporter {
  let trace: Appender | undefined;
  return {
    on(event) {
      if (event.type === 'runStarted') trace = folder.append(traceName);
      else if (event.type === 'trace')
        trace?.line(
          JSON.stringify({ sut: event.sut.name, role: event.sut.sut, protocol: event.sut.protocol, caseId: event.caseId, ...event.entry }),
        );
    },
    async end() {
      trace?.close();
    },
  };
}

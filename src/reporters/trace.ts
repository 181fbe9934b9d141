import type { Appender } from '../bundle/folder.ts';
import { traceName } from '../bundle/manifest.ts';
import type { Reporter } from '../engine/events.ts';
import type { FileOptions } from './files.ts';

/** Whoever judges the trace must know if the SUT's timers ran faster than specified. */
const scaleOf = ({ timeScale }: Record<string, unknown>): unknown => (timeScale === 1 ? undefined : timeScale);

/**
 * Writes `trace.jsonl`: a line for each frame and each other thing on the wire, with `sut`, `protocol` and `caseId` (absent between
 * cases). Written at once, so that what was heard survives whatever happens next; a write costs about as much as one to a stream.
 */
export function traceReporter({ folder }: FileOptions): Reporter {
  let trace: Appender | undefined;
  let timeScale: unknown;
  return {
    on(event) {
      if (event.type === 'runStarted') {
        trace = folder.append(traceName);
        timeScale = scaleOf(event.run.configuration);
      } else if (event.type === 'trace') {
        const { sut, caseId, entry } = event;
        trace?.line(JSON.stringify({ sut: sut.name, role: sut.sut, protocol: sut.protocol, caseId, timeScale, ...entry }));
      }
    },
    async end() {
      trace?.close();
    },
  };
}

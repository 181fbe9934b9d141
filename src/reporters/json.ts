import type { Appender } from '../bundle/folder.ts';
import { journalName, resultsName } from '../bundle/manifest.ts';
import type { Reporter, RunEvent } from '../engine/events.ts';
import type { CaseResult, RunResult } from '../engine/results.ts';
import type { FileOptions } from './files.ts';

type Text = string | Uint8Array;

/** The text of results.json, a line for each case, so that no text of all of them is ever held. See results.schema.json for the shape. */
export function* serialize(run: RunResult, textOf: (result: CaseResult) => Text = JSON.stringify): Generator<Text> {
  const { suts, ...head } = run;
  yield `${JSON.stringify(head).slice(0, -1)},"suts":[`;
  for (const [number, { cases, ...sut }] of suts.entries()) {
    yield `${number > 0 ? ',' : ''}\n${JSON.stringify(sut).slice(0, -1)},"cases":[`;
    for (const [index, each] of cases.entries()) {
      yield index > 0 ? ',\n' : '\n';
      yield textOf(each);
    }
    yield ']}';
  }
  yield ']}\n';
}

/** Besides the end of each case, the events from which a partial report can be made. */
const kept = new Set<RunEvent['type']>(['runStarted', 'sutStarted', 'caseStarted']);

/**
 * Writes `results.json`: everything that is known of the run, each case with its frames. Until it is there, `journal.jsonl` keeps what is
 * known so far, so that a process that is killed loses no case. What it says of a case is not made into text again.
 */
export function jsonReporter({ folder }: FileOptions): Reporter {
  let journal: Appender | undefined;
  const places = new Map<CaseResult, { position: number; length: number }>();

  function keep({ sut, result }: RunEvent & { type: 'caseEnded' }): void {
    const head = `{"type":"caseEnded","sut":${JSON.stringify(sut)},"result":`;
    const text = JSON.stringify(result);
    const start = journal?.line(`${head}${text}}`);
    if (start !== undefined) places.set(result, { position: start + Buffer.byteLength(head), length: Buffer.byteLength(text) });
  }
  const textOf = (result: CaseResult): Text => {
    const place = places.get(result);
    return (place && journal?.read(place.position, place.length)) ?? JSON.stringify(result);
  };

  return {
    on(event) {
      if (event.type === 'runStarted') journal = folder.append(journalName);
      if (event.type === 'caseEnded') keep(event);
      else if (kept.has(event.type)) journal?.line(JSON.stringify(event));
    },
    async end(run) {
      await folder.write(resultsName, serialize(run, textOf));
      journal?.discard();
    },
  };
}

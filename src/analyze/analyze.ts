import type { Rule } from '../judge/rule.ts';
import type { ProtocolVersion } from '../ocpp/index.ts';
import { Analyst, type Part } from './analyst.ts';
import { Crew } from './crew.ts';
import { blocksOf } from './lines.ts';

export interface AnalyzeOptions {
  /** text or gzip, in the order of the record */
  files: readonly string[];
  rules: readonly Rule[];
  /** of stations whose log neither says it nor gives it away */
  protocol?: ProtocolVersion;
  /** threads that share the stations among them; with one, the default, there are none besides this */
  workers?: number;
}

export interface Analysis extends Part {
  lines: number;
  files: AnalyzedFile[];
}

export interface AnalyzedFile {
  path: string;
  /** lines of the files before it: what to take from an index for the number of the line */
  before: number;
  /** why it could not be read to its end */
  broken?: string;
}

/** Who takes the lines: this thread or others. */
interface Taker {
  beginFile(): void;
  leaveOut(number: number, text: string): void;
  /** whole lines, of which the first has this number; resolves when more may come */
  take(bytes: Buffer, number: number): Promise<number> | number;
  end(): Promise<Part> | Part;
}

/** Judges recorded conversations in constant memory. Rejects only if a file cannot be read. */
export async function analyze({ files, rules, protocol, workers = 1 }: AnalyzeOptions): Promise<Analysis> {
  const taker =
    workers > 1 ? await Crew.hire(workers, { rules: rules.map(({ id }) => id), protocol }) : alone(new Analyst({ rules, protocol }));
  const analyzed: AnalyzedFile[] = [];
  let number = 1;
  for (const path of files) {
    const file: AnalyzedFile = { path, before: number - 1 };
    analyzed.push(file);
    taker.beginFile();
    const onBroken = (reason: string) => {
      file.broken = reason;
    };
    for await (const { bytes, leftOut } of blocksOf(path, onBroken)) {
      if (leftOut) taker.leaveOut(number++, '(a line of more than 8 MB)');
      number += await taker.take(bytes, number);
    }
  }
  return { ...(await taker.end()), lines: number - 1, files: analyzed };
}

const alone = (analyst: Analyst): Taker => ({
  beginFile: () => analyst.beginFile(),
  leaveOut: (number, text) => analyst.leaveOut(number, text),
  take: (bytes, number) => analyst.take(bytes, (index) => number + index),
  end: () => analyst.end(),
});

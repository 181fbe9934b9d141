import type { Rule } from '../judge/rule.ts';
import type { ProtocolVersion } from '../ocpp/index.ts';
import { Analyst, mergeParts, type Part } from './analyst.ts';
import { blocksOf } from './lines.ts';
import { type Share, Turns } from './turns.ts';

export interface AnalyzeOptions {
  /** text or gzip, in the order of the record */
  files: readonly string[];
  rules: readonly Rule[];
  /** of stations whose log neither says it nor gives it away */
  protocol?: ProtocolVersion;
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

/** Judges the conversations of some stations, or of all. Rejects only if a file cannot be read. */
export async function analyzeShare({ files, rules, protocol }: AnalyzeOptions, share: Share = { index: 0, of: 1 }): Promise<Analysis> {
  const rounds: Analysis[] = [];
  let turns: Turns;
  do {
    turns = new Turns(share, rounds.length);
    rounds.push(await readAll(files, new Analyst({ rules, protocol, turns })));
  } while (turns.isIncomplete);
  const [first = { lines: 0, files: [] }] = rounds;
  return { ...mergeParts(rounds), lines: first.lines, files: first.files };
}

async function readAll(files: readonly string[], analyst: Analyst): Promise<Analysis> {
  const analyzed: AnalyzedFile[] = [];
  let number = 1;
  for (const path of files) {
    const file: AnalyzedFile = { path, before: number - 1 };
    analyzed.push(file);
    analyst.beginFile();
    const onBroken = (reason: string) => {
      file.broken = reason;
    };
    for await (const { bytes, leftOut } of blocksOf(path, onBroken)) {
      if (leftOut) analyst.leaveOut(number++, '(a line of more than 16 MB)');
      number += analyst.take(bytes, number);
    }
  }
  return { ...analyst.end(), lines: number - 1, files: analyzed };
}

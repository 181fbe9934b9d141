import type { CaseResult, RunResult, StepResult, SutResult, TraceEntry } from './results.ts';

/** What the engine and the runner tell; reporters listen. Everything in them is plain JSON. */
export type RunEvent =
  | { type: 'runStarted'; run: Omit<RunResult, 'endedAt' | 'suts' | 'interrupted'>; total: number }
  | { type: 'sutStarted'; sut: SutId; total: number }
  | { type: 'caseStarted'; sut: SutId; case: Pick<CaseResult, 'id' | 'title' | 'profile'> }
  | { type: 'stepStarted'; sut: SutId; caseId: string; title: string; phase: StepResult['phase']; deadline?: number }
  | { type: 'stepEnded'; sut: SutId; caseId: string; step: StepResult }
  | { type: 'trace'; sut: SutId; caseId?: string; entry: TraceEntry }
  | { type: 'prompt'; text: string }
  | { type: 'caseEnded'; sut: SutId; result: CaseResult }
  | { type: 'sutEnded'; result: SutResult }
  | { type: 'runEnded'; result: RunResult };

export type SutId = Pick<SutResult, 'name' | 'sut' | 'protocol'>;

export type Listener = (event: RunEvent) => void;

/** A reporter listens while the run goes on and has the last word when it is over. */
export interface Reporter {
  on: Listener;
  /** Resolves once everything is on disk. Called once, also after an interruption. */
  end?(result: RunResult): Promise<void>;
}

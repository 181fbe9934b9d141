import type { CaseResult, RunResult, StepResult, SutBriefing, SutResult, TraceEntry } from './results.ts';

/** What the engine and the runner tell; reporters listen. Everything in them is plain JSON. */
export type RunEvent =
  | { type: 'runStarted'; run: Omit<RunResult, 'endedAt' | 'suts' | 'interrupted'>; total: number }
  | { type: 'sutStarted'; sut: SutId; total: number; briefing?: SutBriefing }
  | { type: 'caseStarted'; sut: SutId; case: CaseHead }
  | { type: 'stepStarted'; sut: SutId; caseId: string; title: string; phase: StepResult['phase']; deadline?: number }
  | { type: 'stepEnded'; sut: SutId; caseId: string; step: StepResult }
  | { type: 'trace'; sut: SutId; caseId?: string; entry: TraceEntry }
  | { type: 'prompt'; text: string }
  | { type: 'caseEnded'; sut: SutId; result: CaseResult }
  | { type: 'sutEnded'; result: SutResult }
  | { type: 'runEnded'; result: RunResult };

/** What is known of a case before it is played. */
export type CaseHead = Pick<CaseResult, 'id' | 'title' | 'profile'> & Partial<Pick<CaseResult, 'official' | 'status' | 'spec' | 'rerun'>>;

export type SutId = Pick<SutResult, 'name' | 'sut' | 'protocol'>;

export type Listener = (event: RunEvent) => void;

/** A reporter listens while the run goes on and has the last word when it is over. */
export interface Reporter {
  on: Listener;
  /** Resolves once everything is on disk. Called once, also after an interruption. */
  end?(result: RunResult): Promise<void>;
}

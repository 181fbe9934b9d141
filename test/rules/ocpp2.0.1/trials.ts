import type { RuleTrial } from '../trial.ts';

export type Trials = Record<string, Omit<RuleTrial, 'protocol'>>;

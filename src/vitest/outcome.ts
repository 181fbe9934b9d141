import type { CaseResult, StepResult, Verdict } from '../engine/results.ts';
import { ExpectationError, InconclusiveError } from '../engine/verdict.ts';
import { failuresOf, failureText } from '../reporters/failure.ts';

/** What a custom reporter finds in `task.meta.ocppliance`. Plain JSON: anything else would cost vitest all later results. */
export interface CaseMeta extends Pick<CaseResult, 'id' | 'protocol' | 'sut' | 'profile' | 'verdict'> {
  reason: string | null;
  findings: string[];
}

export const metaOf = ({ id, protocol, sut, profile, verdict, reason, findings }: CaseResult): CaseMeta => ({
  id,
  protocol,
  sut,
  profile,
  verdict,
  reason: reason ?? null,
  findings: findings.map(({ severity, blame, message }) => `${severity} by ${blame}: ${message}`),
});

/** The error for a case that did not pass. Its class and fields tell a failure from a breakage, in vitest's words and in Allure's. */
export function errorOf(result: CaseResult): Error {
  const text = failureText(result);
  const [failure] = failuresOf(result);
  const error = result.verdict === 'fail' ? new ExpectationError({ ...failure, message: text }) : broken(result.verdict, text);
  // Our own stack says nothing about the SUT, and vitest would show the code around it.
  error.stack = `${error.name}: ${text}`;
  return error;
}

const broken = (verdict: Verdict, text: string): Error =>
  verdict === 'inconclusive' ? new InconclusiveError(`inconclusive: ${text}`) : new Error(`error of ocppliance: ${text}`);

const statuses = {
  pass: 'passed',
  fail: 'failed',
  error: 'broken',
  inconclusive: 'broken',
  notTested: 'skipped',
  notApplicable: 'skipped',
} as const;

/** What we use of allure-js-commons. */
interface Allure {
  description(markdown: string): PromiseLike<void>;
  label(name: string, value: string): PromiseLike<void>;
  logStep(name: string, status: string, error?: Error): PromiseLike<void>;
}

/** Tells Allure what vitest has no words for, if allure-vitest listens: a skipped test would lose its reason. */
export async function tellAllure(result: CaseResult): Promise<void> {
  if (!('allureTestRuntime' in globalThis)) return;
  const name = 'allure-js-commons';
  const allure: Allure | undefined = await import(name).catch(() => undefined);
  if (!allure) return;
  const { verdict, reason, condition, spec, status, steps } = result;
  const lines = [
    reason && `${verdict}: ${reason}`,
    condition && `Applies if: ${condition}`,
    spec.length > 0 && `Specification: ${spec.join(', ')}`,
  ];
  await allure.description(lines.filter(Boolean).join('\n\n'));
  await allure.label('verdict', verdict);
  if (reason !== undefined) await allure.label('reason', reason);
  await allure.label('severity', status === 'mandatory' ? 'critical' : status === 'conditional' ? 'normal' : 'minor');
  await logSteps(allure, steps);
}

async function logSteps(allure: Allure, steps: readonly StepResult[]): Promise<void> {
  for (const { title, verdict, failure } of steps) {
    await allure.logStep(title, statuses[verdict], failure ? new ExpectationError(failure) : undefined);
  }
}

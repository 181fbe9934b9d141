import { resolve } from 'node:path';
import { createOperator } from '../operator/index.ts';
import { planBuiltin } from '../runner/builtin.ts';
import { loadSuite } from '../runner/catalogue.ts';
import { loadModule } from '../runner/load.ts';
import type { SutPlan } from '../runner/plan.ts';
import { selectCases } from '../runner/select.ts';
import { listOf, mergeSettings, protocolOf } from '../runner/settings.ts';
import { planners } from '../runner/sut-plan.ts';
import type { SuiteOptions } from './index.ts';

/** What conformanceSuite is to do. Rejects with a `UsageError`. */
export async function planSuite(options: SuiteOptions, signal: AbortSignal): Promise<SutPlan> {
  const { operator: given = 'none', password = process.env.OCPPLIANCE_PASSWORD, vitest: _vitest, listener: _listener, ...about } = options;
  const { sut, ocpp, strict = false, timeScale, timeouts, url, listen } = about;
  const protocol = protocolOf(ocpp);
  const folders = listOf(about.cases).map((folder) => resolve(folder));
  const suite = await loadSuite({ protocols: [protocol], suts: [sut], folders });
  const cases = await selectCases(suite, { case: listOf(about.case), profile: listOf(about.profile) });
  const rerun = (id: string) => `npx vitest run -t '${id}'`;
  if (url === undefined && listen === undefined) {
    return planBuiltin({ protocol, sut, cases, strict, timeouts, rerun, ...(timeScale === undefined ? {} : { timeScale }) });
  }
  const settings = mergeSettings(about);
  const { operatorTimeout: timeout } = settings;
  const prompt = (text: string) => void process.stderr.write(`${text}\n`);
  const operator = typeof given === 'string' ? await createOperator(given, { signal, timeout, prompt, load: loadOperator }) : given;
  return planners[sut]({ settings, password, protocol, cases, operator, rerun });
}

const loadOperator = (path: string) => loadModule('operator module', resolve(path));

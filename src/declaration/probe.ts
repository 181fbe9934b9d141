import type { TestCase } from '../engine/dsl.ts';
import type { Listener } from '../engine/events.ts';
import type { ProtocolVersion, Role } from '../ocpp/index.ts';
import { nobody } from '../operator/index.ts';
import type { SuiteCase } from '../runner/catalogue.ts';
import { UsageError } from '../runner/problem.ts';
import { type EffectiveSettings, sutConfigOf, versionOf } from '../runner/settings.ts';
import { planners } from '../runner/sut-plan.ts';
import { type Observation, observer } from './observe.ts';
import type { SeenSetting } from './settings-seen.ts';

export interface Probe {
  settings: EffectiveSettings;
  password: string | undefined;
  protocol: ProtocolVersion;
  sut: Role;
  signal: AbortSignal;
  /** hears what a run would tell, such as whom we wait for */
  listener: Listener;
}

export interface Probed {
  /** vendor, model, firmware … */
  identity: Record<string, string>;
  observations: Observation[];
  settings: SeenSetting[];
  /** why not everything was told, in one line */
  trouble?: string;
}

/**
 * Meets a SUT as a run would, and has it tell what it has. Rejects with an `UnreachableError` if it does not come, and with what keeps us
 * from listening.
 */
export async function probe({ settings, password, protocol, sut, signal, listener }: Probe): Promise<Probed> {
  const testCase = (await questions())[`${protocol} ${sut}`];
  if (!testCase) throw new UsageError(`a ${sut} of OCPP ${versionOf(protocol)} cannot be asked: leave out --probe`);
  const seen = observer({ protocol, sut }, sutConfigOf(settings));
  const emit: Listener = (event) => {
    if (event.type === 'trace') seen.see(event.entry);
    listener(event);
  };
  const question: SuiteCase = { testCase, file: '', profile: 'Probe', official: false, status: 'additional' };
  const plan = planners[sut]({ settings, password, protocol, cases: [question], operator: nobody, rerun: () => '' });
  const bench = await plan.open({ emit, signal });
  try {
    await bench.ready();
    const { verdict, reason } = await bench.play(question);
    return {
      identity: bench.observed(),
      observations: seen.observations(),
      settings: seen.settings(),
      ...(verdict === 'pass' ? {} : { trouble: reason ?? verdict }),
    };
  } finally {
    await bench.close();
  }
}

async function questions(): Promise<Record<string, TestCase>> {
  const { charger16, charger201, csms16, csms201 } = await import('./questions.ts');
  return { 'ocpp1.6 charger': charger16, 'ocpp1.6 csms': csms16, 'ocpp2.0.1 charger': charger201, 'ocpp2.0.1 csms': csms201 };
}

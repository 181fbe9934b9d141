import { evaluate, type Features } from '../../src/engine/conditions.ts';
import { defaultConfig } from '../../src/engine/config.ts';
import type { TestCase } from '../../src/engine/dsl.ts';
import type { Stage } from '../../src/engine/play.ts';
import { runTestCase } from '../../src/engine/run.ts';
import { loadRules } from '../../src/judge/rules.ts';
import { loadParty } from '../../src/parties/index.ts';
import { type CsmsStageOptions, openChargerStage, openCsmsStage } from '../../src/runner/stages.ts';
import { casesIn, complaintsOf } from '../trial.ts';

/** What is wrong with a peer, by case; what is right is not in it. */
export interface Found {
  found: Record<string, string[]>;
  played: number;
}

/** Nobody operates the peers: cases that need an operator are left out, and those that do not apply. */
const nobody = { can: () => false, does: async () => {} };

async function findIn(
  folder: string,
  features: Features | undefined,
  play: (testCase: TestCase) => ReturnType<typeof runTestCase>,
): Promise<Found> {
  const found: Found['found'] = {};
  let played = 0;
  for (const testCase of await casesIn(folder)) {
    const { acts, requires, id } = testCase;
    if (acts.length > 0 || (features && requires && evaluate(requires, features) !== true)) continue;
    const complaints = complaintsOf(await play(testCase));
    if (complaints.length > 0) found[id] = complaints;
    played += 1;
  }
  return { found, played };
}

type Protocol = 'ocpp1.6' | 'ocpp2.0.1';
type CsmsOptions = Pick<CsmsStageOptions, 'url' | 'endpoints' | 'pki' | 'password' | 'tls'>;

/** Plays against a CSMS on ocpp-rpc what stands in this folder of `testcases`. */
export async function findInCsms(protocol: Protocol, folder: string, options: CsmsOptions): Promise<Found> {
  const [makeParty, rules] = await Promise.all([loadParty(protocol, 'charger'), loadRules(protocol)]);
  const config = { ...defaultConfig, timeouts: { answer: 5, reaction: 5, reboot: 5 } };
  return findIn(folder, undefined, async (testCase) => {
    const stage = openCsmsStage({
      ...{ protocol, config, rules, operator: nobody, timeScale: 0.05, ...options },
      party: () => makeParty(config),
      onTrace: () => {},
    });
    const played = await runTestCase(testCase, stage);
    await stage.close();
    return played;
  });
}

/** Plays against a charger on ocpp-rpc, which is started once we listen. `features` are what its user declares; without
 * any, everything is tried. */
export async function findInCharger(
  protocol: Protocol,
  start: (url: string) => Promise<{ close(options: object): Promise<unknown> }>,
  features?: Features,
): Promise<Found> {
  const [makeParty, rules] = await Promise.all([loadParty(protocol, 'csms'), loadRules(protocol)]);
  const config = { ...defaultConfig, timeouts: { answer: 5, reaction: 1, reboot: 2 } };
  const stage = await openChargerStage({
    // It has no timers of its own that we would have to wait for.
    ...{ protocol, config, rules, operator: nobody, timeScale: 0.01 },
    party: () => makeParty(config),
    serve: { port: 0 },
    onTrace: () => {},
  });
  const client = await start(stage.server.url);
  try {
    return await findIn(`${protocol}/charger`, features, (testCase) => runTestCase(testCase, stage satisfies Stage));
  } finally {
    await client.close({});
    await stage.close();
  }
}

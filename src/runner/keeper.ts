import { defineTestCase, type TestCase } from '../engine/dsl.ts';
import type { Stage } from '../engine/play.ts';
import type { TraceEntry } from '../engine/results.ts';
import { runTestCase } from '../engine/run.ts';

type Values = Map<string, { value: string | undefined; readonly: boolean }>;

/** Keeps in mind how an OCPP 1.6 charger is configured, and gives it back so. Nothing of this is judged. */
export interface ConfigurationKeeper {
  /** told of what happens on the wire: only what we have changed is given back */
  notice(entry: TraceEntry): void;
  /** Asks the charger for its configuration, once it is registered or does not seem to need that. Never rejects. */
  save(signal: AbortSignal): Promise<void>;
  /** Gives back what differs. Resolves to what could not be given back, in words. Never rejects. */
  restore(): Promise<string[]>;
}

export function keepConfiguration(stage: Stage): ConfigurationKeeper {
  let hasChanged = false;
  let saved: Values | undefined;
  return {
    notice(entry) {
      hasChanged ||= entry.kind === 'frame' && entry.from === 'csms' && entry.raw.includes('"ChangeConfiguration"');
    },
    async save(signal) {
      await isRegistered(stage, signal);
      saved = await readConfiguration(stage, signal);
    },
    async restore() {
      if (!hasChanged) return [];
      if (!saved) return ['its configuration, which it did not tell at the start'];
      const now = await readConfiguration(stage);
      if (!now) return ['its configuration, which it does not tell any more'];
      const left: string[] = [];
      for (const [key, { value, readonly }] of saved) {
        const current = now.get(key)?.value;
        if (value === undefined || readonly || current === value) continue;
        const status = await changeKey(stage, key, value);
        if (status === 'Accepted') continue;
        const answer = status === 'RebootRequired' ? 'it wants to be rebooted first' : `it answered ${status ?? 'nothing of use'}`;
        left.push(`${key}: it was ${JSON.stringify(value)} and is ${JSON.stringify(current ?? null)}; asked to change it back, ${answer}`);
      }
      return left;
    },
  };
}

const noCase = { title: 'Configuration of the charger', protocol: 'ocpp1.6', sut: 'charger', spec: [] } as const;

async function readConfiguration(stage: Stage, signal?: AbortSignal): Promise<Values | undefined> {
  let values: Values | undefined;
  const reading = defineTestCase({
    ...noCase,
    id: 'read-configuration',
    async run({ csms }) {
      const { configurationKey = [] } = await csms.calls('GetConfiguration', {});
      values = new Map(configurationKey.map(({ key, value, readonly }) => [key, { value, readonly }]));
    },
  });
  await aside(reading, stage, signal);
  return values;
}

/** Before it is registered a charger should be left alone (1.6 §4.2). One that does not boot may have been registered in an earlier run. */
async function isRegistered(stage: Stage, signal: AbortSignal): Promise<void> {
  if (stage.session.options.party.knows.registered) return;
  const waiting = defineTestCase({
    ...noCase,
    id: 'wait-for-boot',
    async run({ charger }) {
      await charger.calls('BootNotification', {}, { level: 'may' });
    },
  });
  await aside(waiting, stage, signal);
}

async function changeKey(stage: Stage, key: string, value: string): Promise<string | undefined> {
  let status: string | undefined;
  const changing = defineTestCase({
    ...noCase,
    id: 'change-configuration',
    async run({ csms }) {
      ({ status } = await csms.calls('ChangeConfiguration', { key, value }));
    },
  });
  await aside(changing, stage);
  return status;
}

/** Plays what is no case: whatever was and is heard beside it still belongs to the case that follows, the answers to our own CALLs do not. */
async function aside(testCase: TestCase, stage: Stage, signal?: AbortSignal): Promise<void> {
  const { session } = stage;
  const { entries, findings } = session;
  const { steps } = await runTestCase(testCase, stage, signal ? { signal } : {});
  const own = new Set(steps.filter(({ title }) => title.startsWith('csms calls ')).flatMap(({ frames }) => frames));
  session.entries = [...entries, ...session.entries];
  session.findings = [...findings, ...session.findings.filter(({ frames }) => !frames.some((index) => own.has(index)))];
}

import { describe, expect, it } from 'vitest';
import { usesIssuedTransactionIds } from '../../testcases/rules/ocpp1.6/transactions.ts';
import type { Finding, TraceEntry } from '../engine/results.ts';
import { Judge } from './judge.ts';
import { defineRule, type Rule, type Scene, type Watcher } from './rule.ts';

/** `>` is charger to CSMS, `<` is CSMS to charger; a number lets so many milliseconds pass. */
function judgeFrames(rules: Rule[], lines: (string | number)[], complete = true) {
  const findings: Finding[] = [];
  const judge = new Judge({ protocol: 'ocpp1.6', rules, complete, onFinding: (finding) => findings.push(finding) });
  let at = 0;
  let index = 0;
  for (const line of lines) {
    if (typeof line === 'number') {
      at += line;
      judge.passTime(at);
      continue;
    }
    const entry: TraceEntry = {
      index: index++,
      at,
      time: new Date(at).toISOString(),
      connection: 1,
      kind: 'frame',
      from: line.startsWith('>') ? 'charger' : 'csms',
      raw: line.slice(2),
    };
    judge.observe(entry);
  }
  judge.end();
  return { findings, judge };
}

const start = '> [2,"1","StartTransaction",{"connectorId":1,"idTag":"A","meterStart":0,"timestamp":"2026-01-01T00:00:00Z"}]';
const started = '< [3,"1",{"transactionId":42,"idTagInfo":{"status":"Accepted"}}]';
const stop = (id: number, transactionId: number) =>
  `> [2,"${id}","StopTransaction",{"transactionId":${transactionId},"meterStop":1,"timestamp":"2026-01-01T00:00:00Z"}]`;

/** Watches 1.6, and says nothing that matters here. */
const ruleThat = (id: string, { watch }: { watch(scene: Scene): Watcher<'ocpp1.6'> }): Rule =>
  defineRule({ id, title: 'x', severity: 'warning', blame: 'csms', versions: ['ocpp1.6'], spec: [], example: '', watch });

describe('a rule', () => {
  it('sees what facts have learnt before the event', () => {
    expect(judgeFrames([usesIssuedTransactionIds], [start, started, stop(2, 42)]).findings).toEqual([]);
    expect(judgeFrames([usesIssuedTransactionIds], [start, started, stop(2, 0)]).findings).toMatchObject([
      { rule: 'R16-TX-004', blame: 'charger', frames: [2], severity: 'violation' },
    ]);
  });

  it('reports one cause once and counts', () => {
    const { findings } = judgeFrames([usesIssuedTransactionIds], [start, started, stop(2, 0), stop(3, 0), stop(4, 2147483647)]);
    expect(findings.map(({ frames, count, last }) => ({ frames, count, last }))).toEqual([
      { frames: [2], count: 2, last: 3 },
      { frames: [4], count: undefined, last: undefined },
    ]);
  });

  it('says what it would have needed where a record may begin in the middle', () => {
    const { findings, judge } = judgeFrames([usesIssuedTransactionIds], [stop(1, 5)], false);
    expect(findings).toEqual([]);
    expect(judge.undecided).toEqual([{ rule: 'R16-TX-004', premise: 'the transactions that began before the record' }]);
  });

  it('waits in observed time, and breaks down alone', () => {
    const late = ruleThat('X-LATE', {
      watch: (scene) => ({
        anyCall: (call) => void scene.when(call.at + 1000, () => scene.report({ message: 'late', frames: [call.index] })),
      }),
    });
    const broken = ruleThat('X-BROKEN', {
      watch: () => ({
        anyCall: () => {
          throw new Error('oops');
        },
      }),
    });
    const { findings, judge } = judgeFrames([broken, late], [start, 999, started, 1]);
    expect(findings).toMatchObject([{ rule: 'X-LATE' }]);
    expect(judge.broken.get('X-BROKEN')).toContain('oops');
  });
});

/** A rule that writes down what it hears, and says nothing. */
function scribe(heard: string[], hooks: (note: (hook: string) => () => void) => Watcher<'ocpp1.6'>): Rule {
  return ruleThat('X-SCRIBE', {
    watch: () => hooks((hook) => () => void heard.push(hook)),
  });
}

describe('a hook', () => {
  it('tells sound from flawed, CALLs of one side from those of the other, and answers from what answers nothing', () => {
    const heard: string[] = [];
    const rule = scribe(heard, (note) => ({
      chargerCall: note('charger'),
      csmsCall: note('csms'),
      flawedCall: note('flawed'),
      flawedResult: note('flawedResult'),
      orphan: note('orphan'),
      calls: { Heartbeat: note('call'), Reset: note('call') },
      rawCalls: { Heartbeat: note('raw'), Reset: note('raw') },
      answers: { Heartbeat: note('answer'), Reset: note('answer') },
      rawAnswers: { Heartbeat: note('rawAnswer'), Reset: note('rawAnswer') },
    }));
    const told = (...lines: string[]) => {
      heard.length = 0;
      judgeFrames([rule], lines);
      return heard.splice(0);
    };
    const now = '{"currentTime":"2026-01-01T00:00:00Z"}';
    expect(told('> [2,"1","Heartbeat",{}]', `< [3,"1",${now}]`)).toEqual(['charger', 'raw', 'call', 'rawAnswer', 'answer']);
    expect(told('> [2,"1","Heartbeat",{}]', '< [3,"1",{}]').slice(3)).toEqual(['flawedResult', 'rawAnswer']);
    expect(told('< [2,"1","Reset",{}]', '> [3,"1",{"status":"Accepted"}]')).toEqual(['csms', 'flawed', 'raw', 'flawedResult', 'rawAnswer']);
    expect(told('> [2,"1","Reset",{"type":"Soft"}]')).toEqual(['charger', 'flawed', 'raw']);
    expect(told('> [2,"1","Invented",{}]', '> [2,"2","constructor",{}]')).toEqual(['charger', 'flawed', 'charger', 'flawed']);
    expect(told('< [3,"9",{}]', '< [4,"9","GenericError","",{}]')).toEqual(['orphan', 'orphan']);
  });

  it('may listen to every frame for a while', () => {
    const heard: number[] = [];
    const rule = ruleThat('X-LISTENER', {
      watch(scene) {
        let stop = () => {};
        return {
          calls: {
            StartTransaction() {
              stop = scene.listen(({ index }) => void heard.push(index));
            },
            StopTransaction: () => stop(),
          },
        };
      },
    });
    judgeFrames([rule], [start, started, stop(2, 42), '> [2,"3","Heartbeat",{}]']);
    expect(heard).toEqual([1, 2]);
  });
});

describe('several judges', () => {
  const heartbeat = (id: number): TraceEntry & { kind: 'frame' } => ({
    ...{ kind: 'frame', index: id, at: id, time: '', connection: 1, from: 'charger' },
    raw: `[2,"${id}","Heartbeat",{}]`,
  });
  /** Two stations, whose rules write down whom they hear; the first rule of each breaks down at the first frame. */
  function pair(heard: string[]): [Judge, Judge] {
    const judgeOf = (name: string) => {
      const note = (rule: string) =>
        ruleThat(rule, {
          watch: () => ({
            anyCall({ id }) {
              heard.push(`${rule} ${name}${id}`);
              if (rule === 'X-1' && id === '0') throw new Error('oops');
            },
          }),
        });
      return new Judge({ protocol: 'ocpp1.6', rules: [note('X-1'), note('X-2')], complete: true, onFinding: () => {} });
    };
    return [judgeOf('A'), judgeOf('B')];
  }
  const hear = (judge: Judge, id: number) => judge.hear(judge.reader.read(heartbeat(id)));

  it('are told together, one rule after the other, of a rule that breaks down as well', () => {
    const heard: string[] = [];
    const judges = pair(heard);
    for (const judge of judges) hear(judge, 0);
    Judge.tellTogether(judges);
    Judge.tellTogether(judges);
    expect(heard).toEqual(['X-1 A0', 'X-1 B0', 'X-2 A0', 'X-2 B0']);
    for (const { broken } of judges) expect([...broken.keys()]).toEqual(['X-1']);
  });

  it('lose nothing that one of them hears before it was told of the last', () => {
    const heard: string[] = [];
    const [judge] = pair(heard);
    hear(judge, 1);
    hear(judge, 2);
    judge.observe(heartbeat(3));
    expect(heard).toEqual(['X-1 A1', 'X-2 A1', 'X-1 A2', 'X-2 A2', 'X-1 A3', 'X-2 A3']);
  });
});

import { type CallReading, defineRule, type ErrorReading, otherRole, type ResultReading, type Scene } from 'ocppliance';
import { conversation, everyVersion, hasPuzzledSince, isOpen, patience, printOf, quoted, roles, type Sent } from './facts.ts';

/** Whose CALLs the record may have missed: it began in the middle, and not long ago. */
const missedFor = 300_000;

export const usesNewMessageIds = defineRule({
  id: 'RPC-MSG-007',
  title: 'A messageId is used for one message only',
  severity: 'violation',
  blame: 'charger',
  versions: everyVersion,
  spec: ['1.6J §4.1.4', '1.6J errata 2025-04 §3.1', '2.x part 4 §4.1.4'],
  example: '> [2,"1","BootNotification",{…}]  < [3,"1",{…}]  > [2,"1","Heartbeat",{}]',
  harm: 'a late answer is taken for that to another message',
  watch(scene) {
    const facts = scene.facts(conversation);
    facts.onReuse.push((call, before) => {
      const { from, id, action, index } = call;
      if (before.action === action && before.print === printOf(call)) return;
      const isSameConnection = before.era === facts.era;
      // A retry should be identical; one with a new time stamp, say, is no reuse for something else.
      const isRetry = before.action === action && before.answers === 0;
      // 1.6 asked for uniqueness on one connection only until its errata; a counter that restarts is common.
      const isLenient = isRetry || (!isSameConnection && scene.protocol === 'ocpp1.6');
      scene.report({
        blame: from,
        key: isLenient ? 'lenient' : '',
        severity: isLenient ? 'warning' : 'violation',
        message: `The ${from} used the messageId ${quoted(id)} of its ${before.action} again for ${
          isRetry ? `another ${action}` : action
        }${isSameConnection ? '' : ', on another connection'}`,
        frames: [before.index, index],
      });
    });
    return {};
  },
});

export const waitsBeforeItRepeatsACall = defineRule({
  id: 'RPC-MSG-008',
  title: 'A CALL is not repeated while the first is still open',
  severity: 'violation',
  blame: 'charger',
  versions: everyVersion,
  spec: ['1.6J §4.1.1', '2.x part 4 §4.1.1'],
  example: '> [2,"5","StartTransaction",{…}]  (3 s)  > [2,"5","StartTransaction",{…}]',
  harm: 'a CSMS that does not look at the messageId starts two transactions',
  watch(scene) {
    const facts = scene.facts(conversation);
    facts.onReuse.push(({ from, id, action, index, at }, before) => {
      if (before.action !== action || !isOpen(facts, before) || at - before.at >= patience(scene)) return;
      if (hasPuzzledSince(facts, otherRole(from), before.index)) return;
      scene.report({
        blame: from,
        message: `The ${from} repeated ${action} ${quoted(id)} after ${Math.round(at - before.at)} ms, while it was still open`,
        frames: [before.index, index],
      });
    });
    return {};
  },
});

export const keepsOneCallOpen = defineRule({
  id: 'RPC-MSG-011',
  title: 'A side has one CALL open at a time',
  severity: 'violation',
  blame: 'charger',
  versions: everyVersion,
  spec: ['1.6J §4.1.1', '2.x part 4 §4.1.1', '2.x part 4 FR.01'],
  example: '< [2,"1","GetConfiguration",{}]  < [2,"2","TriggerMessage",{…}]',
  harm: 'peers drop the second CALL, or mix up the answers',
  watch(scene) {
    const facts = scene.facts(conversation);
    return {
      anyCall(call) {
        const { from, id, unconfirmed } = call;
        const open = scene.open(from);
        if (unconfirmed || open.size < 2) return;
        let first: CallReading | undefined;
        for (const earlier of open.values()) {
          const isRecent = call.at - earlier.at < patience(scene);
          if (earlier.id !== id && isRecent && !hasPuzzledSince(facts, otherRole(from), earlier.index)) {
            first = earlier;
            break;
          }
        }
        if (!first) return;
        scene.report({
          blame: from,
          ...(scene.protocol === 'ocpp1.6' ? { severity: 'warning' } : {}),
          message: `The ${from} called ${quoted(call.action)} while its ${quoted(first.action)} was not answered yet`,
          frames: [first.index, call.index],
        });
      },
    };
  },
});

/** What an answer belongs to that answers nothing which is open. */
type Orphan = { kind: 'excused' | 'unknown' | 'missed' } | { kind: 'repeated' | 'outlived' | 'unconfirmed' | 'toAnAnswer'; sent: Sent };

/** An answer without an open CALL, told apart for the rules on it. */
const orphans = (scene: Scene) => {
  const facts = scene.facts(conversation);
  return (answer: ResultReading | ErrorReading): Orphan => {
    const { from, id, at } = answer;
    const asker = otherRole(from);
    const sent = facts.sent[asker].get(id);
    if (sent?.unconfirmed) return { kind: 'unconfirmed', sent };
    if (sent && sent.era !== facts.era) return { kind: 'outlived', sent };
    if (sent && sent.answers >= sent.calls) return { kind: 'repeated', sent };
    // A CALL that was sent twice under one messageId may be answered twice.
    if (sent) return { kind: 'excused' };
    if (isForAPuzzle(answer, facts.puzzles[asker])) return { kind: 'excused' };
    const own = facts.sent[from].get(id);
    if (answer.kind === 'error' && own && own.era === facts.era && own.answers > 0) return { kind: 'toAnAnswer', sent: own };
    if (!scene.complete && facts.openings === 0 && at - (facts.began ?? at) < missedFor) return { kind: 'missed' };
    return { kind: 'unknown' };
  };
};

/** What a side could not read it may answer with an error under any id; with a result only under the id that it could read. */
const isForAPuzzle = ({ kind, id }: ResultReading | ErrorReading, puzzles: readonly { id?: string }[]): boolean =>
  kind === 'error' ? id === '-1' || puzzles.length > 0 : puzzles.some((puzzle) => puzzle.id === id);

export const answersOpenCalls = defineRule({
  id: 'RPC-MSG-009',
  title: 'An answer has the messageId of an open CALL of the other side',
  severity: 'violation',
  blame: 'charger',
  versions: everyVersion,
  spec: ['1.6J §4.1.4', '2.x part 4 §4.1.4'],
  example: '< [2,"A1","GetConfiguration",{}]  > [3,"b7",{…}]',
  harm: 'who asked waits until it times out, and asks again',
  watch(scene) {
    const classify = orphans(scene);
    return {
      orphan(answer) {
        const { kind } = classify(answer);
        if (kind === 'missed') return scene.inconclusive('the CALLs that were open when the record began');
        if (kind !== 'unknown') return;
        const { from, id, index } = answer;
        const asker = otherRole(from);
        const open = [...scene.open(asker).values()].slice(0, 3);
        scene.report({
          blame: from,
          message: `The ${from} answered the CALL ${quoted(id)}, which the ${asker} never sent`,
          frames: [...open.map((call) => call.index), index],
          actual: quoted(id),
          ...(open.length > 0 ? { expected: open.map((call) => `${quoted(call.id)} (${quoted(call.action)})`).join(' or ') } : {}),
        });
      },
    };
  },
});

export const answersACallOnce = defineRule({
  id: 'RPC-MSG-010',
  title: 'A CALL is answered once',
  severity: 'violation',
  blame: 'charger',
  versions: everyVersion,
  spec: ['1.6J §4.2', '2.x part 4 §4.2'],
  example: '> [3,"9",{"status":"Accepted"}]  > [3,"9",{"status":"Accepted"}]',
  watch(scene) {
    const classify = orphans(scene);
    return {
      orphan(answer) {
        const orphan = classify(answer);
        if (orphan.kind !== 'repeated') return;
        const { from, id, index } = answer;
        scene.report({
          blame: from,
          key: orphan.sent.action,
          message: `The ${from} answered the CALL ${quoted(id)} (${quoted(orphan.sent.action)}) twice`,
          frames: [orphan.sent.index, index],
        });
      },
    };
  },
});

export const dropsCallsWithTheirConnection = defineRule({
  id: 'RPC-CON-010',
  title: 'A CALL dies with its connection: it is not answered on the next',
  severity: 'warning',
  blame: 'charger',
  versions: everyVersion,
  spec: ['1.6J §4.1.4', '2.x part 4 §4.1.1'],
  example: '< [2,"A1","GetConfiguration",{}]  (reconnect)  > [3,"A1",{…}]',
  watch(scene) {
    const classify = orphans(scene);
    return {
      orphan(answer) {
        const orphan = classify(answer);
        if (orphan.kind !== 'outlived') return;
        const { from, id, index } = answer;
        scene.report({
          blame: from,
          message: `The ${from} answered the CALL ${quoted(id)} (${quoted(orphan.sent.action)}) of a connection that had ended`,
          frames: [orphan.sent.index, index],
        });
      },
    };
  },
});

export const doesNotAnswerAnswers = defineRule({
  id: 'RPC-ERR-006',
  title: 'An answer is not answered',
  severity: 'violation',
  blame: 'charger',
  versions: everyVersion,
  spec: ['1.6J §4.2.3', '2.x part 4 §4.2.3'],
  example: '> [2,"5","Heartbeat",{}]  < [3,"5",{}]  > [4,"5","OccurenceConstraintViolation","",{}]',
  watch(scene) {
    const classify = orphans(scene);
    return {
      orphan(answer) {
        const orphan = classify(answer);
        if (orphan.kind !== 'toAnAnswer') return;
        const { from, id, index } = answer;
        const instead = scene.protocol === 'ocpp2.1' ? '; 2.1 has CALLRESULTERROR for that' : '';
        scene.report({
          blame: from,
          message: `The ${from} sent a CALLERROR to the answer that it got to its ${quoted(orphan.sent.action)} ${quoted(id)}${instead}`,
          frames: [orphan.sent.index, index],
        });
      },
    };
  },
});

export const leavesSendUnanswered = defineRule({
  id: 'RPC-21-002',
  title: 'A SEND is not answered',
  severity: 'violation',
  blame: 'csms',
  versions: ['ocpp2.1'],
  spec: ['2.1 part 4 §4.2.4', '2.1 part 4 FR.07', '2.1 N15.FR.02'],
  example: '> [6,"s1","NotifyPeriodicEventStream",{…}]  < [3,"s1",{}]',
  watch(scene) {
    const facts = scene.facts(conversation);
    const judge = ({ from, id, index, call }: ResultReading | ErrorReading) => {
      const sent = facts.sent[otherRole(from)].get(id);
      if (call || !sent?.unconfirmed) return;
      const message = `The ${from} answered the SEND ${quoted(id)} (${quoted(sent.action)}), which nobody waits for`;
      scene.report({ blame: from, message, frames: [sent.index, index] });
    };
    return { anyResult: judge, anyError: judge };
  },
});

export const refusesOnlyResults = defineRule({
  id: 'RPC-21-003',
  title: 'A CALLRESULTERROR refuses a CALLRESULT, once',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp2.1'],
  spec: ['2.1 part 4 §4.2.3', '2.1 part 4 FR.06'],
  example: '< [2,"1","Reset",{…}]  > [5,"1","NotSupported","",{}]',
  watch(scene) {
    const facts = scene.facts(conversation);
    const refused = { charger: new Set<string>(), csms: new Set<string>() };
    return {
      closed: () => {
        for (const role of roles) refused[role].clear();
      },
      anyError({ from, id, index, frame }) {
        if (frame.type !== 'resultError') return;
        const own = facts.sent[from].get(id);
        const theirs = facts.sent[otherRole(from)].get(id);
        if (theirs?.unconfirmed) return; // RPC-21-002
        const isFirst = !refused[from].has(id);
        refused[from].add(id);
        if (refused[from].size > 100) refused[from].clear();
        const hasResult = own?.era === facts.era && own.answers > 0;
        if (hasResult && isFirst) return;
        if (!hasResult && facts.puzzles[otherRole(from)].length > 0) return;
        if (!hasResult && !scene.complete && facts.openings === 0) {
          return scene.inconclusive('the CALLs that were open when the record began');
        }
        const why = hasResult ? 'a second time' : 'although no CALLRESULT with that messageId had come';
        scene.report({ blame: from, message: `The ${from} sent a CALLRESULTERROR ${quoted(id)} ${why}`, frames: [index] });
      },
    };
  },
});

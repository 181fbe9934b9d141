import { type CallReading, defineFacts, defineRule, otherRole, type Role, type Scene } from 'ocppliance';
import { answerIsDue, answerIsLate, conversation, everyVersion, hasPuzzledSince, quoted, registration, roles } from './facts.ts';

/** Calls that nobody answered in time, and no one can say why yet, are few: the rest is forgotten. */
const mostSuspects = 20;

interface Silence {
  /** those who want to know of each CALL that stays unanswered while the other side is alive */
  onSilent: ((call: CallReading) => void)[];
  /** unanswered so far, while nothing shows that the other side is still there */
  suspects: CallReading[];
}

/**
 * Which CALLs stay unanswered. A side counts as alive if it was heard half a minute after the CALL or is heard after the deadline: else the
 * connection may be dead without anyone knowing.
 */
const silence = defineFacts({
  versions: everyVersion,
  create: (): Silence => ({ onSilent: [], suspects: [] }),
  learn(facts, scene) {
    const talk = scene.facts(conversation);
    let isArmed = false;
    /** trace index up to which CALLs have been looked at */
    let looked = -1;
    let stopListening: (() => void) | undefined;

    const arm = (at: number) => {
      isArmed = true;
      scene.when(at, look);
    };
    const look = (now: number) => {
      isArmed = false;
      let next: CallReading | undefined;
      let last = looked;
      for (const role of roles) {
        for (const call of scene.open(role).values()) {
          if (call.index <= looked) continue;
          if (call.at + answerIsDue <= now) {
            last = Math.max(last, call.index);
            if (talk.heard[otherRole(role)] >= call.at + answerIsLate) decide(call);
            else suspect(call);
          } else if (!next || call.at < next.at) next = call;
        }
      }
      looked = last;
      if (next) arm(next.at + answerIsDue);
    };
    const decide = (call: CallReading) => {
      // What could not be understood may have been the answer: that is another rule's finding.
      if (scene.open(call.from).get(call.id) !== call || hasPuzzledSince(talk, otherRole(call.from), call.index)) return;
      for (const tell of facts.onSilent) tell(call);
    };
    const suspect = (call: CallReading) => {
      if (facts.suspects.push(call) > mostSuspects) facts.suspects.shift();
      stopListening ??= scene.listen(({ from, kind }) => {
        if (kind !== 'broken') hear(from);
      });
    };
    const hear = (from: Role) => {
      const decided = facts.suspects.filter((call) => call.from !== from);
      if (decided.length === 0) return;
      keep(facts.suspects.filter((call) => call.from === from));
      for (const call of decided) decide(call);
    };
    const keep = (suspects: CallReading[]) => {
      facts.suspects = suspects;
      if (suspects.length > 0) return;
      stopListening?.();
      stopListening = undefined;
    };
    return {
      anyCall({ at, unconfirmed }) {
        if (!isArmed && !unconfirmed) arm(at + answerIsDue);
      },
      pinged: ({ from }) => hear(from),
      closed: () => keep([]),
    };
  },
});

/** Tells of each CALL that stays unanswered while the other side is alive. */
function watchForSilence(scene: Scene, onSilent: (call: CallReading) => void): { ended(): void } {
  const facts = scene.facts(silence);
  facts.onSilent.push(onSilent);
  return {
    ended() {
      if (facts.suspects.length > 0) scene.inconclusive('whether the connection was still alive when an answer was due');
    },
  };
}

/** Whether silence is allowed: towards a station, or by one, that has not been accepted (1.6 §4.2). */
const maybeSilent = (scene: Scene, { from, action }: CallReading): boolean => {
  const { status } = scene.facts(registration);
  if (status === 'Accepted') return false;
  const isUnknown = status === undefined;
  if (from === 'csms') return status === 'Rejected' || (isUnknown && scene.complete && scene.protocol === 'ocpp1.6');
  return action !== 'BootNotification' && !(isUnknown && !scene.complete);
};

export const answersEveryCall = defineRule({
  id: 'RPC-MSG-012',
  title: 'Every CALL is answered, within a minute at the latest',
  severity: 'violation',
  blame: 'charger',
  versions: everyVersion,
  spec: ['1.6J §4.2', '2.x part 4 FR.02', '2.x part 4 FR.03', '2.x part 2 §3.2'],
  example: '< [2,"4","GetConfiguration",{}]  (60 s)  > [2,"7","Heartbeat",{}]',
  harm: 'the other side waits, may send nothing else meanwhile, and takes the station for dead',
  watch(scene) {
    scene.facts(registration);
    return watchForSilence(scene, (call) => {
      if (maybeSilent(scene, call)) return;
      const isValid = call.legal && call.problems.length === 0;
      scene.report({
        blame: otherRole(call.from),
        key: `${isValid} ${call.action.slice(0, 80)}`,
        // What breaks the schema may be dropped (2.x part 4 §4.2.3).
        ...(isValid ? {} : { severity: 'warning' }),
        message: `The ${otherRole(call.from)} did not answer ${quoted(call.action)} of the ${call.from} within ${answerIsDue / 1000} s, although it was alive`,
        frames: [call.index],
      });
    });
  },
});

export const answersSoon = defineRule({
  id: 'RPC-MSG-013',
  title: 'An answer comes within half a minute',
  severity: 'warning',
  blame: 'charger',
  versions: everyVersion,
  spec: ['2.x part 2 §3.2', '2.x part 4 §4.1.1'],
  example: '< [2,"4","GetDiagnostics",{…}]  (95 s)  > [3,"4",{}]',
  watch(scene) {
    const judge = ({ call, at, from, index }: { call?: CallReading; at: number; from: Role; index: number }) => {
      if (!call || at - call.at <= answerIsLate) return;
      const seconds = Math.round((at - call.at) / 1000);
      scene.report({
        blame: from,
        key: call.action.slice(0, 80),
        message: `The ${from} answered ${quoted(call.action)} after ${seconds} s`,
        frames: [call.index, index],
        expected: `${answerIsLate / 1000} s`,
        actual: `${seconds} s`,
      });
    };
    return { anyResult: judge, anyError: judge };
  },
});

export const answersWhileItTalks = defineRule({
  id: 'RPC-CON-011',
  title: 'A station that still calls also answers',
  severity: 'violation',
  blame: 'charger',
  versions: everyVersion,
  spec: ['1.6J §4.2', '2.x part 4 FR.02'],
  example: '< GetConfiguration  < TriggerMessage  > Heartbeat …  and no answer to either',
  harm: 'the station looks online and cannot be controlled',
  watch(scene) {
    scene.facts(registration);
    let silent: CallReading | undefined;
    let calledSince = false;
    const recover = () => {
      silent = undefined;
      calledSince = false;
    };
    const { ended } = watchForSilence(scene, (call) => {
      if (call.from !== 'csms' || maybeSilent(scene, call) || !call.legal || call.problems.length > 0) return;
      if (!silent || silent.action === call.action || !calledSince) {
        silent ??= call;
        return;
      }
      scene.report({
        message: `The charger calls, but answers neither ${silent.action} nor ${call.action}`,
        frames: [silent.index, call.index],
      });
    });
    const answered = ({ from, call }: { from: Role; call?: CallReading }) => {
      if (from === 'charger' && call) recover();
    };
    return {
      chargerCall() {
        calledSince = true;
      },
      anyResult: answered,
      anyError: answered,
      closed: recover,
      ended,
    };
  },
});

export const answersPings = defineRule({
  id: 'RPC-CON-001',
  title: 'A Ping is answered with a Pong',
  severity: 'violation',
  blame: 'charger',
  versions: everyVersion,
  spec: ['RFC 6455 §5.5.2', '1.6J §5.3', '2.x part 4 §5.2'],
  example: '< Ping  (30 s, Heartbeats meanwhile)  no Pong',
  harm: 'the other side takes the connection for dead and closes it',
  watch(scene) {
    /** the first Ping of a side that no Pong has come for */
    const waiting: Record<Role, { index: number; at: number } | undefined> = { charger: undefined, csms: undefined };
    let stopListening = () => {};
    const settle = (...sides: Role[]) => {
      for (const side of sides) waiting[side] = undefined;
      if (!waiting.charger && !waiting.csms) stopListening();
    };
    const hear = ({ from, at }: { from: Role; at: number }) => {
      const ping = waiting[otherRole(from)];
      if (!ping || at - ping.at < answerIsLate) return;
      settle(otherRole(from));
      scene.report({
        blame: from,
        message: `The ${from} did not answer a Ping with a Pong within ${answerIsLate / 1000} s, although it sent other frames`,
        frames: [ping.index],
      });
    };
    return {
      opened: () => settle(...roles),
      closed: () => settle(...roles),
      pinged(entry) {
        const { kind, from, index, at } = entry;
        if (kind === 'pong') return settle(otherRole(from));
        hear(entry);
        if (!waiting.charger && !waiting.csms) stopListening = scene.listen(hear);
        waiting[from] ??= { index, at };
      },
    };
  },
});

export const refusesBrokenResults = defineRule({
  id: 'RPC-21-004',
  title: 'A CALLRESULT that breaks its schema is refused with a CALLRESULTERROR',
  severity: 'warning',
  blame: 'charger',
  versions: ['ocpp2.1'],
  spec: ['2.1 part 4 FR.06'],
  example: '> Heartbeat {}  < {}  and no CALLRESULTERROR',
  watch(scene) {
    let waiting: { id: string; index: number; at: number; from: Role } | undefined;
    return {
      closed() {
        waiting = undefined;
      },
      anyResult({ call, problems, id, index, at, from }) {
        if (call && problems.length > 0) waiting ??= { id, index, at, from };
      },
      anyError({ frame, id }) {
        if (frame.type === 'resultError' && id === waiting?.id) waiting = undefined;
      },
      frame({ from, at }) {
        if (!waiting || from === waiting.from || at - waiting.at < answerIsLate) return;
        const { id, index } = waiting;
        waiting = undefined;
        scene.report({
          blame: from,
          message: `The ${from} took the broken answer ${quoted(id)} without a CALLRESULTERROR`,
          frames: [index],
        });
      },
    };
  },
});

import { actions, type CallReading, defineRule, initiatorOf, isAction, isUnconfirmed, type ProtocolVersion } from 'ocppliance';
import { everyVersion, quoted } from './facts.ts';
import { dialectOf } from './schema.ts';

/** The other versions that know an action by this name. */
export const versionsWith = (action: string, protocol: ProtocolVersion): ProtocolVersion[] =>
  everyVersion.filter((version) => version !== protocol && isAction(version, action));

/** How an action that nobody knows by this name is probably called: in other case, or without a suffix that does not go over the wire. */
function meantAction(protocol: ProtocolVersion, action: string): string | undefined {
  const bare = action
    .slice(0, 80)
    .toLowerCase()
    .replace(/(?:\.?req(?:uest)?|\.?conf|response)$/, '');
  return Object.keys(actions[protocol]).find((known) => known.toLowerCase() === bare);
}

export const callsKnownActions = defineRule({
  id: 'RPC-MSG-016',
  title: 'A CALL names an action of the version, spelt exactly so and without a suffix',
  severity: 'violation',
  blame: 'charger',
  versions: everyVersion,
  spec: ['1.6J §4.2.1', '2.x part 4 §4.2.1'],
  example: '> [2,"1","BootNotificationRequest",{…}]',
  harm: 'the other side answers NotImplemented',
  watch: (scene) => ({
    flawedCall({ action, from, index }) {
      if (isAction(scene.protocol, action) || versionsWith(action, scene.protocol).length > 0) return;
      const meant = meantAction(scene.protocol, action);
      scene.report({
        blame: from,
        key: action.slice(0, 80),
        message: `The ${from} called ${quoted(action)}, which ${scene.protocol} does not know${meant ? `: it is called ${meant}` : ''}`,
        frames: [index],
        ...(meant ? { expected: meant } : {}),
      });
    },
  }),
});

export const callsOnlyActionsOfItsSide = defineRule({
  id: 'RPC-MSG-017',
  title: 'Only the side that an action belongs to calls it',
  severity: 'violation',
  blame: 'charger',
  versions: everyVersion,
  spec: ['1.6 §4', '1.6 §5', '2.x part 2'],
  example: '< [2,"3","Heartbeat",{}]',
  watch: (scene) => ({
    flawedCall({ action, from, index, legal }) {
      if (legal || initiatorOf(scene.protocol, action) === undefined) return;
      scene.report({
        blame: from,
        key: action,
        message: `The ${from} called ${action}, which only the other side may call`,
        frames: [index],
      });
    },
  }),
});

export const speaksTheNegotiatedVersion = defineRule({
  id: 'RPC-HS-008',
  title: 'The messages are those of the version that was negotiated',
  severity: 'violation',
  blame: 'charger',
  versions: everyVersion,
  spec: ['1.6J §3.1.2', '2.x part 4 §3.1.2'],
  example: '101 with ocpp2.0.1  > [2,"1","StatusNotification",{"connectorId":1,"errorCode":"NoError","status":"Available"}]',
  harm: 'a station with two stacks mixes them up after an update or a reconnect',
  watch(scene) {
    const report = ({ from, index }: CallReading, other: ProtocolVersion, what: string) =>
      scene.report({
        blame: from,
        key: what,
        message: `The ${from} sent ${what} of ${other} on a connection of ${scene.protocol}`,
        frames: [index],
      });
    return {
      flawedCall(call) {
        const { action, problems } = call;
        if (!isAction(scene.protocol, action)) {
          const other = versionsWith(action, scene.protocol)[0];
          if (other) report(call, other, `the action ${action}`);
          return;
        }
        const other = problems.length > 0 ? dialectOf(scene.protocol, call) : undefined;
        if (other) report(call, other, `the ${action}`);
      },
    };
  },
});

export const sendsUnconfirmedMessagesAsSend = defineRule({
  id: 'RPC-21-001',
  title: 'What nobody answers goes as SEND, and nothing else does',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp2.1'],
  spec: ['2.1 part 4 §4.2.4', '2.1 N15.FR.01'],
  example: '> [2,"9","NotifyPeriodicEventStream",{…}]',
  watch: (scene) => ({
    broken({ frame: { problem }, from, index }) {
      if (problem.rule !== 'RPC-21-001') return;
      scene.report({ blame: from, key: problem.message, message: `The ${from} sent a broken frame: ${problem.message}`, frames: [index] });
    },
    anyCall({ action, from, index, legal, unconfirmed }) {
      if (!legal || isUnconfirmed(action) === unconfirmed) return;
      const message = `The ${from} sent ${action} as a ${unconfirmed ? 'SEND' : 'CALL'}; it goes as a ${unconfirmed ? 'CALL' : 'SEND'}`;
      scene.report({ blame: from, key: action, message, frames: [index] });
    },
  }),
});

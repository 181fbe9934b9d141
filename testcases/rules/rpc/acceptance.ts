import { type CallReading, defineRule, type ErrorReading, type ResultReading } from 'ocppliance';
import { conversation, everyVersion, registration } from './facts.ts';

/** What a CSMS may do with a station in Pending without asking it for messages of its own. */
const asksForNothing: readonly string[] = ['GetVariables', 'SetVariables', 'GetConfiguration', 'ChangeConfiguration'];

export const keepsUnacceptedStationsOut = defineRule({
  id: 'RPC-ERR-008',
  title: 'What a station calls before it is accepted is answered with SecurityError',
  severity: 'violation',
  blame: 'csms',
  versions: everyVersion,
  spec: ['2.x part 2 B01.FR.10', '2.x part 2 B02.FR.09', '2.x part 2 B03.FR.07', '1.6J errata 2025-04 §3.10'],
  example: '> BootNotification  < {status: Rejected}  > StatusNotification  < {}',
  harm: 'a station that is not let in takes part all the same',
  watch(scene) {
    const facts = scene.facts(registration);
    const talk = scene.facts(conversation);
    /** The CSMS has called something that may bring about messages: they are for R201-BOOT-003. */
    let hasAsked = false;

    const judge = (answer: ResultReading | ErrorReading) => {
      const { call, index } = answer;
      if (facts.status === 'Accepted' || call?.from !== 'charger' || call.action === 'BootNotification') return;
      const { status, index: since } = facts;
      if (status === undefined && scene.complete && talk.openings === 1 && answer.kind === 'result') {
        scene.inconclusive('whether the CSMS had accepted the station before the record began');
      }
      if (status !== 'Pending' && status !== 'Rejected') return;
      // Only what was called under this status, and is in order otherwise.
      if (!call.legal || call.problems.length > 0 || since === undefined || call.index < since) return;
      if (status === 'Pending' && hasAsked) return;
      if (answer.kind === 'error' && answer.frame.code === 'SecurityError') return;
      const how = answer.kind === 'error' ? `the error ${answer.frame.code}` : 'a CALLRESULT';
      scene.report({
        key: status,
        ...(scene.protocol === 'ocpp1.6' ? { severity: 'warning' } : {}),
        message: `The csms answered ${call.action} with ${how}, although it had answered the BootNotification with ${status}`,
        frames: [since, call.index, index],
        expected: 'CALLERROR SecurityError',
      });
    };

    return {
      csmsCall({ action }) {
        if (!asksForNothing.includes(action)) hasAsked = true;
      },
      anyResult: judge,
      anyError: judge,
      answers: {
        BootNotification({ response: { status } }) {
          if (status === 'Accepted') hasAsked = false;
        },
      },
    };
  },
});

const wantsBootNotification = ({ action, request }: CallReading): boolean =>
  (action === 'TriggerMessage' || action === 'ExtendedTriggerMessage') && request.requestedMessage === 'BootNotification';

export const letsTheStationBootFirst = defineRule({
  id: 'RPC-CON-012',
  title: 'A CSMS calls nothing before it has answered the BootNotification of a station that boots, nor after it has rejected it',
  severity: 'warning',
  blame: 'csms',
  versions: everyVersion,
  spec: ['1.6 §4.2', '1.6 errata §3.40', '2.x part 2 B01', '2.x part 2 B03.FR.03'],
  example: '(connect)  < GetConfiguration  > BootNotification',
  harm: 'several stations close the connection, and do so again after each reconnect',
  watch(scene) {
    const facts = scene.facts(registration);
    const talk = scene.facts(conversation);
    /** the first CALL on this connection that came before the station had said anything */
    let early: CallReading | undefined;
    const forget = () => {
      early = undefined;
    };
    return {
      opened: forget,
      closed: forget,
      csmsCall(call) {
        const { action, index } = call;
        if (wantsBootNotification(call)) return;
        if (facts.status === 'Rejected') {
          // 1.6 says SHOULD NOT, 2.x SHALL NOT.
          const severity = scene.protocol === 'ocpp1.6' ? 'warning' : 'violation';
          const message = `The csms called ${action}, although it had rejected the station`;
          scene.report({ key: 'rejected', severity, message, frames: [...(facts.index === undefined ? [] : [facts.index]), index] });
        } else if (talk.sent.charger.isEmpty && scene.complete) early ??= call;
      },
      rawCalls: {
        BootNotification({ from, index }) {
          if (from !== 'charger' || !early || !talk.sent.charger.isEmpty) return;
          const message = `The csms called ${early.action} before the station had booted`;
          scene.report({ message, frames: [early.index, index] });
        },
      },
    };
  },
});

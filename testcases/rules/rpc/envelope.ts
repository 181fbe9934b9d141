import { type BrokenReading, defineRule, otherRole, type ProtocolVersion, type Rule } from 'ocppliance';
import { conversation, everyVersion } from './facts.ts';

interface EnvelopeRule {
  id: string;
  title: string;
  spec: readonly string[];
  example: string;
  harm?: string;
  versions?: readonly ProtocolVersion[];
}

/** A rule of those that the parser of frames already tells apart by their ids. */
const envelopeRule = ({ versions = everyVersion, ...about }: EnvelopeRule): Rule =>
  defineRule({
    ...about,
    severity: 'violation',
    blame: 'charger',
    versions,
    watch(scene) {
      const facts = scene.facts(conversation);
      return {
        broken(reading) {
          const { frame, from, index } = reading;
          const { rule, kind, message } = frame.problem;
          if (rule !== about.id || echoesABadId(reading, facts.puzzles[otherRole(from)])) return;
          // 1.6's text puts up with null for an empty payload; its schemas do not.
          const tolerated = scene.protocol === 'ocpp1.6' && kind === 'badPayload' && frame.payload === null;
          scene.report({
            blame: from,
            key: message,
            message: `The ${from} sent a broken frame: ${message}`,
            frames: [index],
            ...(tolerated ? { severity: 'warning' } : {}),
          });
        },
      };
    },
  });

/** Who answers a CALL whose messageId is wrong can only use that messageId. */
const echoesABadId = ({ frame }: BrokenReading, puzzles: readonly { broken?: BrokenReading }[]): boolean =>
  frame.problem.kind === 'badId' &&
  (frame.meant === 'result' || frame.meant === 'error') &&
  puzzles.some(({ broken }) => broken?.frame.problem.kind === 'badId');

const troubles: Partial<Record<string, string>> = {
  binary: 'sent a binary frame; OCPP-J messages are text',
  invalidUtf8: 'sent a text frame that is not UTF-8',
  protocolError: 'broke the WebSocket protocol',
};

/** What the WebSocket library says of reserved bits: compressed frames although nobody agreed on compression. */
const isReservedBit = (detail: string): boolean => /\bRSV[123]\b/i.test(detail);

export const sendsJson = defineRule({
  id: 'RPC-MSG-001',
  title: 'A frame is text in UTF-8 that holds JSON',
  severity: 'violation',
  blame: 'charger',
  versions: everyVersion,
  spec: ['1.6J §4.1.2', '2.x part 4 §4.1.2', 'RFC 8259'],
  example: '> [3,"42",{"configurationKey":[]',
  harm: 'an answer cut at the end of a buffer is no answer, and its sender waits until it times out',
  watch: (scene) => ({
    broken({ frame: { problem }, from, index }) {
      if (problem.rule !== 'RPC-MSG-001') return;
      scene.report({ blame: from, key: problem.message, message: `The ${from} sent a broken frame: ${problem.message}`, frames: [index] });
    },
    troubled({ from, what, detail, index }) {
      const words = troubles[what];
      if (!words || isReservedBit(detail)) return;
      scene.report({ blame: from, key: what, message: `The ${from} ${words}: ${detail}`, frames: [index] });
    },
  }),
});

export const compressesOnlyWhenAgreed = defineRule({
  id: 'RPC-HS-023',
  title: 'Reserved bits of a WebSocket frame are set only by an extension that both sides agreed on',
  severity: 'violation',
  blame: 'charger',
  versions: everyVersion,
  spec: ['RFC 6455 §5.2', 'RFC 7692 §5'],
  example: '< 101 without Sec-WebSocket-Extensions  > first frame with RSV1 set',
  harm: 'the library of the other side closes the connection at the first frame',
  watch: (scene) => ({
    troubled({ from, what, detail, index }) {
      if (what !== 'protocolError' || !isReservedBit(detail)) return;
      scene.report({
        blame: from,
        message: `The ${from} sent a frame with reserved bits that nobody agreed on: ${detail}`,
        frames: [index],
      });
    },
  }),
});

export const sendsArrayThatBeginsWithItsType = envelopeRule({
  id: 'RPC-MSG-002',
  title: 'A message is an array that begins with an integer, its type',
  spec: ['1.6J §4.1.3', '1.6J §4.2', '2.x part 4 §4.1.3'],
  example: '> ["2","1","Heartbeat",{}]',
});

export const sendsCallOfFourElements = envelopeRule({
  id: 'RPC-MSG-003',
  title: 'A CALL has four elements: type, messageId, action, payload',
  spec: ['1.6J §4.2.1', '2.x part 4 §4.2.1'],
  example: '> [2,"1","Heartbeat"]',
});

export const sendsResultOfThreeElements = envelopeRule({
  id: 'RPC-MSG-004',
  title: 'A CALLRESULT has three elements: type, messageId, payload',
  spec: ['1.6J §4.2.2', '2.x part 4 §4.2.2'],
  example: '< [3,"1","Heartbeat",{"currentTime":"…"}]',
});

const sendsWholeErrors = envelopeRule({
  id: 'RPC-MSG-005',
  title: 'A CALLERROR has five elements: type, messageId, code, description, details',
  spec: ['1.6J §4.2.3', '2.x part 4 §4.2.3'],
  example: '> [4,"7","NotSupported","",null]',
  harm: 'a receiver that takes the fifth element for granted fails on the error instead of handling it',
});

export const sendsErrorOfFiveElements: Rule = {
  ...sendsWholeErrors,
  watch: (scene) => ({
    ...sendsWholeErrors.watch(scene),
    anyError({ frame: { description }, from, index }) {
      if (scene.protocol === 'ocpp1.6' || description.length <= 255 || [...description].length <= 255) return;
      scene.report({
        blame: from,
        key: 'description',
        message: `The ${from} sent an errorDescription of ${[...description].length} characters; at most 255 are allowed`,
        frames: [index],
      });
    },
  }),
};

export const sendsMessageIdOfAtMost36Characters = envelopeRule({
  id: 'RPC-MSG-006',
  title: 'A messageId is a string of 1 to 36 characters',
  spec: ['1.6J §4.1.4', '2.x part 4 §4.1.4'],
  example: '< [2,"{3f2504e0-4f89-11d3-9a0c-0305e82c3301}-17","Reset",{…}]',
});

export const sendsObjectWherePayloadIsEmpty = envelopeRule({
  id: 'RPC-MSG-014',
  title: 'An empty payload is an empty object',
  spec: ['1.6J §4.2.1', '1.6J §4.2.2', '2.x part 4 §4.1.5'],
  example: '< [3,"11",null]',
});

export const sendsKnownMessageTypes = envelopeRule({
  id: 'RPC-MSG-018',
  title: 'Only message types that OCPP-J knows are sent',
  spec: ['1.6J §4.1.3', '2.x part 4 §4.1.3'],
  example: '< [7,"1",{}]',
});

export const keepsNewMessageTypesForTheirVersion = envelopeRule({
  id: 'RPC-MSG-019',
  title: 'CALLRESULTERROR and SEND are sent in 2.1 only',
  versions: ['ocpp1.6', 'ocpp2.0.1'],
  spec: ['1.6J §4.1.3', '2.0.1 part 4 §4.1.3'],
  example: '> [6,"1","NotifyPeriodicEventStream",{…}]',
});

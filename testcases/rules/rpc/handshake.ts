import { defineRule, type Handshake } from 'ocppliance';
import { everyVersion, quoted } from './facts.ts';

/** The names that are registered for OCPP-J. */
const registered: readonly string[] = ['ocpp1.2', 'ocpp1.5', 'ocpp1.6', 'ocpp2.0', 'ocpp2.0.1', 'ocpp2.1'];

export const offersASubprotocol = defineRule({
  id: 'RPC-HS-001',
  title: 'The opening handshake offers an OCPP subprotocol',
  severity: 'violation',
  blame: 'charger',
  versions: everyVersion,
  spec: ['1.6J §3.1.2', '2.x part 4 §3.1.2'],
  example: 'GET /ocpp/CP1 HTTP/1.1 … without Sec-WebSocket-Protocol',
  harm: 'a CSMS that follows the standard cannot let the station in',
  watch(scene) {
    const judge = ({ handshake, index }: { handshake?: Handshake; index: number }) => {
      if (!handshake || handshake.offeredSubprotocols.length > 0) return;
      scene.report({ message: 'The charger offered no subprotocol in its opening handshake', frames: [index], expected: scene.protocol });
    };
    return { opened: judge, refused: judge };
  },
});

export const offersRegisteredSubprotocols = defineRule({
  id: 'RPC-HS-002',
  title: 'The subprotocols that are offered are registered names, spelt exactly so',
  severity: 'violation',
  blame: 'charger',
  versions: everyVersion,
  spec: ['1.6J §3.1.2', '2.x part 4 §3.1.2'],
  example: 'Sec-WebSocket-Protocol: ocpp1.6j',
  watch(scene) {
    const judge = ({ handshake, index }: { handshake?: Handshake; index: number }) => {
      const offered = handshake?.offeredSubprotocols ?? [];
      const unknown = offered.filter((name) => !registered.includes(name));
      if (unknown.length === 0) return;
      const isAlone = unknown.length === offered.length;
      scene.report({
        key: unknown.join(),
        // A private name beside a known one is legal.
        ...(isAlone ? {} : { severity: 'warning' }),
        message: `The charger offered ${unknown.slice(0, 5).map(quoted).join(', ')}, ${isAlone ? 'no name' : 'besides a name'} of an OCPP version`,
        frames: [index],
      });
    };
    return { opened: judge, refused: judge };
  },
});

export const selectsAnOfferedSubprotocol = defineRule({
  id: 'RPC-HS-004',
  title: 'The CSMS selects exactly one of the subprotocols that were offered',
  severity: 'violation',
  blame: 'csms',
  versions: everyVersion,
  spec: ['1.6J §3.2', '2.x part 4 §3.2', 'RFC 6455 §4.2.2'],
  example: 'offered ocpp1.6, answered with Sec-WebSocket-Protocol: ocpp2.0.1',
  harm: 'the client must fail the connection',
  watch(scene) {
    return {
      opened({ handshake: { subprotocol, offeredSubprotocols }, index }) {
        if (subprotocol === '' || offeredSubprotocols.length === 0 || offeredSubprotocols.includes(subprotocol)) return;
        scene.report({
          key: subprotocol,
          message: `The csms selected ${quoted(subprotocol)}, which is not one of those offered`,
          frames: [index],
          expected: offeredSubprotocols.slice(0, 10).join(' or '),
          actual: subprotocol,
        });
      },
    };
  },
});

/** How a server that does not look at the standard says no to a subprotocol. */
const refusals: readonly number[] = [400, 406, 426];
const openTooLong = 5_000;

export const closesWithoutCommonSubprotocol = defineRule({
  id: 'RPC-HS-005',
  title: 'Without a subprotocol in common the CSMS completes the handshake without one and closes at once',
  severity: 'violation',
  blame: 'csms',
  versions: everyVersion,
  spec: ['1.6J §3.2', '2.x part 4 §3.2'],
  example: 'offered ocpp1.5, answered with HTTP/1.1 400 Bad Request',
  watch(scene) {
    let forget = () => {};
    const report = (index: number, what: string) => {
      scene.report({ key: what, message: `The csms has no subprotocol in common with the charger, but ${what}`, frames: [index] });
      forget();
    };
    return {
      opened({ handshake, index, at }) {
        forget();
        if (handshake.subprotocol !== '') return;
        const stopWaiting = scene.when(at + openTooLong, () =>
          report(index, `left the connection open for more than ${openTooLong / 1000} s`),
        );
        const stopListening = scene.listen((reading) => {
          const takesPart = reading.from === 'csms' && (reading.kind === 'result' || reading.kind === 'call');
          if (takesPart) report(reading.index, 'takes part in the conversation');
        });
        forget = () => {
          stopWaiting();
          stopListening();
        };
      },
      closed: () => forget(),
      refused({ status, handshake, index }) {
        const offered = handshake?.offeredSubprotocols ?? [];
        // Of what else was wrong with the request its offer tells nothing, unless there is nothing in it that this CSMS speaks.
        if (!handshake || !refusals.includes(status) || offered.includes(scene.protocol) || !isWellFormed(handshake)) return;
        if (offered.length === 0 || offered.some((name) => name === 'ocpp2.0.1' || name === 'ocpp2.1' || name === 'ocpp1.6')) return;
        report(index, `answered with HTTP ${status}`);
      },
    };
  },
});

/** Only what a path may hold unencoded (RFC 3986 §3.3), with a query perhaps. */
const encodedPath = /^(?:[\w\-.~!$&'()*+,;=:@/?]|%[0-9A-Fa-f]{2})*$/;

export const endsItsPathWithItsIdentity = defineRule({
  id: 'RPC-HS-009',
  title: 'The path of the connection ends with the identity of the station, percent-encoded',
  severity: 'violation',
  blame: 'charger',
  versions: everyVersion,
  spec: ['1.6J §3.1.1', '2.x part 4 §3.1.1', 'RFC 3986'],
  example: 'GET / HTTP/1.1',
  harm: 'the CSMS cannot tell who is there',
  watch(scene) {
    const judge = ({ kind, handshake, index }: { kind: 'opened' | 'refused'; handshake?: Handshake; index: number }) => {
      if (!handshake) return;
      const { path, identity } = handshake;
      const [bare = ''] = path.split('?', 1);
      const segments = bare.split('/').slice(1);
      const named = segments.filter(Boolean);
      const report = (message: string, severity: 'violation' | 'advice') =>
        scene.report({ key: message, severity, message, frames: [index], actual: quoted(path) });
      // Only a proxy is sent whole URLs (RFC 9112 §3.2.2).
      if (!path.startsWith('/')) report('The request target is a whole URL, not a path', 'violation');
      // Refused and without an identity it may as well have the wrong endpoint.
      else if (!encodedPath.test(path)) report('The path holds characters that are not percent-encoded as they must be', 'violation');
      else if (named.length === 0 || (identity === '' && (kind === 'opened' || bare.endsWith('/'))))
        report('The path names no charger', 'violation');
      else if (segments.some((segment) => segment === ''))
        report('The path has an empty segment: a slash at its end, or two in a row', 'advice');
      else if (named.length > 1 && named.at(-1) === named.at(-2)) report('The path names the charger twice', 'advice');
    };
    return { opened: judge, refused: judge };
  },
});

/** 2.x identifierString, without the colon that would end the user name of basic authentication. */
const identifier = /^[A-Za-z0-9*\-_=+|@.]{1,48}$/;

export const hasAProperIdentity = defineRule({
  id: 'RPC-HS-010',
  title: 'An identity has at most 48 characters, letters, digits and * - _ = + | @ .',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp2.0.1', 'ocpp2.1'],
  spec: ['2.x part 4 §3.1.1', '2.x part 2 A00.FR.204'],
  example: 'GET /ocpp/CP:0001',
  harm: 'with a colon in it basic authentication takes part of the name for the password',
  watch(scene) {
    const judge = ({ handshake, index }: { handshake?: Handshake; index: number }) => {
      if (!handshake || handshake.identity === '' || identifier.test(handshake.identity)) return;
      scene.report({
        message: 'The identity of the charger is too long or has characters that it must not have',
        frames: [index],
        actual: quoted(handshake.identity),
      });
    };
    return { opened: judge, refused: judge };
  },
});

/** The headers of a request: those of an answer have neither of these. */
const isRequest = ({ headers }: Handshake): boolean => 'host' in headers || 'sec-websocket-key' in headers;

const tokens = (header: string | undefined): string[] => (header ?? '').split(',').map((token) => token.trim().toLowerCase());

/** What RFC 6455 §4.1 asks of an upgrade request, and whether it is there. */
const wanted: readonly [header: string, isRight: (headers: Record<string, string>) => boolean][] = [
  ['Host', ({ host = '' }) => host !== ''],
  ['Upgrade: websocket', ({ upgrade }) => tokens(upgrade).includes('websocket')],
  ['Connection: Upgrade', ({ connection }) => tokens(connection).includes('upgrade')],
  ['Sec-WebSocket-Version: 13', (headers) => headers['sec-websocket-version']?.trim() === '13'],
  ['Sec-WebSocket-Key of 16 bytes in base64', (headers) => /^[A-Za-z0-9+/]{22}==$/.test(headers['sec-websocket-key']?.trim() ?? '')],
];

const isWellFormed = (handshake: Handshake): boolean => !isRequest(handshake) || wanted.every(([, isRight]) => isRight(handshake.headers));

export const asksForAWebSocketProperly = defineRule({
  id: 'RPC-HS-014',
  title: 'The upgrade request has all that a WebSocket handshake needs',
  severity: 'violation',
  blame: 'charger',
  versions: everyVersion,
  spec: ['RFC 6455 §4.1', '2.x part 4 §3.1.3'],
  example: 'GET /ocpp/CP1 HTTP/1.1 … without "Connection: Upgrade"',
  harm: 'servers and proxies that are less patient do not see a WebSocket at all',
  watch(scene) {
    const judge = ({ handshake, index }: { handshake?: Handshake; index: number }) => {
      if (!handshake || !isRequest(handshake)) return;
      const missing = wanted.filter(([, isRight]) => !isRight(handshake.headers)).map(([header]) => header);
      if (missing.length === 0) return;
      scene.report({ key: missing.join(), message: `The upgrade request lacks ${missing.join(', ')}`, frames: [index] });
    };
    return { opened: judge, refused: judge };
  },
});

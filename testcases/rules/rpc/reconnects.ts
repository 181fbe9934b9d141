import { defineRule } from 'ocppliance';
import { conversation, everyVersion, quoted } from './facts.ts';
import { settingsOf } from './facts-settings.ts';

const impatient = 1_000;
const tooManyTimes = 3;

export const backsOffAfterRefusals = defineRule({
  id: 'RPC-HS-013',
  title: 'A charger that is refused waits before it tries again',
  severity: 'violation',
  blame: 'charger',
  versions: everyVersion,
  spec: ['1.6J errata 2025-04 §3.4', '2.x part 4 §5.3'],
  example: 'refused with 401 at 0, 0.2, 0.4 and 0.6 s',
  harm: 'a site of such chargers keeps a CSMS busy that has just come up again',
  watch(scene) {
    let hasty: { index: number; at: number }[] = [];
    return {
      opened() {
        hasty = [];
      },
      refused({ handshake, at, index }) {
        // Without a handshake nobody knows whose attempt it was.
        if (!handshake) return;
        const last = hasty.at(-1);
        if (last && at - last.at >= impatient * scene.timeScale) hasty = [];
        hasty.push({ index, at });
        if (hasty.length <= tooManyTimes) return;
        const [first] = hasty;
        const frames = hasty.map((attempt) => attempt.index);
        hasty = hasty.slice(-1);
        scene.report({
          message: `The charger tried ${frames.length} times within ${Math.round(at - (first?.at ?? at))} ms after it was refused`,
          frames,
        });
      },
    };
  },
});

export const waitsAsLongAsItIsConfigured = defineRule({
  id: 'RPC-CON-005',
  title: 'Between two attempts to connect a station waits RetryBackOffWaitMinimum at least',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp2.0.1', 'ocpp2.1'],
  spec: ['2.x part 4 §5.3'],
  example: '(RetryBackOffWaitMinimum is 10)  refused at 0, 1, 2 s',
  harm: 'all stations of a CSMS that comes up again knock at the same time',
  watch(scene) {
    const facts = settingsOf(scene);
    let attempts: { index: number; at: number }[] = [];
    return {
      opened() {
        attempts = [];
      },
      refused({ handshake, index, at }) {
        const { retryWait } = facts;
        if (!handshake || retryWait === undefined) return;
        const last = attempts.at(-1);
        const tolerance = Math.max(2_000, retryWait * 100);
        // How the wait grows is read in several ways, and it begins anew with another network profile: one short wait proves nothing.
        if (last && at - last.at >= (retryWait * 1000 - tolerance) * scene.timeScale) attempts = [];
        attempts.push({ index, at });
        if (attempts.length < 3) return;
        const frames = attempts.map((attempt) => attempt.index);
        const [, before] = attempts;
        attempts = attempts.slice(-1);
        scene.report({
          message: `The charger tried again after ${Math.round(at - (before?.at ?? at))} ms, twice in a row, although it is to wait ${retryWait} s`,
          frames,
          expected: `${retryWait} s`,
        });
      },
    };
  },
});

const crossing = 5_000;

export const keepsOneConnection = defineRule({
  id: 'RPC-HS-022',
  title: 'There is one connection for each station, and a new one takes the place of the old',
  severity: 'warning',
  blame: 'csms',
  versions: everyVersion,
  spec: ['1.6J errata 2025-04 §3.11', '2.x part 4 §3.1'],
  example: '(connection lost without a Close frame)  reconnect  HTTP/1.1 409 Conflict',
  harm: 'after a power cut the station stays out until the CSMS notices that its old connection is dead',
  watch(scene) {
    let opened: { connection: number; at: number; index: number } | undefined;
    let lost: number | undefined;
    return {
      opened({ connection, at, index }) {
        lost = undefined;
        if (!opened || connection > opened.connection) opened = { connection, at, index };
      },
      closed({ by, code, index }) {
        lost = by === 'unknown' && code === 1006 ? index : undefined;
      },
      refused({ status, handshake, index }) {
        if (status !== 409 || !handshake || lost === undefined) return;
        const message = 'The csms refused a station that came back, as if it were still connected';
        scene.report({ key: 'refused', message, frames: [lost, index] });
      },
      frame({ connection, from, at, index }) {
        if (!opened || connection >= opened.connection || at - opened.at < crossing) return;
        const message = `The ${from} goes on using a connection after a newer one was opened`;
        scene.report({ key: 'old', blame: from, message, frames: [opened.index, index] });
      },
    };
  },
});

const minute = 60_000;
const shortLived = 10_000;
const mostDeaths = 3;

export const staysConnected = defineRule({
  id: 'RPC-CON-006',
  title: 'A Charge Point does not connect and lose the connection over and over',
  severity: 'warning',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6J errata 2025-04 §3.4', '1.6 §4.2'],
  example: '(connect)  > BootNotification  < TriggerMessage {requestedMessage: BootNotification}  (connection lost)  … again and again',
  harm: 'it never gets to work, and floods the CSMS',
  watch(scene) {
    const talk = scene.facts(conversation);
    let session: { at: number; isAskedFor: boolean } | undefined;
    let deaths: { at: number; index: number }[] = [];
    const ask = () => {
      if (session) session.isAskedFor = true;
    };
    return {
      opened({ at }) {
        session = { at, isAskedFor: false };
      },
      acted: ask,
      rawCalls: { Reset: ask, UpdateFirmware: ask, SignedUpdateFirmware: ask, ChangeConfiguration: ask },
      closed({ by, at, index }) {
        const ended = session;
        session = undefined;
        // Only what nobody asked for, and the CSMS did not do.
        if (!ended || ended.isAskedFor || by === 'csms' || at - ended.at > shortLived * scene.timeScale) return;
        deaths = deaths.filter((death) => at - death.at < minute * scene.timeScale);
        deaths.push({ at, index });
        if (deaths.length <= mostDeaths) return;
        const { last } = talk;
        const what = last?.kind === 'call' ? last.action : 'an answer';
        const words = last ? `; the last message before was ${quoted(what)} of the ${last.from}` : '';
        scene.report({
          message: `The charger connected and lost the connection ${deaths.length} times within a minute${words}`,
          frames: [...(last ? [last.index] : []), ...deaths.map((death) => death.index)],
        });
        deaths = [];
      },
    };
  },
});

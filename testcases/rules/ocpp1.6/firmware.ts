import { defineRule, parseDateTime, type RequestOf } from 'ocppliance';
import { transactions } from './facts.ts';
import { commands, newest, wasTriggered } from './facts-commands.ts';
import { station } from './facts-station.ts';
import { numberIn } from './payload.ts';

type Status = RequestOf<'ocpp1.6', 'FirmwareStatusNotification'>['status'];

/** What may follow a status of an update; none is one that was just asked for. */
const next: Record<Status | 'none', readonly Status[]> = {
  none: ['Downloading', 'DownloadFailed'],
  Idle: ['Downloading', 'DownloadFailed'],
  Downloading: ['Downloaded', 'DownloadFailed'],
  DownloadFailed: ['Downloading'],
  Downloaded: ['Installing', 'InstallationFailed'],
  Installing: ['Installed', 'InstallationFailed'],
  Installed: [],
  InstallationFailed: [],
};

/** What a reboot may hide, or a second attempt begin. */
const mild = new Set([
  'Downloaded Installed',
  'InstallationFailed Installing',
  'InstallationFailed Downloading',
  'DownloadFailed Downloaded',
]);

export const updatesInOrder = defineRule({
  id: 'R16-FW-001',
  title: 'The statuses of a firmware update come in their order',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §4.5', '1.6 §5.19', '1.6 §7.25', '1.6 errata 3.12', '1.6 errata 3.47'],
  example: '< UpdateFirmware  > FirmwareStatusNotification {status: Downloading}  > FirmwareStatusNotification {status: Installing}',
  harm: 'nobody knows which firmware is running',
  watch(scene) {
    const wishes = scene.facts(commands);
    /** of the update that we saw begin */
    let last: { status: Status | 'none'; index: number } | undefined;
    return {
      answers: {
        UpdateFirmware({ index }) {
          last = { status: 'none', index };
        },
      },
      calls: {
        FirmwareStatusNotification({ request: { status }, at, index }) {
          if (!last || status === 'Idle' || status === last.status) return;
          const was = last;
          const triggered = wasTriggered(wishes, 'FirmwareStatusNotification', at);
          last = { status, index };
          if (next[was.status].includes(status) || triggered) return;
          scene.report({
            key: `${was.status} ${status}`,
            message: `a firmware update went from ${was.status === 'none' ? 'its request' : was.status} to ${status}`,
            frames: [was.index, index],
            expected: next[was.status].join(' or ') || 'nothing more',
            actual: status,
            severity: mild.has(`${was.status} ${status}`) ? 'warning' : 'violation',
          });
        },
      },
    };
  },
});

export const tellsEachStatusOnce = defineRule({
  id: 'R16-FW-003',
  title: 'A status of a firmware update is told once',
  severity: 'warning',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §4.5'],
  example: '> FirmwareStatusNotification {status: Downloaded}  > FirmwareStatusNotification {status: Downloaded}',
  harm: 'an update seems to happen twice',
  watch(scene) {
    const wishes = scene.facts(commands);
    const line = scene.facts(station);
    let last: { status: Status; at: number; index: number } | undefined;
    return {
      calls: {
        FirmwareStatusNotification({ request: { status }, at, index }) {
          const before = last;
          last = { status, at, index };
          // An attempt may begin again, and what got lost may be repeated.
          if (before?.status !== status || status === 'Downloading' || status === 'Idle') return;
          if (wasTriggered(wishes, 'FirmwareStatusNotification', at) || line.troubledAt > before.at || line.lostAt > before.at) return;
          scene.report({ key: status, message: `${status} of a firmware update was told twice`, frames: [before.index, index] });
        },
      },
      answers: {
        UpdateFirmware() {
          last = undefined;
        },
      },
    };
  },
});

const minute = 60_000;
/** ms after retrieveDate in which something must happen, and between two statuses */
const toBegin = 15 * minute;
const toContinue = 60 * minute;
const terminal = new Set<Status>(['Installed', 'InstallationFailed', 'DownloadFailed', 'Idle']);

export const finishesUpdates = defineRule({
  id: 'R16-FW-002',
  title: 'A firmware update that was taken begins, and comes to an end',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §5.19'],
  example: '< UpdateFirmware  > FirmwareStatusNotification {status: Installing}  (reboot)  > BootNotification  (never Installed)',
  harm: 'a fleet hangs in the middle of an update',
  watch(scene) {
    const line = scene.facts(station);
    const { open } = scene.facts(transactions);
    let cancel = () => {};

    function expectMore(from: number, wait: number, message: string, index: number): void {
      cancel();
      cancel = scene.when(from + wait, (now) => {
        // Who is away, busy or silent in all things may still be at it.
        if (!line.connected || line.connectedAt > now - toBegin) return scene.inconclusive('a connection until the firmware update ends');
        if (open.size > 0) return scene.inconclusive('a charger without transactions, as updates wait for their end');
        if (line.troubledAt > from || line.calledAt < from) return scene.inconclusive('a charger that could send');
        scene.report({ key: message, message, frames: [index] });
      });
    }

    return {
      answers: {
        UpdateFirmware({ call, at, wall, index }) {
          const wait = Math.max(0, parseDateTime(call.request.retrieveDate) - wall);
          if (wait < 7 * 24 * 60 * minute) expectMore(at, wait + toBegin, 'a firmware update did not begin', index);
        },
      },
      calls: {
        FirmwareStatusNotification({ request: { status }, at, index }) {
          if (terminal.has(status)) cancel();
          else expectMore(at, toContinue, `a firmware update was not heard of any more after ${status}`, index);
        },
      },
    };
  },
});

type SignedStatus = RequestOf<'ocpp1.6', 'SignedFirmwareStatusNotification'>['status'];

/** Statuses that need another before them. */
const needs: Partial<Record<SignedStatus, readonly SignedStatus[]>> = {
  Downloaded: ['Downloading'],
  SignatureVerified: ['Downloaded'],
  Installing: ['SignatureVerified'],
  InstallRebooting: ['SignatureVerified'],
  InstallScheduled: ['SignatureVerified'],
  Installed: ['SignatureVerified'],
};

export const tellsOfSignedUpdatesByRequest = defineRule({
  id: 'R16-SEC-003',
  title: 'A signed firmware update is told of with its requestId, in its own message and order',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 security whitepaper L01.FR.01', '1.6 security whitepaper L01.FR.10'],
  example: '< SignedUpdateFirmware {requestId: 7}  > FirmwareStatusNotification {status: Downloading}',
  harm: 'firmware is installed whose signature nobody checked',
  watch(scene) {
    const wishes = scene.facts(commands);
    /** the update that was accepted last, with what it went through */
    let job: { requestId: number; index: number; done: Set<SignedStatus> } | undefined;
    return {
      answers: {
        SignedUpdateFirmware({ call, response, index }) {
          if (response.status === 'Accepted' || response.status === 'AcceptedCanceled')
            job = { requestId: call.request.requestId, index, done: new Set() };
        },
        UpdateFirmware() {
          job = undefined;
        },
      },
      calls: {
        FirmwareStatusNotification({ request: { status }, at, index }) {
          if (!job || status === 'Idle' || wasTriggered(wishes, 'FirmwareStatusNotification', at)) return;
          scene.report({
            key: 'unsigned',
            message: 'a signed firmware update is told of with the message of unsigned ones',
            frames: [job.index, index],
            expected: 'SignedFirmwareStatusNotification',
            actual: 'FirmwareStatusNotification',
          });
        },
        SignedFirmwareStatusNotification({ request, index }) {
          const { status } = request;
          if (!job || status === 'Idle') return;
          const frames = [job.index, index];
          const requestId = numberIn(request, 'requestId');
          // Of an update that was cancelled, the end may still come.
          const older = newest(wishes, 'SignedUpdateFirmware').some(
            (each) => numberIn(each.request, 'requestId') === requestId && each.status !== 'Rejected',
          );
          if (requestId === undefined || !older)
            return scene.report({
              key: 'requestId',
              message: `${status} of a signed firmware update names ${requestId === undefined ? 'no requestId' : `requestId ${requestId}`}`,
              frames,
              expected: String(job.requestId),
              actual: String(requestId ?? 'none'),
            });
          if (requestId !== job.requestId) return;
          const { done } = job;
          const missing = needs[status]?.filter((each) => !done.has(each)) ?? [];
          done.add(status);
          if (missing.length > 0)
            scene.report({
              key: status,
              message: `a signed firmware update reports ${status} without ${missing.join()} before`,
              frames,
              expected: missing.join(),
            });
        },
      },
    };
  },
});

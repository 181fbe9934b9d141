import { defineRule, parseDateTime } from 'ocppliance';
import { both, keepNewest, registration, triggerOf, triggers } from './facts.ts';
import { transactions } from './facts-transactions.ts';

interface Job {
  /** the firmware is signed: what was downloaded must be verified (L01) */
  isSecure: boolean;
  retries: number;
  status?: string;
  index: number;
}

const terminal = new Set(['Installed', 'DownloadFailed', 'InvalidSignature', 'InstallVerificationFailed', 'InstallationFailed']);
const installs = ['InstallScheduled', 'InstallRebooting', 'Installing', 'InstallVerificationFailed', 'InstallationFailed', 'Installed'];

/** What may follow what (L01, L02). `start` is before the first status. */
const nextOf: Record<string, readonly string[]> = {
  start: ['DownloadScheduled', 'Downloading', 'DownloadFailed'],
  DownloadScheduled: ['Downloading', 'DownloadFailed'],
  Downloading: ['Downloading', 'DownloadPaused', 'Downloaded', 'DownloadFailed'],
  DownloadPaused: ['Downloading', 'Downloaded', 'DownloadFailed'],
  Downloaded: ['SignatureVerified', 'InvalidSignature'],
  SignatureVerified: installs,
  InstallScheduled: installs.slice(1),
  InstallRebooting: ['Installing', 'Installed', 'InstallVerificationFailed', 'InstallationFailed'],
  Installing: ['InstallRebooting', 'Installed', 'InstallVerificationFailed', 'InstallationFailed'],
};

/** A cancelled job may still tell that it came to nothing (L01.FR.24). */
const cancels = new Set(['DownloadFailed', 'InstallationFailed']);

export const updatesStepByStep = defineRule({
  id: 'R201-FW-001',
  title: 'A firmware update is told of in the order of its steps',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['2.0.1 §L01', '2.0.1 §L02'],
  example: 'signed firmware  > FirmwareStatusNotification Downloaded  > FirmwareStatusNotification Installing, without SignatureVerified',
  harm: 'a CSMS cannot tell whether firmware was verified, or gives the update up',
  watch(scene) {
    const asked = scene.facts(triggers);
    /** updates that were asked for in this record and not refused: the newest twenty */
    const jobs = new Map<number, Job>();
    const mayFollow = ({ status, isSecure, retries }: Job, next: string): boolean => {
      if (status === next || cancels.has(next)) return true;
      if (status === 'DownloadFailed') return retries > 0 && next === 'Downloading';
      if (status === 'Downloaded' && !isSecure && installs.includes(next)) return true;
      return nextOf[status ?? 'start']?.includes(next) ?? false;
    };
    return {
      calls: {
        // A status may come before the answer.
        UpdateFirmware({ request: { requestId, firmware, retries = 0 }, index }) {
          jobs.delete(requestId);
          jobs.set(requestId, { isSecure: firmware.signature !== undefined, retries, index });
          keepNewest(jobs, 20);
        },
        FirmwareStatusNotification({ request: { status, requestId }, index, at }) {
          const job = requestId === undefined ? undefined : jobs.get(requestId);
          if (!job || status === 'Idle') return;
          const isRepeat = job.status === status && triggerOf(asked, 'FirmwareStatusNotification', at) !== undefined;
          if (!isRepeat && !mayFollow(job, status)) {
            scene.report({
              key: `${job.status} ${status}`,
              message: `Firmware update ${requestId} went from ${job.status ?? 'its request'} to ${status}`,
              frames: [job.index, index],
              expected: nextOf[job.status ?? 'start']?.join(', ') ?? 'nothing more',
              actual: status,
            });
          }
          job.status = status;
          job.index = index;
        },
      },
      answers: {
        UpdateFirmware({ call, response }) {
          const isTaken = response.status === 'Accepted' || response.status === 'AcceptedCanceled';
          if (!isTaken) jobs.delete(call.request.requestId);
        },
      },
    };
  },
});

export const namesTheUpdate = defineRule({
  id: 'R201-FW-002',
  title: 'A firmware status holds the requestId of the update, unless it is Idle',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['L01.FR.10', 'L01.FR.20', 'L02.FR.06', 'L02.FR.14'],
  example: '> FirmwareStatusNotification {status: Downloading} without requestId',
  harm: 'a CSMS cannot tell which update it is about',
  watch(scene) {
    /** requestIds of updates that were asked for in this record: the newest hundred */
    const known = new Set<number>();
    return {
      calls: {
        UpdateFirmware({ request }) {
          known.add(request.requestId);
          keepNewest(known, 100);
        },
        FirmwareStatusNotification({ request: { status, requestId }, index }) {
          if (status === 'Idle' || (requestId !== undefined && known.has(requestId))) return;
          if (requestId !== undefined && (!scene.complete || known.size === 0)) {
            return scene.inconclusive('firmware updates that were asked for before the record');
          }
          scene.report({
            key: requestId ?? 'missing',
            message:
              requestId === undefined
                ? `FirmwareStatusNotification ${status} holds no requestId`
                : `FirmwareStatusNotification ${status} has requestId ${requestId}, which no UpdateFirmware had`,
            frames: [index],
          });
        },
      },
    };
  },
});

/** Milliseconds that an update may take, once nothing is in its way. */
const longest = 7_200_000;

export const bringsTheUpdateToAnEnd = defineRule({
  id: 'R201-FW-004',
  title: 'A firmware update that was accepted comes to an end, good or bad',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['L01.FR.01', 'L01.FR.28', 'L01.FR.30'],
  example: '< UpdateFirmware  > Accepted  > … Installing, it reboots with the new version, and no Installed ever',
  harm: 'a CSMS does not know whether the station is up to date, and tries again',
  watch(scene) {
    const facts = scene.facts(transactions);
    /** by requestId: how to stop waiting */
    const jobs = new Map<number, { stop: () => void; last: string; index: number }>();
    const wait = (requestId: number, until: number, frames: number[], times = 12) => {
      const known = jobs.get(requestId);
      known?.stop();
      const stop = scene.when(until, (now) => {
        const job = jobs.get(requestId);
        // An update may wait for transactions, whose end it cannot know.
        if (facts.open.size > 0 && times > 0) return wait(requestId, now + longest, frames, times - 1);
        jobs.delete(requestId);
        if (facts.open.size > 0) return;
        scene.report({
          key: requestId,
          message: `Firmware update ${requestId} came to no end; the last that was told of it was ${job?.last ?? 'nothing'}`,
          frames: job && job.index > 0 ? [...frames, job.index] : frames,
          expected: [...terminal].join(', '),
          actual: job?.last ?? 'nothing',
        });
      });
      jobs.set(requestId, { stop, last: known?.last ?? 'nothing', index: known?.index ?? 0 });
    };
    const end = (requestId: number) => {
      jobs.get(requestId)?.stop();
      jobs.delete(requestId);
    };
    return {
      calls: {
        FirmwareStatusNotification({ request: { status, requestId }, index }) {
          const job = requestId === undefined ? undefined : jobs.get(requestId);
          if (!job || requestId === undefined) return;
          if (terminal.has(status)) end(requestId);
          else Object.assign(job, { last: status, index });
        },
      },
      answers: {
        UpdateFirmware({ call, response, index, at, wall }) {
          if (response.status !== 'Accepted' && response.status !== 'AcceptedCanceled') return;
          // There is one update at a time: the one before was given up.
          for (const requestId of [...jobs.keys()]) end(requestId);
          const { requestId, firmware } = call.request;
          const times = [firmware.retrieveDateTime, firmware.installDateTime ?? firmware.retrieveDateTime].map((text) =>
            parseDateTime(text),
          );
          const delay = Math.max(0, Math.max(...times) - wall);
          wait(requestId, at + delay + longest, [call.index, index]);
        },
      },
    };
  },
});

export const tellsEachStepOnce = defineRule({
  id: 'R201-FW-008',
  title: 'A step of a firmware update is told of once',
  severity: 'warning',
  blame: 'charger',
  versions: both,
  spec: ['L01.FR.01'],
  example: '> FirmwareStatusNotification Downloaded  > FirmwareStatusNotification Downloaded',
  watch(scene) {
    const asked = scene.facts(triggers);
    const standing = scene.facts(registration);
    let last: { what: string; index: number; isConfirmed: boolean } | undefined;
    return {
      calls: {
        FirmwareStatusNotification({ request: { status, requestId }, index, at }) {
          const what = `${status} of update ${requestId}`;
          const before = last;
          last = { what, index, isConfirmed: false };
          if (status === 'Idle' || status === 'Downloading' || before?.what !== what || !before.isConfirmed) return;
          if (before.index < standing.boot || triggerOf(asked, 'FirmwareStatusNotification', at)) return;
          scene.report({ key: status, message: `The station told ${what} twice`, frames: [before.index, index] });
        },
      },
      answers: {
        FirmwareStatusNotification({ call }) {
          if (last?.index === call.index) last.isConfirmed = true;
        },
      },
    };
  },
});

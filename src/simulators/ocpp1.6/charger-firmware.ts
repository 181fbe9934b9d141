import { isSignedFirmware } from '../../pki/firmware.ts';
import { type Handlers, Refusal } from '../peer.ts';
import { fetchFile } from './charger-files.ts';
import { versionIn } from './charger-image.ts';
import type { Timers } from './charger-timers.ts';

type Payload = Record<string, unknown>;

export interface FirmwareOptions {
  timers: Timers;
  online: () => boolean;
  call: (action: string, payload: Payload) => Promise<Payload>;
  /** whom it trusts over HTTPS, PEM */
  roots: () => readonly string[];
  /** Its manufacturer stands behind whom this certificate (PEM) is of. */
  isTrusted: (signingCertificate: string) => boolean;
  /** Takes firmware without a signature. */
  takesUnsigned: boolean;
  isCharging: () => boolean;
  /** Connectors that are free get out of service, or back. */
  close: (isClosed: boolean) => void;
  reboot: () => void;
  /** of a security event */
  tell: (type: string) => void;
}

interface Update {
  location: string;
  /** ms since the epoch */
  retrieveAt: number;
  installAt: number;
  retries: number;
  /** seconds */
  retryInterval: number;
  /** of a signed one */
  signed?: { requestId: number; signingCertificate: string; signature: string };
  abort: AbortController;
}

/** seconds between attempts, if the CSMS does not say, and between looks whether something has changed */
const usualInterval = 10;
const moment = 1;

/** Updates of the firmware of the simulated charger, one at a time: plain ones (1.6 §5.19) and signed ones (security whitepaper L01). */
export function createFirmware(options: FirmwareOptions) {
  const { timers, online, call, roots, isTrusted, takesUnsigned, isCharging, close, reboot, tell } = options;
  let version = '1.0';
  let current: Update | undefined;
  /** `current` is in place, and only the boot is missing */
  let installed: string | undefined;
  /** The charger has started anew in the middle of `current`. */
  let isInterrupted = false;
  let last: { status: string; requestId?: number } | undefined;

  const pause = (seconds: number) => new Promise<void>((resolve) => timers.after(seconds, resolve));
  const until = (time: number) => (time > Date.now() ? new Promise<void>((resolve) => timers.at(time, resolve)) : undefined);

  async function report({ signed, abort }: Update, status: string): Promise<void> {
    while (!online()) await pause(moment);
    if (abort.signal.aborted) return;
    last = { status, ...(signed ? { requestId: signed.requestId } : {}) };
    await send(last).catch(() => {});
  }

  const send = ({ status, requestId }: { status: string; requestId?: number }) =>
    requestId === undefined
      ? call('FirmwareStatusNotification', { status })
      : call('SignedFirmwareStatusNotification', { status, requestId });

  async function download({ location, retries, retryInterval, abort: { signal } }: Update): Promise<Buffer | undefined> {
    for (let attempt = 0; attempt <= retries && !signal.aborted; attempt += 1) {
      if (attempt > 0) await pause(retryInterval);
      const file = await fetchFile(location, { roots: roots(), signal }).catch(() => undefined);
      if (file) return file;
    }
    return undefined;
  }

  async function run(update: Update): Promise<void> {
    current = update;
    await until(update.retrieveAt);
    await report(update, 'Downloading');
    const file = await download(update);
    if (update.abort.signal.aborted) return;
    if (!file) return end(update, 'DownloadFailed');
    await report(update, 'Downloaded');
    const { signed } = update;
    if (signed && !isSignedFirmware(file, signed.signature, signed.signingCertificate)) {
      tell('InvalidFirmwareSignature');
      return end(update, 'InvalidSignature');
    }
    if (signed) await report(update, 'SignatureVerified');
    if (signed && update.installAt > Date.now()) await report(update, 'InstallScheduled');
    await until(update.installAt);
    await install(update, file);
  }

  async function install(update: Update, file: Buffer): Promise<void> {
    close(true);
    while (isCharging()) await pause(moment);
    if (update.abort.signal.aborted) return close(false);
    await report(update, 'Installing');
    installed = versionIn(file);
    if (installed !== undefined) return reboot();
    close(false);
    return end(update, 'InstallationFailed');
  }

  async function end(update: Update, status: string): Promise<void> {
    if (current === update) current = undefined;
    await report(update, status);
  }

  function begin(update: Omit<Update, 'abort'>): void {
    current?.abort.abort();
    const fresh = { ...update, abort: new AbortController() };
    current = fresh;
    timers.soon(() => void run(fresh));
  }

  const retriesIn = ({ retries, retryInterval }: Payload) => ({
    retries: Number(retries ?? 0),
    retryInterval: Number(retryInterval ?? usualInterval),
  });
  const timeIn = (text: unknown): number => (typeof text === 'string' ? Date.parse(text) || 0 : 0);

  return {
    version: () => version,
    plainHandlers: {
      UpdateFirmware(request) {
        if (!takesUnsigned) throw new Refusal('NotSupported', 'only signed firmware is taken (L01.FR.20)');
        begin({ location: String(request.location), retrieveAt: timeIn(request.retrieveDate), installAt: 0, ...retriesIn(request) });
        return {};
      },
    } satisfies Handlers,
    signedHandlers: {
      SignedUpdateFirmware(request) {
        const { requestId, firmware } = request;
        const { location, retrieveDateTime, installDateTime, signingCertificate, signature } = firmware as Record<string, string>;
        if (!isTrusted(String(signingCertificate))) {
          tell('InvalidFirmwareSigningCertificate');
          return { status: 'InvalidCertificate' };
        }
        // What is in place already cannot be cancelled (L01.FR.27).
        if (installed !== undefined) return { status: 'Rejected' };
        const status = current ? 'AcceptedCanceled' : 'Accepted';
        begin({
          location: String(location),
          retrieveAt: timeIn(retrieveDateTime),
          installAt: timeIn(installDateTime),
          ...retriesIn(request),
          signed: { requestId: Number(requestId), signingCertificate: String(signingCertificate), signature: String(signature) },
        });
        return { status };
      },
    } satisfies Handlers,
    /** The last word on the update that is going on (1.6 §5.17), or on the last signed one (L01.FR.28, .29). */
    report: (): void => void send(current && last ? last : { status: 'Idle' }).catch(() => {}),
    reportSigned(): void {
      const isOver = last?.requestId === undefined || last.status === 'Installed';
      const { status, requestId } = last && !isOver ? last : { status: 'Idle', requestId: undefined };
      call('SignedFirmwareStatusNotification', { status, ...(requestId === undefined ? {} : { requestId }) }).catch(() => {});
    },
    /** The charger starts anew: what was in memory is gone, and free connectors are in service again. */
    restarted(): void {
      current?.abort.abort();
      isInterrupted = current !== undefined;
      close(false);
      if (installed !== undefined) version = installed;
    },
    /** … and the CSMS has taken it back: the update has come to its end, or begins again. */
    async booted(): Promise<void> {
      const update = current && { ...current, abort: new AbortController() };
      if (!update || !isInterrupted) return;
      isInterrupted = false;
      current = update;
      if (installed === undefined) return run(update);
      installed = undefined;
      tell('FirmwareUpdated');
      await end(update, 'Installed');
    },
    stop: (): void => current?.abort.abort(),
  };
}

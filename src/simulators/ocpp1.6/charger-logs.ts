import type { Handlers } from '../peer.ts';
import { bringFile } from './charger-files.ts';
import type { Timers } from './charger-timers.ts';

type Payload = Record<string, unknown>;

export interface LogsOptions {
  timers: Timers;
  call: (action: string, payload: Payload) => Promise<Payload>;
  /** whom it trusts over HTTPS, PEM */
  roots: () => readonly string[];
  diagnostics: () => string;
  securityLog: () => string;
}

interface Upload {
  location: string;
  name: string;
  text: string;
  retries: number;
  /** seconds */
  retryInterval: number;
  tell: (status: 'Uploading' | 'Uploaded' | 'failed') => Promise<unknown>;
  /** of a log that is not diagnostics of 1.6 */
  requestId?: unknown;
}

/** seconds between attempts, if the CSMS does not say */
const usualInterval = 10;

/** Brings diagnostics and logs to where the CSMS wants them, one at a time, and tells how it gets on (1.6 §5.9, security whitepaper N01). */
export function createLogs({ timers, call, roots, diagnostics, securityLog }: LogsOptions) {
  let current: { abort: AbortController; requestId: unknown } | undefined;

  async function upload({ location, name, text, retries, retryInterval, tell, requestId }: Upload): Promise<void> {
    current?.abort.abort();
    const abort = new AbortController();
    current = { abort, requestId };
    await tell('Uploading').catch(() => {});
    for (let attempt = 0; attempt <= retries && !abort.signal.aborted; attempt += 1) {
      if (attempt > 0) await new Promise<void>((resolve) => timers.after(retryInterval, resolve));
      const isDone = await bringFile(location, name, Buffer.from(text), { roots: roots(), signal: abort.signal }).then(
        () => true,
        () => false,
      );
      if (abort.signal.aborted) return;
      if (isDone || attempt === retries) {
        current = undefined;
        return void (await tell(isDone ? 'Uploaded' : 'failed').catch(() => {}));
      }
    }
  }

  const begin = (about: Payload, rest: Omit<Upload, 'retries' | 'retryInterval'>) =>
    timers.soon(
      () =>
        void upload({
          ...rest,
          retries: Number(about.retries ?? 0),
          retryInterval: Number(about.retryInterval ?? usualInterval),
        }),
    );
  const named = (what: string) => `${what}-${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}.log`;

  const ofDiagnostics = (status: string) => call('DiagnosticsStatusNotification', { status });
  const ofLog = (status: string, requestId?: unknown) =>
    call('LogStatusNotification', { status, ...(requestId === undefined ? {} : { requestId }) });

  return {
    /** 1.6's own: part of FirmwareManagement */
    diagnosticsHandlers: {
      GetDiagnostics(request) {
        const fileName = named('diagnostics');
        const tell: Upload['tell'] = (status) => ofDiagnostics(status === 'failed' ? 'UploadFailed' : status);
        begin(request, { location: String(request.location), name: fileName, text: diagnostics(), tell });
        return { fileName };
      },
    } satisfies Handlers,
    /** the whitepaper's */
    logHandlers: {
      GetLog(request) {
        const { requestId, log, logType } = request;
        const isSecurity = logType === 'SecurityLog';
        const filename = named(isSecurity ? 'security' : 'diagnostics');
        const status = current ? 'AcceptedCanceled' : 'Accepted';
        const tell: Upload['tell'] = (status) => ofLog(status === 'failed' ? 'UploadFailure' : status, requestId);
        const location = String((log as Payload).remoteLocation);
        begin(request, { location, name: filename, text: isSecurity ? securityLog() : diagnostics(), tell, requestId });
        return { status, filename };
      },
    } satisfies Handlers,
    tellOfDiagnostics: () => void ofDiagnostics(current ? 'Uploading' : 'Idle').catch(() => {}),
    tellOfLog: () => void (current?.requestId === undefined ? ofLog('Idle') : ofLog('Uploading', current.requestId)).catch(() => {}),
    /** The power goes, or the charger is taken away. */
    stop(): void {
      current?.abort.abort();
      current = undefined;
    },
  };
}

import { charging, type Trials } from './trials.ts';

const update = '<< UpdateFirmware';
const reports = (...statuses: string[]) => statuses.map((status) => `>> FirmwareStatusNotification {status: ${status}}`).join('\n');
const beats = (count: number) => [...Array(count).keys()].map(() => '+5min\n>> Heartbeat').join('\n');
const signed = '<< SignedUpdateFirmware {requestId: 7}';
const tells = (...statuses: string[]) =>
  statuses.map((status) => `>> SignedFirmwareStatusNotification {status: ${status}, requestId: 7}`).join('\n');

export const firmware: Trials = {
  'R16-FW-001': {
    breaks: [
      `booted\n${update}\n${reports('Downloading', 'Installing')}`,
      `booted\n${update}\n${reports('Installed')}`,
      `booted\n${update}\n${reports('Downloading', 'Downloaded', 'Installed')}`,
    ],
    holds: [
      `booted\n${update}\n${reports('Downloading', 'DownloadFailed', 'Downloading', 'Downloaded', 'Installing', 'Installed')}`,
      `booted\n${reports('Installed')}`,
      `booted\n${update}\n${reports('Downloading')}\n<< TriggerMessage {requestedMessage: FirmwareStatusNotification}\n${reports('Downloading', 'Downloaded')}`,
    ],
  },
  'R16-FW-002': {
    breaks: [
      `booted\n${update}\n${beats(4)}`,
      `booted\n${update}\n${reports('Downloading', 'Downloaded', 'Installing')}\nclose\n+1min\nopen\nbooted\n${beats(14)}`,
    ],
    holds: [
      `booted\n${update}\n${reports('Downloading', 'Downloaded', 'Installing', 'Installed')}\n${beats(14)}`,
      // It waits for the transaction to end.
      `booted${charging}\n${update}\n${beats(4)}`,
      `booted\n<< UpdateFirmware {retrieveDate: $+1h}\n${beats(14)}`,
    ],
  },
  'R16-FW-003': {
    breaks: [`booted\n${update}\n${reports('Downloading', 'Downloaded', 'Downloaded')}`],
    holds: [
      `booted\n${update}\n${reports('Downloading', 'Downloading', 'Downloaded')}\n<< TriggerMessage {requestedMessage: FirmwareStatusNotification}\n${reports('Downloaded')}`,
    ],
  },
  'R16-SEC-003': {
    breaks: [
      `booted\n${signed}\n${reports('Downloading')}`,
      `booted\n${signed}\n>> SignedFirmwareStatusNotification {status: Downloading, requestId: 8}`,
      `booted\n${signed}\n>> SignedFirmwareStatusNotification {status: Downloading}`,
      `booted\n${signed}\n${tells('Downloading', 'Downloaded', 'Installing')}`,
    ],
    holds: [
      `booted\n${signed}\n${tells('DownloadScheduled', 'Downloading', 'Downloaded', 'SignatureVerified', 'InstallScheduled', 'Installing', 'InstallRebooting', 'Installed')}`,
      `booted\n>> SignedFirmwareStatusNotification {status: Downloading, requestId: 8}`,
    ],
  },
};

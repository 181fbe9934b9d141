import { bootedForLong, firmware, firmwareIs, signed } from './phrases.ts';
import type { Trials } from './trials.ts';

export const jobs: Trials = {
  'R201-FW-001': {
    breaks: [
      `booted
       ${firmware(signed)}
       ${['Downloading', 'Downloaded', 'Installing'].map(firmwareIs).join('\n')}`,
      `booted
       ${firmware()}
       ${firmwareIs('Installed')}`,
    ],
    holds: [
      `booted
       ${firmware(signed)}
       ${['DownloadScheduled', 'Downloading', 'DownloadPaused', 'Downloaded', 'SignatureVerified', 'InstallScheduled', 'Installing', 'Installed'].map(firmwareIs).join('\n')}`,
      `booted
       ${firmware()}
       ${['Downloading', 'Downloaded', 'Installing', 'InstallationFailed'].map(firmwareIs).join('\n')}`,
    ],
  },
  'R201-FW-002': {
    breaks: [
      `booted
       ${firmware()}
       >> FirmwareStatusNotification {status: Downloading}`,
      `booted
       ${firmware()}
       >> FirmwareStatusNotification {status: Downloading, requestId: 4}`,
    ],
    holds: [
      'booted\n>> FirmwareStatusNotification {status: Idle}',
      // from before the record
      'booted\n>> FirmwareStatusNotification {status: Installed, requestId: 4}',
    ],
  },
  'R201-FW-004': {
    breaks: [
      `${bootedForLong}
       ${firmware()}
       ${['Downloading', 'Downloaded', 'Installing'].map(firmwareIs).join('\n')}
       +3h`,
    ],
    holds: [
      `${bootedForLong}
       ${firmware()}
       ${['Downloading', 'Downloaded', 'Installing', 'Installed'].map(firmwareIs).join('\n')}
       +3h`,
      `${bootedForLong}
       ${firmware(', installDateTime: $+5h')}
       ${['Downloading', 'Downloaded', 'InstallScheduled'].map(firmwareIs).join('\n')}
       +3h`,
    ],
  },
  'R201-FW-008': {
    breaks: [
      `booted
       ${firmware()}
       ${['Downloading', 'Downloaded', 'Downloaded'].map(firmwareIs).join('\n')}`,
    ],
    holds: [
      `booted
       ${firmware()}
       ${['Downloading', 'Downloading', 'Downloaded'].map(firmwareIs).join('\n')}`,
    ],
  },
  'R201-LOG-002': {
    breaks: ['booted\n>> LogStatusNotification {status: Uploading}'],
    holds: [
      `booted
       < GetLog {requestId: 5}
       > {status: Accepted}
       >> LogStatusNotification {status: Uploading, requestId: 5}
       >> LogStatusNotification {status: Uploaded, requestId: 5}`,
    ],
  },
};

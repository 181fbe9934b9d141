import { available, charging, event, firmware, firmwareIs, meterValues, trigger } from './phrases.ts';
import type { Trials } from './trials.ts';

export const triggers: Trials = {
  'R201-RMT-009': {
    breaks: [
      `booted
       ${trigger('Heartbeat')}
       +31s`,
      `booted
       ${trigger('SignChargingStationCertificate')}
       +31s`,
    ],
    holds: [
      `booted
       ${trigger('Heartbeat')}
       >> Heartbeat
       ${trigger('StatusNotification', ', evse: {id: 1, connectorId: 1}')}
       ${available}
       +31s`,
      // just sent
      `booted
       >> Heartbeat
       ${trigger('Heartbeat')}
       +31s`,
      `booted
       ${trigger('Heartbeat')}
       close unknown 1006
       +31s
       open`,
    ],
  },
  'R201-RMT-010': {
    breaks: [
      `booted
       ${trigger('StatusNotification', '', 'Rejected')}`,
      `booted 2
       +10s
       ${trigger('StatusNotification', ', evse: {id: 1, connectorId: 1}')}
       >> StatusNotification {evseId: 2}
       +31s`,
    ],
    holds: [
      `booted 2
       ${trigger('StatusNotification', ', evse: {id: 1, connectorId: 1}')}
       >> StatusNotification {evseId: 2}
       >> StatusNotification {evseId: 1}
       +31s`,
    ],
  },
  'R201-RMT-011': {
    breaks: [
      `booted
       ${charging}
       ${trigger('TransactionEvent', ', evse: {id: 1}')}
       >${event(2, 'Updated', 'MeterValuePeriodic', 'Charging')}
       +31s`,
      `booted
       ${charging}
       ${trigger('TransactionEvent', ', evse: {id: 1}')}
       >${event(2, 'Updated', 'Trigger')}`,
      // warning
      `booted
       ${trigger('MeterValues')}
       ${meterValues('{value: 20, context: Sample.Clock}')}
       +31s`,
    ],
    holds: [
      `booted
       ${charging}
       ${trigger('TransactionEvent', ', evse: {id: 1}')}
       >${event(2, 'Updated', 'MeterValuePeriodic', 'Charging')}
       >${event(3, 'Updated', 'Trigger', 'Charging')}
       ${trigger('MeterValues')}
       ${meterValues('{value: 20, context: Trigger}')}
       +31s`,
    ],
  },
  'R201-RMT-012': {
    breaks: [
      `booted
       ${firmware()}
       ${['Downloading', 'Downloaded', 'Installing', 'Installed'].map(firmwareIs).join('\n')}
       ${trigger('FirmwareStatusNotification')}
       ${firmwareIs('Installed')}`,
      `booted
       ${firmware()}
       ${firmwareIs('Downloading')}
       ${trigger('FirmwareStatusNotification')}
       >> FirmwareStatusNotification {status: Idle}`,
      `booted
       ${trigger('FirmwareStatusNotification')}
       > FirmwareStatusNotification {status: Idle}
       < error OccurrenceConstraintViolation requestId is missing`,
    ],
    holds: [
      `booted
       ${firmware()}
       ${firmwareIs('Downloading')}
       ${trigger('FirmwareStatusNotification')}
       ${firmwareIs('Downloading')}
       ${['Downloaded', 'Installing', 'Installed'].map(firmwareIs).join('\n')}
       ${trigger('FirmwareStatusNotification')}
       >> FirmwareStatusNotification {status: Idle}
       ${trigger('LogStatusNotification')}
       >> LogStatusNotification {status: Idle}`,
    ],
  },
};

import { type Call, defineRule } from 'ocppliance';
import { commands, wasTriggered } from './facts-commands.ts';
import { connectors } from './facts-connectors.ts';
import { station } from './facts-station.ts';
import { remember } from './payload.ts';

type Status = Call<'ocpp1.6', 'StatusNotification'>['request']['status'];

/** What a status may turn into (1.6 §4.9 and errata 3.20). A fault may end in any. */
const next: Record<Status, readonly Status[]> = {
  Available: ['Preparing', 'Charging', 'SuspendedEV', 'SuspendedEVSE', 'Reserved', 'Unavailable', 'Faulted'],
  Preparing: ['Available', 'Charging', 'SuspendedEV', 'SuspendedEVSE', 'Finishing', 'Faulted'],
  Charging: ['Available', 'SuspendedEV', 'SuspendedEVSE', 'Finishing', 'Unavailable', 'Faulted'],
  SuspendedEV: ['Available', 'Charging', 'SuspendedEVSE', 'Finishing', 'Unavailable', 'Faulted'],
  SuspendedEVSE: ['Available', 'Charging', 'SuspendedEV', 'Finishing', 'Unavailable', 'Faulted'],
  Finishing: ['Available', 'Preparing', 'Unavailable', 'Faulted'],
  Reserved: ['Available', 'Preparing', 'Unavailable', 'Faulted'],
  Unavailable: ['Available', 'Preparing', 'Charging', 'SuspendedEV', 'SuspendedEVSE', 'Faulted'],
  Faulted: ['Available', 'Preparing', 'Charging', 'SuspendedEV', 'SuspendedEVSE', 'Finishing', 'Reserved', 'Unavailable'],
};

/** Statuses that may be over before they are worth a message (MinimumStatusDuration). */
const fleeting: readonly Status[] = ['Preparing', 'Charging', 'SuspendedEV', 'SuspendedEVSE', 'Finishing'];

/** Seen so often that a hidden status would be an excuse. */
const common = new Set(['Charging Preparing', 'SuspendedEV Preparing', 'SuspendedEVSE Preparing', 'Preparing Unavailable']);

const isStatus = (status: string): status is Status => Object.hasOwn(next, status);

export const changesStatusByTheTable = defineRule({
  id: 'R16-STAT-001',
  title: 'A connector changes its status only as the table of transitions allows',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §4.9', '1.6 errata 3.20'],
  example: '> StatusNotification {connectorId: 1, status: Charging}  > StatusNotification {connectorId: 1, status: Preparing}',
  harm: 'a CSMS that follows the table shows the connector as it is not',
  watch(scene) {
    const { reported } = scene.facts(connectors);
    const line = scene.facts(station);
    return {
      calls: {
        StatusNotification({ request: { connectorId, status }, index }) {
          const before = reported.get(connectorId);
          // After a boot or a gap, what lay between was not to be told.
          if (connectorId === 0 || !before || before.era !== line.era || before.status === status || !isStatus(before.status)) return;
          const was = before.status;
          if (next[was].includes(status)) return;
          const hidden = fleeting.find((each) => next[was].includes(each) && next[each].includes(status));
          const skipped = hidden !== undefined && !common.has(`${was} ${status}`);
          scene.report({
            key: `${connectorId} ${was} ${status}`,
            message: `connector ${connectorId} went from ${was} to ${status}${skipped ? `: a status between, such as ${hidden}, was not told` : ''}`,
            frames: [before.index, index],
            expected: `${was}, then ${next[was].join(', ')}`,
            severity: skipped ? 'warning' : 'violation',
          });
        },
      },
    };
  },
});

export const connectorZeroHasThreeStatuses = defineRule({
  id: 'R16-STAT-003',
  title: 'Connector 0, the Charge Point, is Available, Unavailable or Faulted',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §4.9'],
  example: '> StatusNotification {connectorId: 0, status: Charging}',
  harm: 'the CSMS shows a connector that is not there',
  watch: (scene) => ({
    calls: {
      StatusNotification({ request: { connectorId, status }, index }) {
        if (connectorId !== 0 || status === 'Available' || status === 'Unavailable' || status === 'Faulted') return;
        scene.report({
          key: status,
          message: `connector 0 reports ${status}`,
          frames: [index],
          expected: 'Available, Unavailable or Faulted',
          actual: status,
        });
      },
    },
  }),
});

const withEv = new Set<Status>(['Preparing', 'SuspendedEV', 'SuspendedEVSE', 'Finishing']);

export const errorCodeFitsTheStatus = defineRule({
  id: 'R16-STAT-005',
  title: 'The errorCode agrees with the status',
  severity: 'warning',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §4.9', '1.6 §7.6'],
  example: '> StatusNotification {status: Faulted, errorCode: NoError}',
  harm: 'the service technician does not know what to bring',
  watch: (scene) => ({
    calls: {
      StatusNotification({ request: { status, errorCode }, index }) {
        const report = (message: string) =>
          scene.report({ key: `${status} ${errorCode}`, message, frames: [index], actual: `${status}, ${errorCode}` });
        if (status === 'Faulted' && errorCode === 'NoError') report('a fault has no error code');
        else if (errorCode === 'EVCommunicationError' && !withEv.has(status)) report(`there is no EV to communicate with while ${status}`);
      },
    },
  }),
});

/** ms */
const window = 600_000;
const most = 1000;

export const reportsChangesOnly = defineRule({
  id: 'R16-STAT-006',
  title: 'A status is reported when it changes, not over and over',
  severity: 'warning',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §4.9', '1.6 errata 3.19'],
  example: '(every ten seconds)  > StatusNotification {connectorId: 1, status: Available}',
  harm: 'mobile data and the CSMS are burdened with nothing',
  watch(scene) {
    const line = scene.facts(station);
    const wishes = scene.facts(commands);
    const told = new Map<number, { what: string; era: number; times: number[] }>();
    return {
      calls: {
        StatusNotification({ request, index, at }) {
          const { connectorId, status, errorCode, info = '', vendorErrorCode = '' } = request;
          if (wasTriggered(wishes, 'StatusNotification', at)) return;
          const what = [status, errorCode, info, vendorErrorCode].join('\n');
          const before = told.get(connectorId);
          // What was refused may be said again.
          const again = before?.what === what && before.era === line.era && line.troubledAt < (before.times[0] ?? at);
          const times = again ? [...before.times.filter((time) => time > at - window), at] : [at];
          remember(told, connectorId, { what, era: line.era, times: times.slice(-10) }, most);
          if (times.length <= 3) return;
          scene.report({
            key: connectorId,
            message: `connector ${connectorId} reports ${status} again and again, although nothing changes`,
            frames: [index],
            actual: `${times.length} times in ten minutes`,
          });
        },
      },
    };
  },
});

export const confirmsEveryStatus = defineRule({
  id: 'R16-STAT-015',
  title: 'The Central System confirms every status',
  severity: 'violation',
  blame: 'csms',
  versions: ['ocpp1.6'],
  spec: ['1.6 §4.9'],
  example: '> StatusNotification {connectorId: 3}  < CALLERROR InternalError',
  harm: 'the charger repeats it, or the CSMS shows a status of yesterday',
  watch(scene) {
    const line = scene.facts(station);
    return {
      refusals: {
        StatusNotification({ call, frame, index, connection }) {
          if (call.problems.length > 0 || line.registration !== 'Accepted') return;
          if (frame.code === 'SecurityError' && line.registeredOn !== connection) return;
          scene.report({
            key: frame.code,
            message: 'the CSMS refused StatusNotification instead of confirming it',
            frames: [call.index, index],
            expected: 'CALLRESULT',
            actual: `CALLERROR ${frame.code}`,
          });
        },
      },
    };
  },
});

import { defineRule } from 'ocppliance';
import { transactions } from './facts.ts';
import { configuration, countOf } from './facts-configuration.ts';
import { connectors } from './facts-connectors.ts';
import { afterwards, followUp, station } from './facts-station.ts';

/** ms; CALLs of both sides may cross */
const race = 5_000;

export const answersChangesOfAvailabilityByTheState = defineRule({
  id: 'R16-AVL-001',
  title: 'A change of availability is scheduled during a transaction, and accepted at once otherwise',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §5.2'],
  example: '(transaction on connector 1)  < ChangeAvailability {connectorId: 1, type: Inoperative}  > {status: Accepted}',
  harm: 'the CSMS shows a connector as out of service that charges',
  watch(scene) {
    const { current } = scene.facts(transactions);
    const { reported } = scene.facts(connectors);
    const settings = scene.facts(configuration);
    const line = scene.facts(station);
    /** connectors whose change waits for the end of a transaction */
    const scheduled = new Set<number>();
    /** in what era a connector last took a change */
    let taken: number | undefined;
    return {
      answers: {
        ChangeAvailability({ call, response: { status }, at, index }) {
          const { connectorId, type } = call.request;
          const report = (key: string, message: string, expected: string, severity: 'violation' | 'warning' = 'violation') =>
            scene.report({ key: `${connectorId} ${key}`, message, frames: [call.index, index], expected, actual: status, severity });
          const highest = countOf(settings, 'NumberOfConnectors');
          if (highest !== undefined && connectorId > highest) {
            if (status !== 'Rejected')
              report('unknown', `connector ${connectorId} does not exist, but its availability was changed`, 'Rejected');
            return;
          }
          const was = taken;
          if (connectorId > 0 && status !== 'Rejected') taken = line.era;
          const busy = [...current.values()].filter((each) => connectorId === 0 || each.connectorId === connectorId);
          const [transaction] = busy;
          const waits = scheduled.has(connectorId);
          if (status === 'Scheduled') scheduled.add(connectorId);
          else if (status === 'Accepted') scheduled.delete(connectorId);
          if (transaction) {
            if (type === 'Operative' || waits || status === 'Scheduled' || call.at - transaction.at < race) return;
            // It may just have stopped.
            return void afterwards(scene, at, race, () => {
              if (current.get(transaction.connectorId) !== transaction) return;
              const refused = status === 'Rejected';
              report(
                'busy',
                `connector ${connectorId} was to go out of service during transaction ${transaction.id}, which was ${refused ? 'refused' : 'done at once'}`,
                'Scheduled',
                refused ? 'warning' : 'violation',
              );
            });
          }
          const last = reported.get(connectorId);
          const known = last?.era === line.era && call.at - last.at > race;
          const already = known && (type === 'Operative' ? last.status === 'Available' : last.status === 'Unavailable');
          if (already && status === 'Rejected' && connectorId > 0)
            return report(
              'already',
              `connector ${connectorId} is ${type === 'Operative' ? 'in' : 'out of'} service already, but to say so was refused`,
              'Accepted',
            );
          if (already && status === 'Scheduled')
            return report('idle', `a change that changes nothing was scheduled, without a transaction`, 'Accepted', 'warning');
          if (connectorId === 0 && status === 'Rejected' && was === line.era)
            report('station', 'connectors can be taken out of service, but the Charge Point cannot', 'Accepted or Scheduled');
        },
      },
    };
  },
});

export const reportsChangesOfAvailability = defineRule({
  id: 'R16-AVL-002',
  title: 'A change of availability shows in the status of each connector that it concerns',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §5.2'],
  example:
    '< ChangeAvailability {connectorId: 0, type: Inoperative}  > {status: Accepted}  > StatusNotification {connectorId: 0, status: Unavailable}',
  harm: 'drivers are sent to a connector that is out of service',
  watch(scene) {
    const { current } = scene.facts(transactions);
    const { reported } = scene.facts(connectors);
    const line = scene.facts(station);
    /** trace index of the last change */
    let newest = -1;
    return {
      answers: {
        ChangeAvailability({ call, response, at, index }) {
          newest = index;
          if (response.status !== 'Accepted') return;
          const { connectorId, type } = call.request;
          const concerned = [...reported].filter(
            ([id, { era }]) => era === line.era && (connectorId === 0 || id === connectorId) && !current.has(id),
          );
          if (concerned.length === 0) return scene.inconclusive('the status of the connector before');
          const wrong = (status: string) => (type === 'Inoperative' ? operative.has(status) : status === 'Unavailable');
          const changes = concerned.filter(([, { status }]) => wrong(status)).map(([id]) => id);
          if (changes.length === 0) return;
          afterwards(scene, at, followUp, () => {
            const missing = changes.filter((id) => wrong(reported.get(id)?.status ?? ''));
            if (newest !== index || missing.length === 0 || missing.some((id) => current.has(id))) return;
            const only0 = missing.join() === '0' && connectorId === 0;
            scene.report({
              key: `${connectorId} ${type}`,
              message: `connector ${missing.join(', ')} did not report that it is ${type === 'Inoperative' ? 'out of' : 'back in'} service`,
              frames: [call.index, index],
              expected: type === 'Inoperative' ? 'Unavailable' : 'Available, or another operative status',
              severity: only0 ? 'warning' : 'violation',
            });
          });
        },
      },
    };
  },
});

/** Statuses that a connector leaves when it goes out of service, without a transaction. */
const operative = new Set(['Available', 'Preparing', 'Finishing', 'Reserved']);

import { defineRule, type Refused } from 'ocppliance';
import { type Transaction, transactions } from './facts.ts';
import { type Command, commands, newest, wasTriggered } from './facts-commands.ts';
import { connectors, isCharging } from './facts-connectors.ts';
import { afterwards, station } from './facts-station.ts';
import { numberIn, textIn } from './payload.ts';

/** Reasons that nobody but the world outside can contradict. */
const physical = new Set(['EVDisconnected', 'EmergencyStop', 'PowerLoss']);
const reasons = new Set([
  ...physical,
  ...['HardReset', 'Local', 'Other', 'Reboot', 'Remote', 'SoftReset', 'UnlockCommand', 'DeAuthorized'],
]);
/** ms; an older command is not why a transaction ends */
const commandLasts = 90_000;

export const tellsWhyItStopped = defineRule({
  id: 'R16-TX-011',
  title: 'The reason of StopTransaction is why the transaction ended',
  severity: 'warning',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §4.10', '1.6 §7.36'],
  example: '< RemoteStopTransaction {transactionId: 42}  > {status: Accepted}  > StopTransaction {transactionId: 42, reason: Local}',
  harm: 'nobody can tell a driver why the session ended',
  watch(scene) {
    const { open } = scene.facts(transactions);
    const wishes = scene.facts(commands);
    const line = scene.facts(station);

    const causes: {
      action: string;
      concerns: (transaction: Transaction, command: Command) => boolean;
      reasons: (command: Command) => string[];
    }[] = [
      {
        action: 'RemoteStopTransaction',
        concerns: ({ id }, { request, status }) => status === 'Accepted' && numberIn(request, 'transactionId') === id,
        reasons: () => ['Remote'],
      },
      {
        action: 'UnlockConnector',
        concerns: ({ connectorId }, { request, status }) => status === 'Unlocked' && numberIn(request, 'connectorId') === connectorId,
        reasons: () => ['UnlockCommand'],
      },
      {
        action: 'Reset',
        concerns: (_, { status }) => status === 'Accepted',
        reasons: ({ request }) => (textIn(request, 'type') === 'Hard' ? ['HardReset', 'Reboot'] : ['SoftReset', 'Reboot']),
      },
      // Commands that a product may carry out by ending the transaction.
      { action: 'ChangeAvailability', concerns: () => true, reasons: () => [...reasons] },
      { action: 'UpdateFirmware', concerns: () => true, reasons: () => [...reasons] },
    ];

    return {
      calls: {
        StopTransaction({ request, index, at }) {
          const { transactionId: id, reason = 'Local', idTag } = request;
          const transaction = open.get(id);
          if (!transaction) return;
          const report = (message: string, frames: number[], expected: string) =>
            scene.report({
              key: message.replaceAll(/\d+/g, ''),
              message,
              frames: [...frames, index],
              expected,
              actual: request.reason ?? 'none, which means Local',
            });
          if (idTag !== undefined && reasons.has(idTag) && idTag !== transaction.idTag)
            return report(`the idTag of transaction ${id}'s end is a reason`, [], 'the token that stopped it, or none');
          // A driver's hand may have been quicker than the command.
          if (idTag !== undefined && reason === 'Local') return;
          if ([...wishes.acts.values()].some((done) => done >= transaction.at && done > at - commandLasts)) return;
          const possible = causes.flatMap(({ action, concerns, reasons: allowed }) =>
            newest(wishes, action)
              .filter((command) => command.at >= transaction.at && command.at > at - commandLasts && concerns(transaction, command))
              .map((command) => ({ action, command, allowed: allowed(command) })),
          );
          const allowed = possible.flatMap((cause) => cause.allowed);
          const [cause] = possible;
          if (cause && !allowed.includes(reason) && !physical.has(reason) && transaction.accepted)
            return report(
              `transaction ${id} ended after ${cause.action}, but says otherwise`,
              [cause.command.index],
              [...new Set(allowed)].join(' or '),
            );
          if (
            !cause &&
            !transaction.accepted &&
            at - transaction.at < 60_000 &&
            (reason === 'Local' || reason === 'Remote') &&
            idTag === undefined &&
            line.lostAt < transaction.at
          )
            return report(`transaction ${id} ended after its idTag was refused, but says otherwise`, [transaction.index], 'DeAuthorized');
          const stillWelcome =
            !wishes.authorizations.has(transaction.idTag.toLowerCase()) ||
            wishes.authorizations.get(transaction.idTag.toLowerCase())?.accepted;
          if (reason === 'DeAuthorized' && transaction.accepted && stillWelcome)
            report(`transaction ${id} says DeAuthorized, but its idTag was accepted`, [transaction.index], 'another reason');
        },
      },
    };
  },
});

export const saysNothingAfterTheStop = defineRule({
  id: 'R16-TX-015',
  title: 'Nothing of a transaction follows its StopTransaction',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §3.7', '1.6 errata 3.16'],
  example: '> StopTransaction {transactionId: 42}  > MeterValues {transactionId: 42, context: Transaction.End}',
  harm: 'the last values come after the invoice',
  watch(scene) {
    const { ended } = scene.facts(transactions);
    return {
      calls: {
        MeterValues({ request: { transactionId }, index }) {
          const stop = transactionId === undefined ? undefined : ended.get(transactionId)?.stop;
          if (!stop || transactionId === undefined) return;
          scene.report({
            key: transactionId,
            message: `MeterValues of transaction ${transactionId} came after its StopTransaction`,
            frames: [stop.index, index],
          });
        },
      },
    };
  },
});

export const confirmsTransactionMessages = defineRule({
  id: 'R16-TX-016',
  title: 'The Central System confirms every transaction message, whatever it thinks of its content',
  severity: 'violation',
  blame: 'csms',
  versions: ['ocpp1.6'],
  spec: ['1.6 §4.7', '1.6 §4.8', '1.6 §4.10'],
  example: '> StopTransaction {transactionId: 999}  < CALLERROR PropertyConstraintViolation',
  harm: 'the charger sends the message again and again, and all that waits behind it stays undelivered',
  watch(scene) {
    const line = scene.facts(station);
    const judge = ({ call, frame, index, connection }: Refused) => {
      if (call.problems.length > 0 || line.registration !== 'Accepted') return;
      // Who has not seen this charger boot may not know it yet.
      if (frame.code === 'SecurityError' && line.registeredOn !== connection) return;
      scene.report({
        key: `${call.action} ${frame.code}`,
        message: `the CSMS refused ${call.action} instead of confirming it`,
        frames: [call.index, index],
        expected: 'CALLRESULT',
        actual: `CALLERROR ${frame.code}`,
      });
    };
    return { refusals: { StartTransaction: judge, StopTransaction: judge, MeterValues: judge } };
  },
});

/** ms after a boot until the queue must be empty */
const drained = 300_000;

export const stopsWhatABootInterrupted = defineRule({
  id: 'R16-TX-019',
  title: 'A transaction that a reboot interrupted is stopped afterwards, if it does not go on',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §3.7', '1.6 §4.10', '1.6 §5.14'],
  example: '(power cut in transaction 42)  > BootNotification  > StatusNotification {status: Available}',
  harm: 'the CSMS shows a session that charges for days',
  watch(scene) {
    const { open, unconfirmed } = scene.facts(transactions);
    const { reported } = scene.facts(connectors);
    const wishes = scene.facts(commands);
    return {
      answers: {
        BootNotification({ response, at, index }) {
          if (response.status !== 'Accepted' || wasTriggered(wishes, 'BootNotification', at)) return;
          for (const transaction of [...open.values()].slice(-10)) {
            if (!transaction.accepted) continue;
            const { id, connectorId } = transaction;
            const hard = newest(wishes, 'Reset').some(
              ({ request, status, at: sent }) => status === 'Accepted' && textIn(request, 'type') === 'Hard' && sent > transaction.at,
            );
            afterwards(scene, at, drained, () => {
              const status = reported.get(connectorId)?.status;
              const goesOn = (transaction.usedAt ?? 0) > at || isCharging(status) || status === undefined;
              if (open.get(id) !== transaction || goesOn || unconfirmed.size > 0) return;
              scene.report({
                key: id,
                message: `transaction ${id} was open when the charger booted, and was never stopped`,
                frames: [transaction.index, index],
                severity: hard ? 'warning' : 'violation',
              });
            });
          }
        },
      },
    };
  },
});

import { authorization } from './ocpp2.0.1/authorization.ts';
import { availability } from './ocpp2.0.1/availability.ts';
import { boot } from './ocpp2.0.1/boot.ts';
import { chargingProfiles } from './ocpp2.0.1/charging-profiles.ts';
import { jobs } from './ocpp2.0.1/firmware.ts';
import { meterRegisters } from './ocpp2.0.1/meter-registers.ts';
import { meterSettings } from './ocpp2.0.1/meter-settings.ts';
import { remoteStart } from './ocpp2.0.1/remote-start.ts';
import { reports } from './ocpp2.0.1/reports.ts';
import { resets } from './ocpp2.0.1/reset.ts';
import { status } from './ocpp2.0.1/status.ts';
import { time } from './ocpp2.0.1/time.ts';
import { transactionContent } from './ocpp2.0.1/transaction-content.ts';
import { transactionOrder } from './ocpp2.0.1/transaction-order.ts';
import { transactionPoints } from './ocpp2.0.1/transaction-points.ts';
import { transactionReasons } from './ocpp2.0.1/transaction-reasons.ts';
import { triggers } from './ocpp2.0.1/triggers.ts';
import { variables } from './ocpp2.0.1/variables.ts';
import { type RuleTrial, rulesOnTrial } from './trial.ts';

const trials = {
  ...authorization,
  ...availability,
  ...boot,
  ...chargingProfiles,
  ...jobs,
  ...meterRegisters,
  ...meterSettings,
  ...remoteStart,
  ...reports,
  ...resets,
  ...status,
  ...time,
  ...transactionContent,
  ...transactionOrder,
  ...transactionPoints,
  ...transactionReasons,
  ...triggers,
  ...variables,
};

rulesOnTrial(
  'R201-',
  Object.fromEntries(Object.entries(trials).map(([id, trial]): [string, RuleTrial] => [id, { protocol: 'ocpp2.0.1', ...trial }])),
);

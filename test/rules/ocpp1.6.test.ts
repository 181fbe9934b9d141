import { authorization } from './ocpp1.6/authorization.ts';
import { availability } from './ocpp1.6/availability.ts';
import { configuration } from './ocpp1.6/configuration.ts';
import { firmware } from './ocpp1.6/firmware.ts';
import { metering } from './ocpp1.6/metering.ts';
import { registration } from './ocpp1.6/registration.ts';
import { remote } from './ocpp1.6/remote.ts';
import { smartCharging } from './ocpp1.6/smart-charging.ts';
import { status } from './ocpp1.6/status.ts';
import { time } from './ocpp1.6/time.ts';
import { transactions } from './ocpp1.6/transactions.ts';
import { type RuleTrial, rulesOnTrial } from './trial.ts';

const trials = {
  ...authorization,
  ...availability,
  ...configuration,
  ...firmware,
  ...metering,
  ...registration,
  ...remote,
  ...smartCharging,
  ...status,
  ...time,
  ...transactions,
};

rulesOnTrial(
  'R16',
  Object.fromEntries(Object.entries(trials).map(([id, trial]): [string, RuleTrial] => [id, { protocol: 'ocpp1.6', ...trial }])),
);

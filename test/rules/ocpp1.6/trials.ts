import type { RuleTrial } from '../trial.ts';

export type Trials = Record<string, Omit<RuleTrial, 'protocol'>>;

/** Of connector 1: a session from its beginning until energy flows, the transaction having id 1 unless an earlier one took it. */
export const charging = `
>> Authorize
>> StatusNotification {connectorId: 1, status: Preparing, timestamp: $now}
>> StartTransaction {meterStart: 1000}
>> StatusNotification {connectorId: 1, status: Charging, timestamp: $now}`;

/** Ends it as the driver wants. */
export const stopped = `
>> StopTransaction {transactionId: 1, meterStop: 2000}
>> StatusNotification {connectorId: 1, status: Finishing, timestamp: $now}`;

/** The CSMS reads settings. */
export const told = (settings: Record<string, string>): string => {
  const keys = Object.entries(settings).map(([key, value]) => `{key: ${key}, readonly: false, value: "${value}"}`);
  return `< GetConfiguration {key: [${Object.keys(settings)}]}\n> ={configurationKey: [${keys}]}`;
};

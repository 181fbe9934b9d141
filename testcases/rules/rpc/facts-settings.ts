import { defineFacts } from 'ocppliance';
import { everyVersion } from './facts.ts';

/** What a station said of its own configuration, or took from the CSMS, as far as the connection depends on it. */
export interface Settings {
  /** 1.6 SecurityProfile (security whitepaper), 2.x SecurityCtrlr.SecurityProfile */
  securityProfile?: number;
  /** 2.x OCPPCommCtrlr.RetryBackOffWaitMinimum, seconds */
  retryWait?: number;
}

const settingOf: Readonly<Record<string, keyof Settings>> = {
  SecurityProfile: 'securityProfile',
  'SecurityCtrlr.SecurityProfile': 'securityProfile',
  'OCPPCommCtrlr.RetryBackOffWaitMinimum': 'retryWait',
};

export const settings = defineFacts({
  versions: everyVersion,
  create: (): Settings => ({}),
  learn(facts) {
    const learn = (name: unknown, text: unknown) => {
      const setting = typeof name === 'string' && Object.hasOwn(settingOf, name) ? settingOf[name] : undefined;
      if (!setting || typeof text !== 'string' || !/^\d{1,6}$/.test(text)) return;
      facts[setting] = Number(text);
    };
    return {
      anyResult({ call, response, problems }) {
        if (!call?.legal || call.problems.length > 0 || problems.length > 0) return;
        const { request } = call;
        switch (call.action) {
          case 'GetConfiguration':
            for (const { key, value } of records(response.configurationKey)) learn(key, value);
            break;
          case 'ChangeConfiguration':
            if (response.status === 'Accepted') learn(request.key, request.value);
            else if (response.status === 'RebootRequired' && request.key === 'SecurityProfile') delete facts.securityProfile;
            break;
          case 'GetVariables':
            for (const variable of records(response.getVariableResult)) learn(nameOf(variable), variable.attributeValue);
            break;
          case 'SetVariables': {
            const results = records(response.setVariableResult);
            for (const [index, variable] of records(request.setVariableData).entries()) {
              if (results[index]?.attributeStatus === 'Accepted') learn(nameOf(variable), variable.attributeValue);
            }
            // Another network profile may come into force with the next connection.
            delete facts.securityProfile;
            break;
          }
          case 'SetNetworkProfile':
            delete facts.securityProfile;
        }
      },
    };
  },
});

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const records = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value.filter(isRecord) : []);

/** `Component.Variable` of the actual value; a component of an EVSE or another attribute is something else. */
function nameOf({ component, variable, attributeType = 'Actual' }: Record<string, unknown>): string | undefined {
  if (!isRecord(component) || !isRecord(variable) || component.evse !== undefined || attributeType !== 'Actual') return undefined;
  return `${component.name}.${variable.name}`;
}

import { defineFacts, type Scene } from 'ocppliance';

/** What a station said of its own configuration, or took from the CSMS, as far as the connection depends on it. */
export interface Settings {
  /** 1.6 SecurityProfile (security whitepaper), 2.x SecurityCtrlr.SecurityProfile */
  securityProfile?: number;
  /** 2.x OCPPCommCtrlr.RetryBackOffWaitMinimum, seconds */
  retryWait?: number;
}

export const settingsOf = (scene: Scene): Settings => scene.facts(scene.protocol === 'ocpp1.6' ? settings16 : settings2);

const settingOf: Readonly<Record<string, keyof Settings>> = {
  SecurityProfile: 'securityProfile',
  'SecurityCtrlr.SecurityProfile': 'securityProfile',
  'OCPPCommCtrlr.RetryBackOffWaitMinimum': 'retryWait',
};

function learn(facts: Settings, name: string | undefined, text: string | undefined): void {
  const setting = name !== undefined && Object.hasOwn(settingOf, name) ? settingOf[name] : undefined;
  if (setting && text !== undefined && /^\d{1,6}$/.test(text)) facts[setting] = Number(text);
}

const settings16 = defineFacts({
  versions: ['ocpp1.6'],
  create: (): Settings => ({}),
  learn: (facts) => ({
    answers: {
      GetConfiguration({ response: { configurationKey = [] } }) {
        for (const { key, value } of configurationKey) learn(facts, key, value);
      },
      ChangeConfiguration({ call: { request }, response: { status } }) {
        if (status === 'Accepted') learn(facts, request.key, request.value);
        else if (status === 'RebootRequired' && request.key === 'SecurityProfile') delete facts.securityProfile;
      },
    },
  }),
});

const settings2 = defineFacts({
  versions: ['ocpp2.0.1', 'ocpp2.1'],
  create: (): Settings => ({}),
  learn: (facts) => ({
    answers: {
      GetVariables({ response: { getVariableResult } }) {
        for (const variable of getVariableResult) learn(facts, nameOf(variable), variable.attributeValue);
      },
      SetVariables({ call: { request }, response: { setVariableResult } }) {
        for (const [index, variable] of request.setVariableData.entries()) {
          if (setVariableResult[index]?.attributeStatus === 'Accepted') learn(facts, nameOf(variable), variable.attributeValue);
        }
        // Another network profile may come into force with the next connection.
        delete facts.securityProfile;
      },
      SetNetworkProfile() {
        delete facts.securityProfile;
      },
    },
  }),
});

interface Attribute {
  component: { name: string; evse?: object };
  variable: { name: string };
  attributeType?: string;
}

/** `Component.Variable` of the actual value; a component of an EVSE or another attribute is something else. */
const nameOf = ({ component, variable, attributeType = 'Actual' }: Attribute): string | undefined =>
  component.evse === undefined && attributeType === 'Actual' ? `${component.name}.${variable.name}` : undefined;

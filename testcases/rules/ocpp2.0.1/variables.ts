import { defineRule, parseDateTime } from 'ocppliance';
import { both } from './facts.ts';
import { deviceModel, keyOfComponent, keyOfVariable, type Variable, type VariablePath } from './facts-station.ts';

interface Item extends VariablePath {
  attributeType?: string | undefined;
}

/** `EVSE[1].AvailabilityState`, for messages. */
const nameOf = ({ component, variable }: VariablePath): string => {
  const { name, instance, evse } = component;
  const place = evse ? `@${evse.id}${evse.connectorId === undefined ? '' : `.${evse.connectorId}`}` : '';
  return `${name}${instance ? `[${instance}]` : ''}${place}.${variable.name}${variable.instance ? `[${variable.instance}]` : ''}`;
};
const keyOfItem = (item: Item): string => `${keyOfVariable(item)} ${item.attributeType ?? 'Actual'}`;

export const answersEachItem = defineRule({
  id: 'R201-VAR-001',
  title: 'An answer has one result for each item that was asked for',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['B05.FR.01', 'B06.FR.01', 'N04.FR.01', 'N06.FR.05'],
  example: '< SetVariables with 3 items  > SetVariablesResponse with 2 results',
  harm: 'a CSMS cannot tell what became of the rest',
  watch(scene) {
    const judge = (action: string, asked: number, answered: number, frames: number[]) => {
      if (asked === answered) return;
      scene.report({
        key: action,
        message: `The station was asked for ${asked} items of ${action} and answered ${answered}`,
        frames,
        expected: `${asked} results`,
        actual: `${answered} results`,
      });
    };
    return {
      answers: {
        SetVariables: ({ call, response, index }) =>
          judge('SetVariables', call.request.setVariableData.length, response.setVariableResult.length, [call.index, index]),
        GetVariables: ({ call, response, index }) =>
          judge('GetVariables', call.request.getVariableData.length, response.getVariableResult.length, [call.index, index]),
        SetVariableMonitoring: ({ call, response, index }) =>
          judge('SetVariableMonitoring', call.request.setMonitoringData.length, response.setMonitoringResult.length, [call.index, index]),
        ClearVariableMonitoring: ({ call, response, index }) =>
          judge('ClearVariableMonitoring', call.request.id.length, response.clearMonitoringResult.length, [call.index, index]),
      },
    };
  },
});

export const namesEachItem = defineRule({
  id: 'R201-VAR-002',
  title: 'Each result names component, variable and attribute of an item that was asked for',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['B05.FR.02', 'B05.FR.03', 'B05.FR.12', 'B06.FR.02', 'B06.FR.03', 'B06.FR.11', 'B06.FR.14', 'N04.FR.02'],
  example: '< GetVariables of EVSE {evse: {id: 1}}  > a result of EVSE without evse',
  harm: 'a CSMS takes the value of one place for that of another',
  watch(scene) {
    const judge = (action: string, asked: readonly Item[], answered: readonly Item[], frames: number[]) => {
      // R201-VAR-001 counts.
      if (asked.length !== answered.length) return;
      const open = new Map<string, number>();
      for (const item of asked) open.set(keyOfItem(item), (open.get(keyOfItem(item)) ?? 0) + 1);
      const stranger = answered.find((item) => {
        const left = open.get(keyOfItem(item)) ?? 0;
        open.set(keyOfItem(item), left - 1);
        return left <= 0;
      });
      if (stranger) {
        scene.report({
          key: action,
          message: `A result of ${action} is of ${nameOf(stranger)} (${stranger.attributeType ?? 'Actual'}), which was not asked for`,
          frames,
        });
        return;
      }
      const silent = answered.find(({ attributeType }) => attributeType === undefined);
      if (!silent || action === 'SetVariableMonitoring') return;
      scene.report({
        key: `${action} attributeType`,
        severity: 'warning',
        message: `The result of ${action} for ${nameOf(silent)} does not say that it is of the attribute Actual`,
        frames,
        expected: 'attributeType Actual',
      });
    };
    return {
      answers: {
        SetVariables: ({ call, response, index }) =>
          judge('SetVariables', call.request.setVariableData, response.setVariableResult, [call.index, index]),
        GetVariables: ({ call, response, index }) =>
          judge('GetVariables', call.request.getVariableData, response.getVariableResult, [call.index, index]),
        SetVariableMonitoring({ call, response, index }) {
          const plain = ({ component, variable }: VariablePath): Item => ({ component, variable });
          judge('SetVariableMonitoring', call.request.setMonitoringData.map(plain), response.setMonitoringResult.map(plain), [
            call.index,
            index,
          ]);
        },
      },
    };
  },
});

/** Components that come and go with what is plugged in. */
const passing = /^ConnectedEV/i;
const unknowns = new Set(['UnknownComponent', 'UnknownVariable']);

export const knowsWhatItHas = defineRule({
  id: 'R201-VAR-003',
  title: 'The station knows what its inventory lists, and says of nothing else that it is refused for another reason',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['B05.FR.04', 'B05.FR.05', 'B06.FR.06', 'B06.FR.07'],
  example: '< SetVariables of component NoSuch  > Rejected instead of UnknownComponent',
  harm: 'a CSMS cannot tell a wrong name from a wrong value',
  watch(scene) {
    const model = scene.facts(deviceModel);
    /** What is listed now, by name only: `component` and `component:variable`. Made once for each inventory. */
    let names = new Set<string>();
    let madeFor: number | undefined;
    const namesOf = () => {
      if (madeFor === model.inventory) return names;
      madeFor = model.inventory;
      names = new Set();
      for (const [key, { inventory }] of model.variables) {
        if (inventory !== model.inventory) continue;
        const [component = '', variable = ''] = key.split(':');
        names.add(component.slice(0, component.indexOf('[')));
        names.add(`${component}:${variable.slice(0, variable.indexOf('['))}`);
      }
      return names;
    };
    const judge = (results: readonly (Item & { attributeStatus: string })[], frames: number[]) => {
      if (model.inventory === undefined) {
        if (results.some(({ attributeStatus }) => attributeStatus !== 'Accepted')) scene.inconclusive('a complete FullInventory');
        return;
      }
      const listed = namesOf();
      for (const item of results) {
        const { component, variable, attributeStatus: status } = item;
        if (passing.test(component.name) || status === 'NotSupportedAttributeType') continue;
        const isListed = model.variables.get(keyOfVariable(item))?.inventory === model.inventory;
        let expected: string | undefined;
        if (isListed) expected = unknowns.has(status) ? 'a variable that it lists' : undefined;
        else if (status === 'Accepted' || status === 'RebootRequired') continue;
        else if (!listed.has(component.name.toLowerCase())) expected = 'UnknownComponent';
        else if (variable.instance === undefined && !listed.has(`${keyOfComponent(component)}:${variable.name.toLowerCase()}`)) {
          // A component of this name stands elsewhere: which of the two is unknown can be argued about.
          expected = unknowns.has(status) ? undefined : 'UnknownComponent or UnknownVariable';
        }
        if (!expected || expected === status) continue;
        scene.report({
          key: nameOf(item),
          message: isListed
            ? `The station answers ${status} for ${nameOf(item)}, which its FullInventory lists`
            : `The station answers ${status} for ${nameOf(item)}, which its FullInventory does not list`,
          frames: [model.inventory, ...frames],
          expected,
          actual: status,
        });
      }
    };
    return {
      answers: {
        SetVariables: ({ call, response, index }) => judge(response.setVariableResult, [call.index, index]),
        GetVariables: ({ call, response, index }) => judge(response.getVariableResult, [call.index, index]),
      },
    };
  },
});

const isNumber = (text: string): boolean => text.trim() !== '' && Number.isFinite(Number(text));
const itemsOf = (text: string): string[] => text.split(',').map((item) => item.trim());

/** Why a variable cannot have this value; nothing if it can, as far as is known. */
function flawOf({ mutability, dataType, minLimit, maxLimit, valuesList }: Variable, value: string): string | undefined {
  if (mutability === 'ReadOnly') return 'it is ReadOnly';
  switch (dataType) {
    case 'integer':
    case 'decimal': {
      const number = Number(value);
      if (!isNumber(value) || (dataType === 'integer' && !Number.isInteger(number))) return `it is of type ${dataType}`;
      if (minLimit !== undefined && number < minLimit) return `its minLimit is ${minLimit}`;
      return maxLimit !== undefined && number > maxLimit ? `its maxLimit is ${maxLimit}` : undefined;
    }
    case 'boolean':
      return /^(true|false)$/i.test(value.trim()) ? undefined : 'it is of type boolean';
    case 'dateTime':
      return value !== '' && Number.isNaN(parseDateTime(value)) ? 'it is of type dateTime' : undefined;
    case 'OptionList':
    case 'MemberList':
    case 'SequenceList': {
      if (!valuesList) return undefined;
      const listed = new Set(itemsOf(valuesList.toLowerCase()));
      const items = dataType === 'OptionList' ? [value.trim()] : itemsOf(value).filter(Boolean);
      return items.every((item) => listed.has(item.toLowerCase())) ? undefined : `its valuesList is ${valuesList.slice(0, 200)}`;
    }
    case 'string':
      return maxLimit !== undefined && value.length > maxLimit ? `its maxLimit is ${maxLimit}` : undefined;
    default:
      return undefined;
  }
}

export const refusesWrongValues = defineRule({
  id: 'R201-VAR-004',
  title: 'A value that a variable cannot have is rejected',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['B05.FR.07', 'B05.FR.08', 'B05.FR.09'],
  example: 'HeartbeatInterval has minLimit 1  < SetVariables HeartbeatInterval "-5"  > Accepted',
  harm: 'the station works with a setting that makes no sense',
  watch(scene) {
    const model = scene.facts(deviceModel);
    return {
      answers: {
        SetVariables({ call, response, index }) {
          for (const result of response.setVariableResult) {
            const { attributeStatus, attributeType = 'Actual' } = result;
            if (attributeType !== 'Actual' || (attributeStatus !== 'Accepted' && attributeStatus !== 'RebootRequired')) continue;
            const key = keyOfItem(result);
            const set = call.request.setVariableData.find((item) => keyOfItem(item) === key);
            const known = model.variables.get(keyOfVariable(result));
            const flaw = set && known && flawOf(known, set.attributeValue);
            if (!flaw) continue;
            scene.report({
              key: nameOf(result),
              message: `The station took ${JSON.stringify(set.attributeValue.slice(0, 100))} for ${nameOf(result)}, although ${flaw}`,
              frames: [call.index, index],
              expected: 'Rejected',
              actual: attributeStatus,
            });
          }
        },
      },
    };
  },
});

/** What two values have in common that mean the same: numbers by value, lists whatever their order, texts whatever their case. */
const meaningOf = (text: string): string =>
  itemsOf(text.toLowerCase())
    .filter(Boolean)
    .map((item) => (isNumber(item) ? String(Number(item)) : item))
    .sort()
    .join();

export const showsWhatWasSet = defineRule({
  id: 'R201-VAR-005',
  title: 'A value that was accepted is the value that is read',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['B05.FR.10', 'B06.FR.10'],
  example: '< SetVariables OfflineThreshold "60"  > Accepted  < GetVariables OfflineThreshold  > "300"',
  harm: 'what the operator has set does not hold',
  watch(scene) {
    const model = scene.facts(deviceModel);
    return {
      answers: {
        GetVariables({ call, response, index }) {
          for (const result of response.getVariableResult) {
            const { attributeType = 'Actual', attributeStatus, attributeValue } = result;
            if (attributeType !== 'Actual' || attributeStatus !== 'Accepted' || attributeValue === undefined) continue;
            const known = model.variables.get(keyOfVariable(result));
            if (!known?.written || known.written.index > call.index || known.dataType === 'dateTime') continue;
            if (meaningOf(known.written.value) === meaningOf(attributeValue) || known.mutability === 'WriteOnly') continue;
            scene.report({
              key: nameOf(result),
              message: `The station accepted ${JSON.stringify(known.written.value.slice(0, 100))} for ${nameOf(result)} and shows another value`,
              frames: [known.written.index, call.index, index],
              expected: known.written.value,
              actual: attributeValue,
            });
          }
        },
      },
    };
  },
});

export const givesAValueExactlyIfThereIsOne = defineRule({
  id: 'R201-VAR-006',
  title: 'A value that could be read is given, even an empty one, and no other is',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['B06.FR.04', 'B06.FR.06', 'B06.FR.07', 'B06.FR.08', 'B06.FR.09', 'B06.FR.10', 'B06.FR.13'],
  example: '> GetVariablesResponse {attributeStatus: UnknownVariable, attributeValue: ""}',
  harm: 'a CSMS takes an unknown variable for an empty one',
  watch(scene) {
    const model = scene.facts(deviceModel);
    return {
      answers: {
        GetVariables({ call, response, index }) {
          for (const result of response.getVariableResult) {
            const { attributeStatus: status, attributeValue, attributeType = 'Actual' } = result;
            const isReadable = attributeType !== 'Actual' || model.variables.get(keyOfVariable(result))?.mutability !== 'WriteOnly';
            let flaw: string | undefined;
            if (status === 'Accepted')
              flaw = !isReadable ? 'although it is WriteOnly' : attributeValue === undefined ? 'without a value' : undefined;
            else if (status !== 'Rejected' && attributeValue !== undefined) flaw = 'with a value';
            if (!flaw) continue;
            scene.report({
              key: `${status} ${flaw}`,
              message: `The station answers ${status} for ${nameOf(result)} ${flaw}`,
              frames: [call.index, index],
            });
          }
        },
      },
    };
  },
});

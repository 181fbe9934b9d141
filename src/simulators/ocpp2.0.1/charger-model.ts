import { isDateTime } from '../../ocpp/index.ts';
import { type VariableRow, variablesOf } from './charger-variables.ts';

interface Component {
  name: string;
  instance?: string;
  evse?: { id: number; connectorId?: number };
}

interface Variable {
  name: string;
  instance?: string;
}

/** An item of GetVariables or SetVariables. */
export interface VariableItem {
  component: Component;
  variable: Variable;
  attributeType?: string;
  attributeValue?: string;
}

type Found = { row: VariableRow } | { refusal: 'UnknownComponent' | 'UnknownVariable' | 'NotSupportedAttributeType' };

const sameName = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

/** The variables of the station and their rules, as GetVariables, SetVariables and reports see them (B05 to B07). Free of I/O. */
export class DeviceModel {
  readonly #rows: VariableRow[];
  /** for what is not kept but looked up, such as the time; by `Component.Variable` */
  readonly #live: Record<string, (row: VariableRow) => string>;

  constructor(evseIds: readonly number[], live: Record<string, (row: VariableRow) => string>) {
    this.#rows = variablesOf(evseIds);
    this.#live = live;
  }

  /** The value of a controller's variable, `TxCtrlr.TxStartPoint`. */
  text(name: string): string {
    const [component = '', variable = ''] = name.split('.');
    const row = this.#rows.find((candidate) => candidate.component === component && candidate.variable === variable);
    return row ? this.#valueOf(row) : '';
  }

  number(name: string): number {
    return Number(this.text(name));
  }

  isTrue(name: string): boolean {
    return this.text(name) === 'true';
  }

  members(name: string): string[] {
    return this.text(name).split(',').filter(Boolean);
  }

  /** What the station itself changes. */
  put(name: string, value: string): void {
    const [component = '', variable = ''] = name.split('.');
    const row = this.#rows.find((candidate) => candidate.component === component && candidate.variable === variable);
    if (row) row.value = value;
  }

  get(item: VariableItem): Record<string, unknown> {
    const found = this.#find(item);
    const { component, variable, attributeType = 'Actual' } = item;
    const result = { component, variable, attributeType };
    if ('refusal' in found) return { ...result, attributeStatus: found.refusal };
    if (found.row.mutability === 'WriteOnly') return { ...result, attributeStatus: 'Rejected', ...because('WriteOnly') };
    return { ...result, attributeStatus: 'Accepted', attributeValue: this.#valueOf(found.row) };
  }

  set(item: VariableItem): Record<string, unknown> {
    const found = this.#find(item);
    const { component, variable, attributeType = 'Actual', attributeValue = '' } = item;
    const result = { component, variable, attributeType };
    if ('refusal' in found) return { ...result, attributeStatus: found.refusal };
    const { row } = found;
    if (row.mutability === undefined) return { ...result, attributeStatus: 'Rejected', ...because('ReadOnly') };
    if (!isValueFor(row, attributeValue)) return { ...result, attributeStatus: 'Rejected', ...because('InvalidValue') };
    row.value = attributeValue;
    return { ...result, attributeStatus: 'Accepted' };
  }

  /** The entries of a report: all variables, or those that can be changed. */
  report(base: 'FullInventory' | 'ConfigurationInventory'): Record<string, unknown>[] {
    const rows = base === 'FullInventory' ? this.#rows : this.#rows.filter((row) => row.mutability !== undefined);
    return rows.map((row) => this.#reportOf(row));
  }

  #find({ component, variable, attributeType = 'Actual' }: VariableItem): Found {
    const ofComponent = this.#rows.filter(
      (row) =>
        sameName(row.component, component.name) &&
        component.instance === undefined &&
        row.evse?.id === component.evse?.id &&
        row.evse?.connectorId === component.evse?.connectorId,
    );
    if (ofComponent.length === 0) return { refusal: 'UnknownComponent' };
    const row = ofComponent.find(
      (candidate) => sameName(candidate.variable, variable.name) && sameName(candidate.instance ?? '', variable.instance ?? ''),
    );
    if (!row) return { refusal: 'UnknownVariable' };
    return attributeType === 'Actual' ? { row } : { refusal: 'NotSupportedAttributeType' };
  }

  #valueOf(row: VariableRow): string {
    return this.#live[`${row.component}.${row.variable}`]?.(row) ?? row.value;
  }

  #reportOf(row: VariableRow): Record<string, unknown> {
    const { component, evse, variable, instance, mutability = 'ReadOnly', dataType, unit, min, max, values } = row;
    return {
      component: { name: component, ...(evse ? { evse } : {}) },
      variable: { name: variable, ...(instance === undefined ? {} : { instance }) },
      variableAttribute: [{ mutability, ...(mutability === 'WriteOnly' ? {} : { value: this.#valueOf(row) }) }],
      variableCharacteristics: {
        dataType,
        supportsMonitoring: false,
        ...(unit === undefined ? {} : { unit }),
        ...(min === undefined ? {} : { minLimit: min }),
        ...(max === undefined ? {} : { maxLimit: max }),
        ...(values === undefined ? {} : { valuesList: values }),
      },
    };
  }
}

const because = (reasonCode: string) => ({ attributeStatusInfo: { reasonCode } });

function isValueFor({ dataType, min, max, values }: VariableRow, value: string): boolean {
  const within = (amount: number) => amount >= (min ?? Number.NEGATIVE_INFINITY) && amount <= (max ?? Number.POSITIVE_INFINITY);
  const known = (member: string) => values === undefined || values.split(',').includes(member);
  switch (dataType) {
    case 'boolean':
      return value === 'true' || value === 'false';
    case 'integer':
      return /^-?\d{1,9}$/.test(value) && within(Number(value));
    case 'decimal':
      return /^-?\d{1,9}(\.\d+)?$/.test(value) && within(Number(value));
    case 'dateTime':
      return isDateTime(value);
    case 'OptionList':
      return known(value);
    case 'MemberList':
    case 'SequenceList': {
      const members = value.split(',').filter(Boolean);
      return members.every(known) && new Set(members).size === members.length;
    }
    default:
      return within(value.length);
  }
}

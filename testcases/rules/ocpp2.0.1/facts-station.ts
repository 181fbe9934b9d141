import { defineFacts, type RequestOf } from 'ocppliance';
import { type Both, both, isBoot, keepNewest } from './facts.ts';

export interface Connector {
  evseId: number;
  connectorId: number;
  /** as last told since the last boot */
  status?: string | undefined;
  /** observed time and trace index of that */
  at: number;
  index: number;
}

/** By `1.2`: EVSE and connector. */
export type Connectors = Map<string, Connector>;

/** A status as either of its carriers tells it. */
export interface StatusReport {
  evseId: number;
  connectorId: number;
  status: string;
}

const mostConnectors = 1000;

/** The connectors that were heard of, in whatever message, and their states. */
export const connectors = defineFacts({
  versions: both,
  create: (): Connectors => new Map(),
  learn(facts) {
    const at = (evseId: number, connectorId: number): Connector | undefined => {
      if (evseId < 1 || connectorId < 1) return undefined;
      const key = `${evseId}.${connectorId}`;
      const known = facts.get(key);
      if (known || facts.size >= mostConnectors) return known;
      const connector = { evseId, connectorId, at: 0, index: 0 };
      facts.set(key, connector);
      return connector;
    };
    const learn = (report: StatusReport, stamp: { at: number; index: number }) => {
      const connector = at(report.evseId, report.connectorId);
      if (connector) Object.assign(connector, { status: report.status, at: stamp.at, index: stamp.index });
    };
    return {
      rawCalls: {
        BootNotification(call) {
          if (isBoot(call)) for (const connector of facts.values()) connector.status = undefined;
        },
      },
      calls: {
        StatusNotification: (call) => learn(statusOf(call.request), call),
        NotifyEvent(call) {
          for (const report of statusesIn(call.request)) learn(report, call);
        },
        TransactionEvent({ request: { evse } }) {
          if (evse?.connectorId !== undefined) at(evse.id, evse.connectorId);
        },
        NotifyReport({ request: { reportData = [] } }) {
          for (const { component } of reportData) {
            const { evse, name } = component;
            if (name === 'Connector' && evse?.connectorId !== undefined) at(evse.id, evse.connectorId);
          }
        },
      },
    };
  },
});

export const statusOf = ({ evseId, connectorId, connectorStatus }: RequestOf<Both, 'StatusNotification'>): StatusReport => ({
  evseId,
  connectorId,
  status: connectorStatus,
});

/** The connector states in a NotifyEvent. */
export function statusesIn({ eventData }: RequestOf<Both, 'NotifyEvent'>): StatusReport[] {
  const reports: StatusReport[] = [];
  for (const { component, variable, actualValue } of eventData) {
    if (component.name !== 'Connector' || variable.name !== 'AvailabilityState') continue;
    const { evse } = component;
    if (evse?.connectorId !== undefined) reports.push({ evseId: evse.id, connectorId: evse.connectorId, status: actualValue });
  }
  return reports;
}

/** Whether a connector is occupied, by the last that was told of any connector of the EVSE. */
export function isOccupied(facts: Connectors, evseId: number): boolean {
  for (const connector of facts.values()) if (connector.evseId === evseId && connector.status === 'Occupied') return true;
  return false;
}

interface Component {
  name: string;
  instance?: string;
  evse?: { id: number; connectorId?: number };
}

/** What a variable belongs to and is called, on the wire. */
export interface VariablePath {
  component: Component;
  variable: { name: string; instance?: string };
}

export interface Variable {
  /** Actual, as far as it was told or set */
  value?: string | undefined;
  /** observed time at which the CSMS last changed it */
  changedAt: number;
  /** what the CSMS wrote and has not seen since: value and trace index of the answer */
  written?: { value: string; index: number } | undefined;
  mutability?: string | undefined;
  dataType?: string | undefined;
  minLimit?: number | undefined;
  maxLimit?: number | undefined;
  valuesList?: string | undefined;
  /** the FullInventory that last held it */
  inventory?: number | undefined;
}

export interface DeviceModel {
  /** by `keyOfVariable`: the first few thousand */
  variables: Map<string, Variable>;
  /** trace index of the request whose FullInventory is known to the end, since the last boot */
  inventory?: number | undefined;
  /** the places that it lists: EVSEs by id, connectors as `1.2` */
  evses: Set<number>;
  plugs: Set<string>;
}

const mostVariables = 5000;

const place = ({ evse }: Component): string => (evse ? `${evse.id}.${evse.connectorId ?? ''}` : '');

export const keyOfComponent = (component: Component): string =>
  `${component.name}[${component.instance ?? ''}]@${place(component)}`.toLowerCase();

export const keyOfVariable = ({ component, variable }: VariablePath): string =>
  `${keyOfComponent(component)}:${variable.name}[${variable.instance ?? ''}]`.toLowerCase();

/** The device model, as far as it was reported, read and written (B05 to B08). */
export const deviceModel = defineFacts({
  versions: both,
  create: (): DeviceModel => ({ variables: new Map(), evses: new Set(), plugs: new Set() }),
  learn(facts) {
    /** the FullInventory that is being reported: the index of its request, its requestId, the seqNo that comes next, the places so far */
    let report: { index: number; requestId: number; next: number; evses: Set<number>; plugs: Set<string> } | undefined;
    const at = (path: VariablePath): Variable | undefined => {
      const key = keyOfVariable(path);
      const known = facts.variables.get(key);
      if (known || facts.variables.size >= mostVariables) return known;
      const variable: Variable = { changedAt: Number.NEGATIVE_INFINITY };
      facts.variables.set(key, variable);
      return variable;
    };
    return {
      rawCalls: {
        BootNotification(call) {
          if (!isBoot(call)) return;
          facts.inventory = undefined;
          report = undefined;
          for (const variable of facts.variables.values()) variable.written = undefined;
        },
      },
      calls: {
        GetBaseReport({ request: { requestId, reportBase }, index }) {
          if (reportBase === 'FullInventory') report = { index, requestId, next: 0, evses: new Set(), plugs: new Set() };
        },
        NotifyReport({ request: { requestId, seqNo, reportData = [], tbc } }) {
          const part = report?.requestId === requestId ? report : undefined;
          for (const { component, variable, variableAttribute, variableCharacteristics } of reportData) {
            const known = at({ component, variable });
            const actual = variableAttribute.find(({ type = 'Actual' }) => type === 'Actual');
            if (!known) {
              report = undefined;
              continue;
            }
            if (actual) Object.assign(known, { mutability: actual.mutability ?? 'ReadWrite' });
            if (actual?.value !== undefined) known.value = actual.value;
            if (variableCharacteristics) {
              const { dataType, minLimit, maxLimit, valuesList } = variableCharacteristics;
              Object.assign(known, { dataType, minLimit, maxLimit, valuesList });
            }
            if (!part) continue;
            known.inventory = part.index;
            const { name, evse } = component;
            if (name === 'EVSE' && evse) part.evses.add(evse.id);
            if (name === 'Connector' && evse?.connectorId !== undefined) part.plugs.add(`${evse.id}.${evse.connectorId}`);
          }
          if (!part || report !== part) return;
          if (seqNo === part.next - 1) return;
          if (seqNo !== part.next) {
            report = undefined;
            return;
          }
          part.next += 1;
          if (tbc) return;
          Object.assign(facts, { inventory: part.index, evses: part.evses, plugs: part.plugs });
          report = undefined;
        },
      },
      answers: {
        BootNotification({ response }) {
          // Its value is the interval from now on, if there is one (B01.FR.04); stations differ in when they show it.
          if (response.status === 'Accepted') facts.variables.delete(heartbeatInterval);
        },
        GetVariables({ response: { getVariableResult } }) {
          for (const { component, variable, attributeType = 'Actual', attributeStatus, attributeValue } of getVariableResult) {
            if (attributeType !== 'Actual' || attributeStatus !== 'Accepted' || attributeValue === undefined) continue;
            const known = at({ component, variable });
            if (known) known.value = attributeValue;
          }
        },
        SetVariables({ call, response: { setVariableResult }, at: now, index }) {
          for (const { component, variable, attributeType = 'Actual', attributeStatus } of setVariableResult) {
            if (attributeType !== 'Actual' || (attributeStatus !== 'Accepted' && attributeStatus !== 'RebootRequired')) continue;
            const key = keyOfVariable({ component, variable });
            const set = call.request.setVariableData.find(
              (item) => (item.attributeType ?? 'Actual') === 'Actual' && keyOfVariable(item) === key,
            );
            const known = set && at({ component, variable });
            if (!known) continue;
            known.changedAt = now;
            known.value = attributeStatus === 'Accepted' ? set.attributeValue : undefined;
            known.written = attributeStatus === 'Accepted' ? { value: set.attributeValue, index } : undefined;
          }
        },
      },
    };
  },
});

/** Whether the station has this EVSE, and connector, by a complete inventory that lists any; undefined if that is not known. */
export function isPlace({ inventory, evses, plugs }: DeviceModel, evseId: number, connectorId?: number): boolean | undefined {
  if (inventory === undefined || evses.size === 0) return undefined;
  if (connectorId === undefined || plugs.size === 0) return evses.has(evseId);
  return plugs.has(`${evseId}.${connectorId}`);
}

/** A variable of a controller, such as `TxCtrlr.TxStartPoint` or `OCPPCommCtrlr.MessageTimeout[Default]`. */
export function controllerKey(name: string): string {
  const [, component = '', variable = '', instance] = /^(\w+)\.(\w+)(?:\[(\w+)\])?$/.exec(name) ?? [];
  return keyOfVariable({ component: { name: component }, variable: { name: variable, ...(instance ? { instance } : {}) } });
}

const heartbeatInterval = controllerKey('OCPPCommCtrlr.HeartbeatInterval');
const keys = new Map<string, string>();

function keyFor(name: string): string {
  const known = keys.get(name);
  if (known) return known;
  const key = controllerKey(name);
  keys.set(name, key);
  return key;
}

/** What is known of a controller's variable. */
export const variableOf = ({ variables }: DeviceModel, name: string): Variable | undefined => variables.get(keyFor(name));

export const textOf = (model: DeviceModel, name: string): string | undefined => variableOf(model, name)?.value;

export function numberOf(model: DeviceModel, name: string): number | undefined {
  const text = textOf(model, name);
  const number = text === undefined || text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : undefined;
}

export const flagOf = (model: DeviceModel, name: string): boolean | undefined => {
  const text = textOf(model, name)?.toLowerCase();
  return text === 'true' ? true : text === 'false' ? false : undefined;
};

const mostLists = 500;
/** by their texts, of which many stations have the same */
const lists = new Map<string, readonly string[]>();

export function listOf(model: DeviceModel, name: string): readonly string[] | undefined {
  const text = textOf(model, name);
  if (text === undefined) return undefined;
  const known = lists.get(text);
  if (known) return known;
  const items = text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
  lists.set(text, items);
  keepNewest(lists, mostLists);
  return items;
}

import type { TraceEntry } from '../engine/results.ts';
import { otherRole } from '../ocpp/index.ts';

/** A configuration key (1.6) or a variable (2.x) as a charger told of it. */
export interface SeenSetting {
  /** `HeartbeatInterval`; `TxCtrlr.TxStartPoint`, `Connector.ConnectorType (EVSE 1, connector 2)` */
  name: string;
  value?: string;
  readonly?: boolean;
  /** those that it can have */
  values?: readonly string[];
  /** it was set before it was told, so that the value is ours */
  isOurs?: true;
}

/** A CALL and what was answered. */
export interface Exchange {
  action: string;
  request: Record<string, unknown>;
  response?: Record<string, unknown>;
}

/** Follows a conversation for what a charger says of its settings. The first word on each counts: cases change them. */
export interface SettingsSeen {
  see(entry: TraceEntry): Exchange | undefined;
  readonly settings: ReadonlyMap<string, SeenSetting>;
  /** all settings were told, so that one that is not among them is not there */
  readonly complete: boolean;
}

/** How much of a charger's word we keep: a peer may say anything. */
const most = { settings: 20_000, characters: 2_500, open: 100 };

const followed = /"(?:GetConfiguration|NotifyReport|GetVariables|GetBaseReport|ChangeConfiguration|SetVariables|Authorize|DataTransfer)"/;

export function followSettings(): SettingsSeen {
  const settings = new Map<string, SeenSetting>();
  const open = new Map<string, Exchange>();
  // The answer to a BootNotification sets the interval of heartbeats.
  const ours = new Set(['HeartbeatInterval', 'OCPPCommCtrlr.HeartbeatInterval']);
  let complete = false;
  /** the GetBaseReport that asks for everything */
  let fullReport: unknown;

  const keep = (each: SeenSetting): void => {
    if (settings.size >= most.settings || settings.has(each.name)) return;
    settings.set(each.name, ours.has(each.name) ? { ...each, isOurs: true } : each);
  };

  function learn({ action, request, response = {} }: Exchange): void {
    if (action === 'GetConfiguration') {
      for (const each of list(response.configurationKey)) {
        const { key, value, readonly } = each;
        if (typeof key === 'string')
          keep({ name: text(key), ...(typeof value === 'string' && { value: text(value) }), readonly: readonly === true });
      }
      const { key } = request;
      complete ||= key === undefined || (Array.isArray(key) && key.length === 0);
    } else if (action === 'NotifyReport') {
      for (const each of list(request.reportData)) keep(...reported(each));
      complete ||= request.requestId === fullReport && fullReport !== undefined && request.tbc !== true;
    } else if (action === 'GetVariables') {
      for (const each of list(response.getVariableResult)) {
        const name = nameOf(each);
        if (
          each.attributeStatus === 'Accepted' &&
          (each.attributeType ?? 'Actual') === 'Actual' &&
          name &&
          typeof each.attributeValue === 'string'
        )
          keep({ name, value: text(each.attributeValue) });
      }
    }
  }

  const sets = (name: unknown): void => {
    if (typeof name === 'string' && ours.size < most.settings) ours.add(text(name));
  };

  return {
    settings,
    get complete() {
      return complete;
    },
    see(entry) {
      if (entry.kind !== 'frame') return undefined;
      const { raw } = entry;
      const answered = /^\s*\[\s*3\s*,\s*"([^"]*)"/.exec(raw.slice(0, 80))?.[1];
      const call = answered === undefined ? undefined : open.get(`${otherRole(entry.from)} ${answered}`);
      if (answered === undefined && followed.test(raw.slice(0, 120))) {
        const [kind, id, action, request] = parsed(raw);
        if (kind !== 2 || typeof id !== 'string' || typeof action !== 'string') return undefined;
        const exchange = { action, request: payload(request) };
        // These say all there is to say; the others wait for their answer.
        if (action === 'NotifyReport') learn(exchange);
        else if (action === 'GetBaseReport')
          fullReport = exchange.request.reportBase === 'FullInventory' ? exchange.request.requestId : fullReport;
        else if (action === 'ChangeConfiguration') sets(exchange.request.key);
        else if (action === 'SetVariables') for (const each of list(exchange.request.setVariableData)) sets(nameOf(each));
        else if (open.size < most.open) open.set(`${entry.from} ${id}`, exchange);
        return undefined;
      }
      if (!call || answered === undefined) return undefined;
      open.delete(`${otherRole(entry.from)} ${answered}`);
      const exchange = { ...call, response: payload(parsed(raw)[2]) };
      learn(exchange);
      return exchange;
    },
  };
}

/** One line of a report: its actual value, and what it could be. */
function reported(each: Record<string, unknown>): [SeenSetting] {
  const actual = list(each.variableAttribute).find(({ type = 'Actual' }) => type === 'Actual') ?? {};
  const { valuesList } = payload(each.variableCharacteristics);
  return [
    {
      name: nameOf(each) ?? '',
      ...(typeof actual.value === 'string' && { value: text(actual.value) }),
      readonly: actual.mutability === 'ReadOnly',
      ...(typeof valuesList === 'string' && { values: members(text(valuesList)) }),
    },
  ];
}

function nameOf({ component, variable }: Record<string, unknown>): string | undefined {
  const [of, what] = [payload(component), payload(variable)];
  if (typeof of.name !== 'string' || typeof what.name !== 'string') return undefined;
  const evse = payload(of.evse);
  const instance = (each: Record<string, unknown>) => (typeof each.instance === 'string' ? `[${each.instance}]` : '');
  const place = evse.id === undefined ? '' : ` (EVSE ${evse.id}${evse.connectorId === undefined ? '' : `, connector ${evse.connectorId}`})`;
  return text(`${of.name}${instance(of)}.${what.name}${instance(what)}${place}`);
}

export const members = (value: string): string[] =>
  value
    .split(',')
    .map((each) => each.trim())
    .filter(Boolean);

const text = (value: string): string => value.slice(0, most.characters);

function parsed(raw: string): unknown[] {
  try {
    const frame: unknown = JSON.parse(raw);
    return Array.isArray(frame) ? frame : [];
  } catch {
    return [];
  }
}

const payload = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};

const list = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value.map(payload) : []);

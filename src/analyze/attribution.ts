import { actions, otherRole, type ParsedFrame, type ProtocolVersion, parseFrame, protocolVersions, type Role } from '../ocpp/index.ts';
import type { Logged } from './logged.ts';

/** Open CALLs whose sender is remembered, to know who answers. */
const mostOpen = 1000;

/**
 * Finds out, for one station, who sent each frame and which version is spoken, where the log does not say: a CALL tells its sender by its
 * action, an answer comes from the side that did not call, and after a few of those the log's own words for the directions are understood.
 */
export class Attribution {
  protocol: ProtocolVersion | undefined;
  readonly #senders = new Map<string, Role>();
  readonly #votes = { in: { charger: 0, csms: 0 }, out: { charger: 0, csms: 0 } };

  constructor(protocol?: ProtocolVersion) {
    this.protocol = protocol;
  }

  /** Who sent it; undefined if nothing tells. */
  senderOf(logged: Logged, raw: string): Role | undefined {
    const frame = parseFrame(raw);
    this.protocol ??= logged.protocol ?? versionIn(frame);
    const certain = logged.from ?? this.#byContent(frame);
    if (certain && logged.way) this.#votes[logged.way][certain] += 1;
    const from = certain ?? (logged.way && this.#understood(logged.way));
    if (from && 'id' in frame && frame.id !== undefined && isCall(frame)) {
      this.#senders.set(frame.id, from);
      if (this.#senders.size > mostOpen) this.#senders.delete(this.#senders.keys().next().value ?? '');
    }
    return from;
  }

  #byContent(frame: ParsedFrame): Role | undefined {
    if (isCall(frame) && 'action' in frame && frame.action !== undefined) return onlyInitiator(frame.action);
    if (!('id' in frame) || frame.id === undefined) return undefined;
    const caller = this.#senders.get(frame.id);
    if (caller) this.#senders.delete(frame.id);
    return caller && otherRole(caller);
  }

  #understood(way: 'in' | 'out'): Role | undefined {
    const { charger, csms } = this.#votes[way];
    if (charger !== csms) return charger > csms ? 'charger' : 'csms';
    const opposite = this.#votes[way === 'in' ? 'out' : 'in'];
    if (opposite.charger !== opposite.csms) return opposite.charger > opposite.csms ? 'csms' : 'charger';
    return undefined;
  }
}

const isCall = (frame: ParsedFrame): boolean =>
  frame.type === 'call' || frame.type === 'send' || (frame.type === 'broken' && (frame.meant === 'call' || frame.meant === 'send'));

/** The side that alone may call it, in whatever version. */
function onlyInitiator(action: string): Role | undefined {
  const initiators = new Set(
    protocolVersions.flatMap((version) => {
      const table: Record<string, Role | 'both'> = actions[version];
      return Object.hasOwn(table, action) ? [table[action]] : [];
    }),
  );
  const [only] = initiators;
  return initiators.size === 1 && only !== 'both' ? only : undefined;
}

/** The version that a CALL gives away, by an action that only it has or by the shape of a BootNotification. */
function versionIn(frame: ParsedFrame): ProtocolVersion | undefined {
  if (frame.type !== 'call') return undefined;
  const known = protocolVersions.filter((version) => Object.hasOwn(actions[version], frame.action));
  if (known.length === 1) return known[0];
  if (!known.includes('ocpp1.6')) return known[0];
  const { payload } = frame;
  if ('chargingStation' in payload || 'evseId' in payload || 'idToken' in payload) return 'ocpp2.0.1';
  if ('chargePointVendor' in payload || 'connectorId' in payload || 'idTag' in payload || 'key' in payload) return 'ocpp1.6';
  return undefined;
}

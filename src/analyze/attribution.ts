import {
  actions,
  frameOf,
  isAction,
  isUnconfirmed,
  otherRole,
  type ParsedFrame,
  type ProtocolVersion,
  parseFrame,
  protocolVersions,
  type Role,
  validate,
} from '../ocpp/index.ts';
import type { Logged, LoggedFrame, Way } from './logged.ts';

/** Open CALLs whose sender is remembered, to know who answers. */
const mostOpen = 1000;

/** How often frames of a side went each way, in the words of a file. */
export type Votes = Record<Way, Record<Role, number>>;

export const noVotes = (): Votes => ({ in: { charger: 0, csms: 0 }, out: { charger: 0, csms: 0 } });

/**
 * Finds out, for one station, who sent each frame and which version is spoken, where the log does not say: a CALL tells its sender by its
 * action, an answer comes from the side that did not call, and after the first of those the log's own words for the directions are understood.
 */
export class Attribution {
  protocol: ProtocolVersion | undefined;
  readonly #open: Record<Role, Map<string, string>> = { charger: new Map(), csms: new Map() };

  constructor(protocol?: ProtocolVersion) {
    this.protocol = protocol;
  }

  /** How a frame reads; the version is learnt from it. */
  parse({ raw, parts }: LoggedFrame, { protocol }: Logged): ParsedFrame {
    if (protocol !== undefined) this.protocol = protocol;
    const frame = parts === undefined ? parseFrame(raw, this.protocol) : frameOf(parts, this.protocol);
    // A station that boots may have been updated.
    if (this.protocol === undefined || (protocol === undefined && isBoot(frame))) this.#learnFrom(frame);
    return frame;
  }

  #learnFrom(frame: ParsedFrame): void {
    const version = versionIn(frame);
    // Which 2.x it is, a message does not tell.
    if (version && (this.protocol === undefined || (version === 'ocpp1.6') !== (this.protocol === 'ocpp1.6'))) this.protocol = version;
  }

  /** Who sent it; `later` if the words of the log will tell, once they are understood; undefined if nothing does. */
  senderOf(frame: ParsedFrame, { from, way }: Logged, votes: Votes): Role | 'later' | undefined {
    if (from) return from;
    const called = calledIn(frame);
    const content = called === undefined ? undefined : onlyInitiator(called);
    if (content && way) votes[way][content] += 1;
    const sender = content ?? (way && understood(way, votes)) ?? (called === undefined && !way ? this.#answerer(frame) : undefined);
    if (sender && called !== undefined && !way && 'id' in frame && frame.id !== undefined) this.#remember(sender, frame.id, called);
    return sender ?? (way ? 'later' : undefined);
  }

  #remember(sender: Role, id: string, action: string): void {
    const open = this.#open[sender];
    open.set(id, action);
    if (open.size > mostOpen) open.delete(open.keys().next().value ?? '');
  }

  /** The side that did not call; if both have a CALL of this id open, the one whose answer has to look like this. */
  #answerer(frame: ParsedFrame): Role | undefined {
    if (!('id' in frame) || frame.id === undefined) return undefined;
    const { id } = frame;
    const callers = (['charger', 'csms'] as const).filter((role) => this.#open[role].has(id));
    const caller =
      callers.length > 1 ? (callers.find((role) => this.#fits(frame, this.#open[role].get(id) ?? '')) ?? callers[0]) : callers[0];
    if (!caller) return undefined;
    this.#open[caller].delete(id);
    return otherRole(caller);
  }

  #fits(frame: ParsedFrame, action: string): boolean {
    const { protocol } = this;
    if (frame.type !== 'result' || !protocol || !isAction(protocol, action) || isUnconfirmed(action)) return false;
    return validate(protocol, action, 'response', frame.payload).length === 0;
  }
}

/** What the votes say about a direction, or those about the opposite one. */
function understood(way: Way, votes: Votes): Role | undefined {
  const { charger, csms } = votes[way];
  if (charger !== csms) return charger > csms ? 'charger' : 'csms';
  const opposite = votes[way === 'in' ? 'out' : 'in'];
  if (opposite.charger !== opposite.csms) return opposite.charger > opposite.csms ? 'csms' : 'charger';
  return undefined;
}

/** The action of what is, or was meant to be, a CALL. */
function calledIn(frame: ParsedFrame): string | undefined {
  if (frame.type === 'call' || frame.type === 'send') return frame.action;
  return frame.type === 'broken' && (frame.meant === 'call' || frame.meant === 'send') ? frame.action : undefined;
}

const isBoot = (frame: ParsedFrame): boolean => frame.type === 'call' && frame.action === 'BootNotification';

/** The side that alone may call it, in whatever version. */
const onlyInitiator = (action: string): Role | undefined => initiators.get(action);

const initiators: ReadonlyMap<string, Role> = new Map(
  protocolVersions.flatMap((version) =>
    Object.entries(actions[version]).flatMap(([action, initiator]): [string, Role][] =>
      initiator === 'both' ? [] : [[action, initiator]],
    ),
  ),
);

/** Fields by which requests of actions that both 1.6 and 2.x have tell their version. */
const fieldsOf2 = [
  'chargingStation',
  'idToken',
  'evse',
  'evseId',
  'operationalStatus',
  'chargingProfileId',
  'chargingProfileCriteria',
].concat(['connectorStatus', 'versionNumber', 'firmware', 'chargingProfile', 'customData']);
const fieldsOf1 = [
  'chargePointVendor',
  'chargePointModel',
  'idTag',
  'errorCode',
  'connectorId',
  'csChargingProfiles',
  'listVersion',
].concat(['retrieveDate', 'transactionId', 'chargingProfilePurpose']);

/** The version that a CALL gives away, by an action that only it has or by fields that only its messages have. */
function versionIn(frame: ParsedFrame): ProtocolVersion | undefined {
  if (frame.type !== 'call') return undefined;
  const known = protocolVersions.filter((version) => isAction(version, frame.action));
  // What both 2.x have is read as 2.0.1, which says the same.
  if (known.length === 1 || !known.includes('ocpp1.6')) return known[0];
  const has = (name: string) => Object.hasOwn(frame.payload, name);
  if (fieldsOf2.some(has)) return 'ocpp2.0.1';
  return fieldsOf1.some(has) ? 'ocpp1.6' : undefined;
}

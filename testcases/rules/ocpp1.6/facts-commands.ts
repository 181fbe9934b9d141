import { type CallReading, defineFacts, type RawAnswer } from 'ocppliance';
import { numberIn, remember, textIn } from './payload.ts';

/** A CALL of the CSMS, with what the charger made of it. */
export interface Command {
  action: string;
  request: object;
  /** when it was sent, and when answered; observer's milliseconds */
  at: number;
  answeredAt?: number;
  /** trace index of the CALL, then of the answer */
  index: number;
  /** what the CALLRESULT said */
  status?: string;
}

/** The last word of the CSMS on an idTag. */
export interface Authorization {
  accepted: boolean;
  by: 'Authorize' | 'StartTransaction';
  at: number;
  index: number;
}

export interface Commands {
  /** the newest of each action, oldest first */
  byAction: Map<string, Command[]>;
  /** idTags in lower case */
  authorizations: Map<string, Authorization>;
  /** idTags in Authorize requests, with the time of the last */
  asked: Map<string, number>;
  /** idTags that a local list named */
  listed: Map<string, true>;
  /** when an operator last did something, by act */
  acts: Map<string, number>;
}

const most = 1000;
const mostOfOneAction = 50;
const remembered = [
  'ChangeAvailability',
  'ClearChargingProfile',
  'ExtendedTriggerMessage',
  'GetDiagnostics',
  'GetLog',
  'RemoteStartTransaction',
  'RemoteStopTransaction',
  'ReserveNow',
  'Reset',
  'SignedUpdateFirmware',
  'TriggerMessage',
  'UnlockConnector',
  'UpdateFirmware',
] as const;

const ofEach = <H>(handler: H) => Object.fromEntries(remembered.map((action) => [action, handler]));

/** What the CSMS, the drivers and the operator wanted. */
export const commands = defineFacts({
  versions: ['ocpp1.6'],
  create: (): Commands => ({
    byAction: new Map(),
    authorizations: new Map(),
    asked: new Map(),
    listed: new Map(),
    acts: new Map(),
  }),
  learn({ byAction, authorizations, asked, listed, acts }) {
    const byCall = new WeakMap<CallReading, Command>();

    function listedIn(call: CallReading): void {
      const entries = call.request.localAuthorizationList;
      for (const entry of Array.isArray(entries) ? entries : []) {
        const idTag = typeof entry === 'object' && entry !== null ? textIn(entry, 'idTag') : undefined;
        if (idTag !== undefined) remember(listed, idTag.toLowerCase(), true, most);
      }
    }

    function command(call: CallReading): void {
      const { action, request, at, index, from } = call;
      if (from !== 'csms') return;
      const given: Command = { action, request, at, index };
      const list = byAction.get(action) ?? [];
      byAction.set(action, list);
      list.push(given);
      if (list.length > mostOfOneAction) list.shift();
      byCall.set(call, given);
    }

    function answer({ call, response, at, index }: RawAnswer): void {
      const given = byCall.get(call);
      if (!given) return;
      Object.assign(given, { answeredAt: at, index });
      const status = textIn(response, 'status');
      if (status !== undefined) given.status = status;
    }

    const authorize = (by: Authorization['by']) => (result: RawAnswer) => {
      const { call, response, at, index } = result;
      const info = response.idTagInfo;
      const status = typeof info === 'object' && info !== null ? textIn(info, 'status') : undefined;
      if (status === undefined) return;
      const idTag = (textIn(call.request, 'idTag') ?? '').toLowerCase();
      remember(authorizations, idTag, { accepted: status === 'Accepted', by, at, index }, most);
    };

    return {
      acted({ act, at }) {
        remember(acts, act, at, most);
      },
      rawCalls: {
        ...ofEach(command),
        SendLocalList(call) {
          if (call.from === 'csms') listedIn(call);
        },
        Authorize({ from, request, at }) {
          if (from === 'charger') remember(asked, (textIn(request, 'idTag') ?? '').toLowerCase(), at, most);
        },
      },
      rawAnswers: { ...ofEach(answer), Authorize: authorize('Authorize'), StartTransaction: authorize('StartTransaction') },
    };
  },
});

/** The commands of an action, newest first. */
export const newest = ({ byAction }: Commands, action: string): Command[] => [...(byAction.get(action) ?? [])].reverse();

/** A message that was asked for within so many milliseconds is not spontaneous. */
const triggerLasts = 60_000;
const triggers = ['TriggerMessage', 'ExtendedTriggerMessage'] as const;

/** Whether the CSMS asked for this message a short while ago; of a connector, if one is given. */
export function wasTriggered({ byAction }: Commands, message: string, now: number, connectorId?: number): boolean {
  return triggers.some((action) =>
    byAction.get(action)?.some(({ request, at, answeredAt, status }) => {
      if (now - (answeredAt ?? at) > triggerLasts || textIn(request, 'requestedMessage') !== message) return false;
      const asked = numberIn(request, 'connectorId');
      return (
        status !== 'Rejected' &&
        status !== 'NotImplemented' &&
        (connectorId === undefined || asked === undefined || asked === 0 || asked === connectorId)
      );
    }),
  );
}

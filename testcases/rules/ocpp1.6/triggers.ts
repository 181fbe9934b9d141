import { type CallReading, defineRule } from 'ocppliance';
import { commands, wasTriggered } from './facts-commands.ts';
import { configuration, countOf } from './facts-configuration.ts';
import { connectors } from './facts-connectors.ts';
import { afterwards, followUp } from './facts-station.ts';
import { numberIn, textIn } from './payload.ts';

/** What is sent for a requestedMessage. */
const actionOf = (message: string): string => (message === 'SignChargePointCertificate' ? 'SignCertificate' : message);

/** The unsigned and the signed firmware update have a message each. */
const alike: Record<string, string> = { FirmwareStatusNotification: 'SignedFirmwareStatusNotification' };

/** All that can be asked for. */
const triggered = [
  'BootNotification',
  'DiagnosticsStatusNotification',
  'FirmwareStatusNotification',
  'Heartbeat',
  'LogStatusNotification',
  'MeterValues',
  'SignCertificate',
  'SignedFirmwareStatusNotification',
  'StatusNotification',
];

const most = 100;

export const sendsWhatItWasAskedFor = defineRule({
  id: 'R16-RMT-009',
  title: 'A message that was triggered and accepted is sent',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §5.17'],
  example: '< TriggerMessage {requestedMessage: StatusNotification, connectorId: 1}  > {status: Accepted}  (nothing)',
  harm: 'the CSMS waits for a state that never comes',
  watch(scene) {
    const wishes = scene.facts(commands);
    /** of each action that can be triggered: when it was last sent, and whether ever without being asked */
    const sent = new Map<string, { at: number; spontaneous: boolean; index: number }>();

    function note({ from, action, at, index }: CallReading): void {
      if (from !== 'charger') return;
      const before = sent.get(action);
      if (!before) return void sent.set(action, { at, spontaneous: !wasTriggered(wishes, action, at), index });
      before.spontaneous ||= !wasTriggered(wishes, action, at);
      before.at = at;
      before.index = index;
    }

    function judge({
      call,
      response,
      at,
      index,
    }: {
      call: Pick<CallReading, 'at' | 'index'> & { request: object };
      response: { status: string };
      at: number;
      index: number;
    }): void {
      const message = textIn(call.request, 'requestedMessage') ?? '';
      const action = actionOf(message);
      const before = sent.get(action);
      // After acceptance, a BootNotification is to be refused anyhow.
      if (response.status === 'NotImplemented' && before?.spontaneous && message !== 'BootNotification')
        return scene.report({
          key: `NotImplemented ${message}`,
          message: `the charger says that it does not know ${message}, which it sends by itself`,
          frames: [before.index, call.index, index],
        });
      if (response.status !== 'Accepted') return;
      afterwards(scene, at, followUp, () => {
        const last = Math.max(...[action, alike[action] ?? action].map((each) => sent.get(each)?.at ?? Number.NEGATIVE_INFINITY));
        if (last >= call.at) return;
        const justBefore = last > call.at - 5_000;
        scene.report({
          key: message,
          message: `${message} was triggered and accepted, but it was not sent`,
          frames: [call.index, index],
          severity: justBefore ? 'warning' : 'violation',
        });
      });
    }

    return {
      rawCalls: Object.fromEntries(triggered.map((action) => [action, note])),
      answers: { TriggerMessage: judge, ExtendedTriggerMessage: judge },
    };
  },
});

export const reportsTheConnectorsThatWereMeant = defineRule({
  id: 'R16-RMT-010',
  title: 'A triggered status is of the connector that was named or, if none was, of all and of the Charge Point',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §5.17'],
  example: '< TriggerMessage {requestedMessage: StatusNotification}  > {status: Accepted}  > StatusNotification {connectorId: 0}',
  harm: 'after a restart the CSMS does not know which connectors are free',
  watch(scene) {
    const settings = scene.facts(configuration);
    const { reported } = scene.facts(connectors);

    function judge({
      call,
      response,
      at,
      index,
    }: {
      call: Pick<CallReading, 'at' | 'index'> & { request: object };
      response: { status: string };
      at: number;
      index: number;
    }): void {
      const message = textIn(call.request, 'requestedMessage');
      const connectorId = numberIn(call.request, 'connectorId');
      const frames = [call.index, index];
      const known = countOf(settings, 'NumberOfConnectors') ?? Math.max(0, ...reported.keys());
      if (message === 'Heartbeat' && response.status === 'Rejected' && connectorId !== undefined && connectorId <= known)
        return scene.report({
          key: 'irrelevant',
          message: 'a Heartbeat was refused for its connectorId, which means nothing there',
          frames,
          severity: 'warning',
        });
      if (message !== 'StatusNotification') return;
      if (connectorId === 0 && (response.status === 'Rejected' || response.status === 'NotImplemented'))
        return scene.report({
          key: 'zero',
          message: 'the status of connector 0, the Charge Point, cannot be triggered',
          frames,
          severity: 'warning',
        });
      if (response.status !== 'Accepted') return;
      afterwards(scene, at, followUp, () => {
        const highest = Math.min(countOf(settings, 'NumberOfConnectors') ?? Math.max(0, ...reported.keys()), most);
        const told = new Set([...reported].filter(([, { at: when }]) => when >= call.at).map(([id]) => id));
        const wanted = connectorId === undefined ? Array.from({ length: highest + 1 }, (_, id) => id) : [connectorId];
        const missing = wanted.filter((id) => !told.has(id));
        // Nothing at all is R16-RMT-009's.
        if (told.size === 0 || missing.length === 0) return;
        scene.report({
          key: missing.join(),
          message: `the status of connector ${missing.join(', ')} was triggered, but not sent`,
          frames,
          expected: `connector ${wanted.join(', ')}`,
          actual: `connector ${[...told].join(', ')}`,
          severity: missing.join() === '0' && connectorId === undefined ? 'warning' : 'violation',
        });
      });
    }

    return { answers: { TriggerMessage: judge, ExtendedTriggerMessage: judge } };
  },
});

/** Names that say themselves that they are nobody's. */
const nobodys = /(?:^|\.)(?:invalid|nonexistent|unknown)(?:\.|$)/i;

export const knowsItsVendors = defineRule({
  id: 'R16-RMT-012',
  title: 'Data of a vendor whom nobody knows is not accepted',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §4.3', '1.6 §7.23'],
  example: '> DataTransfer {vendorId: com.example.nonexistent}  < {status: Accepted}',
  harm: 'the sender believes that its data arrived',
  watch: (scene) => ({
    answers: {
      DataTransfer({ call, response, from, index }) {
        const { vendorId } = call.request;
        if (!nobodys.test(vendorId) || (response.status !== 'Accepted' && response.status !== 'UnknownMessageId')) return;
        scene.report({
          message: `data of the vendor ${vendorId}, who does not exist, was answered ${response.status}`,
          frames: [call.index, index],
          expected: 'UnknownVendorId',
          actual: response.status,
          blame: from,
        });
      },
    },
  }),
});

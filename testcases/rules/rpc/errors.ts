import { defineRule, isAction, isErrorCode, meantErrorCode, otherRole, type Reading, type Role } from 'ocppliance';
import { versionsWith } from './actions.ts';
import { conversation, everyVersion, printOf, quoted } from './facts.ts';

export const usesErrorCodesOfTheVersion = defineRule({
  id: 'RPC-ERR-001',
  title: 'An error code is one of the version, spelt as there',
  severity: 'violation',
  blame: 'charger',
  versions: everyVersion,
  spec: ['1.6J §4.2.3', '2.x part 4 §4.3'],
  example: '> [4,"1","FormationViolation","",{}] in 2.0.1',
  harm: 'a receiver that knows only the codes of its version fails on the error itself',
  watch: (scene) => ({
    anyError({ frame: { code }, from, index }) {
      if (isErrorCode(scene.protocol, code)) return;
      const meant = meantErrorCode(scene.protocol, code);
      scene.report({
        blame: from,
        key: code.slice(0, 80),
        message: `The ${from} used the error code ${quoted(code)}, which ${scene.protocol} does not have${meant ? `: it is called ${meant} there` : ''}`,
        frames: [index],
        actual: code.slice(0, 80),
        ...(meant ? { expected: meant } : {}),
      });
    },
  }),
});

export const answersUnknownActionsWithNotImplemented = defineRule({
  id: 'RPC-ERR-002',
  title: 'An action that the version does not know is answered with NotImplemented',
  severity: 'violation',
  blame: 'charger',
  versions: everyVersion,
  spec: ['1.6J §4.2.3', '2.x part 4 §4.3'],
  example: '< [2,"1","FooBar",{}]  > [3,"1",{"status":"Rejected"}]',
  watch: (scene) => ({
    flawedResult({ call, from, index }) {
      if (isAction(scene.protocol, call.action)) return;
      scene.report({
        blame: from,
        key: 'result',
        message: `The ${from} answered ${quoted(call.action)}, which ${scene.protocol} does not know, as if it had understood it`,
        frames: [call.index, index],
        expected: 'CALLERROR NotImplemented',
        actual: 'CALLRESULT',
      });
    },
    anyError({ call, frame: { code }, from, index }) {
      if (!call || isAction(scene.protocol, call.action) || code === 'NotImplemented' || !isErrorCode(scene.protocol, code)) return;
      // The other name of it is good where another version has the action, and a slip elsewhere.
      const isSlip = code === 'NotSupported';
      if (isSlip && versionsWith(call.action, scene.protocol).length > 0) return;
      scene.report({
        blame: from,
        key: code,
        ...(isSlip ? { severity: 'warning' } : {}),
        message: `The ${from} answered ${quoted(call.action)}, which ${scene.protocol} does not know, with ${code}`,
        frames: [call.index, index],
        expected: 'NotImplemented',
        actual: code,
      });
    },
  }),
});

/** The features of 1.6 that a Charge Point may lack, with what the Central System calls in them. */
const featureOf: Readonly<Record<string, string>> = {
  GetDiagnostics: 'FirmwareManagement',
  UpdateFirmware: 'FirmwareManagement',
  GetLocalListVersion: 'LocalAuthListManagement',
  SendLocalList: 'LocalAuthListManagement',
  ReserveNow: 'Reservation',
  CancelReservation: 'Reservation',
  SetChargingProfile: 'SmartCharging',
  ClearChargingProfile: 'SmartCharging',
  GetCompositeSchedule: 'SmartCharging',
  TriggerMessage: 'RemoteTrigger',
};

const saysThatItLacksIt: readonly string[] = ['NotSupported', 'NotImplemented', 'SecurityError'];

export const answersLackingFeaturesWithNotSupported = defineRule({
  id: 'RPC-ERR-003',
  title: 'An action of a feature that the Charge Point does not announce is answered with NotSupported',
  severity: 'warning',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6J §4.2.3', '1.6 §9.1'],
  example: '> GetConfiguration.conf {SupportedFeatureProfiles: "Core"}  < ReserveNow  > CALLERROR InternalError',
  watch(scene) {
    let announced: { features: string[]; index: number } | undefined;
    return {
      answers: {
        GetConfiguration({ response: { configurationKey = [] }, index }) {
          const value = configurationKey.find(({ key }) => key === 'SupportedFeatureProfiles')?.value;
          if (value !== undefined) announced = { features: value.split(',').map((feature) => feature.trim()), index };
        },
      },
      anyError({ call, frame: { code }, from, index }) {
        const feature = call && featureOf[call.action];
        if (from !== 'charger' || !call || !feature || !announced || announced.features.includes(feature)) return;
        if (saysThatItLacksIt.includes(code) || !isErrorCode(scene.protocol, code) || call.problems.length > 0) return;
        scene.report({
          key: call.action,
          message: `The charger, which does not announce ${feature}, answered ${call.action} with ${code}`,
          frames: [announced.index, call.index, index],
          expected: 'NotSupported',
          actual: code,
        });
      },
    };
  },
});

const isInError = (reading: Reading): boolean =>
  reading.kind === 'error' ? reading.frame.code !== 'SecurityError' : reading.kind !== 'broken' && reading.problems.length > 0;

export const reportsErrorsWithoutClosing = defineRule({
  id: 'RPC-ERR-007',
  title: 'An error does not end the connection',
  severity: 'advice',
  blame: 'csms',
  versions: everyVersion,
  spec: ['1.6J §4.2.3', '2.x part 4 §4.4'],
  example: '> StatusNotification {"status": "Oops", …}  < Close 1011  … again and again',
  harm: 'the station reconnects and sends the same again: a loop',
  watch(scene) {
    const talk = scene.facts(conversation);
    const before: Record<Role, number | undefined> = { charger: undefined, csms: undefined };
    return {
      closed({ by, at }) {
        const { last } = talk;
        if (by === 'unknown' || !last || at - last.at > 2000 || !isInError(last)) return;
        const first = before[by];
        before[by] = last.index;
        if (first === undefined) return;
        scene.report({
          blame: by,
          message: `The ${by} closed the connection right after a message that was in error, not for the first time`,
          frames: [first, last.index],
        });
      },
    };
  },
});

/** Characters that any side can be asked to take: configurations, device models and charging profiles are as long as that. */
const notLarge = 65_536;

export const takesLargeMessages = defineRule({
  id: 'RPC-MSG-025',
  title: 'A legal message is not too big to be taken',
  severity: 'violation',
  blame: 'csms',
  versions: everyVersion,
  spec: ['RFC 6455 §5.4', 'RFC 6455 §7.4.1', '2.x part 2 B05.FR.11', '2.x part 2 B06.FR.16', '2.x part 2 B08.FR.17'],
  example: '> GetConfiguration.conf (20 000 characters)  < Close 1009',
  harm: 'the station reconnects and sends the same again; what it has to say never arrives',
  watch(scene) {
    const talk = scene.facts(conversation);
    return {
      closed({ by, code, at, index }) {
        const { last } = talk;
        if (code !== 1009 || by === 'unknown' || !last || last.from === by || at - last.at > 2000) return;
        if (last.kind === 'broken' || isInError(last) || last.raw.length > notLarge) return;
        scene.report({
          blame: by,
          // A 2.x station announces how much it takes, which may not be known here.
          ...(scene.protocol === 'ocpp1.6' || by === 'csms' ? {} : { severity: 'warning' }),
          message: `The ${by} closed the connection with 1009, too big, after a legal message of ${last.raw.length} characters`,
          frames: [last.index, index],
        });
      },
    };
  },
});

/** What is repeated because its time has come, or must be delivered whatever it takes. */
const repeatedByNature: readonly string[] = ['Heartbeat', 'MeterValues', 'StartTransaction', 'StopTransaction', 'TransactionEvent'];

const flood = 5;

export const doesNotInsistAfterErrors = defineRule({
  id: 'RPC-ERR-009',
  title: 'A CALL that is refused with a CALLERROR is not repeated over and over',
  severity: 'warning',
  blame: 'charger',
  versions: everyVersion,
  spec: ['1.6 §3.7.1', '2.x part 4 §4.4'],
  example: '> BootNotification  < CALLERROR GenericError  … every 200 ms',
  watch(scene) {
    const refused: Record<Role, { action: string; print: number; times: { at: number; index: number }[] } | undefined> = {
      charger: undefined,
      csms: undefined,
    };
    return {
      anyError({ call, frame }) {
        if (!call || frame.type !== 'error' || repeatedByNature.includes(call.action)) return;
        const { from, action, at, index } = call;
        const print = printOf(call);
        const known = refused[from];
        const times = known?.action === action && known.print === print ? known.times : [];
        refused[from] = { action: action, print, times };
        times.push({ at, index });
        const first = times.at(-flood - 1);
        if (times.length > flood) times.splice(0, times.length - flood - 1);
        if (!first || at - first.at > 60_000 * scene.timeScale) return;
        scene.report({
          blame: from,
          key: action.slice(0, 80),
          message: `The ${from} repeated ${quoted(action)} ${flood} times within ${Math.round((at - first.at) / 1000)} s although it was refused each time`,
          frames: [first.index, index],
        });
      },
      anyResult({ from }) {
        refused[otherRole(from)] = undefined;
      },
      closed() {
        refused.csms = undefined;
      },
    };
  },
});

/** What has a status for "no" in its response. */
const hasStatus: Readonly<Record<'ocpp1.6' | 'ocpp2', readonly string[]>> = {
  'ocpp1.6': [
    ...['Authorize', 'StartTransaction', 'RemoteStartTransaction', 'RemoteStopTransaction', 'ReserveNow', 'CancelReservation'],
    ...['ChangeAvailability', 'ChangeConfiguration', 'UnlockConnector', 'TriggerMessage', 'Reset', 'ClearCache', 'SendLocalList'],
  ],
  ocpp2: [
    ...['Authorize', 'RequestStartTransaction', 'RequestStopTransaction', 'ReserveNow', 'CancelReservation', 'ChangeAvailability'],
    ...['UnlockConnector', 'TriggerMessage', 'Reset', 'ClearCache', 'SendLocalList', 'SetChargingProfile', 'ClearChargingProfile'],
    ...['GetVariables', 'SetVariables', 'GetBaseReport', 'GetReport', 'SetNetworkProfile', 'CustomerInformation'],
  ],
};

/** What every CSMS must take: it cannot be not supported. */
const mustBeTaken: readonly string[] = ['Authorize', 'StartTransaction', 'StopTransaction', 'TransactionEvent'];

/** Codes that say nothing of the message itself. */
const generalCodes: readonly string[] = ['InternalError', 'GenericError', 'PropertyConstraintViolation'];

export const refusesInResults = defineRule({
  id: 'RPC-MSG-027',
  title: 'A refusal for reasons of business is a CALLRESULT with its status, no CALLERROR',
  severity: 'warning',
  blame: 'csms',
  versions: everyVersion,
  spec: ['1.6J §4.2.2', '2.x part 4 §4.2.2', '2.x part 4 FR.02'],
  example: '> StartTransaction {"idTag": "X", …}  < [4,"5","InternalError","unknown idTag",{}]',
  harm: 'the other side takes it for a failure of transport and tries again until its attempts are used up',
  watch(scene) {
    const actions = hasStatus[scene.protocol === 'ocpp1.6' ? 'ocpp1.6' : 'ocpp2'];
    return {
      anyError({ call, frame: { code, description }, from, index }) {
        if (!call?.legal || call.problems.length > 0) return;
        const isBusiness =
          code === 'NotSupported' ? mustBeTaken.includes(call.action) : generalCodes.includes(code) && actions.includes(call.action);
        if (!isBusiness) return;
        scene.report({
          blame: from,
          key: `${call.action} ${code}`,
          message: `The ${from} answered a valid ${call.action} with the error ${code}${description ? ` (${quoted(description)})` : ''}, though a CALLRESULT can say no`,
          frames: [call.index, index],
          expected: 'CALLRESULT with a status',
          actual: `CALLERROR ${code}`,
        });
      },
    };
  },
});

import { inventory, known, read, reported, variable, write } from './phrases.ts';
import type { Trials } from './trials.ts';

export const variables: Trials = {
  'R201-VAR-001': {
    breaks: [
      `booted
       < SetVariables {setVariableData: [{${variable('OCPPCommCtrlr.OfflineThreshold')}, attributeValue: "60"},
         {${variable('OCPPCommCtrlr.ResetRetries')}, attributeValue: "1"}]}
       > {setVariableResult: [{${variable('OCPPCommCtrlr.OfflineThreshold')}, attributeType: Actual, attributeStatus: Accepted}]}`,
    ],
    holds: [`booted\n${write('OCPPCommCtrlr.OfflineThreshold', '60')}`],
  },
  'R201-VAR-002': {
    breaks: [
      `booted
       < GetVariables {getVariableData: [{component: {name: EVSE, evse: {id: 1}}, variable: {name: Power}}]}
       > {getVariableResult: [{component: {name: EVSE}, variable: {name: Power}, attributeType: Actual, attributeStatus: Accepted,
          attributeValue: "1"}]}`,
      // warning
      `booted
       ${read('TxCtrlr.TxStartPoint', 'attributeStatus: Accepted, attributeValue: Authorized').replace('attributeType: Actual,', '')}`,
    ],
    holds: [
      `booted
       < GetVariables {getVariableData: [{component: {name: txctrlr}, variable: {name: TXSTARTPOINT}}]}
       > {getVariableResult: [{${variable('TxCtrlr.TxStartPoint')}, attributeType: Actual, attributeStatus: Accepted, attributeValue: ""}]}`,
    ],
  },
  'R201-VAR-003': {
    breaks: [
      `booted 2
       ${inventory()}
       ${write('NoSuch.Thing', '1', 'Rejected')}`,
      `booted 2
       ${inventory()}
       ${read('TxCtrlr.NoSuch', 'attributeStatus: UnknownComponent').replace('UnknownComponent', 'Rejected')}`,
      `booted 2
       ${inventory()}
       ${read('TxCtrlr.TxStartPoint', 'attributeStatus: UnknownVariable')}`,
    ],
    holds: [
      `booted 2
       ${inventory()}
       ${write('NoSuch.Thing', '1', 'UnknownComponent')}
       ${read('TxCtrlr.NoSuch', 'attributeStatus: UnknownVariable')}
       ${read('ConnectedEV.Protocol', 'attributeStatus: UnknownComponent')}`,
      // nothing is known
      `booted\n${write('NoSuch.Thing', '1', 'Rejected')}`,
    ],
  },
  'R201-VAR-004': {
    breaks: [
      `booted
       ${reported('OCPPCommCtrlr.OfflineThreshold', 'dataType: integer, minLimit: 1')}
       ${write('OCPPCommCtrlr.OfflineThreshold', '-5')}`,
      `booted
       ${reported('AuthCtrlr.LocalPreAuthorize', 'dataType: boolean')}
       ${write('AuthCtrlr.LocalPreAuthorize', 'maybe')}`,
      `booted
       ${reported('TxCtrlr.TxStartPoint', 'dataType: MemberList, valuesList: "EVConnected,Authorized"')}
       ${write('TxCtrlr.TxStartPoint', 'EVConnected,Whenever')}`,
      `booted
       ${reported('SecurityCtrlr.SecurityProfile', 'dataType: integer', 'ReadOnly')}
       ${write('SecurityCtrlr.SecurityProfile', '2')}`,
    ],
    holds: [
      `booted
       ${reported('OCPPCommCtrlr.OfflineThreshold', 'dataType: integer, minLimit: 1')}
       ${write('OCPPCommCtrlr.OfflineThreshold', '-5', 'Rejected')}
       ${write('OCPPCommCtrlr.OfflineThreshold', '5')}`,
      `booted
       ${reported('TxCtrlr.TxStartPoint', 'dataType: MemberList, valuesList: "EVConnected,Authorized"')}
       ${write('TxCtrlr.TxStartPoint', 'Authorized,EVConnected')}`,
    ],
  },
  'R201-VAR-005': {
    breaks: [
      `booted
       ${write('OCPPCommCtrlr.OfflineThreshold', '60')}
       ${known('OCPPCommCtrlr.OfflineThreshold', '300')}`,
    ],
    holds: [
      `booted
       ${write('OCPPCommCtrlr.OfflineThreshold', '60', 'RebootRequired')}
       ${known('OCPPCommCtrlr.OfflineThreshold', '300')}`,
      `booted
       ${write('TxCtrlr.TxStartPoint', 'EVConnected,Authorized')}
       ${known('TxCtrlr.TxStartPoint', 'Authorized, EVConnected')}
       ${write('OCPPCommCtrlr.OfflineThreshold', '60')}
       ${known('OCPPCommCtrlr.OfflineThreshold', '60.0')}`,
    ],
  },
  'R201-VAR-006': {
    breaks: [
      `booted
       ${read('TxCtrlr.NoSuch', 'attributeStatus: UnknownVariable, attributeValue: ""')}`,
      `booted
       ${read('TxCtrlr.TxStartPoint', 'attributeStatus: Accepted')}`,
    ],
    holds: [
      `booted
       ${read('TxCtrlr.TxStartPoint', 'attributeStatus: Accepted, attributeValue: ""')}
       ${read('SecurityCtrlr.BasicAuthPassword', 'attributeStatus: Rejected')}`,
    ],
  },
};

import { accepted, event, plugged, token } from './phrases.ts';
import type { Trials } from './trials.ts';

export const authorization: Trials = {
  'R201-AUTH-001': {
    breaks: [
      `booted
       ${plugged}
       > Authorize {idToken: {idToken: A, type: ISO14443}}
       < {idTokenInfo: {status: Invalid}}
       ${event(1, 'Updated', 'Authorized', 'EVConnected', token)}
       < {idTokenInfo: {status: Invalid}}`,
    ],
    holds: [
      `booted
       ${plugged}
       > Authorize {idToken: {idToken: A, type: ISO14443}}
       < {idTokenInfo: {status: Invalid}}
       > Authorize {idToken: {idToken: A, type: ISO14443}}
       ${accepted}
       ${event(1, 'Updated', 'Authorized', 'EVConnected', token)}
       ${accepted}`,
    ],
  },
  'R201-AUTH-015': {
    blame: 'csms',
    breaks: [
      `booted
       ${plugged}
       >${event(1, 'Updated', 'Authorized', 'EVConnected', token)}`,
      // advice
      `booted
       ${plugged}
       ${event(1, 'Updated', 'MeterValuePeriodic')}
       ${accepted}`,
    ],
    holds: [
      `booted
       ${plugged}
       >${event(1, 'Updated', 'Authorized', 'EVConnected', ', idToken: {idToken: "", type: NoAuthorization}')}`,
    ],
  },
};

import type { DeskActs } from './csms-desk.ts';

/** Firmware that is not signed, and diagnostics (1.6 §5.19, §5.9). */
export const firmwareActs: DeskActs = {
  updateFirmware: ({ location }, { call }) => call('UpdateFirmware', { location, retrieveDate: new Date().toISOString() }),
  fetchDiagnostics: ({ location }, { call }) => call('GetDiagnostics', { location }),
};

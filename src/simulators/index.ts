import type { ProtocolVersion } from '../ocpp/index.ts';
import type { ChargerOptions, CsmsOptions, Simulator } from './simulator.ts';

export { firmwareImage } from './ocpp1.6/charger-image.ts';
export type { ChargerOptions, ChargerSecurity, CsmsOptions, Flaw, Simulator } from './simulator.ts';

/** Starts a faithful charger that connects to a CSMS. Resolves once it runs; whether it got a connection is seen on the wire. */
export async function startCharger(protocol: ProtocolVersion, options: ChargerOptions): Promise<Simulator> {
  switch (protocol) {
    case 'ocpp1.6':
      return (await import('./ocpp1.6/charger.ts')).startCharger(options);
    case 'ocpp2.0.1':
      return (await import('./ocpp2.0.1/charger.ts')).startCharger(options);
    default:
      throw notSimulated(protocol);
  }
}

/** Starts a faithful CSMS that listens. Rejects with a `ListenError`. */
export async function startCsms(protocol: ProtocolVersion, options: CsmsOptions): Promise<Simulator & { url: string }> {
  switch (protocol) {
    case 'ocpp1.6':
      return (await import('./ocpp1.6/csms.ts')).startCsms(options);
    case 'ocpp2.0.1':
      return (await import('./ocpp2.0.1/csms.ts')).startCsms(options);
    default:
      throw notSimulated(protocol);
  }
}

const notSimulated = (protocol: ProtocolVersion) => new Error(`${protocol} is not simulated yet: choose ocpp1.6 or ocpp2.0.1`);

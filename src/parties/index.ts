import type { SutConfig } from '../engine/config.ts';
import type { Party } from '../engine/party.ts';
import type { ProtocolVersion, Role } from '../ocpp/index.ts';

type PartyMaker = (config: SutConfig) => Party;

const makers: Partial<Record<ProtocolVersion, Record<Role, () => Promise<PartyMaker>>>> = {
  'ocpp1.6': {
    csms: async () => (await import('./ocpp1.6/csms.ts')).createCsms,
    charger: async () => (await import('./ocpp1.6/charger.ts')).createCharger,
  },
  'ocpp2.0.1': {
    csms: async () => (await import('./ocpp2.0.1/csms.ts')).createCsms,
    charger: async () => (await import('./ocpp2.0.1/charger.ts')).createCharger,
  },
};

/** Loads how we play a role in a version. A new party knows nothing yet. */
export async function loadParty(protocol: ProtocolVersion, role: Role): Promise<PartyMaker> {
  const maker = makers[protocol]?.[role];
  if (!maker) throw new Error(`${protocol} is not played yet: choose ocpp1.6 or ocpp2.0.1`);
  return maker();
}

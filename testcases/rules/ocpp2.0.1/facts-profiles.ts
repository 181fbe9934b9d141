import { defineFacts, type RequestOf } from 'ocppliance';
import { type Both, both, isBoot } from './facts.ts';

export type ChargingProfile = RequestOf<Both, 'SetChargingProfile'>['chargingProfile'];

export interface Installed {
  evseId: number;
  profile: ChargingProfile;
  /** trace index of the answer that accepted it */
  index: number;
}

export interface Profiles {
  /** accepted and not cleared since, the newest two hundred */
  installed: Installed[];
  /** Purposes of which the record knows all profiles: since they were cleared, there are only those that were set. */
  known: Set<string>;
}

const most = 200;
const purposes = ['ChargingStationMaxProfile', 'TxDefaultProfile', 'TxProfile'];

/** Charging profiles as the CSMS has set and cleared them (K01, K10). */
export const profiles = defineFacts({
  versions: both,
  create: (): Profiles => ({ installed: [], known: new Set() }),
  learn(facts) {
    const install = (evseId: number, profile: ChargingProfile, index: number) => {
      // The same id, or the same level of the same purpose at the same place, is replaced (K01.FR.05, K01.FR.06).
      const isReplaced = (one: Installed) =>
        one.profile.id === profile.id ||
        (one.evseId === evseId &&
          one.profile.chargingProfilePurpose === profile.chargingProfilePurpose &&
          one.profile.stackLevel === profile.stackLevel &&
          one.profile.transactionId === profile.transactionId);
      facts.installed = facts.installed.filter((one) => !isReplaced(one));
      facts.installed.push({ evseId, profile, index });
      if (facts.installed.length > most) {
        facts.installed.shift();
        facts.known.clear();
      }
    };
    return {
      rawCalls: {
        BootNotification(call) {
          // What of all this lives through a boot is for other rules to find out.
          if (isBoot(call)) Object.assign(facts, { installed: [], known: new Set() });
        },
      },
      calls: {
        TransactionEvent({ request: { eventType, transactionInfo } }) {
          if (eventType !== 'Ended') return;
          const { transactionId } = transactionInfo;
          facts.installed = facts.installed.filter(({ profile }) => profile.transactionId !== transactionId);
        },
      },
      answers: {
        SetChargingProfile({ call, response, index }) {
          if (response.status === 'Accepted') install(call.request.evseId, call.request.chargingProfile, index);
        },
        RequestStartTransaction({ call }) {
          // Which transaction it gets, and whether it is taken, the answer does not say.
          if (call.request.chargingProfile) facts.known.delete('TxProfile');
        },
        ClearChargingProfile({ call }) {
          const { chargingProfileId, chargingProfileCriteria: criteria = {} } = call.request;
          const { evseId, chargingProfilePurpose, stackLevel } = criteria;
          const isMeant = (one: Installed) =>
            chargingProfileId === undefined
              ? (evseId ?? one.evseId) === one.evseId &&
                (chargingProfilePurpose ?? one.profile.chargingProfilePurpose) === one.profile.chargingProfilePurpose &&
                (stackLevel ?? one.profile.stackLevel) === one.profile.stackLevel
              : one.profile.id === chargingProfileId;
          facts.installed = facts.installed.filter((one) => !isMeant(one));
          if (chargingProfileId !== undefined || evseId !== undefined || stackLevel !== undefined) return;
          for (const purpose of purposes) if ((chargingProfilePurpose ?? purpose) === purpose) facts.known.add(purpose);
        },
      },
    };
  },
});

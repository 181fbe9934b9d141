import type { Payload } from '../../engine/party.ts';
import type { Answers } from '../party.ts';

/** most identifiers in the list, and in one SendLocalList */
export const listLimit = 1000;

/** The local authorization list of our Charge Point: as much of it as a Central System can ask for (1.6 §5.10, §5.15). */
export function createLocalList() {
  let version = 0;
  let idTags = new Set<string>();

  const entriesOf = ({ localAuthorizationList: entries }: Payload): Payload[] => (Array.isArray(entries) ? entries : []);
  const after = (request: Payload): Set<string> => {
    const changed = new Set(request.updateType === 'Full' ? [] : idTags);
    for (const { idTag, idTagInfo } of entriesOf(request)) {
      const key = String(idTag).toLowerCase();
      // An entry that says nothing of its idTag takes it off the list (1.6 §7.1).
      if (idTagInfo === undefined) changed.delete(key);
      else changed.add(key);
    }
    return changed;
  };

  const judge = (request: Payload): 'Accepted' | 'Failed' | 'VersionMismatch' => {
    if (request.updateType === 'Differential' && Number(request.listVersion) <= version) return 'VersionMismatch';
    return entriesOf(request).length > listLimit || after(request).size > listLimit ? 'Failed' : 'Accepted';
  };

  const answers: Answers = {
    GetLocalListVersion: () => ({ listVersion: version }),
    SendLocalList: (request) => ({ status: judge(request) }),
  };
  return {
    answers,
    /** Told of each SendLocalList that was accepted. */
    update: (request: Payload): void => {
      idTags = after(request);
      version = idTags.size === 0 ? 0 : Number(request.listVersion);
    },
  };
}

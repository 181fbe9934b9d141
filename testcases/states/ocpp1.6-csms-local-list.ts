import { anything, type Cast, defineState, type Expected, each, type RequestOf, satisfying } from 'ocppliance';
import { booted } from './ocpp1.6-csms.ts';

/** 0 and -1 tell that a list is empty or that there can be none: no list has them for its version (1.6 errata §3.52). */
export const versionOfList: Expected<number> = satisfying<number>('the version of a list', (version) => version !== 0 && version !== -1);

/** At least one entry, and all of them say what an idTag is good for: those that do not would delete it. */
export const entriesWithInfo = each({ idTagInfo: anything });

/** Has the Central System send a list with our token on it; the request for it. */
export async function sendsList(
  { csms, operator, config: { token } }: Pick<Cast<'ocpp1.6', 'csms', 'sendLocalList'>, 'csms' | 'operator' | 'config'>,
  kind: 'full' | 'differential',
): Promise<RequestOf<'ocpp1.6', 'SendLocalList'>> {
  await operator.does('sendLocalList', { kind, entries: [token] });
  const updateType = kind === 'full' ? 'Full' : 'Differential';
  return csms.calls('SendLocalList', { updateType, listVersion: versionOfList });
}

/** A change presupposes something to change: only the list that the CSMS has sent itself is one that it can know. */
export const listSent = defineState({
  title: 'in the belief that our station has the list it has sent',
  protocol: 'ocpp1.6',
  sut: 'csms',
  given: [booted],
  acts: ['sendLocalList'],
  async reach(cast) {
    await sendsList(cast, 'full');
  },
});

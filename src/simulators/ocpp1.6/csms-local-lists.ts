import type { DeskActs, StationLine } from './csms-desk.ts';
import type { Office } from './csms-office.ts';

interface LocalList {
  version: number;
  idTags: ReadonlySet<string>;
}

/** Local authorization lists, as far as stations have accepted them (1.6 §5.10, §5.15). */
export function createListDesk(office: Office): DeskActs {
  const lists = new Map<string, LocalList>();

  async function send(updateType: 'Full' | 'Differential', version: number, idTags: readonly string[], { station, call }: StationLine) {
    const localAuthorizationList = idTags.map((idTag) => ({ idTag, idTagInfo: office.authorize(idTag) }));
    const { status } = await call('SendLocalList', { updateType, listVersion: version, localAuthorizationList });
    const before = updateType === 'Full' ? [] : (lists.get(station)?.idTags ?? []);
    if (status === 'Accepted') lists.set(station, { version, idTags: new Set([...before, ...idTags]) });
    return status;
  }

  return {
    readLocalListVersion: (_, { call }) => call('GetLocalListVersion', {}),
    sendLocalList: async ({ kind, entries }, line) => {
      const idTags = [...new Set(entries.map(({ idToken }) => idToken))];
      const known = lists.get(line.station);
      if (kind === 'full') return send('Full', (known?.version ?? 0) + 1, idTags, line);
      // A change needs a version above that which the station has; whoever does not know it asks.
      const { listVersion = known?.version } = known ? {} : await line.call('GetLocalListVersion', {});
      const version = Math.max(0, Number(listVersion)) + 1;
      const status = await send('Differential', version, idTags, line);
      if (status !== 'Failed' && status !== 'VersionMismatch') return status;
      return send('Full', version + 1, [...new Set([...(known?.idTags ?? []), ...idTags])], line);
    },
  };
}

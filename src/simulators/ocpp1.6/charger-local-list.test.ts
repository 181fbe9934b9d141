import { expect, it } from 'vitest';
import { changeKey, createConfiguration } from './charger-configuration.ts';
import { createLocalList } from './charger-local-list.ts';

const accepted = { status: 'Accepted' };
const full = (listVersion: number, ...idTags: string[]) => ({
  listVersion,
  updateType: 'Full',
  localAuthorizationList: idTags.map((idTag) => ({ idTag, idTagInfo: accepted })),
});
const changes = (listVersion: number, ...localAuthorizationList: object[]) => ({
  listVersion,
  updateType: 'Differential',
  localAuthorizationList,
});

function filled() {
  const configuration = createConfiguration(2);
  const list = createLocalList(configuration);
  expect(list.update(full(5, 'A', 'B'))).toBe('Accepted');
  return { configuration, list };
}

it('is replaced by a full update, with any version', () => {
  const { list } = filled();
  expect(list.update(full(2, 'C'))).toBe('Accepted');
  expect(list.version()).toBe(2);
  expect([list.find('A'), list.find('c')]).toEqual([undefined, accepted]);
});

it('has the version 0 while it is empty', () => {
  const { list } = filled();
  expect(list.update({ listVersion: 9, updateType: 'Full' })).toBe('Accepted');
  expect(list.version()).toBe(0);
  expect(list.update(changes(1, { idTag: 'A', idTagInfo: accepted }))).toBe('Accepted');
  expect(list.version()).toBe(1);
});

it('takes changes: new entries, other entries, entries that go', () => {
  const { list } = filled();
  const blocked = { status: 'Blocked' };
  expect(list.update(changes(6, { idTag: 'a', idTagInfo: blocked }, { idTag: 'B' }, { idTag: 'C', idTagInfo: accepted }))).toBe('Accepted');
  expect([list.version(), list.find('A'), list.find('B'), list.find('C')]).toEqual([6, blocked, undefined, accepted]);
});

it.each([
  ['an old version of changes', changes(5), 'VersionMismatch'],
  ['a version that means something else', full(0, 'C'), 'Failed'],
  ['a token twice', full(6, 'C', 'c'), 'Failed'],
  ['a full list with an entry that says nothing', { ...full(6), localAuthorizationList: [{ idTag: 'C' }] }, 'Failed'],
  ['more at once than it takes', full(6, ...Array.from({ length: 101 }, (_, index) => `T${index}`)), 'Failed'],
])('refuses %s, and stays as it was', (_, request, verdict) => {
  const { list } = filled();
  expect(list.update(request)).toBe(verdict);
  expect([list.version(), list.find('A'), list.find('C')]).toEqual([5, accepted, undefined]);
});

it('fails where nothing can be stored', () => {
  const { list } = filled();
  list.breakStorage(true);
  expect(list.update(full(6, 'C'))).toBe('Failed');
  list.breakStorage(false);
  expect(list.update(full(6, 'C'))).toBe('Accepted');
});

it('is as good as none while it is disabled', () => {
  const { configuration, list } = filled();
  changeKey(configuration, 'LocalAuthListEnabled', 'false');
  expect([list.version(), list.update(full(6, 'C')), list.find('A')]).toEqual([-1, 'NotSupported', undefined]);
  changeKey(configuration, 'LocalAuthListEnabled', 'true');
  expect([list.version(), list.find('A')]).toEqual([5, accepted]);
});

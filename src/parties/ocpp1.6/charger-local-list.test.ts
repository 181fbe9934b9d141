import { expect, it } from 'vitest';
import { createLocalList, listLimit } from './charger-local-list.ts';

const entry = (idTag: string) => ({ idTag, idTagInfo: { status: 'Accepted' } });

function sent() {
  const list = createLocalList();
  return {
    sends: (updateType: string, listVersion: number, localAuthorizationList?: object[]) => {
      const request = { updateType, listVersion, ...(localAuthorizationList ? { localAuthorizationList } : {}) };
      const status = list.answers.SendLocalList?.(request).status;
      if (status === 'Accepted') list.update(request);
      return status;
    },
    version: () => list.answers.GetLocalListVersion?.({}).listVersion,
  };
}

it('has the version of the last list that it took, and none while it is empty', () => {
  const { sends, version } = sent();
  expect(version()).toBe(0);
  expect(sends('Full', 7, [entry('A'), entry('B')])).toBe('Accepted');
  expect(version()).toBe(7);
  expect(sends('Differential', 7, [entry('C')])).toBe('VersionMismatch');
  expect(version()).toBe(7);
  expect(sends('Differential', 8, [{ idTag: 'a' }])).toBe('Accepted');
  expect(version()).toBe(8);
  expect(sends('Differential', 9, [{ idTag: 'B' }])).toBe('Accepted');
  expect(version()).toBe(0);
  expect(sends('Full', 1, [entry('A')])).toBe('Accepted');
  expect(sends('Full', 2)).toBe('Accepted');
  expect(version()).toBe(0);
});

it('takes no more than it has room for, over all changes', () => {
  const { sends, version } = sent();
  const many = Array.from({ length: listLimit }, (_, index) => entry(`TAG-${index}`));
  expect(sends('Full', 1, [...many, entry('ONE-MORE')])).toBe('Failed');
  expect(sends('Full', 1, many)).toBe('Accepted');
  expect(sends('Differential', 2, [entry('ONE-MORE')])).toBe('Failed');
  expect(sends('Differential', 2, [entry('tag-0')])).toBe('Accepted');
  expect(version()).toBe(2);
});

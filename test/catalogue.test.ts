import { describe, expect, it } from 'vitest';
import type { Condition } from '../src/engine/conditions.ts';
import { loadRules } from '../src/judge/rules.ts';
import type { ProtocolVersion, Role } from '../src/ocpp/index.ts';
import { loadSuite } from '../src/runner/catalogue.ts';
import { readFaults } from '../src/runner/faults.ts';
import ocpp16 from '../testcases/catalogue/ocpp1.6.json' with { type: 'json' };
import ocpp201 from '../testcases/catalogue/ocpp2.0.1.json' with { type: 'json' };

interface Listed {
  id: string;
  role: string;
  profile: string;
  status: string;
  condition?: Condition;
}

/** Official cases that the suite does not have, each with the reason. */
const withoutCase: Record<string, string> = {};

/** Cases that ask for more than the catalogue does, each with the reason. */
const narrower: Record<string, string> = {
  TC_061_2_CS: 'a charger that lets remote starts through without asking shows nothing of its cache',
};

const catalogues: { protocol: ProtocolVersion; listed: Listed[] }[] = [
  { protocol: 'ocpp1.6', listed: ocpp16 as Listed[] },
  { protocol: 'ocpp2.0.1', listed: ocpp201 as Listed[] },
];
const suite = await loadSuite();
const casesOf = (protocol: ProtocolVersion) => suite.filter(({ testCase }) => testCase.protocol === protocol);
const named = ({ role, id }: { role: string; id: string }) => `${role} ${id}`;
/** The last word of an id, before the number of our own ones. */
const ending: Record<Role, RegExp> = { charger: /_CS(_\d+)?$/, csms: /_CSMS(_\d+)?$/ };

describe.each(catalogues)('the catalogue of $protocol', ({ protocol, listed }) => {
  const facts = new Map(listed.map((each) => [named(each), each]));
  const cases = casesOf(protocol).map(({ testCase, ...rest }) => ({
    ...rest,
    ...testCase,
    name: named({ role: testCase.sut, id: testCase.id }),
  }));

  it('names each case once, for the role that its id is of', () => {
    expect(facts.size).toBe(listed.length);
    expect(listed.filter(({ id, role }) => !ending[role as Role]?.test(id))).toEqual([]);
  });

  it('says when a conditional case applies, and only then', () => {
    const odd = listed.filter(({ status, condition }) => (status === 'conditional') !== (condition !== undefined));
    expect(odd.map(named)).toEqual([]);
  });

  it('agrees with what the cases say of themselves', () => {
    const wrong = cases.flatMap(({ name, id, sut, official, profile, requires }) => {
      const fact = facts.get(name);
      const says = (what: string, own: unknown, catalogue: unknown) =>
        own === undefined || JSON.stringify(own) === JSON.stringify(catalogue)
          ? []
          : [`${name}: ${what} is ${JSON.stringify(own)}, in the catalogue ${JSON.stringify(catalogue)}`];
      return [
        ...(ending[sut].test(id) ? [] : [`${name}: an id of another role`]),
        ...(official || !facts.has(named({ role: sut === 'csms' ? 'charger' : 'csms', id }))
          ? []
          : [`${name}: in the catalogue for the other role`]),
        ...(fact
          ? [...says('profile', profile, fact.profile), ...says('requires', id in narrower ? undefined : requires, fact.condition)]
          : []),
        ...(fact || profile !== 'Additional' ? [] : [`${name}: neither in the catalogue nor in a profile`]),
      ];
    });
    expect(wrong).toEqual([]);
  });
});

it('every current case of OCPP 1.6 is there exactly once, or for a reason not', () => {
  const written = casesOf('ocpp1.6').map(({ testCase }) => testCase.id);
  const missing = ocpp16.map(({ id }) => id).filter((id) => !written.includes(id));
  expect(missing.filter((id) => !withoutCase[id])).toEqual([]);
  expect(Object.keys(withoutCase).filter((id) => !missing.includes(id))).toEqual([]);
  expect(written.filter((id, index) => written.indexOf(id) !== index)).toEqual([]);
});

it('the faults that were seen in the field name rules that there are', async () => {
  const known = new Set((await loadRules()).map(({ id }) => id));
  for (const { fault, rules } of await readFaults()) {
    expect(rules, fault).not.toEqual([]);
    expect(
      rules.filter((id) => !known.has(id)),
      fault,
    ).toEqual([]);
  }
});

import type { AbsentCase, CaseResult, RunResult, SutResult } from '../../engine/results.ts';
import { byProfile } from '../summary.ts';
import { count } from '../text.ts';
import { anchorOf, icon } from './badges.ts';
import { html, type Markup } from './markup.ts';

/** How far a requirement was looked into, best evidence first. */
type Look = 'fail' | 'pass' | 'inconclusive' | 'notTested' | 'notApplicable';

const looks: readonly Look[] = ['fail', 'inconclusive', 'pass', 'notTested', 'notApplicable'];

const lookWords: Record<Look, string> = {
  fail: 'a case about it failed',
  inconclusive: 'tried, not decided',
  pass: 'each case about it that was played passed',
  notTested: 'not tested',
  notApplicable: 'not applicable',
};

/** Which requirements stand behind the verdicts, and what nobody tried. */
export function coverage(run: RunResult): Markup {
  return html`
<section aria-labelledby="coverage">
  <h2 id="coverage">Requirements and what was not tested</h2>
  <p>Requirement ids are those of the cases, as the OCA's catalogue names them, and the sections that a case names itself. A requirement that no case is about is not here: this list says what was looked into, and no more.</p>
  ${run.suts.map((sut, index) => html`<h3>${sut.name}</h3>${requirements(sut, index)}${notTested(sut)}`)}
</section>`;
}

interface Requirement {
  id: string;
  look: Look;
  cases: string[];
}

function requirements(sut: SutResult, number: number): Markup {
  const all = requirementsOf(sut);
  if (all.length === 0) return html`<p>The cases name no requirements.</p>`;
  const groups = looks.map((look) => [look, all.filter((each) => each.look === look)] as const).filter(([, each]) => each.length > 0);
  const played = new Set(sut.cases.map(({ id }) => id));
  const linked = (id: string) => (played.has(id) ? html`<a href="#${anchorOf(number, id)}">${id}</a> ` : html`${id} `);
  return html`<dl class="looks">${groups.map(
    ([look, each]) =>
      html`<div><dt>${icon(look)}${lookWords[look]}</dt><dd>${
        look === 'fail' || look === 'inconclusive'
          ? html`<ul>${each.map(({ id, cases }) => html`<li><strong>${id}</strong> ${cases.slice(0, 6).map(linked)}</li>`)}</ul>`
          : html`<details><summary>${count(each.length, 'requirement')} of ${all.length}</summary><p class="ids">${each.map(({ id }) => id).join(', ')}</p></details>`
      }</dd></div>`,
  )}</dl>`;
}

function requirementsOf({ cases, absent = [] }: SutResult): Requirement[] {
  const all = new Map<string, { looks: Set<Look>; failed: string[]; others: string[] }>();
  const note = (id: string, look: Look, caseId: string) => {
    const known = all.get(id) ?? { looks: new Set(), failed: [], others: [] };
    known.looks.add(look);
    if (look === 'fail' || look === 'inconclusive') known[look === 'fail' ? 'failed' : 'others'].push(caseId);
    all.set(id, known);
  };
  for (const each of cases) for (const id of new Set([...(each.requirements ?? []), ...each.spec])) note(id, lookOf(each), each.id);
  for (const each of absent) for (const id of each.requirements ?? []) note(id, each.applicable ? 'notTested' : 'notApplicable', each.id);
  return [...all]
    .map(([id, { looks: seen, failed, others }]) => {
      const look = looks.find((one) => seen.has(one)) ?? 'notTested';
      return { id, look, cases: look === 'fail' ? failed : others };
    })
    .sort((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true }));
}

const lookOf = ({ verdict }: CaseResult): Look => (verdict === 'error' ? 'inconclusive' : verdict);

/** Cases that were left out, and such as this version does not have. */
function notTested({ absent = [], cases }: SutResult): Markup | false {
  const skipped = cases.filter(({ verdict }) => verdict === 'notTested' || verdict === 'inconclusive' || verdict === 'error').length;
  const parts = [
    list('Not selected for this run', absent, 'notSelected'),
    list("On the OCA's list, but not in this version of ocppliance", absent, 'notInSuite'),
  ].filter((part) => part !== false);
  if (parts.length === 0 && skipped === 0) return html`<p>Every case of the suite was played or does not apply.</p>`;
  return html`${skipped > 0 && html`<p>${count(skipped, 'case')} of this run did not reach a pass or a fail: see the list of cases.</p>`}${parts}`;
}

function list(title: string, absent: readonly AbsentCase[], why: AbsentCase['why']): Markup | false {
  const cases = absent.filter((each) => each.why === why);
  const away = cases.filter(({ applicable }) => !applicable).length;
  return (
    cases.length > 0 &&
    html`<details class="absent"><summary>${title}: ${count(cases.length, 'case')}${away > 0 && html` (${away} of them not applicable)`}</summary>
    <dl>${[...byProfile(cases)].map(([profile, each]) => html`<div><dt>${profile}</dt><dd>${each.map(({ id, title: name, applicable }, index) => html`${index > 0 && ', '}<span${name !== undefined && html` title="${name}"`}${!applicable && html` class="away"`}>${id}</span>`)}</dd></div>`)}</dl></details>`
  );
}

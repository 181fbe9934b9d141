import type { RunResult, SutResult } from '../../engine/results.ts';
import { type Coverage, countFindings, type ProfileSummary, profilesOf, roleName, versionOf } from '../summary.ts';
import { outcomeBadge } from './badges.ts';
import { html, type Markup } from './markup.ts';

/** Results by profile: no pass rate without the coverage that stands behind it. */
export function profiles(run: RunResult): Markup {
  return html`
<section aria-labelledby="profiles">
  <h2 id="profiles">Results by profile</h2>
  <p>Coverage is the share of applicable cases that reached a pass or a fail. A profile with an applicable case that did not is <em>Incomplete</em>, whatever its pass rate.</p>
  ${run.suts.map((sut) => table(sut, run.interrupted))}
</section>`;
}

const columns = ['fail', 'error', 'inconclusive', 'notTested', 'notApplicable'] as const;

function table(sut: SutResult, interrupted: boolean): Markup {
  return html`
  <div class="scroll" tabindex="0" role="region" aria-label="Results of ${sut.name} by profile"><table class="profiles">
    <caption>${sut.name} <span>${versionOf(sut.protocol)} ${roleName(sut.sut, sut.protocol)}</span></caption>
    <thead><tr><th scope="col">Profile</th><th scope="col">Result</th><th scope="col">Passed</th><th scope="col">Coverage</th><th scope="col" class="number">Fail</th><th scope="col" class="number">Error</th><th scope="col" class="number">Incon&shy;clusive</th><th scope="col" class="number">Not tested</th><th scope="col" class="number">Not applicable</th><th scope="col" class="number">Not selected</th><th scope="col" class="number">Not in suite</th><th scope="col" class="number">Findings</th></tr></thead>
    <tbody>${profilesOf(sut, interrupted).map((profile) => row(profile, sut))}</tbody>
  </table></div>`;
}

function row({ profile, outcome, counts, coverage }: ProfileSummary, sut: SutResult): Markup {
  const found = countFindings(sut.cases.filter((each) => each.profile === profile));
  const number = (value: number, className = '') => html`<td class="number ${value > 0 ? className : 'none'}">${value}</td>`;
  const { decided, passed, notSelected, notInSuite } = coverage;
  return html`<tr><th scope="row">${profile}</th><td>${outcomeBadge(outcome)}</td>
<td class="number">${decided > 0 ? `${passed} of ${decided}` : '–'}</td><td>${bar(coverage)}</td>${columns.map((verdict) => number(counts[verdict], verdict))}${number(notSelected, 'notTested')}${number(notInSuite)}${number(found)}</tr>`;
}

/** Drawn by an SVG: a style attribute would need a policy that lets a peer's through. */
function bar({ applicable, decided, passed }: Coverage): Markup {
  if (applicable === 0) return html`<span class="none">–</span>`;
  const percent = (part: number) => Math.round((100 * part) / applicable);
  return html`<span class="coverage"><svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="whole" width="100" height="8"/><rect class="decided" width="${percent(decided)}" height="8"/><rect class="passed" width="${percent(passed)}" height="8"/></svg> ${decided} of ${applicable}</span>`;
}

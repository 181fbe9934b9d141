import type { CaseResult, RunResult } from '../../engine/results.ts';
import { allCases, countVerdicts, retryText, roleName, verdicts, verdictWords, versionOf } from '../summary.ts';
import { count, duration } from '../text.ts';
import { anchorOf, badge, expected, icon, marksOf } from './badges.ts';
import { html, type Markup } from './markup.ts';

/** Every case, those that do not apply too, with the reason. */
export function cases(run: RunResult): Markup {
  const all = allCases(run);
  const counts = countVerdicts(all);
  const profiles = [...new Set(all.map(({ profile }) => profile))];
  let number = 0;
  return html`
<section aria-labelledby="cases">
  <h2 id="cases">Cases</h2>
  <form class="filters" role="search" aria-label="Cases">
    <input type="search" id="search" placeholder="Search id, title, message, rule …" aria-label="Search cases" autocomplete="off">
    ${
      profiles.length > 1 &&
      select(
        'profile',
        'All profiles',
        profiles.map((profile) => [profile, profile]),
      )
    }
    ${
      run.suts.length > 1 &&
      select(
        'sut',
        'All systems',
        run.suts.map((sut, index) => [String(index), `${sut.name} (${versionOf(sut.protocol)})`]),
      )
    }
    <div class="chips" role="group" aria-label="Verdicts">${verdicts
      .filter((verdict) => counts[verdict] > 0)
      .map(
        (verdict) =>
          html`<button type="button" class="chip" data-verdict="${verdict}" aria-pressed="false">${icon(verdict)}${verdictWords[verdict]} <b>${counts[verdict]}</b></button>`,
      )}</div>
    <output id="shown">${count(all.length, 'case')}</output>
  </form>
  <noscript><p class="notice">Steps, diagrams and frames of a case are drawn by a script, which is switched off here. results.json and trace.jsonl hold the same.</p></noscript>
  <table class="cases">
    <thead><tr><th scope="col">Verdict</th><th scope="col">Case</th><th scope="col">What it is about</th><th scope="col">Profile</th><th scope="col">Status</th><th scope="col" class="number">Took</th></tr></thead>
    ${run.suts.map((sut, index) => html`<tbody data-sut="${index}"><tr class="group"><th colspan="6" scope="rowgroup">${sut.name} <span>${versionOf(sut.protocol)} ${roleName(sut.sut, sut.protocol)}</span></th></tr>${sut.cases.map((each) => caseRow(each, index, number++))}</tbody>`)}
  </table>
</section>`;
}

const select = (id: string, all: string, options: [string, string][]) =>
  html`<select id="${id}" aria-label="${all}"><option value="">${all}</option>${options.map(([value, text]) => html`<option value="${value}">${text}</option>`)}</select>`;

function caseRow(each: CaseResult, sut: number, number: number): Markup {
  const { id, verdict, reason, profile, findings: found, condition, expectedFailure, retry } = each;
  return html`<tr class="case" id="${anchorOf(sut, id)}" data-case="${number}" data-verdict="${verdict}" data-profile="${profile}">
<td>${badge(verdict)}${marksOf(each)}</td><th scope="row"><button type="button" aria-expanded="false">${id}</button></th>
<td>${each.title}${condition !== undefined && html`<p class="fine">if ${condition}</p>`}${verdict !== 'pass' && reason && html`<p class="reason">${reason}</p>`}${expectedFailure && html`<p class="fine">Expected: ${expected(expectedFailure)}</p>`}${retry && html`<p class="fine">Retry: ${retryText(retry)}</p>`}${found.length > 0 && html`<p class="fine">${count(found.length, 'finding')}</p>`}</td>
<td>${profile}</td><td>${each.official ? each.status : 'our own'}</td><td class="number">${took(each)}</td></tr>`;
}

const took = ({ verdict, duration: milliseconds }: CaseResult) =>
  milliseconds === 0 && (verdict === 'notApplicable' || verdict === 'notTested') ? '–' : duration(milliseconds);

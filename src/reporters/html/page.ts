import type { CaseResult, Finding, RunResult, SutResult, Verdict } from '../../engine/results.ts';
import {
  allCases,
  countFindings,
  countVerdicts,
  type Outcome,
  outcomeOf,
  type ProfileSummary,
  profilesOf,
  roleName,
  verdicts,
  verdictWords,
  versionOf,
} from '../summary.ts';
import { count, duration } from '../text.ts';
import { icons } from './icons.ts';
import { html, Markup } from './markup.ts';

/** What is told of a run besides the run itself. */
export interface Identity {
  /** of this report */
  id: string;
  /** SHA-256 of results.json */
  digest: string;
}

const outcomeIcons: Record<Outcome, Verdict> = {
  Pass: 'pass',
  Fail: 'fail',
  Incomplete: 'inconclusive',
  'Not tested': 'notTested',
  'Not applicable': 'notApplicable',
};

const icon = (verdict: Verdict) => html`<svg class="icon ${verdict}" aria-hidden="true"><use href="#icon-${verdict}"/></svg>`;

const badge = (verdict: Verdict) => html`<span class="badge ${verdict}">${icon(verdict)}${verdictWords[verdict]}</span>`;

const outcomeBadge = (outcome: Outcome, size = '') =>
  html`<span class="badge ${size} ${outcomeIcons[outcome]}">${icon(outcomeIcons[outcome])}${outcome}</span>`;

/** The body of the report. Everything that a reader needs without opening a case works without a script. */
export function body(run: RunResult, identity: Identity): Markup {
  return html`
<svg width="0" height="0" class="sprite" aria-hidden="true">${new Markup(icons)}</svg>
<header class="masthead"><span class="wordmark">ocppliance</span></header>
<main>
${cover(run, identity)}
${findings(run)}
${cases(run)}
${system(run, identity)}
</main>
<footer>Report ${identity.id} · ocppliance ${run.tool.version} · This is a test report, not an OCA certificate.</footer>`;
}

function cover(run: RunResult, { id }: Identity): Markup {
  const took = Date.parse(run.endedAt) - Date.parse(run.startedAt);
  return html`
<section class="cover" aria-labelledby="title">
  <h1 id="title">OCPP conformance test report</h1>
  <p class="lead">A record of what was observed on the wire. It is <strong>not an OCA certificate</strong>.</p>
  ${run.interrupted && html`<p class="notice" role="note">${icon('inconclusive')}<span><strong>Interrupted.</strong> The run was stopped before its end. What follows is what was known by then; nothing in it counts as complete.</span></p>`}
  <dl class="facts">
    <div><dt>Report</dt><dd><code>${id}</code></dd></div>
    <div><dt>Tested</dt><dd>${time(run.startedAt)}<br><small>took ${duration(took)}</small></dd></div>
    <div><dt>Test system</dt><dd>ocppliance ${run.tool.version}<br><small>seed ${run.seed}</small></dd></div>
    <div><dt>Cases</dt><dd>${count(allCases(run).length, 'case')}<br><small>${count(countFindings(allCases(run)), 'finding')}</small></dd></div>
  </dl>
  ${run.suts.map((sut) => sutCard(sut, run.interrupted))}
</section>`;
}

function sutCard(sut: SutResult, interrupted: boolean): Markup {
  const profiles = profilesOf(sut, interrupted);
  return html`
<article class="card sut">
  <header>
    <div><h2>${sut.name}</h2><p>${versionOf(sut.protocol)} · ${roleName(sut.sut, sut.protocol)}</p></div>
    ${outcomeBadge(outcomeOf(countVerdicts(sut.cases), interrupted), 'large')}
  </header>
  ${
    Object.keys(sut.observed).length > 0 &&
    html`<h3>Identity as observed</h3><dl class="observed">${Object.entries(sut.observed).map(([name, value]) => html`<div><dt>${words(name)}</dt><dd>${value}</dd></div>`)}</dl>`
  }
  <h3>Result per profile</h3>
  <div class="scroll"><table class="profiles">
    <thead><tr><th scope="col">Profile</th><th scope="col">Result</th>${verdicts.map((verdict) => html`<th scope="col" class="number">${verdictWords[verdict]}</th>`)}<th scope="col" class="number">Findings</th></tr></thead>
    <tbody>${profiles.map((profile) => profileRow(profile, sut))}</tbody>
  </table></div>
</article>`;
}

function profileRow({ profile, outcome, counts }: ProfileSummary, sut: SutResult): Markup {
  const found = countFindings(sut.cases.filter((each) => each.profile === profile));
  const number = (value: number, className = '') => html`<td class="number ${value > 0 ? className : 'none'}">${value}</td>`;
  return html`<tr><th scope="row">${profile}</th><td>${outcomeBadge(outcome)}</td>${verdicts.map((verdict) => number(counts[verdict], verdict))}${number(found)}</tr>`;
}

const severities = ['violation', 'warning', 'advice'] as const;

function findings(run: RunResult): Markup {
  const groups = new Map<string, { finding: Finding; cases: { id: string; anchor: string }[]; times: number }>();
  run.suts.forEach((sut, index) => {
    for (const each of sut.cases) {
      for (const finding of each.findings) {
        const key = [index, finding.rule, finding.severity, finding.blame, finding.message].join('\n');
        const group = groups.get(key) ?? { finding, cases: [], times: 0 };
        group.times++;
        if (group.cases.at(-1)?.id !== each.id) group.cases.push({ id: each.id, anchor: anchorOf(index, each) });
        groups.set(key, group);
      }
    }
  });
  if (groups.size === 0)
    return html`<section aria-labelledby="findings"><h2 id="findings">Findings</h2><p>Nothing was found wrong on the wire.</p></section>`;
  const sorted = [...groups.values()].sort((a, b) => severities.indexOf(a.finding.severity) - severities.indexOf(b.finding.severity));
  return html`
<section aria-labelledby="findings">
  <h2 id="findings">Findings</h2>
  <p>What was seen wrong on the wire, whether or not a case asked for it. A violation breaks a MUST, a warning a SHOULD; advice never counts.</p>
  <div class="scroll"><table class="findings">
    <thead><tr><th scope="col">Severity</th><th scope="col">What was observed</th><th scope="col">By</th><th scope="col" class="number">Times</th><th scope="col">Where</th></tr></thead>
    <tbody>${sorted.map(
      ({ finding, cases: where, times }) => html`<tr>
      <td><span class="severity ${finding.severity}">${finding.severity}</span></td>
      <td>${finding.message}<p class="fine">${finding.rule}${finding.requirement && html` · ${finding.requirement}`}${finding.expected && html` · required: ${finding.expected}`}${finding.actual && html` · observed: <code>${finding.actual}</code>`}</p></td>
      <td>${finding.blame}</td><td class="number">${times}</td>
      <td>${where.slice(0, 5).map(({ id, anchor }) => html`<a href="#${anchor}">${id}</a> `)}${where.length > 5 && html`and ${where.length - 5} more`}</td></tr>`,
    )}</tbody>
  </table></div>
</section>`;
}

function cases(run: RunResult): Markup {
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
  const { verdict, reason, profile, findings: found } = each;
  return html`<tr class="case" id="${anchorOf(sut, each)}" data-case="${number}" data-verdict="${verdict}" data-profile="${profile}">
<td>${badge(verdict)}</td><th scope="row"><button type="button" aria-expanded="false">${each.id}</button></th>
<td>${each.title}${verdict !== 'pass' && reason && html`<p class="reason">${reason}</p>`}${found.length > 0 && html`<p class="fine">${count(found.length, 'finding')}</p>`}</td>
<td>${profile}</td><td>${each.official ? each.status : 'our own'}</td><td class="number">${took(each)}</td></tr>`;
}

const took = ({ verdict, duration: milliseconds }: CaseResult) =>
  milliseconds === 0 && (verdict === 'notApplicable' || verdict === 'notTested') ? '–' : duration(milliseconds);

const anchorOf = (sut: number, { id }: CaseResult) => `case-${sut + 1}-${encodeURIComponent(id)}`;

const meanings: Record<Verdict, string> = {
  pass: 'Everything that the case expects was observed.',
  fail: 'The system under test did not do what the specification requires.',
  error: 'The test system failed. This says nothing about the system under test.',
  inconclusive: 'The situation that the case is about was never reached.',
  notTested: 'Something that the case needs was not there, such as a person at the charger.',
  notApplicable: 'The case is about a feature that the system under test is declared not to have.',
};

function system(run: RunResult, { digest }: Identity): Markup {
  return html`
<section class="system" aria-labelledby="system">
  <h2 id="system">Test system and method</h2>
  <dl class="observed">
    <div><dt>Software</dt><dd>ocppliance ${run.tool.version}</dd></div>
    <div><dt>Seed</dt><dd>${run.seed}</dd></div>
    <div><dt>Began</dt><dd>${time(run.startedAt)}</dd></div>
    <div><dt>Ended</dt><dd>${time(run.endedAt)}${run.interrupted && ' (interrupted)'}</dd></div>
    <div><dt>SHA-256 of results.json</dt><dd><code>${digest}</code></dd></div>
  </dl>
  <details><summary>Effective configuration, secrets masked</summary><pre>${JSON.stringify(run.configuration, null, 2)}</pre></details>
  <h3>How to read the verdicts</h3>
  <dl class="meanings">${verdicts.map((verdict) => html`<div><dt>${badge(verdict)}</dt><dd>${meanings[verdict]}</dd></div>`)}</dl>
  <p class="fine">A profile passes if each of its cases passed or is not applicable. One failed case fails it; anything else that is missing leaves it incomplete.</p>
</section>`;
}

const time = (iso: string) => html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC</time>`;

/** `chargePointSerialNumber` → `charge point serial number` */
const words = (name: string) => name.replace(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);

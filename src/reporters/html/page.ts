import type { RunResult, SutResult } from '../../engine/results.ts';
import {
  allCases,
  countFindings,
  coverageOf,
  coverageText,
  exceptionsText,
  profilesOf,
  roleName,
  sutOutcome,
  versionOf,
} from '../summary.ts';
import { count, duration } from '../text.ts';
import { icon, outcomeBadge, time } from './badges.ts';
import { cases } from './cases.ts';
import { coverage } from './coverage.ts';
import { findings } from './findings.ts';
import { icons } from './icons.ts';
import { declaration, identity } from './identity.ts';
import { html, Markup } from './markup.ts';
import { matrix } from './matrix.ts';
import { profiles } from './profiles.ts';
import { type Identity, integrity, signOff, system } from './system.ts';

const contents: [anchor: string, title: string][] = [
  ['matrix', 'Side by side'],
  ['profiles', 'Profiles'],
  ['findings', 'Findings'],
  ['cases', 'Cases'],
  ['parties', 'Identity'],
  ['declaration', 'Declaration'],
  ['coverage', 'Requirements'],
  ['system', 'Test system'],
  ['integrity', 'Manifest'],
  ['history', 'Sign-off'],
];

/** The body of the report. Everything that a reader needs without opening a case works without a script. */
export function body(run: RunResult, about: Identity): Markup {
  const declared = declaration(run);
  const compared = matrix(run);
  const shown = contents.filter(([anchor]) => (anchor !== 'declaration' || declared) && (anchor !== 'matrix' || compared));
  return html`
<svg width="0" height="0" class="sprite" aria-hidden="true">${new Markup(icons)}</svg>
<header class="masthead"><span class="wordmark">ocppliance</span><nav aria-label="Sections">${shown.map(([anchor, title]) => html`<a href="#${anchor}">${title}</a>`)}</nav></header>
<main>
${cover(run, about)}
${compared}
${profiles(run)}
${findings(run)}
${cases(run)}
${identity(run)}
${declared}
${coverage(run)}
${system(run)}
${integrity(run, about)}
${signOff(run, about)}
</main>
<footer>Report ${about.id} · ocppliance ${run.tool.version} · This is a test report, not an OCA certificate.</footer>`;
}

function cover(run: RunResult, { id }: Identity): Markup {
  const took = Date.parse(run.endedAt) - Date.parse(run.startedAt);
  const exceptions = exceptionsText(allCases(run));
  return html`
<section class="cover" aria-labelledby="title">
  <h1 id="title">OCPP conformance test report</h1>
  <p class="lead">A record of what was observed on the wire. It is <strong>not an OCA certificate</strong>.</p>
  ${run.interrupted && html`<p class="notice" role="note">${icon('inconclusive')}<span><strong>Interrupted.</strong> The run was stopped before its end. What follows is what was known by then; nothing in it counts as complete.</span></p>`}
  <dl class="facts">
    <div><dt>Report</dt><dd><code>${id}</code></dd></div>
    <div><dt>Tested</dt><dd>${time(run.startedAt)}<br><small>took ${duration(took)}</small></dd></div>
    <div><dt>Test system</dt><dd>ocppliance ${run.tool.version}<br><small>seed ${run.seed}</small></dd></div>
    <div><dt>Cases</dt><dd>${count(allCases(run).length, 'case')}<br><small>${count(countFindings(allCases(run)), 'finding')}${exceptions && html`<br>${exceptions}`}</small></dd></div>
  </dl>
  ${run.suts.map((sut) => sutCard(sut, run.interrupted))}
</section>`;
}

function sutCard(sut: SutResult, interrupted: boolean): Markup {
  const all = profilesOf(sut, interrupted);
  // Those of which nothing was to be tried are told of in the table by profile.
  const tried = all.filter(({ outcome }) => outcome !== 'Not tested' && outcome !== 'Not applicable');
  const others = all.length - tried.length;
  const exceptions = exceptionsText(sut.cases);
  return html`
<article class="card sut">
  <header>
    <div><h2>${sut.name}</h2><p>${versionOf(sut.protocol)} · ${roleName(sut.sut, sut.protocol)}</p></div>
    ${outcomeBadge(sutOutcome(sut, interrupted), 'large')}
  </header>
  <p class="covered">${coverageText(coverageOf(sut.cases, sut.absent ?? []))}${exceptions && ` · ${exceptions}`}</p>
  <ul class="outcomes">${tried.map(({ profile, outcome, coverage: { applicable, decided, passed, notInSuite } }) => html`<li>${outcomeBadge(outcome)}<span><b>${profile}</b><small>${passed} of ${decided} passed, ${decided} of ${applicable} covered${notInSuite > 0 && html`<br>${count(notInSuite, 'official case')} not in this suite`}</small></span></li>`)}</ul>
  ${
    others > 0 &&
    html`<p class="fine">Not tested or not applicable: ${all
      .filter((each) => !tried.includes(each))
      .map(({ profile }) => profile)
      .join(', ')}</p>`
  }
</article>`;
}

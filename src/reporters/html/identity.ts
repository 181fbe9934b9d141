import type { DeclaredFeature, RunResult, SutResult } from '../../engine/results.ts';
import { roleName, versionOf } from '../summary.ts';
import { words } from './badges.ts';
import { html, type Markup } from './markup.ts';

/** Who met whom, and who the system under test said it was. */
export function identity(run: RunResult): Markup {
  return html`
<section aria-labelledby="parties">
  <h2 id="parties">Parties and identity</h2>
  ${run.suts.map((sut) => {
    const other = roleName(sut.sut === 'charger' ? 'csms' : 'charger', sut.protocol);
    return html`<h3>${sut.name}</h3>
    <dl class="observed">
      <div><dt>System under test</dt><dd>${roleName(sut.sut, sut.protocol)}, ${versionOf(sut.protocol)}</dd></div>
      <div><dt>Played by the test system</dt><dd>${other}</dd></div>
    </dl>
    ${identityTable(sut)}
    ${sut.notRestored && html`<p>Left changed by the cases:</p><ul>${sut.notRestored.map((thing) => html`<li>${thing}</li>`)}</ul>`}`;
  })}
</section>`;
}

function identityTable({ declared = {}, observed, observedAtStart = observed }: SutResult): Markup {
  const names = [...new Set([declared, observedAtStart, observed].flatMap((each) => Object.keys(each)))];
  if (names.length === 0) return html`<p>Nothing is known of it: it was never reached.</p>`;
  const cell = (value: string | undefined) => html`<td>${value ?? html`<span class="none">–</span>`}</td>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Identity"><table class="identity">
    <thead><tr><th scope="col">What</th><th scope="col">As declared</th><th scope="col">Observed at the start</th><th scope="col">Observed at the end</th></tr></thead>
    <tbody>${names.map((name) => {
      const [before, after] = [observedAtStart[name], observed[name]];
      const changed = before !== undefined && before !== after;
      return html`<tr${changed && html` class="changed"`}><th scope="row">${words(name)}</th>${cell(declared[name])}${cell(before)}<td>${changed ? html`<strong>${after ?? 'gone'}</strong> (changed)` : (after ?? html`<span class="none">–</span>`)}</td></tr>`;
    })}</tbody>
  </table></div>`;
}

/** What the owner declared, beside what the system said of itself. */
export function declaration(run: RunResult): Markup | false {
  const suts = run.suts.filter(({ declaration: features = [] }) => features.length > 0);
  return (
    suts.length > 0 &&
    html`
<section aria-labelledby="declaration">
  <h2 id="declaration">Feature declaration</h2>
  <p>What is declared decides which cases apply. What nobody declared is tried, and cannot fail. The wire decides in the end: a contradiction is worth a look.</p>
  ${suts.map(({ name, declaration: features = [] }) => featureTable(name, features))}
</section>`
  );
}

function featureTable(name: string, features: readonly DeclaredFeature[]): Markup {
  const said = (value: boolean | undefined) => (value === undefined ? html`<span class="none">unset</span>` : value ? 'yes' : 'no');
  const isKnown = ({ declared, observed }: DeclaredFeature) => declared !== undefined || observed !== undefined;
  const known = features.filter(isKnown);
  const unset = features.filter((each) => !isKnown(each));
  return html`<h3>${name}</h3>
  ${
    known.length > 0 &&
    html`<div class="scroll" tabindex="0" role="region" aria-label="Features of ${name}"><table class="features">
    <thead><tr><th scope="col">Feature</th><th scope="col">Declared</th><th scope="col">Observed</th><th scope="col">Source</th><th scope="col">They</th></tr></thead>
    <tbody>${known.map((each) => html`<tr><th scope="row">${each.feature}</th><td>${said(each.declared)}</td><td>${said(each.observed)}</td><td>${each.source}</td><td>${agreement(each)}</td></tr>`)}</tbody>
  </table></div>`
  }
  ${unset.length > 0 && html`<p class="fine">Neither declared nor observed: ${unset.map(({ feature }) => feature).join(', ')}</p>`}`;
}

function agreement({ declared, observed }: DeclaredFeature): Markup | false {
  if (declared === undefined || observed === undefined) return false;
  return declared === observed ? html`<span class="agree">agree</span>` : html`<strong class="contradict">contradict</strong>`;
}

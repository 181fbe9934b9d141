import type { RunResult } from '../../engine/results.ts';
import { profilesOf, roleName, versionOf } from '../summary.ts';
import { outcomeBadge } from './badges.ts';
import { html, type Markup } from './markup.ts';

/** Several SUTs side by side: a row for each, with its version, and a column for each profile in which anything was to be tested. */
export function matrix(run: RunResult): Markup | false {
  const rows = run.suts.map((sut) => ({ sut, profiles: new Map(profilesOf(sut, run.interrupted).map((each) => [each.profile, each])) }));
  const isTried = (profile: string) =>
    rows.some(({ profiles }) => ['Pass', 'Fail', 'Incomplete'].includes(profiles.get(profile)?.outcome ?? ''));
  const columns = [...new Set(rows.flatMap(({ profiles }) => [...profiles.keys()]))].filter(isTried);
  if (rows.length < 2 || columns.length === 0) return false;
  return html`
<section aria-labelledby="matrix">
  <h2 id="matrix">Side by side</h2>
  <div class="scroll" tabindex="0" role="region" aria-label="Systems by profile"><table class="matrix">
    <thead><tr><th scope="col">System under test</th><th scope="col">Version</th>${columns.map((profile) => html`<th scope="col">${profile}</th>`)}</tr></thead>
    <tbody>${rows.map(
      ({ sut: { name, sut, protocol }, profiles }) =>
        html`<tr><th scope="row">${name}<br><small>${roleName(sut, protocol)}</small></th><td>${versionOf(protocol)}</td>${columns.map(
          (profile) => {
            const found = profiles.get(profile);
            if (!found) return html`<td><span class="none">none</span></td>`;
            const { passed, decided, applicable } = found.coverage;
            return html`<td>${outcomeBadge(found.outcome)}<br><small>${passed} of ${decided} passed, ${decided} of ${applicable} covered</small></td>`;
          },
        )}</tr>`,
    )}</tbody>
  </table></div>
</section>`;
}

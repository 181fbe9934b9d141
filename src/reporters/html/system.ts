import type { FileEntry } from '../../bundle/folder.ts';
import { traceName } from '../../bundle/manifest.ts';
import type { RunResult, Verdict } from '../../engine/results.ts';
import { verdicts, versionOf } from '../summary.ts';
import { badge, time } from './badges.ts';
import { html, type Markup } from './markup.ts';

/** What is told of a run besides the run itself. */
export interface Identity {
  /** of this report */
  id: string;
  /** SHA-256 of results.json */
  digest: string;
  /** files of the bundle that are there already */
  files: ReadonlyMap<string, FileEntry>;
}

const meanings: Record<Verdict, string> = {
  pass: 'Everything that the case expects was observed.',
  fail: 'The system under test did not do what the specification requires.',
  error: 'The test system failed. This says nothing about the system under test.',
  inconclusive: 'The situation that the case is about was never reached.',
  notTested: 'Something that the case needs was not there, such as a person at the charger.',
  notApplicable: 'The case is about a feature that the system under test is declared not to have.',
};

export function system(run: RunResult): Markup {
  const { environment: on, tool, seed, configuration } = run;
  return html`
<section class="system" aria-labelledby="system">
  <h2 id="system">Test system and method</h2>
  <dl class="observed">
    <div><dt>Software</dt><dd>ocppliance ${tool.version}</dd></div>
    <div><dt>Seed</dt><dd>${seed}</dd></div>
    <div><dt>Began</dt><dd>${time(run.startedAt)}</dd></div>
    <div><dt>Ended</dt><dd>${time(run.endedAt)}${run.interrupted && ' (interrupted)'}</dd></div>
    ${
      on &&
      html`<div><dt>Ran on</dt><dd>Node ${on.node}, ${on.platform}</dd></div>
    <div><dt>Clock</dt><dd>${clock(on.clockStep)}</dd></div>
    ${Object.entries(on.schemas).map(([version, digest]) => html`<div><dt>SHA-256 of the schemas of ${versionOf(version as 'ocpp1.6')}</dt><dd><code>${digest}</code></dd></div>`)}`
    }
  </dl>
  <details><summary>Effective configuration, secrets masked</summary><pre>${JSON.stringify(configuration, null, 2)}</pre></details>
  <h3>How to read the verdicts</h3>
  <dl class="meanings">${verdicts.map((verdict) => html`<div><dt>${badge(verdict)}</dt><dd>${meanings[verdict]}</dd></div>`)}</dl>
  <p class="fine">A profile passes if each case of it in the suite passed or is not applicable. One failed case fails it; anything else that is missing leaves it incomplete.</p>
</section>`;
}

const clock = (step: number) =>
  Math.abs(step) <= 50
    ? 'the wall clock ran as the monotonic clock did'
    : `the wall clock was set during the run, by ${step} ms: wall-clock times before and after do not compare`;

export function integrity(run: RunResult, { digest, files }: Identity): Markup {
  const trace = files.get(traceName)?.sha256;
  return html`
<section class="system" aria-labelledby="integrity">
  <h2 id="integrity">Manifest and how to verify it</h2>
  <p>This page comes in a bundle. Its <code>manifest.json</code> lists every file with its SHA-256; <code>manifest.json.sig</code>, if there is one, is an Ed25519 signature of the manifest. Anybody can check the hashes and have the recorded conversation judged again:</p>
  <pre>ocppliance verify path/to/the/bundle${'\n'}ocppliance verify path/to/the/bundle --key signer.pub</pre>
  <dl class="observed">
    <div><dt>SHA-256 of results.json</dt><dd><code>${digest}</code></dd></div>
    ${trace && html`<div><dt>SHA-256 of trace.jsonl</dt><dd><code>${trace}</code></dd></div>`}
  </dl>
  <p class="fine">Secrets are masked by asterisks in all files of the bundle. This page was made by ocppliance ${run.tool.version} and loads nothing from anywhere.</p>
</section>`;
}

/** To be filled in by hand, on paper or in the PDF. */
export function signOff({ startedAt, tool }: RunResult, { id }: Identity): Markup {
  const roles = ['Tested by', 'Reviewed by', 'Accepted by'];
  return html`
<section aria-labelledby="history">
  <h2 id="history">History and sign-off</h2>
  <table class="history">
    <thead><tr><th scope="col">Report</th><th scope="col">Date</th><th scope="col">Author</th><th scope="col">What changed</th></tr></thead>
    <tbody><tr><td><code>${id}</code></td><td>${startedAt.slice(0, 10)}</td><td>ocppliance ${tool.version}</td><td>First record of this run</td></tr><tr class="blank"><td></td><td></td><td></td><td></td></tr></tbody>
  </table>
  <div class="signatures">${roles.map((role) => html`<dl><dt>${role}</dt><dd class="line">Name</dd><dd class="line">Organization</dd><dd class="line">Date, signature</dd></dl>`)}</div>
</section>`;
}

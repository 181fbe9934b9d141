import type { Finding, RunResult, Severity, SutResult, TraceEntry } from '../../engine/results.ts';
import { anchorOf, expected, time } from './badges.ts';
import { html, type Markup } from './markup.ts';

const severities = ['violation', 'warning', 'advice'] as const satisfies readonly Severity[];

/** Where a finding was made: its case, and the frame that decided. */
interface Place {
  anchor: string;
  id: string;
  frame: number | undefined;
}

/** What one party did against one rule, at one SUT. */
interface Group {
  rule: string;
  severity: Severity;
  sut: string;
  /** one for each different message */
  messages: Map<string, { finding: Finding; places: Place[] }>;
  times: number;
  first: string;
  last: string;
}

/** What was wrong on the wire, by severity and rule. */
export function findings(run: RunResult): Markup {
  const groups = groupsOf(run);
  if (groups.length === 0)
    return html`<section aria-labelledby="findings"><h2 id="findings">Findings</h2><p>Nothing was found wrong on the wire.</p></section>`;
  return html`
<section aria-labelledby="findings">
  <h2 id="findings">Findings</h2>
  <p>What was seen wrong on the wire, whether or not a case asked for it. A violation breaks a MUST, a warning a SHOULD; advice never counts.</p>
  <div class="scroll" tabindex="0" role="region" aria-label="Findings"><table class="findings">
    <thead><tr><th scope="col">Rule</th><th scope="col">Observed</th><th scope="col">By</th><th scope="col" class="number">Times</th><th scope="col">First, last</th><th scope="col">Where</th></tr></thead>
    ${groups.map((group) => body(group, run.suts.length > 1))}
  </table></div>
</section>`;
}

function body({ rule, severity, sut, messages, times, first, last }: Group, several: boolean): Markup {
  const rows = [...messages.values()];
  const span = rows.length;
  return html`<tbody>${rows.map(
    ({ finding, places }, index) => html`<tr>${
      index === 0 &&
      html`<th scope="rowgroup" rowspan="${span}"><span class="severity ${severity}">${severity}</span><br>${rule}${finding.requirement && html`<p class="fine">${finding.requirement}</p>`}${several && html`<p class="fine">${sut}</p>`}</th>`
    }
      <td>${finding.message}${finding.expected && html`<p class="fine">required: ${finding.expected}</p>`}${finding.actual && html`<p class="fine">observed: <code>${finding.actual}</code></p>`}${finding.expectedFailure && html`<p class="fine"><span class="mark">expected</span> ${expected(finding.expectedFailure)}</p>`}</td>
      <td>${finding.blame}</td>${
        index === 0 &&
        html`<td class="number" rowspan="${span}">${times}</td><td rowspan="${span}">${first && time(first)}${last !== first && html`<br>${time(last)}`}</td>`
      }
      <td>${places.slice(0, 5).map(link)}${places.length > 5 && html`and ${places.length - 5} more`}</td></tr>`,
  )}</tbody>`;
}

/** Into the sequence diagram of the case, if the script runs; to the case otherwise. */
const link = ({ anchor, id, frame }: Place) =>
  html`<a href="#${anchor}"${frame !== undefined && html` data-frame="${frame}"`}>${id}${frame !== undefined && html` #${frame}`}</a> `;

function groupsOf(run: RunResult): Group[] {
  const groups = new Map<string, Group>();
  run.suts.forEach((sut, number) => {
    for (const { id, findings: found, trace, startedAt } of sut.cases) {
      if (found.length === 0) continue;
      const timeAt = timesOf(trace, startedAt);
      for (const finding of found) {
        const key = [number, finding.rule, finding.severity].join('\n');
        const decisive = finding.frames.at(-1);
        const [first, last] = [timeAt(decisive), timeAt(finding.last ?? decisive)];
        const group = groups.get(key) ?? { ...finding, sut: sut.name, messages: new Map(), times: 0, first, last };
        group.times += finding.count ?? 1;
        if (first < group.first) group.first = first;
        if (last > group.last) group.last = last;
        const said = `${finding.blame} ${finding.message}`;
        const message = group.messages.get(said) ?? { finding, places: [] };
        message.places.push({ anchor: anchorOf(number, id), id, frame: decisive });
        group.messages.set(said, message);
        groups.set(key, group);
      }
    }
    const contradicted = contradictions(sut);
    if (contradicted) groups.set(`${number}\ndeclaration`, contradicted);
  });
  return [...groups.values()].sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity) || b.times - a.times);
}

/** A SUT that has not what is declared, or has what is declared to be missing, was tested by the wrong cases. */
function contradictions({ name, sut, declaration = [], cases }: SutResult): Group | undefined {
  const wrong = declaration.filter(({ declared, observed }) => declared !== undefined && observed !== undefined && declared !== observed);
  if (wrong.length === 0) return undefined;
  const began = cases[0]?.startedAt ?? '';
  const messages: Group['messages'] = new Map();
  for (const { feature, declared, source } of wrong) {
    const message = `${feature} is declared as ${declared ? 'there' : 'missing'}, but the ${sut} says otherwise${source ? ` (${source})` : ''}`;
    const finding: Finding = { rule: 'DECLARATION', severity: 'warning', blame: sut, message, frames: [], incidental: true };
    messages.set(message, { finding, places: [] });
  }
  return { rule: 'DECLARATION', severity: 'warning', sut: name, messages, times: wrong.length, first: began, last: began };
}

function timesOf(trace: readonly TraceEntry[], startedAt: string): (index: number | undefined) => string {
  const times = new Map(trace.map(({ index, time: at }) => [index, at]));
  return (index) => times.get(index ?? -1) ?? startedAt;
}

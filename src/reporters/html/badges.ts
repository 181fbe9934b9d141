import type { CaseResult, ExpectedFailure, Verdict } from '../../engine/results.ts';
import { type Outcome, verdictWords } from '../summary.ts';
import { isWebAddress } from '../text.ts';
import { html, type Markup } from './markup.ts';

const outcomeIcons: Record<Outcome, Verdict> = {
  Pass: 'pass',
  Fail: 'fail',
  Incomplete: 'inconclusive',
  'Not tested': 'notTested',
  'Not applicable': 'notApplicable',
};

export const icon = (verdict: Verdict) => html`<svg class="icon ${verdict}" aria-hidden="true"><use href="#icon-${verdict}"/></svg>`;

export const badge = (verdict: Verdict) => html`<span class="badge ${verdict}">${icon(verdict)}${verdictWords[verdict]}</span>`;

export const outcomeBadge = (outcome: Outcome, size = '') =>
  html`<span class="badge ${size} ${outcomeIcons[outcome]}">${icon(outcomeIcons[outcome])}${outcome}</span>`;

/** Beside a verdict: a failure that is known, one that does not happen every time. */
export const marksOf = ({ expectedFailure, flaky }: Pick<CaseResult, 'expectedFailure' | 'flaky'>): Markup =>
  html`${expectedFailure && html` <span class="mark">expected<span class="unseen"> failure: it does not fail the run</span></span>`}${flaky && html` <span class="mark">flaky<span class="unseen">: it passed when it was tried again</span></span>`}`;

/** Why it is excused, and where that is told. */
export const expected = ({ reason, link, expires }: ExpectedFailure): Markup =>
  html`${reason}${link !== undefined && html` ${isWebAddress(link) ? html`<a href="${link}" rel="noreferrer">${link}</a>` : link}`}${expires !== undefined && ` (until ${expires})`}`;

export const time = (iso: string) => html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC</time>`;

/** `chargePointSerialNumber` → `charge point serial number` */
export const words = (name: string) => name.replace(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);

/** Where the case stands in the report: of the SUT with this number, from 0. */
export const anchorOf = (sut: number, id: string) => `case-${sut + 1}-${encodeURIComponent(id)}`;

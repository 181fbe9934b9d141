import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { allVerdicts } from '../fixtures/runs/all-verdicts.ts';
import { manyCases } from '../fixtures/runs/many-cases.ts';
import { createReporters } from '../src/reporters/index.ts';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const directory = mkdtempSync(join(tmpdir(), 'ocppliance-report-'));
const address = pathToFileURL(join(directory, 'report.html')).href;

let browser: Browser;
let page: Page;
let trouble: string[];

async function openPage(options: Parameters<Browser['newPage']>[0] = {}): Promise<Page> {
  const opened = await browser.newPage({ viewport: { width: 1360, height: 1000 }, ...options });
  opened.on('console', (message) => trouble.push(`console: ${message.text()}`));
  opened.on('pageerror', (error) => trouble.push(`error: ${error.message}`));
  opened.on('dialog', (dialog) => trouble.push(`dialog: ${dialog.message()}`));
  opened.on('request', (request) => request.url() !== address && trouble.push(`request: ${request.url()}`));
  await opened.goto(address);
  return opened;
}

beforeAll(async () => {
  if (!existsSync(executablePath)) {
    throw new Error(`no Chromium at ${executablePath}: apt-get install chromium, or set CHROMIUM to the path of one`);
  }
  await createReporters({ directory, console: false }).end?.(allVerdicts);
  const quiet = ['--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox', ...quiet] });
});

afterAll(async () => {
  await browser?.close();
  rmSync(directory, { recursive: true, force: true });
});

beforeEach(() => {
  trouble = [];
});

describe('report.html in a browser', () => {
  beforeEach(async () => {
    page = await openPage();
    return async () => {
      await page.close();
      // whatever a test does: nothing leaves, nothing of a peer's runs, nothing breaks
      expect(trouble).toEqual([]);
    };
  });

  const opened = async (id: string) => {
    await page.click(`tr[id$="${id}"] button`);
    return page.waitForSelector(`tr[id$="${id}"] + tr.detail`);
  };
  const texts = (selector: string) => page.locator(selector).allInnerTexts();

  test('names every profile and its result on the cover', async () => {
    expect(await texts('.sut .badge.large')).toEqual(['Fail', 'Fail']);
    expect(await texts('.outcomes b')).toEqual(['Core', 'Remote Trigger', 'Robustness', 'Core']);
    expect(await texts('.outcomes .badge')).toEqual(['Fail', 'Pass', 'Pass', 'Fail']);
    expect(await page.textContent('.cover')).toContain('not an OCA certificate');
  });

  test('shows the coverage beside every pass rate, with what was left out', async () => {
    const cells = (row: number) => texts(`.profiles tbody tr >> nth=${row} >> th, td`);
    expect((await texts('.profiles tbody tr >> nth=0')).map((row) => row.replace(/\s+/g, ' '))).toEqual([
      'Core Fail 2 of 3 3 of 6 1 0 1 1 1 1 0 3',
    ]);
    expect(await cells(5)).toHaveLength(12);
    expect(await texts('.profiles tbody th')).toContain('Local Authorization List');
    expect(await page.textContent('section:has(#coverage)')).toContain('TC_004_1_CS');
    expect(await texts('.looks li strong')).toEqual([
      '1.6 §5.11',
      '1.6 §4.3',
      '1.6 §5.3',
      'C01.FR.07',
      'C04.FR.01',
      'C06.FR.04',
      'F01.FR.01',
    ]);
  });

  test('compares what was declared with what was observed', async () => {
    expect(await texts('.changed')).toEqual([expect.stringContaining('(changed)')]);
    expect(await texts('.contradict, .agree')).toEqual(['agree', 'contradict']);
    expect(await page.textContent('section:has(#declaration)')).toContain('Neither declared nor observed: AuthorizationCache');
  });

  test('goes from a finding into the diagram, to the frame that decided', async () => {
    await page.click('.findings a >> nth=0');
    await page.waitForSelector('#case-1-TC_011_1_CS + tr.detail .row.marked');
    const focused = 'document.activeElement.closest(".row").textContent';
    expect(await page.evaluate(focused)).toContain('StartTransaction');
    expect(await texts('.detail .row.marked .note')).toEqual([
      'charger did not call StartTransaction { connectorId: 1, idTag: "TAG-1" } within 30 s\nStartTransaction.timestamp is no RFC 3339 date-time [schema/request]',
    ]);
  });

  test('keeps an act of any length within its pill', async () => {
    await opened('TC_054_CS');
    const overflows = await page.locator('.pill').evaluateAll((pills) =>
      pills.map((pill) => {
        const { scrollWidth, clientWidth, parentElement } = pill as unknown as {
          scrollWidth: number;
          clientWidth: number;
          parentElement: { clientWidth: number };
        };
        return scrollWidth > clientWidth || clientWidth > parentElement.clientWidth * 0.7;
      }),
    );
    expect(overflows).toEqual([false]);
    expect(await texts('.attachments li')).toEqual([
      expect.stringContaining('No text.'),
      expect.stringContaining('09:15:00 boot </script>'),
    ]);
  });

  test('draws an arrow for each frame of an opened case', async () => {
    const frames = allVerdicts.suts[0]?.cases[1]?.trace.filter(({ kind }) => kind === 'frame') ?? [];
    expect(frames).toHaveLength(18);
    const detail = await opened('TC_011_1_CS');
    expect(await detail.$$('.arrow')).toHaveLength(frames.length);
    expect(await detail.$$('.arrow.call')).toHaveLength(9);
    expect(await page.textContent('.detail .row.marked .label')).toBe('StartTransaction');
    expect(await page.textContent('.detail .failure')).toContain('StartTransaction with idTag "OTHER", not "TAG-1"');
  });

  test('points an arrow from the side that sent it', async () => {
    await opened('TC_011_1_CS');
    const ends = await page
      .locator('.detail .arrow > line')
      .evaluateAll((lines) => lines.map((line) => `${line.getAttribute('x1')} to ${line.getAttribute('x2')}`));
    const heads = await page.locator('.detail .arrow > svg').evaluateAll((each) => each.map((head) => head.getAttribute('x')));
    const frames = (allVerdicts.suts[0]?.cases[1]?.trace ?? []).filter((entry) => entry.kind === 'frame');
    expect(ends).toEqual(frames.map(({ from }) => (from === 'charger' ? '14% to 86%' : '86% to 14%')));
    expect(heads).toEqual(frames.map(({ from }) => (from === 'charger' ? '86%' : '14%')));
  });

  test('shows a frame on demand, broken into lines and otherwise as it was', async () => {
    await opened('OWN_16_CS_04');
    await page.click('.detail [data-kind="call"] >> nth=0');
    await page.click('.detail [data-kind="broken"] >> nth=1');
    const [broken, long] = await texts('.detail pre.raw');
    expect(broken).toContain('\\u001b[31m<img src=x onerror=alert(1)>\\u001b[0m ]]> \\u202egnp.exe \\u0000\\u2028');
    expect(long?.split('\n').slice(0, 6)).toEqual(['[', '  2,', '  "long",', '  "DataTransfer",', '  {', '    "vendorId": "Volterra",']);
  });

  test('finds cases by words of theirs, by messages in them, and by verdict', async () => {
    await page.fill('#search', 'remotely cable');
    expect(await texts('tr.case:visible button')).toEqual(['TC_011_1_CS']);
    await page.fill('#search', 'remotestop');
    await expect.poll(() => texts('tr.case:visible button')).toEqual(['TC_011_1_CS']);
    await page.fill('#search', '');
    await page.click('.chip[data-verdict="notTested"]');
    expect(await texts('tr.case:visible button')).toEqual(['TC_003_CS', 'TC_044_1_CS', 'TC_K_01_CSMS']);
    await page.selectOption('#sut', '1');
    expect(await texts('tr.case:visible button')).toEqual(['TC_K_01_CSMS']);
    expect(await page.textContent('#shown')).toBe('1 of 15 cases');
  });

  test('can be used with the keyboard alone', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('TC_013');
    await page.focus('tr.case:visible button');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.detail .sequence');
    await page.locator('.detail button.line').first().focus();
    await page.keyboard.press('Enter');
    expect(await texts('.detail pre.raw')).toHaveLength(1);
    // Whatever reacts to a click of the mouse can be reached and pressed without one.
    const deaf = await page
      .locator('.chip, .quiet, button.line, a[data-frame], summary, nav a')
      .evaluateAll((all) => all.filter((each) => (each as unknown as { tabIndex: number }).tabIndex < 0).length);
    expect(deaf).toBe(0);
  });

  test('opens the case that a link names', async () => {
    await page.click('.looks a >> nth=0');
    expect(await page.waitForSelector('#case-1-TC_011_1_CS + tr.detail .sequence')).toBeTruthy();
  });

  test('opens what went wrong for paper, whatever the filters hide, and closes it again', async () => {
    await opened('TC_001_CS');
    await page.fill('#search', 'no such case');
    expect(await texts('tr.case:visible')).toEqual([]);
    await page.emulateMedia({ media: 'print' });
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    expect(await texts('tr.case:visible')).toHaveLength(15);
    const open = await page.locator('tr.case:has(+ .detail)').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-verdict')));
    expect(open).toEqual(['pass', 'fail', 'inconclusive', 'fail', 'error']);
    expect(await page.isVisible('.filters')).toBe(false);
    await page.evaluate("dispatchEvent(new Event('afterprint'))");
    expect(await page.locator('.detail').count()).toBe(1);
    expect((await page.pdf()).length).toBeGreaterThan(10_000);
  });

  test('junit.xml is well-formed', async () => {
    const xml = readFileSync(join(directory, 'junit.xml'), 'utf8');
    const parse = `(xml) => { const parsed = new DOMParser().parseFromString(xml, 'text/xml'); return [parsed.documentElement.nodeName, parsed.querySelectorAll('testcase').length, parsed.querySelector('parsererror')?.textContent]; }`;
    expect(await page.evaluate(`(${parse})(${JSON.stringify(xml)})`)).toEqual(['testsuites', 15, undefined]);
  });
});

/** WCAG's contrast of the text of an element with what is behind it; computed in the page. */
const contrast = `(element) => {
  const channels = (color) => color.match(/[\\d.]+/g).map(Number);
  const luminance = (color) => channels(color).slice(0, 3)
    .map((value) => value / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
    .reduce((sum, value, index) => sum + value * [0.2126, 0.7152, 0.0722][index], 0);
  let behind = element;
  while (channels(getComputedStyle(behind).backgroundColor)[3] === 0 && behind.parentElement) behind = behind.parentElement;
  const [light, dark] = [getComputedStyle(element).color, getComputedStyle(behind).backgroundColor].map(luminance).sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}`;

test.each(['light', 'dark'] as const)('is legible in %s', async (colorScheme) => {
  page = await openPage({ colorScheme });
  await page.click('tr[id$="TC_011_1_CS"] button');
  await page.waitForSelector('.sequence');
  await page.mouse.move(0, 0);
  const background: string = await page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
  expect(background).toBe(colorScheme === 'light' ? 'rgb(245, 246, 248)' : 'rgb(16, 21, 28)');
  const weak: string[] = await page.evaluate(
    `[...document.querySelectorAll('.badge, .reason, .fine, dt, thead th, .severity, .case td, .lead, .quiet, .gutter span, .failure p, .took, .none')]
      .map((element) => [(${contrast})(element), element.className + ' ' + element.textContent.slice(0, 30)])
      .filter(([ratio]) => ratio < 4.5).map(([ratio, name]) => ratio.toFixed(2) + ' ' + name)`,
  );
  expect(weak).toEqual([]);
  await page.close();
  expect(trouble).toEqual([]);
});

test.each(['light', 'dark'] as const)('has no serious barrier in %s', async (colorScheme) => {
  page = await openPage({ colorScheme });
  await page.click('tr[id$="TC_011_1_CS"] button');
  await page.click('tr[id$="TC_054_CS"] button');
  await page.click('.detail button.line >> nth=0');
  for (const summary of await page.locator('summary').all()) await summary.click();
  await page.evaluate(axe.source);
  const { violations }: { violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[] } =
    await page.evaluate('axe.run(document, { resultTypes: ["violations"] })');
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(
    serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join('\n')}`),
  ).toEqual([]);
  await page.close();
  expect(trouble).toEqual([]);
});

test('without scripts the verdicts and reasons are there all the same', async () => {
  page = await openPage({ javaScriptEnabled: false });
  expect(await page.locator('tr.case').count()).toBe(15);
  expect(await page.locator('.filters').isVisible()).toBe(false);
  expect(await page.getByText('limitCharging').isVisible()).toBe(true);
  await page.close();
  expect(trouble).toEqual([]);
});

test('500 cases of 20 frames fit into 1.5 MB and open', async () => {
  await createReporters({ directory, console: false }).end?.(manyCases(500, 20));
  expect(readFileSync(join(directory, 'report.html')).length).toBeLessThan(1.5e6);
  page = await openPage();
  const painted: number = await page.evaluate(`new Promise((resolve) =>
    new PerformanceObserver((list) => list.getEntriesByName("first-contentful-paint").forEach((entry) => resolve(entry.startTime)))
      .observe({ type: "paint", buffered: true }))`);
  const whole: number = await page.evaluate('performance.getEntriesByType("navigation")[0].loadEventEnd');
  console.log(`report.html of 500 cases: painted after ${Math.round(painted)} ms, loaded after ${Math.round(whole)} ms`);
  await page.click('#case-1-TC_0499 button');
  await page.locator('.detail .arrow').nth(19).waitFor();
  expect(await page.locator('.detail .arrow').count()).toBe(20);
  await page.close();
  expect(trouble).toEqual([]);
});

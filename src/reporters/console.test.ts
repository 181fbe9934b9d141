import { expect, test } from 'vitest';
import { allVerdicts } from '../../fixtures/runs/all-verdicts.ts';
import { replay } from '../../fixtures/runs/replay.ts';
import type { RunEvent } from '../engine/events.ts';
import { consoleReporter } from './console.ts';

const esc = '\u001b';

function terminal(columns = 60) {
  const writes: string[] = [];
  return { writes, isTTY: true, columns, write: (text: string) => writes.push(text) };
}

/** What is left on a screen: a line that is cleared is gone. */
const screen = (writes: readonly string[]) => writes.join('').replace(new RegExp(`[^\\n]*\\r${esc}\\[2K`, 'g'), '');

test('shows the running step on the last line, no wider than the terminal, and leaves nothing of it behind', async () => {
  const tty = terminal();
  await replay(allVerdicts, [consoleReporter({ terminal: tty, color: false, live: true })]);
  const live = tty.writes.filter((text) => /… \d+\/\d+ TC_011_1_CS/.test(text));
  expect(live.some((text) => text.includes('csms calls RemoteStart'))).toBe(true);
  for (const text of live) expect(Array.from(text.replace(`\r${esc}[2K`, '')).length).toBeLessThan(60);

  let plain = '';
  await replay(allVerdicts, [consoleReporter({ terminal: { write: (text) => (plain += text) }, color: false, live: false })]);
  expect(screen(tty.writes)).toBe(plain);
});

test('writes no escape sequence of a peer, and none of its own without colour', async () => {
  const { writes, ...tty } = terminal();
  await replay(allVerdicts, [consoleReporter({ terminal: tty, color: false, live: false })]);
  expect(writes.join('')).not.toContain(esc);
});

test('gives way to a prompt', () => {
  const tty = terminal();
  const reporter = consoleReporter({ terminal: tty, color: false, live: true });
  const sut = { name: 'X', sut: 'charger', protocol: 'ocpp1.6' } as const;
  const events: RunEvent[] = [
    { type: 'stepStarted', sut, caseId: 'TC_X', title: 'operator does plugIn', phase: 'run', deadline: 30_000 },
    { type: 'prompt', text: 'Plug the cable in, then press Enter' },
  ];
  for (const event of events) reporter.on(event);
  expect(tty.writes[0]).toContain('TC_X  30.0 s left  operator does plugIn');
  expect(screen(tty.writes)).toBe('Plug the cable in, then press Enter\n');
});

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { allVerdicts } from '../../fixtures/runs/all-verdicts.ts';
import { replay } from '../../fixtures/runs/replay.ts';
import { openFolder } from '../bundle/folder.ts';
import type { RunEvent } from '../engine/events.ts';
import { createReporters } from './index.ts';
import { traceReporter } from './trace.ts';

const directory = mkdtempSync(join(tmpdir(), 'ocppliance-trace-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const { suts, ...head } = allVerdicts;
const started: RunEvent = { type: 'runStarted', run: head, total: suts.length };

test('a frame is in the file as soon as it was told, also between cases', () => {
  const reporter = traceReporter({ folder: openFolder(directory) });
  reporter.on(started);
  const sut = { name: 'X', sut: 'csms', protocol: 'ocpp2.0.1' } as const;
  reporter.on({
    type: 'trace',
    sut,
    entry: { index: 0, at: 1, time: '2026-03-02T09:15:00Z', connection: 1, kind: 'frame', from: 'csms', raw: '[' },
  });
  const line =
    '{"sut":"X","role":"csms","protocol":"ocpp2.0.1","index":0,"at":1,"time":"2026-03-02T09:15:00Z","connection":1,"kind":"frame","from":"csms","raw":"["}\n';
  expect(readFileSync(join(directory, 'trace.jsonl'), 'utf8')).toBe(line);
});

test('a folder that can not be written to spoils no run, is told at the end, and stops no other reporter', async () => {
  const blocked = join(directory, 'file');
  writeFileSync(blocked, '');
  let text = '';
  const reporter = createReporters({
    directory: join(blocked, 'report'),
    console: { terminal: { write: (more) => (text += more) }, color: false },
  });
  await expect(replay(allVerdicts, [reporter])).rejects.toThrow(
    /cannot write .*trace\.jsonl: a part of its path is a file\. Give a folder that can be written to with --report-dir/,
  );
  expect(text).toContain('15 cases: 6 passed');
});

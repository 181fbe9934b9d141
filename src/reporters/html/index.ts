import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { FileEntry } from '../../bundle/folder.ts';
import { reportId, resultsName } from '../../bundle/manifest.ts';
import type { Reporter } from '../../engine/events.ts';
import type { RunResult } from '../../engine/results.ts';
import type { FileOptions } from '../files.ts';
import { serialize } from '../json.ts';
import { html, Markup } from './markup.ts';
import { body } from './page.ts';
import { createPacker } from './payload.ts';

const styles = ['base.css', 'cover.css', 'sections.css', 'cases.css', 'opened.css', 'diagram.css', 'narrow.css', 'print.css'];
/** each after those that it imports */
const scripts = ['dom.js', 'diagram.js', 'case.js', 'report.js'];

/** Writes `report.html`: one file that fetches nothing, for people, labs and paper. */
export function htmlReporter({ folder }: FileOptions): Reporter {
  const packer = createPacker();
  return {
    on(event) {
      if (event.type === 'runStarted') assets().catch(() => {});
      if (event.type === 'caseEnded') packer.add(event.result);
    },
    async end(run) {
      await folder.write('report.html', await reportHtml(run, folder.files, packer));
    },
  };
}

/** `files`: those of the bundle that are there already. */
export async function reportHtml(
  run: RunResult,
  files: ReadonlyMap<string, FileEntry> = new Map(),
  packer = createPacker(),
): Promise<string> {
  const digest = files.get(resultsName)?.sha256 ?? digestOf(run);
  const id = reportId(digest);
  const [css, js] = await assets();
  const style = `${css.join('')}@page { @bottom-left { content: "ocppliance report ${id}, not an OCA certificate"; } }\n`;
  const script = `(() => {\n'use strict';\n${js.map(bare).join('\n')}})();\n`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(style, script)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>OCPP conformance test report ${id}: ${run.suts.map(({ name }) => name).join(', ')}</title>
<style>${new Markup(style)}</style>
</head>
<body>${body(run, { id, digest, files })}
<script type="text/plain" id="data">${new Markup(await packer.pack(run))}</script>
<script>${new Markup(script)}</script>
</body>
</html>
`.text;
}

/** Nothing but this very style and script may take effect: what a peer sent can't, even if it got past the escaping. */
const policy = (style: string, script: string): string =>
  `default-src 'none'; base-uri 'none'; form-action 'none'; style-src '${hash(style)}'; script-src '${hash(script)}'`;

const hash = (text: string): string => `sha256-${sha256(text).toString('base64')}`;

function digestOf(run: RunResult): string {
  const digest = createHash('sha256');
  for (const part of serialize(run)) digest.update(part);
  return digest.digest('hex');
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

let read: Promise<[css: string[], js: string[]]> | undefined;

/** Read once, and before the end of a run, which somebody waits for. */
function assets(): Promise<[css: string[], js: string[]]> {
  const all = (names: readonly string[]) => Promise.all(names.map((name) => readFile(new URL(name, import.meta.url), 'utf8')));
  read ??= Promise.all([all(styles), all(scripts)]);
  return read;
}

/** A module without its imports and exports, so that several fit into one script. */
const bare = (module: string): string => module.replace(/^import .*\n/gm, '').replace(/^export /gm, '');

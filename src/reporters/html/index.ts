import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Reporter } from '../../engine/events.ts';
import type { RunResult } from '../../engine/results.ts';
import { type FileOptions, writeReport } from '../files.ts';
import { serialize } from '../json.ts';
import { html, Markup } from './markup.ts';
import { body } from './page.ts';
import { packCases } from './payload.ts';

const styles = ['base.css', 'cover.css', 'cases.css', 'opened.css', 'diagram.css', 'narrow.css', 'print.css'];
/** each after those that it imports */
const scripts = ['dom.js', 'diagram.js', 'case.js', 'report.js'];

/** Writes `report.html`: one file that fetches nothing, for people, labs and paper. */
export function htmlReporter({ directory }: FileOptions): Reporter {
  return {
    on() {},
    end: async (run) => writeReport(directory, 'report.html', await reportHtml(run)),
  };
}

export async function reportHtml(run: RunResult): Promise<string> {
  const digest = sha256(serialize(run)).toString('hex');
  const id = digest.slice(0, 12);
  const [css, js] = await Promise.all([assets(styles), assets(scripts)]);
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
<body>${body(run, { id, digest })}
<script type="text/plain" id="data">${new Markup(packCases(run))}</script>
<script>${new Markup(script)}</script>
</body>
</html>
`.text;
}

/** Nothing but this very style and script may take effect: what a peer sent can't, even if it got past the escaping. */
const policy = (style: string, script: string): string =>
  `default-src 'none'; base-uri 'none'; form-action 'none'; style-src '${hash(style)}'; script-src '${hash(script)}'`;

const hash = (text: string): string => `sha256-${sha256(text).toString('base64')}`;

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

const assets = (names: readonly string[]): Promise<string[]> =>
  Promise.all(names.map((name) => readFile(new URL(name, import.meta.url), 'utf8')));

/** A module without its imports and exports, so that several fit into one script. */
const bare = (module: string): string => module.replace(/^import .*\n/gm, '').replace(/^export /gm, '');

import type { InferredOptionTypes } from 'yargs';
import type { Settings } from '../runner/settings.ts';
import { defineVerb, textOf } from './verb.ts';

const target = 'What is tested:';
const selection = 'What is played:';
const behaviour = 'How:';
const gate = 'As a gate, in CI:';

const options = {
  ocpp: { type: 'string', group: target, describe: 'Version of OCPP: 1.6 or 2.0.1' },
  listen: {
    type: 'string',
    group: target,
    describe: 'Charger: port where we listen, or host:port. Without a host only this machine can connect',
  },
  wait: { type: 'number', group: target, describe: 'Charger: seconds until it must have connected [60]' },
  station: {
    type: 'string',
    group: target,
    describe: 'Identity of the station. Charger: any if not given. CSMS: the end of the URL if not given',
  },
  name: { type: 'string', group: target, describe: 'What the report calls it' },
  'password-file': { type: 'string', group: target, describe: 'File with the password of the station; or set OCPPLIANCE_PASSWORD' },
  'tls-key': { type: 'string', group: target, describe: 'PEM file: our private key' },
  'tls-cert': { type: 'string', group: target, describe: 'PEM file: our certificate, with its chain' },
  ca: { type: 'string', group: target, describe: 'PEM file: whom we trust. Charger: asks for a client certificate' },
  case: { type: 'string', array: true, group: selection, describe: "Ids, globs, files or folders, such as 'TC_B_*'" },
  profile: { type: 'string', array: true, group: selection, describe: 'Profiles, such as Core' },
  cases: { type: 'string', array: true, group: selection, describe: 'Folder with cases of your own, .ts or .js' },
  declaration: { type: 'string', group: selection, describe: 'File with what it supports, made by declare; decides what applies' },
  certification: { type: 'boolean', group: selection, describe: 'All that the declaration asks for, and nothing else' },
  'rerun-failed': { type: 'string', group: selection, describe: 'A report: what did not pass in it' },
  shard: { type: 'string', group: selection, describe: 'A part of the cases, such as 1/3; merge joins the reports' },
  allow: { type: 'string', array: true, group: selection, describe: 'destructive: play cases that may leave it changed for good' },
  operator: {
    type: 'string',
    group: behaviour,
    describe: 'Who plugs in the cable: none, prompt, http://…, ./acts.ts or command:PROGRAM [none]',
  },
  config: {
    type: 'string',
    group: behaviour,
    describe: 'Configuration file [ocppliance.yaml, .json or ocppliance.config.ts, if there is one]',
  },
  strict: { type: 'boolean', group: behaviour, describe: 'A broken SHOULD counts' },
  baseline: { type: 'string', group: gate, describe: 'File of failures that are known and expected' },
  'update-baseline': { type: 'boolean', group: gate, describe: 'Write what fails now into the baseline' },
  retries: { type: 'number', group: gate, describe: '1: try a case that failed once more. Its verdict stays, but is it flaky? [0]' },
  bail: { type: 'boolean', group: gate, describe: 'Stop after the first failure that is not expected' },
  timeout: { type: 'number', group: gate, describe: 'Seconds that the whole run may take' },
  events: { type: 'string', group: gate, describe: 'File that gets each event of the run as a line of JSON; - is stdout' },
  seed: { type: 'number', group: behaviour, describe: 'Shuffle the cases; the same seed, the same order' },
  jobs: {
    type: 'number',
    group: behaviour,
    describe: 'CSMS: how many stations it is tested as at a time, each with tokens of its own [1]',
  },
  'time-scale': {
    type: 'number',
    group: behaviour,
    describe: 'Shorten the waits that follow timers of the system under test; for simulators [1]',
  },
  'report-dir': { type: 'string', group: behaviour, describe: 'Folder of the report [reports/<time>-<name>]' },
  pdf: { type: 'boolean', group: behaviour, describe: 'Print the report into report.pdf too, by Chromium' },
  'mask-tokens': { type: 'boolean', group: behaviour, describe: 'Replace id tokens by pseudonyms in all files of the report' },
  sign: { type: 'string', group: behaviour, describe: 'PEM file with the private Ed25519 key that signs the report' },
  yes: { type: 'boolean', alias: 'y', group: behaviour, describe: 'Do not ask before a system that is not on this machine is tested' },
} as const;

const epilogue = `Any of these can stand in the configuration file, which has more (features, timeouts, tokens …), or in the environment as OCPPLIANCE_LISTEN, OCPPLIANCE_TIME_SCALE …; a flag beats the environment, the environment beats the file.

An operator does what cannot be done over the wire. HTTP: POST { act, parameters, station }, 2xx means done. Command: OCPPLIANCE_ACT, OCPPLIANCE_PARAMETERS and OCPPLIANCE_STATION in the environment. Module: functions that are called like the acts. With none, cases that need an act are not tested.

A baseline lists, under expectedFailures, a case or a rule each with a reason, a link and a date (expires: 2027-01-31). What is listed may fail; what is listed and passes, or is past its date, fails the run. An error is never excused.

Exit codes: 0 passed · 1 failed, or passed though expected to fail · 2 usage or configuration · 3 incomplete · 4 error of ocppliance · 130 interrupted`;

export const run = defineVerb({
  command: 'run [sut] [url]',
  describe: 'Test a charger, a CSMS, or (with neither) the built-in ones',
  options,
  positionals: {
    sut: { type: 'string', describe: 'charger or csms; without it what the configuration file says, or else the built-in pair' },
    url: { type: 'string', describe: 'CSMS: its endpoint with the identity of the station, ws:// or wss://' },
  },
  examples: [
    ['$0 run', 'the built-in charger and CSMS: a first report in seconds'],
    ['$0 run charger --listen 9000 --ocpp 1.6', 'we are the CSMS, a charger connects'],
    ['$0 run charger --listen 0.0.0.0:9000 --ocpp 2.0.1 --operator prompt', 'a charger in the lab, and you plug in the cable'],
    ['$0 run csms ws://localhost/ocpp/CP001 --ocpp 2.0.1', 'we are the charger'],
    ["$0 run --case 'TC_B_*' --profile Core", 'some of the cases'],
  ],
  epilogue,
  async handler(args) {
    const { runSuite } = await import('./run-suite.ts');
    const sut = textOf(args.sut);
    return runSuite(
      { ...flagsOf(args), ...(sut === undefined ? {} : { sut: sut as 'charger' }), ...given('url', textOf(args.url)) },
      args.config,
    );
  },
});

function flagsOf(args: InferredOptionTypes<typeof options>): Settings {
  const { ocpp, listen, wait, station, name, operator, strict, seed, yes, cases, profile } = args;
  return {
    ...{
      ...given('ocpp', ocpp?.replace(/^ocpp/i, '')),
      ...given('listen', listen),
      ...given('wait', wait),
      ...given('station', station),
      ...given('name', name),
    },
    ...{ ...given('operator', operator), ...given('strict', strict), ...given('seed', seed), ...given('yes', yes) },
    ...{ ...given('case', args.case), ...given('cases', cases), ...given('profile', profile) },
    ...given('passwordFile', args['password-file']),
    ...{ ...given('timeScale', args['time-scale']), ...given('jobs', args.jobs) },
    ...given('reportDir', args['report-dir']),
    ...{ ...given('declaration', args.declaration), ...given('certification', args.certification) },
    ...{ ...given('rerunFailed', args['rerun-failed']), ...given('shard', args.shard) },
    ...{ ...given('baseline', args.baseline), ...given('updateBaseline', args['update-baseline']), ...given('retries', args.retries) },
    ...{ ...given('bail', args.bail), ...given('timeout', args.timeout), ...given('events', args.events) },
    ...{ ...given('pdf', args.pdf), ...given('maskTokens', args['mask-tokens']), ...given('sign', args.sign) },
    ...given('allow', args.allow as 'destructive'[] | undefined),
    ...given('tls', tlsOf(args)),
  };
}

function tlsOf(args: { 'tls-key': string | undefined; 'tls-cert': string | undefined; ca: string | undefined }) {
  const tls = { ...given('key', args['tls-key']), ...given('cert', args['tls-cert']), ...given('ca', args.ca) };
  return Object.keys(tls).length === 0 ? undefined : tls;
}

const given = <K extends string, V>(key: K, value: V | undefined): { [Key in K]?: V } =>
  value === undefined ? {} : ({ [key]: value } as { [Key in K]: V });

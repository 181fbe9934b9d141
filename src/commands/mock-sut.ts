import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createInterface } from 'node:readline';
import { loadConfiguration } from '../runner/config.ts';
import { codeOf, messageOf, UsageError } from '../runner/problem.ts';
import { addressOf, protocolOf, type Settings, sutConfigOf } from '../runner/settings.ts';
import { type Simulator, startCharger, startCsms } from '../simulators/index.ts';

/** bytes of a request for an act that we read */
const MAX_REQUEST = 65_536;

let lastLine = '';

/** A simulator that tries again and again says so once. */
function log(line: string): void {
  if (line !== lastLine) process.stderr.write(`${new Date().toISOString().slice(11, 23)} ${line}\n`);
  lastLine = line;
}

/** Runs a simulator until Ctrl-C. Acts come from stdin and, if asked for, over HTTP. */
export async function mockSut(
  sut: string,
  flags: Settings,
  { operatorPort, config }: { operatorPort: number | undefined; config: string | undefined },
): Promise<number> {
  const { settings, password } = await loadConfiguration({ flags, file: config });
  if (settings.ocpp === undefined) throw new UsageError('say which version it speaks: add --ocpp 1.6 or --ocpp 2.0.1');
  const protocol = protocolOf(settings.ocpp);
  const { timeScale } = settings;
  const about = { timeScale, log, ...(password === undefined ? {} : { password }) };
  const stopped = stopRequested();
  const { station, ...known } = sutConfigOf(settings);
  let simulator: Simulator;
  if (sut === 'charger') {
    if (settings.url === undefined) throw new UsageError('a charger needs a CSMS to connect to: add --url ws://localhost:9000');
    simulator = await startCharger(protocol, { ...about, url: settings.url, identity: station });
    log(`${station} speaks OCPP ${settings.ocpp} and connects to ${settings.url}`);
  } else if (sut === 'csms') {
    if (settings.listen === undefined) throw new UsageError('a CSMS needs a port: add --listen 9000');
    simulator = await startCsms(protocol, { ...about, ...addressOf(settings.listen), config: known });
    log(`a CSMS speaks OCPP ${settings.ocpp} at ${simulator.url}/<identity>`);
  } else {
    throw new UsageError(`there is no mock of ${sut}: choose charger or csms`);
  }
  const hook = operatorPort === undefined ? undefined : await serveActs(simulator, station, operatorPort);
  const lines = readActs(simulator, station);
  await stopped;
  lines.close();
  hook?.close();
  hook?.closeAllConnections();
  await simulator.stop();
  return 0;
}

async function stopRequested(): Promise<void> {
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  // A second one does not wait for the goodbyes.
  process.on('SIGINT', () => process.exit(130));
}

class ActError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

async function carryOut({ operator }: Simulator, station: string, act: unknown, parameters: unknown): Promise<void> {
  if (typeof act !== 'string' || act === '')
    throw new ActError(400, 'no act: send { "act": "plugIn", "parameters": { "connectorId": 1 } }');
  if (typeof parameters !== 'object' || parameters === null || Array.isArray(parameters))
    throw new ActError(400, 'parameters must be an object');
  if (!operator.can(act)) throw new ActError(501, `this simulator cannot ${act}`);
  log(`act ${act} ${JSON.stringify(parameters)}`);
  try {
    await operator.does(act, parameters as Record<string, unknown>, station);
  } catch (error) {
    throw new ActError(409, messageOf(error));
  }
}

/** Lines such as `plugIn {"connectorId":1}`. */
function readActs(simulator: Simulator, station: string) {
  const reader = createInterface({ input: process.stdin });
  reader.on('line', (line) => {
    const match = /^\s*(\w+)\s*(\{.*\})?\s*$/.exec(line);
    if (line.trim() === '') return;
    if (!match) return log(`not understood: write acts like plugIn {"connectorId":1}`);
    parsed(match[2] ?? '{}')
      .then((parameters) => carryOut(simulator, station, match[1], parameters))
      .catch((error: unknown) => log(`not done: ${messageOf(error)}`));
  });
  return reader;
}

async function parsed(json: string): Promise<unknown> {
  try {
    return JSON.parse(json);
  } catch {
    throw new ActError(400, 'that is no JSON');
  }
}

async function serveActs(simulator: Simulator, station: string, port: number): Promise<Server> {
  const server = createServer((request, response) => {
    const answer = (status: number, text: string) =>
      response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
    takeAct(simulator, station, request).then(
      () => answer(200, 'done'),
      (error: unknown) => {
        log(`not done: ${messageOf(error)}`);
        refuse(answer, error);
      },
    );
  });
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    await simulator.stop();
    const why = codeOf(error) === 'EADDRINUSE' ? `port ${port} is in use` : messageOf(error);
    throw new UsageError(`cannot take acts: ${why}: choose another --operator-port`);
  }
  log(`takes acts at http://127.0.0.1:${port}`);
  return server;
}

const refuse = (answer: (status: number, text: string) => ServerResponse, error: unknown) =>
  answer(error instanceof ActError ? error.status : 500, messageOf(error));

async function takeAct(simulator: Simulator, station: string, request: IncomingMessage): Promise<void> {
  if (request.method !== 'POST') throw new ActError(405, 'POST { act, parameters }');
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) {
    body += chunk;
    if (body.length > MAX_REQUEST) throw new ActError(413, 'too large');
  }
  const content = await parsed(body);
  const { act, parameters = {}, ...about } = typeof content === 'object' && content !== null ? (content as Record<string, unknown>) : {};
  await carryOut(simulator, typeof about.station === 'string' ? about.station : station, act, parameters);
}

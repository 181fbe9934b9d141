import { defineVerb, textOf } from './verb.ts';

export const mock = defineVerb({
  command: 'mock <sut>',
  describe: 'Run the built-in charger or CSMS alone',
  positionals: { sut: { type: 'string', describe: 'charger or csms' } },
  options: {
    ocpp: { type: 'string', describe: 'Version of OCPP: 1.6 or 2.0.1' },
    url: { type: 'string', describe: 'Charger: endpoint of the CSMS, without the identity' },
    station: { type: 'string', describe: 'Charger: its identity [OCPPLIANCE-1]' },
    listen: { type: 'string', describe: 'CSMS: port to listen on, or host:port' },
    'password-file': { type: 'string', describe: 'File with the password of the station; or set OCPPLIANCE_PASSWORD' },
    'operator-port': { type: 'number', describe: 'Take acts as a hook: POST { act, parameters } to this port' },
    'time-scale': { type: 'number', describe: 'Shorten its own timers [1]' },
    config: { type: 'string', describe: 'Configuration file, such as for tokens' },
  },
  examples: [
    [
      '$0 mock charger --url ws://localhost:9000 --ocpp 1.6 --operator-port 9001',
      'to be tested by: run charger --operator http://localhost:9001',
    ],
    ['$0 mock csms --listen 9000 --ocpp 2.0.1', 'to be tested by: run csms ws://localhost:9000/CP001'],
  ],
  epilogue: `Acts can be typed as lines, with parameters as JSON: plugIn {"connectorId":1}
It runs until Ctrl-C, and says on stderr what happens.`,
  async handler(args) {
    const { mockSut } = await import('./mock-sut.ts');
    const { ocpp, url, station, listen, config } = args;
    return mockSut(
      textOf(args.sut) ?? '',
      {
        ...(ocpp === undefined ? {} : { ocpp: ocpp.replace(/^ocpp/i, '') }),
        ...(url === undefined ? {} : { url }),
        ...(station === undefined ? {} : { station }),
        ...(listen === undefined ? {} : { listen }),
        ...(args['password-file'] === undefined ? {} : { passwordFile: args['password-file'] }),
        ...(args['time-scale'] === undefined ? {} : { timeScale: args['time-scale'] }),
      },
      { operatorPort: args['operator-port'], config },
    );
  },
});

import type { Settings } from '../runner/settings.ts';
import { defineVerb, textOf } from './verb.ts';

export const declare = defineVerb({
  command: 'declare [file]',
  describe: 'Say what a charger or a CSMS has, which decides what is tested',
  positionals: { file: { type: 'string', describe: 'The declaration: made, or gone through again [declaration.yaml]' } },
  options: {
    sut: { type: 'string', describe: 'charger or csms' },
    ocpp: { type: 'string', describe: 'Version of OCPP: 1.6 or 2.0.1' },
    probe: { type: 'boolean', describe: 'Meet it, and write down what it says of itself' },
    listen: { type: 'string', describe: 'Probe of a charger: port where we listen, or host:port' },
    wait: { type: 'number', describe: 'Probe of a charger: seconds until it must have connected [60]' },
    url: { type: 'string', describe: 'Probe of a CSMS: its endpoint with the identity of the station' },
    station: { type: 'string', describe: 'Probe: identity of the station' },
    'password-file': { type: 'string', describe: 'Probe: file with the password of the station; or set OCPPLIANCE_PASSWORD' },
    ask: { type: 'boolean', describe: 'Ask about each feature [on a terminal]; --no-ask does not' },
    cases: { type: 'string', array: true, describe: 'Folder with cases of your own, whose features count too' },
    config: { type: 'string', describe: 'Configuration file, such as for TLS and tokens' },
  },
  examples: [
    ['$0 declare wallbox.yaml --sut charger --ocpp 1.6', 'asks about each feature'],
    ['$0 declare wallbox.yaml --sut charger --ocpp 2.0.1 --probe --listen 9000', 'has the charger tell first'],
    ['$0 run charger --listen 9000 --ocpp 1.6 --declaration wallbox.yaml', 'tests what is declared'],
  ],
  epilogue: `In the file stands yes, no or unset for each feature, and what was observed. A case whose feature is missing does not apply; one whose feature is unset is tried, and cannot fail.

Exit codes: 0 written · 1 what is declared and what was observed contradict each other · 2 usage · 3 it could not be asked`,
  async handler(args) {
    const { declareSut } = await import('./declare-sut.ts');
    const { sut, ocpp, listen, wait, url, station, cases } = args;
    const passwordFile = args['password-file'];
    const said = { sut, ocpp: ocpp?.replace(/^ocpp/i, ''), listen, wait, url, station, cases, passwordFile };
    const flags = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)) as Settings;
    return declareSut(textOf(args.file) ?? 'declaration.yaml', flags, { probe: args.probe ?? false, ask: args.ask, config: args.config });
  },
});

import { defineVerb, textOf } from './verb.ts';

export const init = defineVerb({
  command: 'init <sut>',
  describe: 'Write a configuration file to begin with',
  positionals: { sut: { type: 'string', describe: 'charger or csms' } },
  options: {
    ocpp: { type: 'string', describe: 'Version of OCPP: 1.6 or 2.0.1 [2.0.1]' },
    file: { type: 'string', describe: 'Where to [ocppliance.yaml]' },
  },
  examples: [['$0 init charger --ocpp 1.6', 'then: ocppliance declare, ocppliance run']],
  async handler({ sut, ocpp, file }) {
    const { initProject } = await import('./init-project.ts');
    return initProject(textOf(sut) ?? '', ocpp?.replace(/^ocpp/i, '') ?? '2.0.1', file ?? 'ocppliance.yaml');
  },
});

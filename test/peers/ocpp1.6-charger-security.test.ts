import { RPCClient } from 'ocpp-rpc';
import { expect, it } from 'vitest';
import { defaultConfig } from '../../src/engine/config.ts';
import { runTestCase } from '../../src/engine/run.ts';
import { createFileServer } from '../../src/files/index.ts';
import { loadRules } from '../../src/judge/rules.ts';
import { loadValidators } from '../../src/ocpp/index.ts';
import { loadParty } from '../../src/parties/index.ts';
import { createPki } from '../../src/pki/index.ts';
import { doorsAt } from '../../src/runner/security.ts';
import { openChargerStage } from '../../src/runner/stages.ts';
import { casesIn, complaintsOf } from '../trial.ts';

const password = 'a password of 1.6';
const anyPort = { port: 0 };

/** Its types demand every option, its documentation does not. */
type ClientOptions = ConstructorParameters<typeof RPCClient>[0];

/**
 * A charger under security profile 2 as a user of ocpp-rpc would begin one, by its README: password and TLS are the library's and Node's
 * affair. It takes a new password, can reset, and manages no certificates, logs or firmware. Nobody here wrote the library.
 */
async function startCharger(endpoint: string, ca: string) {
  let secret: string | Buffer = password;
  const configuration = new Map([
    ['HeartbeatInterval', '300'],
    ['CpoName', 'ocppliance'],
    ['SecurityProfile', '2'],
  ]);
  let client = create();
  const later = (then: () => Promise<unknown>) => void setTimeout(() => then().catch(() => {}), 5);

  function create(): RPCClient {
    const options = { endpoint, identity: defaultConfig.station, protocols: ['ocpp1.6'], strictMode: true, password: secret };
    const made = new RPCClient({ ...options, wsOpts: { ca, minVersion: 'TLSv1.2' } } as unknown as ClientOptions);
    made.handle('ChangeConfiguration', async ({ params: { key, value } = {} }) => {
      if (key === 'AuthorizationKey') {
        if (!/^[0-9A-F]{32,40}$/i.test(value)) return { status: 'Rejected' };
        secret = Buffer.from(value, 'hex');
        later(restart);
        return { status: 'Accepted' };
      }
      if (!configuration.has(key)) return { status: 'NotSupported' };
      if (key === 'SecurityProfile') return { status: 'Rejected' };
      configuration.set(key, value);
      return { status: 'Accepted' };
    });
    made.handle('GetConfiguration', async ({ params = {} }) => {
      const names: string[] = params.key ?? [...configuration.keys()];
      const known = [...configuration].filter(([key]) => names.includes(key));
      return {
        configurationKey: known.map(([key, value]) => ({ key, readonly: false, value })),
        unknownKey: names.filter((name) => !configuration.has(name)),
      };
    });
    made.handle('Reset', async () => {
      later(restart);
      return { status: 'Accepted' };
    });
    return made;
  }

  async function boot(): Promise<void> {
    await client.connect();
    await client.call('BootNotification', { chargePointVendor: 'ocpp-rpc', chargePointModel: 'example' });
    for (const connectorId of [0, 1, 2])
      await client.call('StatusNotification', { connectorId, errorCode: 'NoError', status: 'Available' });
  }

  async function restart(): Promise<void> {
    await client.close({});
    client = create();
    await boot();
  }

  await boot();
  return { close: () => client.close({}) };
}

const notImplemented = (verdict: string, action: string) => [
  `${verdict}: charger answered ${action} with the CALLERROR NotImplemented ("Unable to handle '${action}' calls"), not with a CALLRESULT`,
];
const untold = 'CASE-SHOULD: charger did not call SecurityEventNotification { type: "InvalidCentralSystemCertificate" } within 2 s';
const otherProfile = (wanted: number) => [`inconclusive: not so: the security profile (it is 2, not ${wanted})`];

/** What we find, by case; the others pass without a word: what the library and Node do by themselves, passwords, TLS and whom to trust. */
const expected: Record<string, unknown[]> = {
  // It has no handlers for certificates, …
  TC_075_1_CS: notImplemented('fail', 'InstallCertificate'),
  TC_075_2_CS: notImplemented('fail', 'InstallCertificate'),
  TC_076_CS: notImplemented('fail', 'InstallCertificate'),
  TC_078_CS: notImplemented('fail', 'InstallCertificate'),
  X_16_CS_95: notImplemented('fail', 'DeleteCertificate'),
  X_16_CS_96: notImplemented('fail', 'GetInstalledCertificateIds'),
  // … so that nobody gets to whatever needs one …
  TC_077_CS: notImplemented('inconclusive', 'InstallCertificate'),
  TC_083_CS: notImplemented('inconclusive', 'InstallCertificate'),
  X_16_CS_94: notImplemented('inconclusive', 'InstallCertificate'),
  // … nor for logs and firmware.
  TC_079_CS: notImplemented('fail', 'GetLog'),
  X_16_CS_97: notImplemented('fail', 'GetLog'),
  TC_080_CS: notImplemented('fail', 'SignedUpdateFirmware'),
  TC_081_CS: notImplemented('fail', 'SignedUpdateFirmware'),
  X_16_CS_98: notImplemented('fail', 'SignedUpdateFirmware'),
  // It is set up for profile 2, and nobody is there to change that.
  TC_074_CS: otherProfile(3),
  TC_087_CS: otherProfile(3),
  X_16_CS_93: otherProfile(1),
  // Node keeps it away from a stranger, and it does not tell of that.
  X_16_CS_90: [untold],
  X_16_CS_99: [untold],
};

it('finds in a charger on ocpp-rpc over TLS what is there, and no more', async () => {
  await loadValidators('ocpp1.6');
  const pki = await createPki({ station: defaultConfig.station });
  const { 2: serve } = await doorsAt({ 2: anyPort }, { password, pki });
  const [makeParty, rules] = await Promise.all([loadParty('ocpp1.6', 'csms'), loadRules('ocpp1.6')]);
  const config = { ...defaultConfig, firmware: await pki.firmware(), timeouts: { answer: 5, reaction: 2, reboot: 5 } };
  const files = createFileServer();
  const operator = { can: () => false, does: async () => {} };
  const stage = await openChargerStage({
    ...{ protocol: 'ocpp1.6', config, rules, operator, pki, files, timeScale: 0.05 },
    party: () => makeParty(config),
    serve: serve ?? anyPort,
    onTrace: () => {},
  });
  const charger = await startCharger(stage.server.url, pki.root);
  const found: Record<string, string[]> = {};
  try {
    for (const testCase of await casesIn('ocpp1.6/charger/security')) {
      const complaints = complaintsOf(await runTestCase(testCase, stage));
      if (complaints.length > 0) found[testCase.id] = complaints;
      await stage.connect({});
    }
  } finally {
    await charger.close();
    await stage.close();
    await files.close();
  }
  expect(found).toEqual(expected);
});

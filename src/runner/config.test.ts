import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfiguration } from './config.ts';
import { addressOf, defaults, maskedSettings, mergeSettings, protocolOf, sutConfigOf } from './settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'ocppliance-config-'));
const fileWith = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

describe('loadConfiguration', () => {
  it('lets a flag beat the environment, the environment the file, and the file the default', async () => {
    const file = fileWith('layers.yaml', 'listen: 1\nstation: file\nname: file\nwait: 5\n');
    const env = { OCPPLIANCE_STATION: 'env', OCPPLIANCE_NAME: 'env', PATH: '/bin' };
    const { settings, warnings } = await loadConfiguration({ flags: { name: 'flag' }, file, env });
    expect(settings).toMatchObject({ name: 'flag', station: 'env', listen: 1, wait: 5, operator: 'none' });
    expect(warnings).toEqual([]);
  });

  it('puts features and timeouts together one by one', () => {
    const merged = mergeSettings(
      { timeouts: { answer: 1 } },
      { timeouts: { answer: 2, reboot: 3 }, features: { A: true } },
      { features: { B: false } },
    );
    expect(merged).toMatchObject({ timeouts: { answer: 1, reboot: 3 }, features: { A: true, B: false } });
  });

  it('reads YAML, JSON and TypeScript', async () => {
    const files = [
      fileWith('a.yaml', 'ocpp: 1.6\ntoken: TAG-9\n'),
      fileWith('a.json', '{"$schema": "x", "ocpp": "1.6", "token": {"idToken": "TAG-9"}}'),
      fileWith('a.ts', "const ocpp: string = '1.6';\nexport default { ocpp, token: 'TAG-9' };"),
    ];
    for (const file of files) {
      const { settings } = await loadConfiguration({ flags: {}, file, env: {} });
      expect(protocolOf(settings.ocpp ?? '')).toBe('ocpp1.6');
      expect(sutConfigOf(settings).token).toEqual({ idToken: 'TAG-9', type: 'ISO14443' });
    }
  });

  it('means paths from where the file is', async () => {
    const file = fileWith(
      'paths.yaml',
      'passwordFile: ./secret\ncases: ./mine\nreportDir: out\noperator: "command:./plug.sh 1"\ntls: { ca: ca.pem }\n',
    );
    writeFileSync(join(folder, 'secret'), 'hunter2\n');
    const { settings, password } = await loadConfiguration({ flags: {}, file, env: {} });
    expect(password).toBe('hunter2');
    expect(settings).toMatchObject({
      passwordFile: join(folder, 'secret'),
      cases: [join(folder, 'mine')],
      reportDir: join(folder, 'out'),
      operator: `command:${join(folder, 'plug.sh')} 1`,
      tls: { ca: join(folder, 'ca.pem') },
    });
  });

  it('reads numbers, lists and switches from the environment, and warns of what is no setting', async () => {
    const env = {
      OCPPLIANCE_TIME_SCALE: '0.5',
      OCPPLIANCE_PROFILE: 'Core, Security',
      OCPPLIANCE_STRICT: 'true',
      OCPPLIANCE_EVSES: '1,2',
      OCPPLIANCE_LISTN: '9',
      OCPPLIANCE_FEATURES: 'x',
      OCPPLIANCE_ACT: 'plugIn',
    };
    const { settings, warnings } = await loadConfiguration({ flags: {}, env });
    expect(settings).toMatchObject({ timeScale: 0.5, profile: ['Core', 'Security'], strict: true, evses: [1, 2] });
    expect(warnings).toEqual([
      'the environment variable OCPPLIANCE_LISTN is no setting: did you mean OCPPLIANCE_LISTEN?',
      'the environment variable OCPPLIANCE_FEATURES is passed over: features can only be set in a configuration file',
    ]);
  });

  it('prefers the password of the environment, and keeps it out of what is reported', async () => {
    const { settings, password } = await loadConfiguration({
      flags: { operator: 'http://me:hunter2@hook/' },
      env: { OCPPLIANCE_PASSWORD: 'hunter2' },
    });
    expect(password).toBe('hunter2');
    const masked = maskedSettings(settings, password);
    expect(masked).toMatchObject({
      password: '********',
      operator: 'http://********@hook/',
      wait: defaults.wait,
      timeouts: { reboot: 180 },
    });
    expect(JSON.stringify({ masked, settings: { ...settings, operator: '' } })).not.toContain('hunter2');
  });

  it('takes an empty file for no settings', async () => {
    const { settings } = await loadConfiguration({ flags: {}, file: fileWith('empty.yaml', '# nothing\n'), env: {} });
    expect(settings).toEqual(defaults);
  });
});

describe('config.schema.json', () => {
  const schema = JSON.parse(readFileSync(new URL('config.schema.json', import.meta.url), 'utf8'));

  it('describes each setting and has an example that it accepts', async () => {
    for (const [key, property] of Object.entries<{ description?: string; examples?: unknown[] }>(schema.properties)) {
      expect(property.description, key).toBeTruthy();
      expect(property.examples, key).toHaveLength(1);
      if (key === 'passwordFile') continue;
      const file = fileWith('example.json', JSON.stringify({ [key]: property.examples?.[0] }));
      await expect(loadConfiguration({ flags: {}, file, env: {} }), key).resolves.toBeTruthy();
    }
  });
});

describe('addressOf', () => {
  it.each([
    [9000, { port: 9000 }],
    ['9000', { port: 9000 }],
    ['0.0.0.0:9000', { host: '0.0.0.0', port: 9000 }],
    ['[::1]:0', { host: '::1', port: 0 }],
  ])('reads %s', (listen, address) => expect(addressOf(listen)).toEqual(address));

  it.each(['70000', 'host', 'host:', ':9000x'])('refuses %s', (listen) =>
    expect(() => addressOf(listen)).toThrow(/is no port to listen on/),
  );
});

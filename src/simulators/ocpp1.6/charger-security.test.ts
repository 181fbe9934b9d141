import { describe, expect, it } from 'vitest';
import { createPki, hashDataOf } from '../../pki/index.ts';
import { Refusal } from '../peer.ts';
import { createAccess } from './charger-access.ts';
import { createSecurityEvents } from './charger-events.ts';
import { createRoots } from './charger-roots.ts';

const pki = await createPki({ station: 'CP' });
const csms = 'CentralSystemRootCertificate';
const manufacturer = 'ManufacturerRootCertificate';

describe('roots', () => {
  const rootsWith = (capacity: number) => createRoots({ [csms]: [pki.root], [manufacturer]: [] }, () => capacity);

  it('are installed once, as long as there is room', async () => {
    const roots = await rootsWith(3);
    const another = await pki.newRoot();
    expect(await roots.install(csms, another)).toBe('Accepted');
    expect(await roots.install(csms, another)).toBe('Accepted');
    expect(await roots.install(manufacturer, another)).toBe('Accepted');
    expect(await roots.install(csms, await pki.newRoot())).toBe('Rejected');
    expect(roots.list(csms)).toEqual([await hashDataOf(pki.root), await hashDataOf(another)]);
    expect(roots.ofType(manufacturer)).toEqual([another]);
  });

  it('must be roots, and valid', async () => {
    const roots = await rootsWith(10);
    const { cert } = await pki.station();
    for (const pem of [await pki.newRoot('expired'), await pki.newRoot('notYetValid'), cert, `${pki.root}\n${pki.root}`, 'no certificate'])
      expect(await roots.install(csms, pem)).toBe('invalid');
  });

  it('are deleted unless the connection needs them', async () => {
    const roots = await rootsWith(10);
    const another = await pki.newRoot();
    await roots.install(csms, another);
    expect(roots.remove(await hashDataOf(another), true)).toBe('Accepted');
    expect(roots.remove(await hashDataOf(another), true)).toBe('NotFound');
    expect(roots.remove(await hashDataOf(pki.root), true)).toBe('Failed');
    expect(roots.remove(await hashDataOf(pki.root), false)).toBe('Accepted');
  });

  it('stand for what is certified below them', async () => {
    const roots = await rootsWith(10);
    const { cert } = await pki.station();
    expect([roots.hasIssued(csms, cert), roots.hasIssued(manufacturer, cert)]).toEqual([true, false]);
    expect(roots.hasIssued(csms, (await pki.station('expired')).cert)).toBe(false);
  });
});

describe('access', () => {
  const urls = { 1: 'ws://csms', 2: 'wss://csms:2', 3: 'wss://csms:3' };
  const given = { profile: 1, urls, roots: { csms: [], manufacturer: [] } } as const;
  const access = () => createAccess({ url: 'ws://csms', password: 'first', security: given, roots: () => ['ROOT'] });
  const tls = { ca: ['ROOT'], minVersion: 'TLSv1.2' };

  it('shows what its security profile asks for', () => {
    const own = access();
    expect(own.dial()).toEqual({ url: 'ws://csms', basicAuth: { password: 'first' } });
    own.change({ profile: 2 });
    expect(own.dial()).toEqual({ url: 'wss://csms:2', basicAuth: { password: 'first' }, tls });
    own.change({ profile: 3, certificate: { key: 'KEY', cert: 'CERT' } });
    expect(own.dial()).toEqual({ url: 'wss://csms:3', tls: { ...tls, key: 'KEY', cert: 'CERT' } });
  });

  it('goes back to what was good before if nobody lets it in three times', () => {
    const own = access();
    own.change({ profile: 2, password: 'second' });
    expect([own.failed(), own.failed(), own.profile]).toEqual([false, false, 2]);
    expect(own.failed()).toBe(true);
    expect(own.dial()).toEqual({ url: 'ws://csms', basicAuth: { password: 'first' } });
    // Perhaps nobody was there at all: both are tried in turn.
    expect([own.failed(), own.failed(), own.failed(), own.profile]).toEqual([false, false, true, 2]);
  });

  it('keeps what has let it in', () => {
    const own = access();
    own.change({ password: 'second' });
    own.succeeded();
    expect([own.failed(), own.failed(), own.failed(), own.failed()]).not.toContain(true);
    expect(own.dial().basicAuth).toEqual({ password: 'second' });
  });
});

describe('security events', () => {
  const told: unknown[] = [];
  let isOnline = false;
  let answers: () => Promise<Record<string, unknown>> = async () => ({});
  const call = (_: string, { type }: Record<string, unknown>) => {
    told.push(type);
    return answers();
  };
  const events = createSecurityEvents({ online: () => isOnline, call });
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  it('wait for a connection, and go again if it is lost', async () => {
    events.tell('StartupOfTheDevice');
    events.note('ReconfigurationOfSecurityParameters');
    await settled();
    expect(told).toEqual([]);
    isOnline = true;
    answers = () => Promise.reject(new Error('the connection closed'));
    events.deliver();
    await settled();
    answers = async () => ({});
    events.deliver();
    await settled();
    expect(told).toEqual(['StartupOfTheDevice', 'StartupOfTheDevice']);
  });

  it('are not told again to a CSMS that does not want to know', async () => {
    answers = () => Promise.reject(new Refusal('NotImplemented'));
    events.tell('FirmwareUpdated');
    await settled();
    events.deliver();
    await settled();
    expect(told.slice(2)).toEqual(['FirmwareUpdated']);
  });

  it('all stand in the security log, with their time', () => {
    expect(events.text().split('\n')).toEqual([
      expect.stringMatching(/^\d{4}-.*Z StartupOfTheDevice$/),
      expect.stringMatching(/Z ReconfigurationOfSecurityParameters$/),
      expect.stringMatching(/Z FirmwareUpdated$/),
      '',
    ]);
  });
});

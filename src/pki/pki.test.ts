import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Authority,
  createAuthority,
  hashDataOf,
  isSameHashData,
  isSignedFirmware,
  newKeys,
  problemWith,
  readChain,
  readRequest,
  requestCertificate,
  sharedRsaKeys,
  signFirmware,
} from './index.ts';

// OpenSSL is the witness: it shares nothing with the library that we use.
const run = promisify(execFile);
let directory: string;
let root: Authority;
let operator: Authority;
let foreign: Authority;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pki-'));
  [root, foreign] = await Promise.all([createAuthority('Root'), createAuthority('Somebody else')]);
  operator = await root.delegates('Operator');
});
afterAll(() => rm(directory, { recursive: true }));

async function file(name: string, content: string): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, content);
  return path;
}

async function openssl(...args: string[]): Promise<string> {
  return run('openssl', args).then(
    ({ stdout, stderr }) => stdout + stderr,
    ({ stdout, stderr }) => stdout + stderr,
  );
}

describe('OpenSSL agrees', () => {
  it.each([
    ['server', 'sslserver'],
    ['client', 'sslclient'],
  ] as const)('that a %s certificate is in order, with its intermediate', async (purpose, name) => {
    const { cert } = await operator.issues({ purpose, commonName: 'localhost' });
    const [trusted, chain] = [await file('root.pem', root.certificate), await file('chain.pem', cert)];
    const verified = await openssl('verify', '-x509_strict', '-purpose', name, '-CAfile', trusted, '-untrusted', chain, chain);
    expect(verified).toContain('chain.pem: OK');
    expect(readChain(cert)).toHaveLength(2);
  });

  it('that a certificate has been revoked', async () => {
    const { cert } = await root.issues({ purpose: 'client', commonName: 'SN-1' });
    root.revokes(cert);
    expect(root.isRevoked(readChain(cert)[0]?.serialNumber ?? '')).toBe(true);
    const [trusted, list, leaf] = [
      await file('root.pem', root.certificate),
      await file('list.pem', await root.revocationList()),
      await file('leaf.pem', cert),
    ];
    expect(await openssl('verify', '-crl_check', '-CAfile', trusted, '-CRLfile', list, leaf)).toContain('certificate revoked');
  });

  it('on the hash data of root and leaf', async () => {
    const { cert } = await operator.issues({ purpose: 'client', commonName: 'SN-1' });
    for (const [certificate, issuer] of [
      [root.certificate, root.certificate],
      [cert, operator.certificate],
    ] as const) {
      const text = await openssl(
        'ocsp',
        '-sha256',
        '-issuer',
        await file('issuer.pem', issuer),
        '-cert',
        await file('leaf.pem', certificate),
        '-req_text',
      );
      const field = (name: string) => new RegExp(`${name}: ([0-9A-F]+)`).exec(text)?.[1];
      const data = await hashDataOf(certificate, issuer);
      expect(data.issuerNameHash.toUpperCase()).toBe(field('Issuer Name Hash'));
      expect(data.issuerKeyHash.toUpperCase()).toBe(field('Issuer Key Hash'));
      expect(data.serialNumber).toBe(field('Serial Number'));
    }
  });

  it('on a signing request', async () => {
    const { csr } = await requestCertificate({ commonName: 'SN-1', organization: 'CPO' });
    const text = await openssl('req', '-verify', '-noout', '-subject', '-in', await file('request.pem', csr));
    expect(text).toMatch(/verify OK/i);
    expect(text).toMatch(/O ?= ?CPO, CN ?= ?SN-1/);
  });
});

describe('a chain', () => {
  const at = (seconds: number) => new Date(Date.now() + seconds * 1000);

  it('is trusted by who trusts its root, while it is valid', async () => {
    const { cert } = await operator.issues({ purpose: 'client', commonName: 'SN-1' });
    expect(problemWith(cert, [foreign.certificate, root.certificate])).toBeUndefined();
    expect(problemWith(cert, [foreign.certificate])).toBe('untrusted');
    expect(problemWith(cert, [root.certificate], at(2 * 86_400))).toBe('expired');
    expect(problemWith(cert, [root.certificate], at(-86_400))).toBe('notYetValid');
  });

  it('is not trusted without its intermediate, or below a certificate that may not sign', async () => {
    const { cert, key } = await operator.issues({ purpose: 'client', commonName: 'SN-1' });
    expect(problemWith(readChain(cert)[0]?.toString() ?? '', [root.certificate])).toBe('untrusted');
    expect(problemWith(root.certificate, [cert])).toBe('untrusted');
    expect(new X509Certificate(cert).ca).toBe(false);
    expect(key).toContain('PRIVATE KEY');
  });

  it('may be anything that a peer sends', () => {
    for (const text of ['', 'nonsense', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----']) {
      expect(problemWith(text, [root.certificate])).toBe('unreadable');
    }
  });
});

describe('a signing request', () => {
  it('becomes a certificate for its own key and subject', async () => {
    const { csr, key } = await requestCertificate({ commonName: 'SN-1', organization: 'CPO' }, await sharedRsaKeys());
    expect(await readRequest(csr)).toMatchObject({
      commonName: 'SN-1',
      organization: 'CPO',
      key: { type: 'rsa', bits: 2048, isStrong: true },
      isSigned: true,
    });
    const chain = await operator.signs(csr, { purpose: 'client' });
    const [leaf] = readChain(chain);
    expect(leaf?.subject).toBe('O=CPO\nCN=SN-1');
    expect(key).toBe((await sharedRsaKeys()).pem);
    expect(problemWith(chain, [root.certificate])).toBeUndefined();
  });

  it('is refused if it was tampered with, or is none', async () => {
    const { csr } = await requestCertificate({ commonName: 'SN-1', organization: 'CPO' });
    const der = Buffer.from(csr.replace(/-----.*-----|\s/g, ''), 'base64');
    der[der.indexOf('SN-1')] = 'X'.charCodeAt(0);
    const forged = `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString('base64')}\n-----END CERTIFICATE REQUEST-----`;
    expect(await readRequest(forged)).toMatchObject({ commonName: 'XN-1', isSigned: false });
    await expect(operator.signs(forged, { purpose: 'client' })).rejects.toThrow('not made with the key');
    for (const text of ['', 'nonsense', root.certificate, csr.slice(0, 200)]) {
      expect(await readRequest(text)).toBeUndefined();
      await expect(operator.signs(text, { purpose: 'client' })).rejects.toThrow();
    }
  });
});

describe('hash data', () => {
  it('names one certificate, in whatever case', async () => {
    const data = await hashDataOf(root.certificate, root.certificate, 'SHA512');
    expect(data.issuerKeyHash).toHaveLength(128);
    expect(isSameHashData(data, { ...data, issuerNameHash: data.issuerNameHash.toUpperCase() })).toBe(true);
    expect(isSameHashData(data, await hashDataOf(foreign.certificate, foreign.certificate, 'SHA512'))).toBe(false);
    expect(isSameHashData(data, await hashDataOf(root.certificate))).toBe(false);
  });

  it('has serial numbers without leading zeroes', async () => {
    const directoryCertificate = await file('zero.key', (await newKeys()).pem);
    const pem = await openssl('req', '-x509', '-key', directoryCertificate, '-subj', '/CN=Zero', '-set_serial', '0x0FFF');
    expect((await hashDataOf(pem.slice(pem.indexOf('-----BEGIN')))).serialNumber).toBe('FFF');
  });
});

describe('a firmware signature', () => {
  const image = Buffer.from('firmware 2.0');

  it.each([
    ['rsa', sharedRsaKeys],
    ['ecdsa', newKeys],
  ] as const)('of %s holds for this file and this certificate alone', async (_, make) => {
    const signer = await operator.issues({ purpose: 'firmware', commonName: 'Manufacturer' }, await make());
    const other = await operator.issues({ purpose: 'firmware', commonName: 'Manufacturer' });
    const signature = signFirmware(image, signer);
    expect(signature.length).toBeLessThanOrEqual(800);
    expect(isSignedFirmware(image, signature, signer.cert)).toBe(true);
    expect(isSignedFirmware(Buffer.from('firmware 2.1'), signature, signer.cert)).toBe(false);
    expect(isSignedFirmware(image, signature, other.cert)).toBe(false);
    expect(isSignedFirmware(image, 'nonsense', 'nonsense')).toBe(false);
  });
});

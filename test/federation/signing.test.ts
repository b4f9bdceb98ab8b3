import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { signCavage } from '../../src/platform/federation/cavage.ts';
import { signatureShape } from '../../src/platform/federation/http-signature.ts';
import { signMessage } from '../../src/platform/federation/message-signature.ts';
import { headersOf } from '../../src/platform/federation/raw-headers.ts';
import { rsaPublicKey } from '../../src/platform/federation/rsa.ts';
import {
  bytesOf,
  cavage,
  create,
  eve,
  NOW,
  newPair,
  pemOf,
  sha256Base64,
  US,
} from '../support/federation/gate-world.ts';

const BODY = bytesOf(create());

describe('a public key', () => {
  it('is RSA of 2048 to 4096 bits, and nothing else', () => {
    const rsa = (bits: number, publicExponent = 65_537): KeyObject =>
      generateKeyPairSync('rsa', { modulusLength: bits, publicExponent }).publicKey;
    expect(rsaPublicKey(pemOf(rsa(2048)))?.asymmetricKeyDetails?.modulusLength).toBe(2048);
    expect(rsaPublicKey(`\n${rsa(2048).export({ type: 'pkcs1', format: 'pem' })}`)).toBeDefined();
    expect(rsaPublicKey(pemOf(rsa(1024)))).toBeUndefined();
    for (const curve of ['P-256', 'secp256k1']) {
      const { publicKey } = generateKeyPairSync('ec', { namedCurve: curve });
      expect(rsaPublicKey(pemOf(publicKey))).toBeUndefined();
    }
    expect(rsaPublicKey(pemOf(generateKeyPairSync('ed25519').publicKey))).toBeUndefined();
    expect(rsaPublicKey(pemOf(generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).publicKey))).toBeUndefined();
  });

  it('is no larger than is worth verifying with', () => {
    // Neither has to be a product of primes to be read as a key, and to be refused as one.
    expect(rsaPublicKey(pemOf(madeUp(4096, 65_537n)))).toBeDefined();
    expect(rsaPublicKey(pemOf(madeUp(4104, 65_537n)))).toBeUndefined();
    expect(rsaPublicKey(pemOf(madeUp(16_384, 65_537n)))).toBeUndefined();
    expect(rsaPublicKey(pemOf(madeUp(2048, 3n)))).toBeDefined();
    expect(rsaPublicKey(pemOf(madeUp(2048, 1n)))).toBeUndefined();
    expect(rsaPublicKey(pemOf(madeUp(2048, (1n << 1024n) + 1n)))).toBeUndefined();
  });

  it.each([
    ['garbage', 'garbage'],
    ['garbage in its dress', '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----'],
    ['a private key', eve.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()],
    ['endless', `-----BEGIN PUBLIC KEY-----\n${'A'.repeat(100_000)}`],
    ['nothing', ''],
  ])('is none when it is %s', (_what, pem) => {
    expect(rsaPublicKey(pem)).toBeUndefined();
  });

  function madeUp(bits: number, exponent: bigint): KeyObject {
    const modulus = Buffer.alloc(bits / 8, 0xff);
    const hex = exponent.toString(16);
    const e = Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex').toString('base64url');
    return createPublicKey({ key: { kty: 'RSA', n: modulus.toString('base64url'), e }, format: 'jwk' });
  }
});

describe('what we sign', () => {
  const sign = { cavage: signCavage, rfc9421: signMessage };
  const ours = newPair();
  const url = new URL('https://b.test:8443/inbox?x=1');
  const keyId = `${US}/actor#main-key`;

  const received = async (dialect: keyof typeof sign, method: 'GET' | 'POST', body: Buffer | undefined) => {
    const headers = await sign[dialect]({ method, url, body, keyId, privateKey: ours.privateKey, date: NOW });
    const raw = headersOf(Object.entries(headers).flat());
    const inbound = { method, path: '/inbox?x=1', headers: raw, origin: new URL(url.origin) };
    return { headers, shape: signatureShape(inbound, { allowPrivate: false }) };
  };

  it.each(['cavage', 'rfc9421'] as const)('as in %s covers the whole of a delivery', async (dialect) => {
    const { shape, headers } = await received(dialect, 'POST', BODY);
    expect(shape).toMatchObject({ ok: true, dialect, keyId, date: NOW, digest: sha256Base64(BODY) });
    expect(headers).toMatchObject({
      host: 'b.test:8443',
      date: NOW.toUTCString(),
      'content-type': 'application/activity+json',
    });
    expect(shape.ok && (await shape.verify(ours.publicKey))).toBe(true);
    expect(shape.ok && (await shape.verify(newPair().publicKey))).toBe(false);
  });

  it.each(['cavage', 'rfc9421'] as const)('as in %s covers the whole of a question', async (dialect) => {
    const { shape, headers } = await received(dialect, 'GET', undefined);
    expect(shape).toMatchObject({ ok: true, dialect, keyId, date: NOW, digest: undefined });
    expect(Object.keys(headers).filter((name) => name.includes('digest') || name.includes('content'))).toEqual([]);
    expect(shape.ok && (await shape.verify(ours.publicKey))).toBe(true);
  });

  it('as in draft-cavage says so in the words that the strictest readers look for', async () => {
    const { headers } = await received('cavage', 'POST', BODY);
    expect(headers.signature).toMatch(
      /^keyId="https:\/\/us\.test\/actor#main-key",algorithm="rsa-sha256",headers="\(request-target\) host date digest content-type",signature="[A-Za-z0-9+/]+=*"$/,
    );
    expect(headers.digest).toBe(`SHA-256=${sha256Base64(BODY)}`);
  });

  it('is read with its query or without, as others sign one or the other', async () => {
    const origin = new URL(US);
    const check = async (signedPath: string, path: string) => {
      const delivery = cavage('', { path: signedPath, method: 'GET', covered: '(request-target) host date' });
      const shape = signatureShape(
        { method: 'GET', path, headers: headersOf(delivery.rawHeaders), origin },
        { allowPrivate: false },
      );
      return shape.ok && shape.verify(createPublicKey(eve.holder.key.pem));
    };
    expect(await check('/outbox?page=1', '/outbox?page=1')).toBe(true);
    expect(await check('/outbox', '/outbox?page=1')).toBe(true);
    expect(await check('/outbox?page=2', '/outbox?page=1')).toBe(false);
    expect(await check('/outbox?page=1', '/outbox')).toBe(false);
  });

  it('proves nothing by a key of another kind', async () => {
    const { shape } = await received('cavage', 'POST', BODY);
    const { publicKey } = generateKeyPairSync('ed25519');
    expect(shape.ok && (await shape.verify(publicKey))).toBe(false);
  });
});

import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { AS2 } from '../../../src/platform/federation/contexts.ts';
import type { RemoteActor } from '../../../src/platform/federation/remote.ts';
import type { TestHouse } from '../house.ts';

const SPKI = { type: 'spki', format: 'pem' } as const;
const PKCS8 = { type: 'pkcs8', format: 'pem' } as const;
const rsaPair = (modulusLength = 2_048) =>
  generateKeyPairSync('rsa', { modulusLength, publicKeyEncoding: SPKI, privateKeyEncoding: PKCS8 });

const pair = rsaPair();

/** Made once: RSA is slow on purpose. */
export const PEM = pair.publicKey;
export const PRIVATE_PEM = pair.privateKey;
export const OTHER_PEM = rsaPair().publicKey;
export const WEAK_PEM = rsaPair(1_024).publicKey;
export const ED25519_PEM = generateKeyPairSync('ed25519').publicKey.export(SPKI).toString();
export const PSS_PEM = generateKeyPairSync('rsa-pss', { modulusLength: 2_048 }).publicKey.export(SPKI).toString();

/** A key of any size and exponent: nobody has its other half, nor needs it for being kept busy. */
export const rsaPem = (bits: number, exponent: string): string => {
  const n = Buffer.alloc(bits / 8, 0xff).toString('base64url');
  const e = Buffer.from(exponent, 'hex').toString('base64url');
  return createPublicKey({ key: { kty: 'RSA', n, e }, format: 'jwk' })
    .export(SPKI)
    .toString();
};

/** The document of an actor as other servers write it. */
export const actorDocument = (id: string, more: object = {}): Record<string, unknown> => ({
  '@context': [AS2, 'https://w3id.org/security/v1'],
  id,
  type: 'Person',
  inbox: `${id}/inbox`,
  preferredUsername: 'bob',
  publicKey: publicKey(`${id}#main-key`, id),
  ...more,
});

export const publicKey = (id: string, owner: string, publicKeyPem = PEM) => ({ id, owner, publicKeyPem });

/** As if there had been something between us: whoever they are need not be asked for. */
export const storeActor = ({ sql }: Pick<TestHouse, 'sql'>, { id, inbox, handle, keys }: RemoteActor) =>
  sql`insert into remote_actors (id, host, type, inbox, handle, keys, fetched_at)
    values (${id}, ${new URL(id).host}, 'Person', ${inbox}, ${handle}, ${sql.json(keys as never)}, now())`;

import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { and, eq, isNull } from 'drizzle-orm';
import { newId } from '../../kernel/id.ts';
import type { Reader } from '../database.ts';
import type { Work } from '../work.ts';
import type { ProofKey } from './integrity-proof.ts';
import { ed25519Multikey } from './multibase.ts';
import type { NodeKey } from './node-key.ts';
import { actorKeys, LOCAL_ACTORS, type LocalActor } from './schema.ts';
import type { Uris } from './uris.ts';

const generate = promisify(generateKeyPair);

/** A fresh pair, PKCS #8 and SubjectPublicKeyInfo, both DER. Tests hand in pairs made before, since RSA is slow. */
export interface KeyPair {
  readonly publicKey: Buffer;
  readonly privateKey: Buffer;
}
export type MakeKeyPair = (algorithm: 'rsa' | 'ed25519') => Promise<KeyPair>;

/** RSA of 2048 bits for HTTP signatures, which is what every server reads; Ed25519 for proofs within documents. */
export const makeKeyPair: MakeKeyPair = (algorithm) => {
  const encodings = {
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  } as const;
  return algorithm === 'rsa' ? generate('rsa', { modulusLength: 2_048, ...encodings }) : generate('ed25519', encodings);
};

/** What of an actor's keys everyone may see. */
export interface PublicKeys {
  readonly pem: string;
  readonly multikey: string;
}

export interface SigningKey {
  readonly keyId: string;
  readonly privateKey: KeyObject;
}

type Row = typeof actorKeys.$inferSelect;

/** The keys of our own actors. A private key leaves the database sealed, and stays in memory while it is in use. */
export function createKeyRing({ nodeKey, uris, make }: { nodeKey: NodeKey; uris: Uris; make: MakeKeyPair }) {
  const opened = new Map<string, KeyObject>();

  const privateKeyOf = ({ id, sealed }: Row): KeyObject => {
    const known = opened.get(id);
    if (known) return known;
    const key = createPrivateKey({ key: nodeKey.open(sealed, labelOf(id)), format: 'der', type: 'pkcs8' });
    opened.set(id, key);
    return key;
  };

  return {
    /** Makes whatever keys are missing, sealed. Part of founding; it can be asked again at any time. */
    async ensure(work: Work): Promise<boolean> {
      let made = false;
      for (const actor of LOCAL_ACTORS) {
        for (const algorithm of ['rsa', 'ed25519'] as const) {
          if (await current(work.tx, actor, algorithm)) continue;
          const pair = await make(algorithm);
          const id = newId(work.random);
          const publicKey = createPublicKey({ key: pair.publicKey, format: 'der', type: 'spki' });
          await work.tx.insert(actorKeys).values({
            id,
            actor,
            algorithm,
            publicKey: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
            sealed: nodeKey.seal(pair.privateKey, labelOf(id)),
            madeAt: work.now,
          });
          made = true;
        }
      }
      return made;
    },

    async publicKeys(db: Reader, actor: LocalActor): Promise<PublicKeys> {
      const rsa = await required(db, actor, 'rsa');
      const ed25519 = await required(db, actor, 'ed25519');
      const spki = createPublicKey(ed25519.publicKey).export({ format: 'der', type: 'spki' });
      // The key itself is what follows the fixed header of twelve bytes (RFC 8410 §4).
      return { pem: rsa.publicKey, multikey: ed25519Multikey(spki.subarray(12)) };
    },

    /** Signs requests. */
    async signingKey(db: Reader, actor: LocalActor): Promise<SigningKey> {
      return { keyId: uris.mainKey(actor), privateKey: privateKeyOf(await required(db, actor, 'rsa')) };
    },

    /** Signs documents. */
    async proofKey(db: Reader, actor: LocalActor): Promise<ProofKey> {
      return { id: uris.proofKey(actor), privateKey: privateKeyOf(await required(db, actor, 'ed25519')) };
    },

    /** Whether every key can be opened with the key in DATA_DIR. Throws `NodeKeyError` where one cannot. */
    async check(db: Reader): Promise<number> {
      const rows = await db.select().from(actorKeys).where(isNull(actorKeys.retiredAt));
      for (const row of rows) privateKeyOf(row);
      return rows.length;
    },
  };
}

export type KeyRing = ReturnType<typeof createKeyRing>;

const labelOf = (id: string): string => `kunveno actor key ${id}`;

async function current(db: Reader, actor: LocalActor, algorithm: Row['algorithm']): Promise<Row | undefined> {
  const live = and(eq(actorKeys.actor, actor), eq(actorKeys.algorithm, algorithm), isNull(actorKeys.retiredAt));
  const [row] = await db.select().from(actorKeys).where(live);
  return row;
}

async function required(db: Reader, actor: LocalActor, algorithm: Row['algorithm']): Promise<Row> {
  const row = await current(db, actor, algorithm);
  if (!row) throw new Error(`the ${actor} has no ${algorithm} key`);
  return row;
}

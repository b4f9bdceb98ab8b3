import type { Reader } from '../database.ts';
import { signCavage } from './cavage.ts';
import type { KeyRing, SigningKey } from './key-ring.ts';
import { signMessage } from './message-signature.ts';
import type { SignRequest } from './remote.ts';
import type { LocalActor } from './schema.ts';
import type { Dialect } from './signature-shape.ts';

/** Makes signatures of our actors, each dated when the request goes out. Keys are read once, and read again after `forget`. */
export function createSigners({ keys, db, now }: { keys: KeyRing; db: Reader; now: () => Date }) {
  const known = new Map<LocalActor, Promise<SigningKey>>();

  const keyOf = (actor: LocalActor): Promise<SigningKey> => {
    const before = known.get(actor);
    if (before) return before;
    const reading = keys.signingKey(db, actor);
    known.set(actor, reading);
    reading.catch(() => known.delete(actor));
    return reading;
  };

  return {
    sign:
      (actor: LocalActor, dialect: Dialect): SignRequest =>
      async (request) => {
        const { keyId, privateKey } = await keyOf(actor);
        const signing = { ...request, keyId, privateKey, date: now() };
        return dialect === 'cavage' ? signCavage(signing) : signMessage(signing);
      },
    forget: () => known.clear(),
  };
}

export type Signers = ReturnType<typeof createSigners>;

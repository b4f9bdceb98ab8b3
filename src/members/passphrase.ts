import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { refusalsOf } from '../kernel/refusal.ts';

export type PassphraseRefusal = 'sign_in.busy';
const refusal = refusalsOf<PassphraseRefusal>();

const derive = promisify(argon2);

/** argon2id with 19 MiB, two passes, one lane: the first choice of OWASP's Password Storage Cheat Sheet. */
const COST = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 } as const;

type Cost = { readonly [Name in keyof typeof COST]: number };

const AT_ONCE_MAX = 2;
const WAITING_MAX = 60;

/**
 * Hashing is made to be slow. At most two run at once, so that a flood of sign-ins cannot take
 * the memory and the processors of the node; and only so many wait.
 */
let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<T>(job: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE_MAX) {
    if (waiting.length >= WAITING_MAX) throw refusal('too_many', 'sign_in.busy', { seconds: 5 });
    // Whoever is next is handed the place, so that nobody slips in between.
    await new Promise<void>((resolve) => void waiting.push(resolve));
  } else running += 1;
  try {
    return await job();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}

const deriveTag = async (passphrase: string, salt: Uint8Array, cost: Cost = COST): Promise<Buffer> =>
  Buffer.from(await inTurn(() => derive('argon2id', { ...cost, message: passphrase.normalize('NFKC'), nonce: salt })));

const unpadded = (value: Uint8Array): string => Buffer.from(value).toString('base64').replace(/=+$/, '');

/** A passphrase as it is stored, in the PHC string format, so that the cost can rise without a migration. */
export async function hashPassphrase(passphrase: string): Promise<string> {
  const salt = randomBytes(16);
  const tag = await deriveTag(passphrase, salt);
  return `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${unpadded(salt)}$${unpadded(tag)}`;
}

/** Takes the same time whether or not there is a hash to compare with: nobody learns which handles exist. */
export async function verifyPassphrase(passphrase: string, stored: string | null | undefined): Promise<boolean> {
  const [, , , parameters = '', salt = '', tag = ''] = (stored ?? '').split('$');
  const expected = Buffer.from(tag, 'base64');
  const derived = await deriveTag(
    passphrase,
    salt ? Buffer.from(salt, 'base64') : Buffer.alloc(16),
    costOf(parameters),
  );
  return expected.length === derived.length && timingSafeEqual(expected, derived);
}

/** "m=19456,t=2,p=1": what was asked for when this passphrase was hashed. */
function costOf(parameters: string): Cost {
  const [, memory, passes, parallelism] = /^m=(\d{1,7}),t=(\d{1,2}),p=(\d)$/.exec(parameters) ?? [];
  if (!memory || !passes || !parallelism) return COST;
  return { ...COST, memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) };
}

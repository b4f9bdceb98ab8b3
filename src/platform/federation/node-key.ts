import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Random } from '../../kernel/random.ts';

const FILE = 'node.key';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** What is wrong with the key of this node, in a sentence for whoever runs it. */
export class NodeKeyError extends Error {
  override readonly name = 'NodeKeyError';
}

/**
 * The key with which private keys are sealed: 32 random bytes in a file of DATA_DIR that only its
 * owner can read. Whoever has the database alone, or a backup of it, cannot sign in our name.
 */
export interface NodeKey {
  seal(secret: Uint8Array, label: string): Uint8Array;
  /** Throws `NodeKeyError` when it was sealed by another key, for another label, or was changed. */
  open(sealed: Uint8Array, label: string): Buffer;
}

/** AES-256-GCM; the label is authenticated, so that one sealed key cannot stand in for another. */
export const nodeKeyOf = (key: Uint8Array, random: Random): NodeKey => ({
  seal(secret, label) {
    const nonce = random.bytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(label, 'utf8'));
    const sealed = Buffer.concat([cipher.update(secret), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
  },
  open(sealed, label) {
    const nonce = sealed.subarray(0, NONCE_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(label, 'utf8')).setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    try {
      return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
    } catch {
      throw new NodeKeyError(`${FILE} in DATA_DIR is not the key with which this node's signing keys were sealed.`);
    }
  },
});

/** Written whole before it has its name: who starts at the same time reads all of it, or makes it first. */
async function makeKeyFile(directory: string, path: string, key: string): Promise<string> {
  const draft = `${path}.${createHash('sha256').update(key).digest('hex').slice(0, 16)}`;
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await writeFile(draft, key, { flag: 'wx', mode: 0o600 });
    await link(draft, path).finally(() => unlink(draft));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'EEXIST') {
      throw new NodeKeyError(
        `${path} cannot be made (${String(code)}). DATA_DIR must be a folder that this user can write to and that stays, also beside a DATABASE_URL: it holds the key with which signing keys are sealed.`,
      );
    }
  }
  return readFile(path, 'utf8');
}

/** Reads the key, or makes it where there is none yet. Two processes that start at once end up with the same one. */
export async function openNodeKey(directory: string, random: Random): Promise<NodeKey> {
  const path = join(directory, FILE);
  const fresh = `${Buffer.from(random.bytes(KEY_BYTES)).toString('base64')}\n`;
  const kept = await readFile(path, 'utf8').catch(() => makeKeyFile(directory, path, fresh));
  const key = Buffer.from(kept.trim(), 'base64');
  if (key.length !== KEY_BYTES) throw new NodeKeyError(`${path} does not hold a key of ${KEY_BYTES} bytes.`);
  return nodeKeyOf(key, random);
}

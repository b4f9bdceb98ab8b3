import { argon2Sync } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { hashPassphrase, verifyPassphrase } from '../../src/members/passphrase.ts';
import { answersOf } from '../support/refusal.ts';

const PASSPHRASE = 'nine barrels and a señora';

describe('a passphrase', () => {
  let stored = '';
  beforeAll(async () => {
    stored = await hashPassphrase(PASSPHRASE);
  });

  it('is stored in the PHC format, with the cost that OWASP asks for first', () => {
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  });

  it('is never stored twice alike', async () => {
    expect(await hashPassphrase(PASSPHRASE)).not.toBe(stored);
  });

  it('opens what it was given for, and nothing else does', async () => {
    expect(await verifyPassphrase(PASSPHRASE, stored)).toBe(true);
    expect(await verifyPassphrase(`${PASSPHRASE} `, stored)).toBe(false);
    expect(await verifyPassphrase(PASSPHRASE.toUpperCase(), stored)).toBe(false);
    expect(await verifyPassphrase('', stored)).toBe(false);
  });

  it('is the same however a keyboard composes its letters', async () => {
    expect(await verifyPassphrase(PASSPHRASE.normalize('NFD'), stored)).toBe(true);
  });

  it.each`
    what                        | kept
    ${'a member who left'}      | ${null}
    ${'nobody'}                 | ${undefined}
    ${'an empty text'}          | ${''}
    ${'a hash that is cut off'} | ${'$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA'}
    ${'an empty tag'}           | ${'$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$'}
  `('opens nothing for $what, and takes as long as for anybody', async ({ kept }) => {
    expect(await verifyPassphrase(PASSPHRASE, kept)).toBe(false);
  });

  it('still opens what was hashed when less was asked for, so that the cost can rise', async () => {
    const nonce = Buffer.alloc(16, 7);
    const message = PASSPHRASE.normalize('NFKC');
    const tag = argon2Sync('argon2id', { message, nonce, memory: 8_192, passes: 1, parallelism: 1, tagLength: 32 });
    const unpadded = (value: Uint8Array) => Buffer.from(value).toString('base64').replace(/=+$/, '');
    const older = `$argon2id$v=19$m=8192,t=1,p=1$${unpadded(nonce)}$${unpadded(tag)}`;
    expect(await verifyPassphrase(PASSPHRASE, older)).toBe(true);
    expect(await verifyPassphrase('another passphrase', older)).toBe(false);
  });

  it('is not hashed for more than sixty-two at once: the others are asked to come back', async () => {
    const all = Array.from({ length: 70 }, () => hashPassphrase(PASSPHRASE));
    expect(await answersOf(all)).toEqual({ done: 62, 'sign_in.busy': 8 });
  });
});

import { createPublicKey, sign, verify } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { systemRandom } from '../../src/kernel/random.ts';
import { makeKeyPair } from '../../src/platform/federation/key-ring.ts';
import { multibase } from '../../src/platform/federation/multibase.ts';
import { NodeKeyError, nodeKeyOf, openNodeKey } from '../../src/platform/federation/node-key.ts';
import { preparedKeyPairs } from '../support/federation/key-pairs.ts';
import { testHouse } from '../support/house.ts';
import { found } from '../support/people.ts';
import { everything } from '../support/rows.ts';

const folders: string[] = [];
const newFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'kunveno-key-'));
  folders.push(folder);
  return folder;
};
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

const keyOf = (byte: number) => nodeKeyOf(Buffer.alloc(32, byte), systemRandom);

describe('the key of a node', () => {
  it('opens what it has sealed, for the same label, and nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 2_000 }), fc.string(), (secret, label) => {
        const sealed = keyOf(1).seal(secret, label);
        expect(keyOf(1).open(sealed, label).equals(Buffer.from(secret))).toBe(true);
        expect(() => keyOf(2).open(sealed, label)).toThrow(NodeKeyError);
        expect(() => keyOf(1).open(sealed, `${label}x`)).toThrow(NodeKeyError);
      }),
      { numRuns: 50 },
    );
  });

  it('notices every changed byte', () => {
    const sealed = keyOf(1).seal(Buffer.from('a private key'), 'label');
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Buffer.from(sealed);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(() => keyOf(1).open(changed, 'label'), String(index)).toThrow(NodeKeyError);
    }
  });

  it('is made once, in a file that only its owner can read, and read from then on', async () => {
    const folder = join(await newFolder(), 'data');
    const all = await Promise.all(Array.from({ length: 8 }, () => openNodeKey(folder, systemRandom)));
    const sealed = all[0]?.seal(Buffer.from('secret'), 'label') ?? Buffer.alloc(0);
    for (const key of [...all, await openNodeKey(folder, systemRandom)]) {
      expect(key.open(sealed, 'label').toString()).toBe('secret');
    }
    expect((await stat(join(folder, 'node.key'))).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['node.key']);
  });

  it.each(['', 'short', 'bm90IDMyIGJ5dGVz\n'])(
    'is not taken from a file that holds something else: %j',
    async (content) => {
      const folder = await newFolder();
      await writeFile(join(folder, 'node.key'), content);
      await expect(openNodeKey(folder, systemRandom)).rejects.toThrow(NodeKeyError);
      expect(await readFile(join(folder, 'node.key'), 'utf8')).toBe(content);
    },
  );
});

describe('the keys of our actors', () => {
  it('are made at the founding, two for each, and never again', async () => {
    await using house = await testHouse();
    const { keys } = house.federation;
    expect(await keys.check(house.db)).toBe(0);
    await found(house);
    expect(await keys.check(house.db)).toBe(4);
    expect(await house.inUnitOfWork((work) => keys.ensure(work))).toBe(false);
    expect(await keys.check(house.db)).toBe(4);
  });

  it('sign what the public half that everybody sees verifies', async () => {
    await using house = await testHouse();
    await found(house);
    const { keys } = house.federation;
    for (const actor of ['collective', 'instance'] as const) {
      const { keyId, privateKey } = await keys.signingKey(house.db, actor);
      const { pem } = await keys.publicKeys(house.db, actor);
      const signature = sign('sha256', Buffer.from('x'), privateKey);
      expect(verify('sha256', Buffer.from('x'), createPublicKey(pem), signature)).toBe(true);
      expect(keyId).toBe(`https://port.example/actor${actor === 'collective' ? '' : '/instance'}#main-key`);
    }
  });

  it('stand in the database sealed, and in no other row at all', async () => {
    await using house = await testHouse();
    const ana = await found(house);
    const words = { title: 'Signed', summary: '', body: 'by us', language: 'en' };
    await house.publication.publishNotice({ member: ana }, words);
    const make = preparedKeyPairs();
    const secrets = await Promise.all(
      (['rsa', 'ed25519', 'rsa', 'ed25519'] as const).map(async (each) => (await make(each)).privateKey),
    );
    const all = JSON.stringify(await everything(house.sql));
    expect(all).not.toMatch(/PRIVATE KEY/);
    for (const secret of secrets) {
      // What is only in the private half: the last bytes of either.
      const tail = secret.subarray(-24);
      for (const encoding of ['hex', 'base64', 'base64url'] as const) {
        expect(all).not.toContain(tail.toString(encoding).slice(0, 24));
      }
    }
  });

  it('are of no use to whoever has the database and not the key in DATA_DIR', async () => {
    await using house = await testHouse();
    await found(house);
    await using thief = await testHouse({ database: house, federation: { nodeKey: keyOf(9) } });
    await expect(thief.federation.keys.check(thief.db)).rejects.toThrow(NodeKeyError);
    await expect(thief.federation.keys.signingKey(thief.db, 'collective')).rejects.toThrow(NodeKeyError);
  });

  it('are RSA of 2048 bits, and Ed25519, when they are made for real', async () => {
    const [rsa, ed25519] = [await makeKeyPair('rsa'), await makeKeyPair('ed25519')];
    const read = (key: Buffer) => createPublicKey({ key, format: 'der', type: 'spki' });
    expect(read(rsa.publicKey).asymmetricKeyDetails?.modulusLength).toBe(2_048);
    expect(read(ed25519.publicKey).asymmetricKeyType).toBe('ed25519');
  });
});

describe('base58btc', () => {
  // From draft-msporny-base58-03, section 5.
  it.each`
    hex                                                                                           | text
    ${'48656c6c6f20576f726c6421'}                                                                 | ${'z2NEpo7TZRRrLZSi2U'}
    ${'54686520717569636b2062726f776e20666f78206a756d7073206f76657220746865206c617a7920646f672e'} | ${'zUSm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z'}
    ${'0000287fb4cd'}                                                                             | ${'z11233QC4'}
    ${''}                                                                                         | ${'z'}
  `('writes $hex as $text', ({ hex, text }) => {
    expect(multibase(Buffer.from(hex, 'hex'))).toBe(text);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { createRemoteDocuments } from '../../src/platform/federation/remote-documents.ts';
import { actorDocument, ED25519_PEM, OTHER_PEM, PEM, publicKey } from '../support/federation/actors.ts';
import { failureOf } from '../support/federation/asking.ts';
import { AS2, LD, openLibrary } from '../support/federation/library.ts';

const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each[Symbol.asyncDispose]();
});

async function library() {
  const opened = await openLibrary();
  open.push(opened);
  return opened;
}

describe('a key from elsewhere', () => {
  it('is had from the actor who lists it', async () => {
    const { key, serve, bob, there } = await library();
    serve(bob, actorDocument(bob));
    const found = await key(`${bob}#main-key`);
    expect(found).toMatchObject({
      key: { id: `${bob}#main-key`, owner: bob, pem: PEM },
      actor: { id: bob, handle: 'bob' },
    });
    expect(there.asked).toHaveLength(1);
  });

  it('is had from among several', async () => {
    const { key, serve, bob } = await library();
    const keys = [
      publicKey(`${bob}#ed`, bob, ED25519_PEM),
      publicKey(`${bob}#1`, bob),
      publicKey(`${bob}#2`, bob, OTHER_PEM),
    ];
    serve(bob, actorDocument(bob, { publicKey: keys }));
    expect((await key(`${bob}#2`)).key.pem).toBe(OTHER_PEM);
    expect(await failureOf(key(`${bob}#3`))).toBe('invalid key_not_listed');
    expect(await failureOf(key(`${bob}#ed`))).toBe('invalid key_not_listed');
    expect(await failureOf(key(bob))).toBe('invalid key_not_listed');
  });

  it('is had from a stub at its own place, confirmed by the actor, as of GoToSocial', async () => {
    const { key, serve, bob, there } = await library();
    const keyId = `${bob}/main-key`;
    const stub = {
      '@context': AS2,
      id: bob,
      type: 'Person',
      preferredUsername: 'bob',
      publicKey: publicKey(keyId, bob),
    };
    serve(keyId, stub);
    serve(bob, actorDocument(bob, { publicKey: publicKey(keyId, bob) }));
    expect(await key(keyId)).toMatchObject({ key: { id: keyId, owner: bob, pem: PEM }, actor: { id: bob } });
    expect(there.asked.map(({ path }) => path)).toEqual(['/u/bob/main-key', '/u/bob']);
  });

  it('is had from a document of its own, confirmed by the actor', async () => {
    const { key, serve, bob, at } = await library();
    for (const keyId of [at('b.test', '/keys/1'), at('b.test', '/keys?of=bob#1')]) {
      serve(keyId, { type: 'CryptographicKey', ...publicKey(keyId, bob) });
      serve(bob, actorDocument(bob, { publicKey: publicKey(keyId, bob) }));
      expect(await key(keyId)).toMatchObject({ key: { id: keyId, owner: bob, pem: PEM }, actor: { id: bob } });
    }
  });

  it('is had where its place leads to the actor who lists it', async () => {
    const { key, serve, bob } = await library();
    const keyId = `${bob}/main-key`;
    serve(keyId, '', { status: 303, headers: { location: bob } });
    serve(bob, actorDocument(bob, { publicKey: publicKey(keyId, bob) }));
    expect((await key(keyId)).actor.id).toBe(bob);
  });

  it.each`
    what                           | listed
    ${'lists another key'}         | ${(bob: string) => publicKey(`${bob}#main-key`, bob)}
    ${'lists it with other bytes'} | ${(bob: string, keyId: string) => publicKey(keyId, bob, OTHER_PEM)}
    ${'lists it as another’s'}     | ${(bob: string, keyId: string) => publicKey(keyId, `${bob}by`)}
    ${'lists none'}                | ${() => []}
  `('is not believed to be of an actor who $what', async ({ listed }) => {
    const { key, serve, bob, at } = await library();
    const keyId = at('b.test', '/keys/1');
    serve(bob, actorDocument(bob, { publicKey: listed(bob, keyId) }));
    for (const document of [publicKey(keyId, bob), { id: bob, type: 'Person', publicKey: publicKey(keyId, bob) }]) {
      serve(keyId, document);
      expect(await failureOf(key(keyId))).toBe('invalid key_not_listed');
    }
  });

  it('is not believed to be of an actor elsewhere, who is not even asked', async () => {
    const { key, serve, at, there } = await library();
    const victim = at('victim.test', '/u/bob');
    const keyId = at('b.test', '/keys/1');
    serve(victim, actorDocument(victim, { publicKey: publicKey(keyId, victim) }));
    for (const document of [
      publicKey(keyId, victim),
      { ...actorDocument(victim), publicKey: publicKey(keyId, victim) },
    ]) {
      serve(keyId, document);
      expect(await failureOf(key(keyId))).toBe('invalid origin_mismatch');
    }
    expect(there.asked.map(({ headers }) => headers.host)).toEqual([`b.test:${there.port}`, `b.test:${there.port}`]);
  });

  it('is not believed to be ours', async () => {
    const { key, serve, at } = await library();
    const keyId = at('b.test', '/keys/1');
    serve(keyId, publicKey(keyId, at('us.example', '/actor')));
    expect(await failureOf(key(keyId))).toBe('invalid own_origin');
  });

  it('is not believed where an actor speaks for another', async () => {
    const { key, serve, bob, at } = await library();
    const eve = at('b.test', '/u/eve');
    serve(bob, actorDocument(bob));
    serve(eve, actorDocument(eve, { publicKey: publicKey(`${eve}#main-key`, bob) }));
    expect(await failureOf(key(`${eve}#main-key`))).toBe('invalid id_mismatch');
    serve(eve, actorDocument(bob, { publicKey: publicKey(`${eve}#main-key`, bob) }));
    expect(await failureOf(key(`${eve}#main-key`))).toBe('invalid key_not_listed');
  });

  it('is not had from another origin to which its own leads', async () => {
    const { key, serve, bob, at } = await library();
    const victim = at('victim.test', '/u/bob');
    serve(victim, actorDocument(victim));
    serve(bob, '', { status: 302, headers: { location: victim } });
    expect(await failureOf(key(`${bob}#main-key`))).toBe('invalid id_mismatch');
  });

  it('is gone where its origin says so', async () => {
    const { key, serve, bob } = await library();
    serve(bob, '', { status: 410 });
    expect(await failureOf(key(`${bob}#main-key`))).toBe('gone gone');
  });

  it('is of an actor, or of nobody', async () => {
    const { key, serve, bob } = await library();
    serve(bob, { ...actorDocument(bob), type: 'Note' });
    expect(await failureOf(key(`${bob}#main-key`))).toBe('invalid bad_actor');
    serve(bob, { ...actorDocument(bob), inbox: undefined });
    expect(await failureOf(key(`${bob}#main-key`))).toBe('invalid bad_actor');
  });
});

const RECORDINGS = new URL('recordings/', import.meta.url);

describe('a key of another program', () => {
  it.each(readdirSync(RECORDINGS).filter((name) => name.endsWith('.json')))(
    'is had as it was served: %s',
    async (name) => {
      const { keyId, keyDocument } = JSON.parse(readFileSync(new URL(name, RECORDINGS), 'utf8'));
      const documents = createRemoteDocuments({
        allowPrivate: true,
        ownOrigin: new URL('https://us.example'),
        fetch: async ({ url }) => {
          // Of an actor whose key stands elsewhere, only what stood there was recorded.
          const own = url.href === keyDocument.id ? { inbox: `${url.href}/inbox`, ...keyDocument } : keyDocument;
          const headers = { 'content-type': LD };
          return { url, status: 200, headers, body: Buffer.from(JSON.stringify(own)) };
        },
      });
      const { key, actor } = await documents.key(keyId);
      expect({ id: key.id, owner: key.owner, actor: actor.id }).toEqual({
        id: keyId,
        owner: keyDocument.id,
        actor: keyDocument.id,
      });
    },
  );
});

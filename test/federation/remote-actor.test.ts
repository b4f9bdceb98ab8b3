import { createPublicKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RemoteFailure } from '../../src/platform/federation/remote.ts';
import { parseRemoteActor } from '../../src/platform/federation/remote-actor.ts';
import {
  actorDocument,
  ED25519_PEM,
  OTHER_PEM,
  PEM,
  PRIVATE_PEM,
  PSS_PEM,
  publicKey,
  rsaPem,
  WEAK_PEM,
} from '../support/federation/actors.ts';

const BOB = 'https://b.test/u/bob';
const policy = { allowPrivate: false, ownOrigin: new URL('https://us.example') };

const parse = (more: object = {}, id = BOB, rules = policy) => parseRemoteActor(actorDocument(id, more), id, rules);

function refusalOf(job: () => unknown): string {
  try {
    job();
    return 'none';
  } catch (error) {
    if (error instanceof RemoteFailure) return `${error.kind} ${error.code}`;
    throw error;
  }
}

describe('an actor from elsewhere', () => {
  it('is kept as its document tells of it', () => {
    const document = actorDocument(BOB, {
      type: 'Organization',
      name: 'Bob’s boats',
      url: 'https://b.test/@bob',
      outbox: `${BOB}/outbox`,
      followers: `${BOB}/followers`,
      endpoints: { sharedInbox: 'https://b.test/inbox', proxyUrl: 'https://b.test/proxy' },
      icon: { type: 'Image', url: 'https://b.test/bob.png' },
      alsoKnownAs: ['https://c.test/u/bob', BOB, 'https://c.test/u/bob', 'not an id', null, { id: 7 }],
    });
    expect(parseRemoteActor(document, BOB, policy)).toEqual({
      id: BOB,
      type: 'Organization',
      inbox: `${BOB}/inbox`,
      sharedInbox: 'https://b.test/inbox',
      outbox: `${BOB}/outbox`,
      followers: `${BOB}/followers`,
      handle: 'bob',
      name: 'Bob’s boats',
      url: 'https://b.test/@bob',
      aliases: ['https://c.test/u/bob'],
      keys: [{ id: `${BOB}#main-key`, owner: BOB, pem: PEM }],
    });
  });

  it('is asked for no more than a hundred others that it says it was', () => {
    const alsoKnownAs = Array.from({ length: 300 }, (_each, index) => `https://c.test/u/${index}`);
    expect(parseRemoteActor(actorDocument(BOB, { alsoKnownAs }), BOB, policy).aliases).toHaveLength(100);
    expect(parseRemoteActor(actorDocument(BOB, { alsoKnownAs: alsoKnownAs[0] }), BOB, policy).aliases).toEqual([
      'https://c.test/u/0',
    ]);
  });

  it('needs no more than an id, a type and an inbox', () => {
    expect(parseRemoteActor({ id: BOB, type: 'Service', inbox: `${BOB}/inbox` }, BOB, policy)).toEqual({
      id: BOB,
      type: 'Service',
      inbox: `${BOB}/inbox`,
      sharedInbox: null,
      outbox: null,
      followers: null,
      handle: 'b.test',
      name: null,
      url: null,
      aliases: [],
      keys: [],
    });
  });

  it.each`
    what                          | more                                           | refused
    ${'no type'}                  | ${{ type: undefined }}                         | ${'invalid bad_actor'}
    ${'the type of a thing'}      | ${{ type: 'Note' }}                            | ${'invalid bad_actor'}
    ${'a type that is no word'}   | ${{ type: { Person: true } }}                  | ${'invalid bad_actor'}
    ${'no inbox'}                 | ${{ inbox: undefined }}                        | ${'invalid bad_actor'}
    ${'an inbox that is no text'} | ${{ inbox: { id: `${BOB}/inbox` } }}           | ${'invalid bad_actor'}
    ${'an inbox that is no URL'}  | ${{ inbox: '/u/bob/inbox' }}                   | ${'invalid bad_id'}
    ${'an inbox elsewhere'}       | ${{ inbox: 'https://victim.test/inbox' }}      | ${'invalid origin_mismatch'}
    ${'an inbox at another port'} | ${{ inbox: 'https://b.test:8443/inbox' }}      | ${'invalid origin_mismatch'}
    ${'an inbox of plain http'}   | ${{ inbox: 'http://b.test/inbox' }}            | ${'invalid bad_id'}
    ${'our inbox'}                | ${{ inbox: 'https://us.example/inbox' }}       | ${'invalid own_origin'}
    ${'an inbox in private'}      | ${{ inbox: 'https://10.0.0.1/inbox' }}         | ${'invalid address'}
    ${'an inbox of a user'}       | ${{ inbox: 'https://b.test@evil.test/inbox' }} | ${'invalid bad_id'}
    ${'an inbox as a script'}     | ${{ inbox: 'javascript:alert(1)' }}            | ${'invalid bad_id'}
    ${'another id'}               | ${{ id: 'https://b.test/u/eve' }}              | ${'invalid id_mismatch'}
    ${'the id of another origin'} | ${{ id: 'https://victim.test/u/bob' }}         | ${'invalid id_mismatch'}
    ${'its id spelled otherwise'} | ${{ id: 'https://B.test/u/bob' }}              | ${'invalid id_mismatch'}
    ${'no id'}                    | ${{ id: undefined }}                           | ${'invalid bad_actor'}
    ${'several ids'}              | ${{ id: [BOB, 'https://victim.test/u/bob'] }}  | ${'invalid bad_actor'}
  `('with $what is refused: $refused', ({ more, refused }) => {
    expect(refusalOf(() => parse(more))).toBe(refused);
  });

  it.each([
    ['https://us.example/actor', 'invalid own_origin'],
    ['https://localhost/u/bob', 'invalid address'],
    ['https://10.0.0.1/u/bob', 'invalid address'],
    ['https://b.test:25/u/bob', 'invalid port'],
    ['https://B.TEST/u/bob', 'invalid bad_id'],
    ['https://b.test:443/u/bob', 'invalid bad_id'],
    ['https://b.test/u/../u/bob', 'invalid bad_id'],
    ['https://b.test./u/bob', 'invalid bad_id'],
    ['https://ｂ.test/u/bob', 'invalid bad_id'],
    ['https://b.test\\@a.test/', 'invalid bad_id'],
    ['https://b.test/u/bob#x', 'invalid bad_id'],
    ['http://b.test/u/bob', 'invalid bad_id'],
    ['urn:uuid:6e8bc430', 'invalid bad_id'],
    ['did:key:z6Mk', 'invalid bad_id'],
  ])('is refused under the id %s: %s', (id, refused) => {
    expect(refusalOf(() => parse({}, id))).toBe(refused);
  });

  it('may live in private, by plain http, where that is allowed', () => {
    const id = 'http://localhost:4002/actor';
    const rules = { allowPrivate: true, ownOrigin: new URL('http://localhost:4001') };
    expect(parse({}, id, rules)).toMatchObject({ id, inbox: `${id}/inbox` });
    expect(refusalOf(() => parse({}, 'http://localhost:4001/actor', rules))).toBe('invalid own_origin');
  });

  it.each([
    [['Person', 'https://schema.example/Boat'], 'Person'],
    [['Boat', 'Group', 'Person'], 'Group'],
  ])('of the types %j is the first that is one of an actor', (type, kept) => {
    expect(parse({ type })).toMatchObject({ type: kept });
  });

  it.each(['outbox', 'followers', 'url', 'sharedInbox'] as const)('keeps no %s of another origin', (field) => {
    const others = [
      'https://victim.test/x',
      'http://b.test/x',
      'https://b.test:444/x',
      'https://us.example/x',
      'x',
      '',
      7,
      null,
    ];
    for (const value of [...others, 'javascript:alert(1)', { href: 'https://victim.test/x' }]) {
      const more = field === 'sharedInbox' ? { endpoints: { sharedInbox: value } } : { [field]: value };
      expect(parse(more)[field], String(value)).toBeNull();
    }
    const more =
      field === 'sharedInbox' ? { endpoints: { sharedInbox: 'https://b.test/x' } } : { [field]: 'https://b.test/x' };
    expect(parse(more)[field]).toBe('https://b.test/x');
  });

  it.each([
    [[{ type: 'Link', href: 'https://b.test/feed', mediaType: 'application/rss+xml' }, 'https://b.test/@bob']],
    [[{ type: 'Link', href: 'https://b.test/@bob', mediaType: 'text/html' }, 'https://b.test/other']],
    [{ type: 'Link', href: 'https://b.test/@bob' }],
    [['https://b.test/@bob', 'https://b.test/other']],
  ])('has the first page for people among %j', (url) => {
    expect(parse({ url }).url).toBe('https://b.test/@bob');
  });
});

describe('a name from elsewhere', () => {
  it.each`
    name                                  | kept
    ${'  María  José '}                   | ${'María  José'}
    ${'evil\u202egnp.exe'}                | ${'evilgnp.exe'}
    ${'\u2067a\u2069\u200eb\u200f\u061c'} | ${'ab'}
    ${'a\u0000b\u001bc\u007fd\u0085e'}    | ${'abcde'}
    ${'a\nb\tc\u2028d'}                   | ${'a b c d'}
    ${'👩‍👩‍👧 می‌خواهم'}                       | ${'👩‍👩‍👧 می‌خواهم'}
    ${'x\ud800y'}                         | ${'x\ufffdy'}
    ${'\u202e\u2066 '}                    | ${null}
    ${''}                                 | ${null}
    ${['a', 'b']}                         | ${null}
    ${'x'.repeat(300)}                    | ${'x'.repeat(200)}
    ${'🛶'.repeat(300)}                   | ${'🛶'.repeat(200)}
  `('is shown as it is read: $name', ({ name, kept }) => {
    expect(parse({ name }).name).toBe(kept);
  });

  it('holds nothing that turns it around, and has an end', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (name) => {
        const kept = parse({ name }).name ?? '';
        expect(kept).not.toMatch(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
        expect(kept.isWellFormed()).toBe(true);
        expect(Array.from(kept).length).toBeLessThanOrEqual(200);
        expect(parse({ name: kept }).name ?? '').toBe(kept);
      }),
    );
  });
});

describe('a handle from elsewhere', () => {
  it.each`
    preferredUsername                | handle
    ${'bob'}                         | ${'bob'}
    ${'Bob_the-builder.1~'}          | ${'Bob_the-builder.1~'}
    ${'بوب'}                         | ${'بوب'}
    ${'b\u200bo\u2060b\u202e\ufeff'} | ${'bob'}
    ${'b\u00adob\ufe0f'}             | ${'bob'}
    ${'x'.repeat(64)}                | ${'x'.repeat(64)}
    ${'x'.repeat(65)}                | ${'b.test'}
    ${'bob@bank.example'}            | ${'b.test'}
    ${'bob bank'}                    | ${'b.test'}
    ${'bob/../eve'}                  | ${'b.test'}
    ${'<b>bob</b>'}                  | ${'b.test'}
    ${'bob\u2215eve'}                | ${'b.test'}
    ${''}                            | ${'b.test'}
    ${'\u200b'}                      | ${'b.test'}
    ${null}                          | ${'b.test'}
    ${7}                             | ${'b.test'}
  `('is $handle, where it calls itself $preferredUsername', ({ preferredUsername, handle }) => {
    expect(parse({ preferredUsername }).handle).toBe(handle);
  });
});

describe('the keys of an actor', () => {
  const main = `${BOB}#main-key`;

  it.each`
    what                               | key
    ${'is of Ed25519'}                 | ${publicKey(main, BOB, ED25519_PEM)}
    ${'is too short'}                  | ${publicKey(main, BOB, WEAK_PEM)}
    ${'is of RSA-PSS'}                 | ${publicKey(main, BOB, PSS_PEM)}
    ${'is private'}                    | ${publicKey(main, BOB, PRIVATE_PEM)}
    ${'is too long'}                   | ${publicKey(main, BOB, rsaPem(8_200, '010001'))}
    ${'has a costly exponent'}         | ${publicKey(main, BOB, rsaPem(2_048, '0100000001'))}
    ${'is none'}                       | ${publicKey(main, BOB, 'none')}
    ${'is cut off'}                    | ${publicKey(main, BOB, PEM.slice(0, 100))}
    ${'is very long'}                  | ${publicKey(main, BOB, `${PEM}${'\n'.repeat(9_000)}`)}
    ${'is of somebody else'}           | ${publicKey(main, 'https://b.test/u/eve')}
    ${'is of somebody else elsewhere'} | ${publicKey(main, 'https://victim.test/u/bob')}
    ${'lies elsewhere'}                | ${publicKey('https://victim.test/u/bob#main-key', BOB)}
    ${'has no id'}                     | ${{ owner: BOB, publicKeyPem: PEM }}
    ${'has no owner'}                  | ${{ id: main, publicKeyPem: PEM }}
    ${'is only named'}                 | ${main}
    ${'is null'}                       | ${null}
  `('leave out one that $what, and keep the others', ({ key }) => {
    const good = publicKey(`${BOB}#second`, BOB, OTHER_PEM);
    expect(parse({ publicKey: key }).keys).toEqual([]);
    expect(parse({ publicKey: [key, good] }).keys).toEqual([{ id: good.id, owner: BOB, pem: OTHER_PEM }]);
  });

  it('have one form, however they were written', () => {
    const pkcs1 = createPublicKey(PEM).export({ type: 'pkcs1', format: 'pem' }).toString();
    for (const pem of [PEM, PEM.trim(), `\n${PEM}\n`, PEM.replaceAll('\n', '\r\n'), pkcs1]) {
      expect(parse({ publicKey: publicKey(main, BOB, pem) }).keys).toEqual([{ id: main, owner: BOB, pem: PEM }]);
    }
  });

  it('may be of 2048 to 8192 bits', () => {
    for (const pem of [rsaPem(2_048, '03'), rsaPem(4_096, '010001'), rsaPem(8_192, 'ffffffff')]) {
      expect(parse({ publicKey: publicKey(main, BOB, pem) }).keys).toHaveLength(1);
    }
  });

  it('are ten at the most', () => {
    const many = Array.from({ length: 30 }, (_, at) => publicKey(`${BOB}#${at}`, BOB));
    expect(parse({ publicKey: many }).keys.map(({ id }) => id)).toEqual(many.slice(0, 10).map(({ id }) => id));
  });
});

describe('anything at all', () => {
  it('is an actor or refused, and never a fault', () => {
    const fields = ['id', 'type', 'inbox', 'url', 'name', 'preferredUsername', 'publicKey', 'endpoints', 'outbox'];
    fc.assert(
      fc.property(fc.constantFrom(...fields), fc.jsonValue(), fc.jsonValue(), (field, value, whole) => {
        for (const document of [actorDocument(BOB, { [field]: value }), whole]) {
          expect(refusalOf(() => parseRemoteActor(document, BOB, policy))).toMatch(/^none$|^invalid \w+$/);
        }
      }),
    );
  });
});

import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../src/platform/federation/gate.ts';
import { RemoteFailure } from '../../src/platform/federation/remote.ts';
import {
  A,
  AS2,
  activity,
  B,
  bob,
  bytesOf,
  cavage,
  create,
  eve,
  headerIn,
  type Json,
  minutesFromNow,
  NOW,
  openWorld,
  rewritten,
  withHeader,
  withoutHeader,
} from '../support/federation/gate-world.ts';
import { passes, refusedByKey, refusedUnasked } from '../support/federation/verdicts.ts';

const unsigned = (changed: Partial<Delivery>): Delivery => ({ ...cavage(create()), ...changed });

describe('the gate', () => {
  it('lets in what is of now, for us, signed by its actor, and theirs', async () => {
    const world = openWorld();
    const body = bytesOf(create());
    const message = await passes(cavage(body), world);
    expect(message).toEqual({
      activity: {
        id: `${A}/a/1`,
        type: 'Create',
        known: true,
        actor: eve.id,
        object: create().object,
        objectId: `${A}/n/1`,
        to: [`${AS2}#Public`],
        cc: [],
        raw: create(),
      },
      sender: eve.holder.actor,
      fetchedNow: true,
      keyId: eve.keyId,
      body,
      digest: createHash('sha256').update(body).digest('hex'),
    });
    expect(world.fetched).toEqual([eve.keyId]);
  });

  it.each([
    ['another method', unsigned({ method: 'PUT' }), 405, 'method_not_allowed'],
    ['a method in small letters', unsigned({ method: 'post' }), 405, 'method_not_allowed'],
    ['a query', cavage(create(), { path: '/inbox?x=1' }), 400, 'query_not_allowed'],
    ['an empty query', unsigned({ path: '/inbox?' }), 400, 'query_not_allowed'],
    ['a path of dots', unsigned({ path: '/u/../inbox' }), 400, 'bad_path'],
    ['a path to another host', unsigned({ path: '.evil.test/inbox' }), 400, 'bad_path'],
    ['a path with a fragment', unsigned({ path: '/inbox#x' }), 400, 'bad_path'],
    ['a path with a space', unsigned({ path: '/in box' }), 400, 'bad_path'],
    ['no path', unsigned({ path: '' }), 400, 'bad_path'],
    ['another host', cavage(create(), { host: 'b.test' }), 421, 'host_mismatch'],
    ['our host with a port', cavage(create(), { host: 'us.test:8443' }), 421, 'host_mismatch'],
    ['no host', withoutHeader(cavage(create()), 'host'), 421, 'host_mismatch'],
    ['two hosts', withHeader(cavage(create()), 'Host', 'us.test'), 421, 'host_mismatch'],
    ['a compressed body', withHeader(cavage(create()), 'Content-Encoding', 'gzip'), 415, 'bad_encoding'],
    ['two types', withHeader(cavage(create()), 'Content-Type', 'application/activity+json'), 415, 'bad_media_type'],
    ['no type', withoutHeader(cavage(create()), 'content-type'), 415, 'bad_media_type'],
    ['a body that is too large', cavage(Buffer.alloc(262_145, 0x20)), 413, 'too_large'],
  ])('refuses %s, whatever else it may be', async (_what, delivery, status, code) => {
    await refusedUnasked(delivery, status, code);
  });

  it('reads a body of exactly the size that it may have', async () => {
    await refusedUnasked(cavage(Buffer.alloc(262_144, 0x20)), 400, 'bad_json');
  });

  it.each([
    'application/activity+json',
    'application/activity+json; charset=utf-8',
    'Application/Activity+JSON;charset="UTF-8"',
    `application/ld+json; profile="${AS2}"`,
    `application/ld+json;profile="https://evil.test ${AS2}"`,
    `application/ld+json; charset=utf-8 ; profile="${AS2}"`,
    `application/activity+json; profile="${AS2}"`,
  ])('takes %s for what it is', async (contentType) => {
    await passes(cavage(create(), { contentType }));
  });

  it.each([
    'application/json',
    'image/png',
    'text/plain',
    'text/html',
    '',
    'application/ld+json',
    'application/ld+json; profile="https://www.w3.org/ns/activitystreams2"',
    `application/ld+json; profile="${AS2}/evil"`,
    `application/ld+json; profile="https://evil.test"; profile="${AS2}"`,
    `application/ld+json; x="; profile=${AS2}"`,
    'application/activity+json-evil',
    'application/activity+json, text/html',
    'application/activity+json evil',
    'application/activity+json; charset=utf-16',
    `application/activity+json; x=${'x'.repeat(600)}`,
    'x application/activity+json',
  ])('takes "%.60s" for nothing of ours', async (contentType) => {
    await refusedUnasked(cavage(create(), { contentType }), 415, 'bad_media_type');
  });

  it.each([
    ['nothing', '', 'bad_json'],
    ['half an object', '{', 'bad_json'],
    ['null', 'null', 'bad_json'],
    ['a number', '7', 'bad_json'],
    ['a list', '[]', 'bad_json'],
    ['a list of activities', JSON.stringify([create()]), 'bad_json'],
    ['a text', '"x"', 'bad_json'],
    ['a byte order mark', `\ufeff${JSON.stringify(create())}`, 'bad_json'],
    ['two activities', `${JSON.stringify(create())}\n${JSON.stringify(create())}`, 'bad_json'],
    ['bytes of another encoding', Buffer.from(JSON.stringify(create()), 'utf16le'), 'bad_json'],
    ['a byte that is no text', Buffer.concat([bytesOf(create()), Buffer.from([0xff])]), 'bad_json'],
    ['a NUL', JSON.stringify(create({ summary: 'a\u0000b' })), 'bad_text'],
    ['half a character', JSON.stringify(create({ summary: '\ud800' })), 'bad_text'],
    ['a number beyond all', JSON.stringify(create()).replace('{', '{"depth":1e400,'), 'bad_number'],
    ['two ids', JSON.stringify(create()).replace('{', `{"id":"${B}/a/1",`), 'duplicate_key'],
    ['a prototype', JSON.stringify(create()).replace('{', '{"__proto__":{"admin":true},'), 'bad_json'],
    ['nesting', `{"a":${'['.repeat(50_000)}`, 'too_deep'],
    ['10,000 tags', JSON.stringify(create({ tag: Array.from({ length: 10_000 }, () => 1) })), 'too_long'],
    [
      '2,001 names',
      JSON.stringify(create({ x: Object.fromEntries(Array.from({ length: 2_001 }, (_, k) => [k, 1])) })),
      'too_many_keys',
    ],
    ['a string of 200 KB', JSON.stringify(create({ content: 'a'.repeat(200_000) })), 'too_long'],
  ])('refuses a body of %s', async (_what, body, code) => {
    await refusedUnasked(cavage(body), 400, code);
  });

  it('tells a log from whom a refused message is said to be, as soon as it knows', async () => {
    const world = openWorld();
    expect(await world.examine(cavage('{'))).toMatchObject({ peer: A });
    expect(await world.examine(unsigned({ method: 'GET' }))).not.toHaveProperty('peer');
  });
});

/** A message in which everything is wrong, and then one thing after the other is put right, the cheapest first. */
const wrong = {
  delivery: (right: number): Delivery => {
    const fine = (step: number): boolean => right >= step;
    const delivery = cavage(fine(9) ? fullyBut(right) : '{', {
      date: fine(7) ? NOW : minutesFromNow(-120),
      covered: fine(6) ? '(request-target) host date digest' : 'host',
      host: fine(3) ? 'us.test' : 'b.test',
      contentType: fine(4) ? 'application/activity+json' : 'text/html',
      ...(fine(8) ? {} : { headers: { digest: 'SHA-256=AAAA' } }),
    });
    const path = fine(2) ? '/inbox' : '/inbox?x';
    const body = fine(5) ? delivery.body : Buffer.alloc(262_145);
    const sized = withHeader({ ...delivery, body }, 'Content-Length', String(body.length));
    return { ...sized, method: fine(1) ? 'POST' : 'GET', path };
  },
};

function fullyBut(right: number): Json {
  const fine = (step: number): boolean => right >= step;
  return { ...create(fine(11) ? {} : { id: `${B}/a/1` }), ...(fine(10) ? {} : { actor: [eve.id, bob.id] }) };
}

describe('the order of the gate', () => {
  it.each([
    [0, 'method_not_allowed'],
    [1, 'query_not_allowed'],
    [2, 'host_mismatch'],
    [3, 'bad_media_type'],
    [4, 'too_large'],
    [5, 'target_unsigned'],
    [6, 'date_out_of_window'],
    [7, 'digest_mismatch'],
    [8, 'bad_json'],
    [9, 'single_actor_required'],
    [10, 'id_origin_mismatch'],
  ])('with %i things right comes to %s, and has asked nobody', async (right, code) => {
    const world = openWorld({ isKeptOut: () => true });
    expect(await world.examine(wrong.delivery(right))).toMatchObject({ ok: false, code });
    expect(world.fetched).toEqual([]);
  });

  it('with all of them right comes to keys, and only then to whom we keep out', async () => {
    const world = openWorld({ isKeptOut: () => true });
    expect(await world.examine(wrong.delivery(11))).toMatchObject({ code: 'ignored' });
    expect(world.fetched).toEqual([eve.keyId]);
    expect(await openWorld().examine(wrong.delivery(11))).toMatchObject({ ok: true });
  });

  it('with a signature that is none counts no message of its host', async () => {
    const world = openWorld({ limits: { messages: 1 } });
    const delivery = cavage(create());
    const forged = rewritten(delivery, 'signature', () =>
      headerIn(cavage(create(), { by: { ...bob, keyId: eve.keyId } }), 'signature'),
    );
    for (let count = 0; count < 3; count += 1)
      expect(await world.examine(forged)).toMatchObject({ code: 'sig_invalid' });
    await passes(delivery, world);
  });
});

describe('somebody who is kept out', () => {
  it('is not shown to be by whoever speaks in their name without their key', async () => {
    const forged = rewritten(cavage(create()), 'signature', () =>
      headerIn(cavage(create(), { by: { ...bob, keyId: eve.keyId } }), 'signature'),
    );
    for (const keptOut of [true, false]) {
      const world = openWorld({ isKeptOut: () => keptOut });
      expect(await world.examine(forged)).toMatchObject({ status: 401, code: 'sig_invalid' });
    }
  });

  it('is told the same as somebody whose message means nothing here', async () => {
    const asked: unknown[] = [];
    const world = openWorld({
      isKeptOut: async (sender) => {
        asked.push(sender);
        return sender.host === 'a.test';
      },
    });
    expect(await world.examine(cavage(create()))).toMatchObject({ ok: false, status: 202, code: 'ignored' });
    expect(asked).toEqual([{ actor: eve.id, host: 'a.test' }]);
    const bobs = create({ id: `${B}/a/1`, actor: bob.id, type: 'Like', object: 'https://us.test/n/1' });
    await passes(cavage(bobs, { by: bob }), world);
  });
});

describe('the end of an account', () => {
  const end = activity('Delete', eve.id);

  it('of somebody whom we do not know is taken note of by nobody: there is nothing left to ask', async () => {
    const world = openWorld();
    for (const object of [eve.id, { id: eve.id, type: 'Person' }]) {
      expect(await world.examine(cavage(activity('Delete', object)))).toMatchObject({ status: 202, code: 'ignored' });
    }
    expect(world.fetched).toEqual([]);
  });

  it('of somebody whom we know is believed, by the key that we have', async () => {
    const world = openWorld();
    world.stored.set(eve.keyId, eve.holder);
    const message = await passes(cavage(end), world);
    expect(message).toMatchObject({ fetchedNow: false, activity: { type: 'Delete', objectId: eve.id } });
    expect(world.fetched).toEqual([]);
  });

  it('is not believed of somebody else', async () => {
    const world = openWorld();
    world.stored.set(eve.keyId, eve.holder);
    await refusedByKey(cavage(end, { by: { ...bob, keyId: eve.keyId } }), world);
  });

  it('is not the end of something written, which is asked about', async () => {
    const world = openWorld();
    await passes(cavage(activity('Delete', `${A}/n/1`)), world);
    expect(world.fetched).toEqual([eve.keyId]);
  });
});

describe('a fault', () => {
  it('of our own is thrown, and not taken for one of the sender', async () => {
    const fault = new Error('the database is away');
    const world = openWorld();
    world.served.set(eve.keyId, fault);
    await expect(world.examine(cavage(create()))).rejects.toBe(fault);
    const asking = openWorld({
      isKeptOut: () => {
        throw fault;
      },
    });
    await expect(asking.examine(cavage(create()))).rejects.toBe(fault);
  });

  it.each([
    [
      'cannot be reached',
      new RemoteFailure('unreachable', 'timeout'),
      { status: 503, code: 'key_unavailable', retryAfter: 30 },
    ],
    ['knows no such key', new RemoteFailure('gone', 'not_found'), { status: 401, code: 'key_gone' }],
    [
      'does not serve it as what it is',
      new RemoteFailure('invalid', 'bad_media_type'),
      { status: 401, code: 'bad_media_type' },
    ],
  ])('of a sender whose server %s is told as it is', async (_what, failure, told) => {
    const world = openWorld();
    world.served.set(eve.keyId, failure);
    expect(await world.examine(cavage(create()))).toMatchObject({ ok: false, ...told });
  });
});

import { describe, expect, it } from 'vitest';
import {
  A,
  AS2,
  activity,
  B,
  bob,
  cavage,
  create,
  eve,
  type Json,
  NOW,
  note,
  PUBLIC,
  US,
} from '../support/federation/gate-world.ts';
import { passes, refusedUnasked } from '../support/federation/verdicts.ts';

const inContext = (...contexts: readonly unknown[]): Json => create({ '@context': [AS2, ...contexts] });
const inside = (changed: Json): Json => create({ object: note(changed) });
const nested = (depth: number): unknown =>
  depth === 0 ? 'x:a' : { '@id': 'x:a', '@context': { a: nested(depth - 1) } };

describe('the context of a message', () => {
  it.each<[string, unknown]>([
    ['is only ActivityStreams', AS2],
    ['is a list', [AS2]],
    ['names contexts that we do not know', ['https://a.test/context', AS2, 'https://w3id.org/security/v1']],
    ['names two hundred of them', [AS2, ...Array.from({ length: 200 }, (_, at) => `https://a.test/c/${at}`)]],
    [
      'is that of Mastodon',
      [
        AS2,
        'https://w3id.org/security/v1',
        {
          manuallyApprovesFollowers: 'as:manuallyApprovesFollowers',
          toot: 'http://joinmastodon.org/ns#',
          featured: { '@id': 'toot:featured', '@type': '@id' },
          alsoKnownAs: { '@id': 'as:alsoKnownAs', '@type': '@id' },
          movedTo: { '@id': 'as:movedTo', '@type': '@id' },
          schema: 'http://schema.org#',
          PropertyValue: 'schema:PropertyValue',
          value: 'schema:value',
          discoverable: 'toot:discoverable',
          focalPoint: { '@container': '@list', '@id': 'toot:focalPoint' },
          Hashtag: 'as:Hashtag',
          sensitive: 'as:sensitive',
          atomUri: 'ostatus:atomUri',
          votersCount: 'toot:votersCount',
        },
      ],
    ],
    [
      'is that of PeerTube',
      [
        AS2,
        { RsaSignature2017: 'https://w3id.org/security#RsaSignature2017' },
        {
          pt: 'https://joinpeertube.org/ns#',
          sc: 'http://schema.org/',
          uuid: 'sc:identifier',
          size: { '@type': 'sc:Number', '@id': 'pt:size' },
          likes: { '@id': 'as:likes', '@type': '@id' },
          icons: 'as:icon',
        },
      ],
    ],
    [
      'says what the words mean anyway',
      [AS2, { as: `${AS2}#`, id: '@id', actor: { '@id': 'as:actor', '@type': '@id' } }],
    ],
    ['has another language', [AS2, { '@language': 'und', '@vocab': '_:', '@version': 1.1 }]],
    ['has a word of its own for a kind of activity', [AS2, { Endorse: 'as:Like' }]],
  ])('is understood when it %s', async (_what, context) => {
    await passes(cavage(create({ '@context': context })));
  });

  it.each<[string, unknown]>([
    ['is missing', undefined],
    ['is nothing', null],
    ['is another one', 'https://a.test/context'],
    ['is only like ActivityStreams', 'http://www.w3.org/ns/activitystreams'],
    ['is ActivityStreams with a mark', `${AS2}#`],
    ['has it deeper in', [[AS2]]],
  ])('is refused when it %s, and never fetched', async (_what, context) => {
    await refusedUnasked(cavage(create({ '@context': context })), 400, 'context_unknown');
  });

  it.each<[string, unknown]>([
    ['another word for the actor', { actor: 'https://x.test/ignored', a2: { '@id': 'as:actor', '@type': '@id' } }],
    ['the actor another meaning', { actor: 'https://x.test/ignored' }],
    ['the actor no meaning', { actor: null }],
    ['the actor a meaning of its own', { actor: { '@type': '@id' } }],
    ['another word for the actor, in full', { a2: `${AS2}#actor` }],
    ['another word for the actor, by its word', { a2: 'actor' }],
    ['another word for the actor, by a prefix', { p: 'as:act', a2: 'p:or' }],
    ['another word for the actor, by way of others', { a: 'b', b: 'c', c: 'as:actor' }],
    ['a circle of words', { a: 'b:x', b: 'a:y' }],
    ['a word for the actor as its name is written', { 'as:actor': 'x:y' }],
    ['the id another meaning', { id: 'x:id' }],
    ['another word for the id', { identifier: '@id' }],
    ['another word for the type', { kind: '@type' }],
    ['another word for the text', { body: 'as:content' }],
    ['another meaning to who wrote it', { attributedTo: 'as:cc' }],
    ['another meaning to whom it is for', { to: 'as:bto' }],
    ['another meaning to a key', { publicKey: 'x:key' }],
    ['another meaning to a kind of activity', { Like: 'as:Delete' }],
    ['another meaning to the prefix', { as: 'https://x.test/ns#' }],
    ['all other words a meaning in ActivityStreams', { '@vocab': `${AS2}#a` }],
    ['all other words a meaning next to it', { '@vocab': 'https://www.w3.org/ns/' }],
    ['a word that turns things round', { by: { '@reverse': 'as:actor' } }],
    ['a word for a graph', { g: '@graph' }],
    ['a container of graphs', { g: { '@id': 'x:g', '@container': ['@graph', '@id'] } }],
    ['a word for what is included', { i: { '@id': '@included' } }],
    ['a word that puts things deeper in', { n: { '@id': 'x:n', '@nest': 'x' } }],
    ['another context, by import', { '@import': 'https://x.test/context' }],
    ['another context within a word', { w: { '@id': 'x:w', '@context': { actor: 'x:y' } } }],
    ['nothing within a word', { w: { '@id': 'x:w', '@context': null } }],
    ['a graph', { '@graph': [] }],
    ['nothing', null],
    ['a number', 1],
    ['a word of endless length', { ['w'.repeat(513)]: 'x:y' }],
    ['a meaning of endless length', { w: `x:${'y'.repeat(513)}` }],
  ])('is refused when it gives %s', async (_what, context) => {
    await refusedUnasked(cavage(inContext(context)), 400, 'context_redefines_core');
  });

  it('is refused likewise within the object', async () => {
    await passes(cavage(inside({ '@context': [AS2, { sensitive: 'as:sensitive' }] })));
    for (const context of [null, { attributedTo: 'x:y' }, [AS2, { writer: 'as:attributedTo' }]]) {
      await refusedUnasked(cavage(inside({ '@context': context })), 400, 'context_redefines_core');
    }
  });

  it('is refused when there are contexts within contexts without end', async () => {
    await refusedUnasked(cavage(inContext({ a: nested(1_000) })), 400, 'too_deep');
  });
});

describe('a word of JSON-LD', () => {
  it.each<[string, Json]>([
    ['the id twice', { '@id': `${B}/a/1` }],
    ['the type twice', { '@type': 'Delete' }],
    ['the actor twice', { 'as:actor': bob.id }],
    ['the actor twice, in full', { [`${AS2}#actor`]: bob.id }],
    ['the key twice', { 'sec:publicKey': {} }],
    ['a graph', { '@graph': [create()] }],
    ['what is included', { '@included': [create()] }],
    ['what is turned round', { '@reverse': {} }],
  ])('is refused when it says %s', async (_what, changed) => {
    await refusedUnasked(cavage(create(changed)), 400, 'aliased_core_term');
    await refusedUnasked(cavage(inside(changed)), 400, 'aliased_core_term');
  });

  it('is refused by whichever prefix', async () => {
    const prefixed = { ...inContext({ q: `${AS2}#` }), 'q:actor': bob.id };
    await refusedUnasked(cavage(prefixed), 400, 'aliased_core_term');
    await refusedUnasked(
      cavage({ ...inContext({ q: `${AS2}#` }), object: note({ 'q:to': [] }) }),
      400,
      'aliased_core_term',
    );
  });

  it('is of no concern where we do not know it', async () => {
    await passes(cavage({ ...create(), 'toot:votersCount': 1, 'as:quoteUrl': 'x', 'a b:c': 1 }));
  });
});

describe('the envelope of a message', () => {
  it.each<[string, Json, string]>([
    ['no id', { id: undefined }, 'id_required'],
    ['an id that is nothing', { id: null }, 'id_required'],
    ['an empty id', { id: '' }, 'id_required'],
    ['an id that is a number', { id: 1 }, 'id_required'],
    ['an id that is an object', { id: { id: `${A}/a/1` } }, 'id_required'],
    ['an id that is no URL', { id: 'urn:uuid:1' }, 'bad_id'],
    ['an id that could be written otherwise', { id: 'https://A.test/a/1' }, 'bad_id'],
    ['no type', { type: undefined }, 'bad_type'],
    ['an empty type', { type: '' }, 'bad_type'],
    ['a type that is a number', { type: 1 }, 'bad_type'],
    ['no type in a list', { type: [] }, 'bad_type'],
    ['two types that we know', { type: ['Create', 'Delete'] }, 'bad_type'],
    ['two types that we do not know', { type: ['View', 'Listen'] }, 'bad_type'],
    ['a type of endless length', { type: 'C'.repeat(129) }, 'bad_type'],
    ['no actor', { actor: undefined }, 'single_actor_required'],
    ['an actor that is nothing', { actor: null }, 'single_actor_required'],
    ['an actor that is a number', { actor: 1 }, 'single_actor_required'],
    ['an actor without an id', { actor: { type: 'Person' } }, 'single_actor_required'],
    ['two actors', { actor: [eve.id, bob.id] }, 'single_actor_required'],
    ['two actors the other way round', { actor: [bob.id, eve.id] }, 'single_actor_required'],
    ['no actor in a list', { actor: [] }, 'single_actor_required'],
    ['an actor that is no URL', { actor: 'eve@a.test' }, 'bad_id'],
    ['an actor that is part of a document', { actor: `${eve.id}#me` }, 'bad_id'],
    ['no object', { object: undefined }, 'object_required'],
    ['an object that is nothing', { object: null }, 'object_required'],
    ['an empty object', { object: '' }, 'object_required'],
    ['an object that is a number', { object: 7 }, 'object_required'],
    ['no object in a list', { object: [] }, 'object_required'],
    ['two objects', { object: [{}, {}] }, 'object_required'],
    ['an object that is elsewhere', { object: `${A}/n/1` }, 'object_required'],
    ['an object without an id', { object: note({ id: undefined }) }, 'object_id_required'],
    ['an object with an id that is nothing', { object: note({ id: null }) }, 'object_id_required'],
    ['an object with an id that is a number', { object: note({ id: 1 }) }, 'bad_id'],
    ['an object with an id that is no URL', { object: note({ id: 'data:,x' }) }, 'bad_id'],
    ['a date that is none', { published: 'yesterday' }, 'bad_date'],
    ['a date that is a number', { published: 1_795_340_051 }, 'bad_date'],
    ['a date without a zone', { published: '2026-11-22T09:00:00' }, 'bad_date'],
    ['a day that does not exist', { published: '2026-02-30T09:00:00Z' }, 'bad_date'],
    ['a year of seven digits', { published: '9999999-01-01T00:00:00Z' }, 'bad_date'],
    ['the year nought', { published: '0000-01-01T00:00:00Z' }, 'bad_date'],
    ['a year long gone', { published: '1999-12-31T23:59:59Z' }, 'bad_date'],
    ['a year to come', { updated: '2999-01-01T00:00:00Z' }, 'bad_date'],
    ['the day after tomorrow', { published: new Date(NOW.getTime() + 86_400_001).toISOString() }, 'bad_date'],
    ['an object of a year to come', { object: note({ published: '2999-01-01T00:00:00Z' }) }, 'bad_date'],
    ['an object changed in words', { object: note({ updated: 'soon' }) }, 'bad_date'],
    ['1,001 recipients', { to: people(501), cc: people(500) }, 'too_many_recipients'],
    ['1,001 recipients of its object', { object: note({ to: people(1_000), cc: PUBLIC }) }, 'too_many_recipients'],
  ])('is refused with %s', async (_what, changed, code) => {
    await refusedUnasked(cavage(create(changed)), 400, code);
  });

  function people(count: number): readonly string[] {
    return Array.from({ length: count }, (_, at) => `${A}/u/${at}`);
  }

  it('may have a list around what is single, an object for an actor, and a type of its own besides', async () => {
    const written = create({
      actor: [{ id: eve.id, type: 'Person' }],
      type: ['x:Publish', 'Create'],
      object: [note()],
    });
    const { activity: read } = await passes(cavage(written));
    expect(read).toMatchObject({ actor: eve.id, type: 'Create', known: true, objectId: `${A}/n/1`, object: note() });
    expect(read.raw).toMatchObject({ actor: eve.id, type: 'Create', object: note() });
  });

  it('of a type that means nothing here is read all the same, and says so', async () => {
    const { activity: read } = await passes(cavage(activity('EmojiReact', `${US}/n/1`, { content: '👍' })));
    expect(read).toMatchObject({ type: 'EmojiReact', known: false, object: `${US}/n/1` });
  });

  it('says to whom, in one way, and nothing of whom nobody was to know of', async () => {
    const secret = [`${B}/u/hidden`];
    const written = create({
      to: 'as:Public',
      cc: [`${eve.id}/followers`, { id: bob.id }, bob.id, 'Public', 7, null, 'no id', 'HTTPS://B.test/'],
      bto: secret,
      bcc: secret,
      object: note({ bto: secret, bcc: secret }),
    });
    const { activity: read } = await passes(cavage(written));
    expect(read.to).toEqual([PUBLIC]);
    expect(read.cc).toEqual([`${eve.id}/followers`, bob.id, PUBLIC]);
    expect(JSON.stringify(read)).not.toContain('hidden');
  });

  it('may be for a thousand', async () => {
    const { activity: read } = await passes(cavage(create({ to: people(500), cc: people(500) })));
    expect([read.to.length, read.cc.length]).toEqual([500, 500]);
  });

  it.each([
    ['2026-11-22T09:34:11Z', '2026-11-22T09:34:11.000Z'],
    ['2026-11-22t09:34:11.123456789z', '2026-11-22T09:34:11.123Z'],
    ['2026-11-22T11:04:11+01:30', '2026-11-22T09:34:11.000Z'],
    ['2000-01-01T00:00:00Z', '2000-01-01T00:00:00.000Z'],
  ])('was published at %s', async (published, instant) => {
    const { activity: read } = await passes(cavage(create({ published })));
    expect(read.published?.toISOString()).toBe(instant);
  });

  it('may leave open when it was published', async () => {
    const { activity: read } = await passes(cavage(create({ published: null })));
    expect(read).not.toHaveProperty('published');
  });

  it.each(['Like', 'Announce', 'Follow'])('of a %s holds only the id of what it is about', async (type) => {
    const forged = { id: `${B}/n/9`, type: 'Note', attributedTo: bob.id, content: 'forged' };
    const { activity: read } = await passes(cavage(activity(type, forged)));
    expect(read).toMatchObject({ object: `${B}/n/9`, objectId: `${B}/n/9` });
    expect(JSON.stringify(read)).not.toContain('forged');
  });

  it('of a report holds all that it is about', async () => {
    const about = [`${US}/actor`, `${US}/objects/1`];
    const { activity: read } = await passes(cavage(activity('Flag', about)));
    expect(read).toMatchObject({ objectId: about[0], raw: { object: about } });
  });
});

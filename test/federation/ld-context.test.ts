import { describe, it } from 'vitest';
import { AS2, B, bob, cavage, create, note, US, type Json } from '../support/federation/gate-world.ts';
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
    ['has a word with a context that is elsewhere', [AS2, { w: { '@id': 'x:w', '@context': 'https://x.test/c' } }]],
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
    ['the scheme of addresses another meaning', { https: 'x:', a2: `${AS2}#actor` }],
    [
      'another context within a word, after one that is elsewhere',
      { w: { '@id': 'x:w', '@context': ['https://x.test/c', { actor: 'x:y' }] } },
    ],
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
    const like = { ...inContext(context), type: 'Like', object: `${US}/n/1` };
    await refusedUnasked(cavage(like), 400, 'context_redefines_core');
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

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Delivery, Verdict } from '../../src/platform/federation/gate.ts';
import { idIn } from '../../src/platform/federation/resource-id.ts';
import {
  A,
  activity,
  B,
  bob,
  cavage,
  create,
  eve,
  type Json,
  note,
  openWorld,
  PUBLIC,
  rfc9421,
  US,
} from '../support/federation/gate-world.ts';
import { recordings, worldOf } from '../support/federation/recorded.ts';

/** Messages that are let in, and in each the places where an origin stands on which that depends. */
const accepted: readonly (readonly [Json, readonly (readonly string[])[]])[] = [
  [create(), [['id'], ['actor'], ['object', 'id'], ['object', 'attributedTo']]],
  [activity('Update', note()), [['id'], ['actor'], ['object', 'id'], ['object', 'attributedTo']]],
  [activity('Update', { id: eve.id, type: 'Person' }), [['id'], ['actor'], ['object', 'id']]],
  [activity('Delete', `${A}/n/1`), [['id'], ['actor'], ['object']]],
  [activity('Delete', { id: `${A}/n/1`, type: 'Tombstone' }), [['id'], ['actor'], ['object', 'id']]],
  [
    activity('Undo', { id: `${A}/l/1`, type: 'Like', actor: eve.id, object: `${US}/n/1` }),
    [['id'], ['actor'], ['object', 'id'], ['object', 'actor']],
  ],
  [
    activity('Accept', { id: `${US}/f/1`, type: 'Follow', actor: `${US}/actor`, object: eve.id }),
    [['id'], ['actor'], ['object', 'object']],
  ],
  [activity('Move', eve.id, { target: `${B}/u/eve` }), [['id'], ['actor'], ['object']]],
  [activity('Follow', `${US}/actor`), [['id'], ['actor']]],
  [activity('Announce', `${B}/n/1`), [['id'], ['actor']]],
];

const foreign = fc.constantFrom(
  B,
  US,
  'https://a.test:8443',
  'https://x.a.test',
  'https://a.test.evil.test',
  'http://a.test',
);

function changedAt(value: unknown, [key, ...rest]: readonly string[], change: (value: unknown) => unknown): unknown {
  if (key === undefined) return change(value);
  if (Array.isArray(value)) return value.map((each, at) => (String(at) === key ? changedAt(each, rest, change) : each));
  return { ...(value as Json), [key]: changedAt((value as Json)[key], rest, change) };
}

const elsewhere = (origin: string) => (id: unknown) => origin + new URL(String(id)).pathname + new URL(String(id)).hash;

describe('a message that is let in', () => {
  it.each(accepted.map(([message]) => [message]))('is let in to begin with: %j', async (message) => {
    expect(await openWorld().examine(cavage(message))).toMatchObject({ ok: true });
  });

  it('is refused with any one of its origins replaced by another', async () => {
    const cases = accepted.flatMap(([message, places]) => places.map((place) => [message, place] as const));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...cases), foreign, fc.boolean(), async ([message, place], origin, modern) => {
        const changed = changedAt(message, place, elsewhere(origin)) as Json;
        const world = openWorld();
        const verdict = await world.examine(modern ? rfc9421(changed) : cavage(changed));
        expect(verdict.ok).toBe(false);
        expect(world.fetched).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('is refused when its key is of another origin, or it was signed for another', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...accepted), foreign, async ([message], origin) => {
        const world = openWorld();
        const by = { ...eve, keyId: elsewhere(origin)(eve.keyId) };
        world.served.set(by.keyId, { ...eve.holder, key: { ...eve.holder.key, id: by.keyId } });
        expect((await world.examine(cavage(message, { by }))).ok).toBe(false);
        expect((await world.examine(rfc9421(message, { by }))).ok).toBe(false);
        expect(world.fetched).toEqual([]);
        const host = new URL(origin).host;
        if (host !== 'us.test') expect((await world.examine(cavage(message, { host }))).ok).toBe(false);
      }),
      { numRuns: 60 },
    );
  });
});

const odd = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    -0,
    1e300,
    '',
    [],
    {},
    [[]],
    [null],
    'x',
    '#',
    'https://',
    PUBLIC,
    US,
    B,
    bob.id,
  ),
  fc.constantFrom<unknown>(
    eve.id,
    { id: eve.id },
    [eve.id, bob.id],
    'x'.repeat(120_000),
    '\u0000',
    '\ud800',
    '<b>x</b>',
  ),
  fc.constantFrom<unknown>(
    { '@graph': [] },
    { '@context': null },
    Array.from({ length: 300 }, () => 'x'),
  ),
  fc.jsonValue(),
  fc.webUrl(),
  fc.string({ unit: 'binary' }),
);

/** Every place in a document. */
const places = (value: unknown): readonly (readonly string[])[] =>
  typeof value === 'object' && value !== null
    ? [[], ...Object.entries(value).flatMap(([key, each]) => places(each).map((path) => [key, ...path]))]
    : [[]];

type Change = (document: unknown) => unknown;

const replaced =
  (where: number, what: unknown): Change =>
  (document) => {
    const all = places(document);
    return changedAt(document, all[where % all.length] ?? [], () => what);
  };
const nestedIn =
  (where: number): Change =>
  (document) => {
    const all = places(document);
    return changedAt(document, all[where % all.length] ?? [], () => document);
  };
const added =
  (where: number, key: string, what: unknown): Change =>
  (document) => {
    const all = places(document);
    return changedAt(document, all[where % all.length] ?? [], (value) =>
      typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value, [key]: what } : [value, what],
    );
  };

const keys = fc.constantFrom(
  '@context',
  '@id',
  'as:actor',
  'id',
  'type',
  'actor',
  'object',
  'to',
  'published',
  'x',
  '__proto__',
);
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(fc.nat(), odd).map(([where, what]) => replaced(where, what)),
  fc.nat().map(nestedIn),
  fc.tuple(fc.nat(), keys, odd).map(([where, key, what]) => added(where, key, what)),
);

/** A verdict, and never one that says that something broke. */
function expectVerdict(verdict: Verdict): void {
  if (verdict.ok) return;
  expect(verdict.status).toBeGreaterThanOrEqual(202);
  expect(verdict.status).toBeLessThan(500);
  expect(verdict.code).toMatch(/^[a-z_]+$/);
}

describe('a message that is not what anybody expects', () => {
  it('gets an answer, whatever its sender has made of it before signing it', async () => {
    const documents = recordings.map(({ activity: recorded }) => recorded);
    const world = openWorld({ limits: { messages: 100_000 } });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...documents),
        fc.array(change, { minLength: 1, maxLength: 3 }),
        async (from, changes) => {
          const said = asEves(from);
          const changed = changes.reduce<unknown>((document, each) => each(document), said);
          const verdict = await world.examine(cavage(JSON.stringify(changed)));
          expectVerdict(verdict);
          if (!verdict.ok) return;
          const { id, actor: who, type, object } = verdict.message.activity;
          expect([new URL(id).origin, who]).toEqual([A, eve.id]);
          if (type === 'Create' && typeof object === 'object') expect(idIn(object.attributedTo)).toEqual(eve.id);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('gets an answer, whatever has happened to it on its way', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...recordings), fc.nat(), damage, async (recording, where, damaged) => {
        const world = worldOf(recording);
        expectVerdict(await world.examine(damaged(recording.delivery, where)));
      }),
      { numRuns: 1_500 },
    );
  });
});

/** What somebody else has said once, as if eve had said it. */
function asEves(recorded: Json): Json {
  const actor = new RegExp(String(recorded.actor), 'g');
  const origin = new RegExp(new URL(String(recorded.actor)).origin, 'g');
  return JSON.parse(JSON.stringify(recorded).replace(actor, eve.id).replace(origin, A));
}

const text = fc.oneof(
  fc.string({ unit: 'binary-ascii' }),
  fc.constantFrom('', '"', ',', '=', ';', ':', '()', 'sig1=', '@@@', 'keyId=""', 'a'.repeat(9_000), ','.repeat(5_000)),
);

/** Something done to a header, a body or a path that was right. */
const damage: fc.Arbitrary<(delivery: Delivery, where: number) => Delivery> = fc.oneof(
  fc
    .tuple(text, fc.nat(), fc.nat({ max: 20 }))
    .map(([inserted, at, removed]) => (delivery: Delivery, where: number) => ({
      ...delivery,
      rawHeaders: delivery.rawHeaders.map((each, index) =>
        index === where % delivery.rawHeaders.length ? spliced(each, inserted, at, removed) : each,
      ),
    })),
  fc.tuple(text, fc.nat(), fc.nat({ max: 20 })).map(([inserted, at, removed]) => (delivery: Delivery) => ({
    ...delivery,
    path: spliced(delivery.path, inserted, at, removed),
  })),
  fc
    .tuple(fc.constantFrom('Signature', 'Signature-Input', 'Date', 'Host', 'Content-Digest', 'Digest'), text)
    .map(([name, value]) => (delivery: Delivery) => ({
      ...delivery,
      rawHeaders: [...delivery.rawHeaders, name, value],
    })),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => (delivery: Delivery) => ({ ...delivery, body: Buffer.from(bytes) })),
);

const spliced = (value: string, inserted: string, at: number, removed: number): string => {
  const from = at % (value.length + 1);
  return value.slice(0, from) + inserted + value.slice(from + removed);
};

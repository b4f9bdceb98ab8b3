import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../src/platform/federation/gate.ts';
import { createBoundedMap } from '../../src/platform/bounded-map.ts';
import { createBuckets } from '../../src/platform/federation/limits.ts';
import { A, activity, B, bob, cavage, create, eve, NOW, newPeer, openWorld } from '../support/federation/gate-world.ts';
import { passes } from '../support/federation/verdicts.ts';

describe('one server', () => {
  const nth = (count: number): Delivery => cavage(create({ id: `${A}/a/${count}` }));
  const flood = async (world: ReturnType<typeof openWorld>, count: number, from = 0): Promise<void> => {
    for (let at = from; at < from + count; at += 1) await passes(nth(at), world);
  };

  it('may send 300 messages in five minutes, and after that one a second', async () => {
    const world = openWorld();
    await flood(world, 300);
    expect(await world.examine(nth(300))).toMatchObject({ status: 429, code: 'too_many_messages', retryAfter: 1 });
    world.at = new Date(NOW.getTime() + 1_000);
    await flood(world, 1, 301);
    expect(await world.examine(nth(302))).toMatchObject({ status: 429 });
  });

  it('takes nothing from another', async () => {
    const world = openWorld({ limits: { messages: 2 } });
    await flood(world, 2);
    expect(await world.examine(nth(3))).toMatchObject({ status: 429, retryAfter: 150 });
    const bobs = create({ id: `${B}/a/1`, actor: bob.id, object: create().object });
    const follow = { ...bobs, type: 'Follow', object: 'https://us.test/actor' };
    await passes(cavage(follow, { by: bob }), world);
  });

  it('has one allowance for all who are on it', async () => {
    const world = openWorld({ limits: { messages: 2 } });
    const mallory = newPeer(`${A}/u/mallory`);
    world.served.set(mallory.keyId, mallory.holder);
    await flood(world, 2);
    const other = activity('Like', 'https://us.test/n/1', { actor: mallory.id });
    expect(await world.examine(cavage(other, { by: mallory }))).toMatchObject({ status: 429 });
  });

  it('may send more if we have asked for it', async () => {
    const world = openWorld({
      limits: { messages: 2, messagesOfFollowed: 5 },
      isFollowed: async ({ actor }) => actor === eve.id,
    });
    await flood(world, 5);
    expect(await world.examine(nth(6))).toMatchObject({ status: 429, retryAfter: 60 });
  });
});

describe('a bucket', () => {
  const open = (cap = 100) => {
    const clock = { at: NOW.getTime() };
    return { clock, buckets: createBuckets({ windowMs: 60_000, cap, now: () => new Date(clock.at) }) };
  };

  it('fills evenly, and never over its brim', () => {
    const { clock, buckets } = open();
    for (let count = 0; count < 10; count += 1) expect(buckets.take('a', 10)).toBe(0);
    expect(buckets.take('a', 10)).toBe(6_000);
    clock.at += 3_000;
    expect(buckets.take('a', 10)).toBe(3_000);
    clock.at += 3_000;
    expect(buckets.take('a', 10)).toBe(0);
    clock.at += 3_600_000;
    for (let count = 0; count < 10; count += 1) expect(buckets.take('a', 10)).toBe(0);
    expect(buckets.take('a', 10)).toBeGreaterThan(0);
  });

  it('does not fill while a clock is set back and forth', () => {
    const { clock, buckets } = open();
    for (let count = 0; count < 10; count += 1) buckets.take('a', 10);
    for (let count = 0; count < 10; count += 1) {
      clock.at -= 60_000;
      expect(buckets.take('a', 10)).toBeGreaterThan(0);
      clock.at += 60_000;
      expect(buckets.take('a', 10)).toBeGreaterThan(0);
    }
  });

  it('is forgotten once it is full again, and there are never more than so many', () => {
    const { clock, buckets } = open(100);
    for (let count = 0; count < 1_000; count += 1) buckets.take(`host ${count}`, 10);
    expect(buckets.size).toBe(100);
    clock.at += 60_000;
    for (let count = 0; count < 50; count += 1) buckets.take('one', 100);
    expect(buckets.size).toBe(1);
  });
});

describe('a bounded map', () => {
  it('drops what nobody has asked for for longest', () => {
    const map = createBoundedMap<number>(2);
    map.set('a', 1);
    map.set('b', 2);
    expect(map.get('a')).toBe(1);
    map.set('c', 3);
    expect([map.get('a'), map.get('b'), map.get('c'), map.size]).toEqual([1, undefined, 3, 2]);
  });
});

import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { RemoteFailure } from '../../src/platform/federation/remote.ts';
import { createRemoteKeys, type KeyHolder } from '../../src/platform/federation/remote-keys.ts';
import {
  A,
  activity,
  B,
  bob,
  cavage,
  create,
  eve,
  holderOf,
  minutesFromNow,
  NOW,
  newPair,
  newPeer,
  openWorld,
  pemOf,
  rfc9421,
  US,
} from '../support/federation/gate-world.ts';
import { passes } from '../support/federation/verdicts.ts';

const unreachable = new RemoteFailure('unreachable', 'timeout');
/** eve with another key under the same id. */
const renewed = newPeer(eve.id);
const like = (count: number) => cavage(activity('Like', `${US}/n/${count}`, { id: `${A}/l/${count}` }));
const byRenewed = cavage(create(), { by: renewed });
const forged = cavage(create(), { by: { ...bob, keyId: eve.keyId } });

describe('a key', () => {
  it('is asked for once, and then remembered', async () => {
    const world = openWorld();
    for (let count = 0; count < 3; count += 1) await passes(like(count), world);
    await passes(rfc9421(create()), world);
    expect(world.fetched).toEqual([eve.keyId]);
  });

  it('is asked for once by all who wait for it', async () => {
    const world = openWorld();
    const verdicts = await Promise.all(Array.from({ length: 16 }, (_, count) => world.examine(like(count))));
    expect(verdicts.every(({ ok }) => ok)).toBe(true);
    expect(world.fetched).toEqual([eve.keyId]);
  });

  it('is not asked for where it is stored', async () => {
    const world = openWorld();
    world.stored.set(eve.keyId, eve.holder);
    expect(await passes(like(1), world)).toMatchObject({ fetchedNow: false, sender: eve.holder.actor });
    expect(world.fetched).toEqual([]);
  });

  it('is new until its actor is stored, and not after that', async () => {
    const world = openWorld();
    expect(await passes(like(1), world)).toMatchObject({ fetchedNow: true });
    expect(await passes(like(2), world)).toMatchObject({ fetchedNow: true });
    world.stored.set(eve.keyId, eve.holder);
    expect(await passes(like(3), world)).toMatchObject({ fetchedNow: false });
    expect(world.fetched).toEqual([eve.keyId]);
  });

  it.each<[string, KeyHolder, string]>([
    ['is another key', bob.holder, 'key_not_listed'],
    [
      'is of another owner than the actor who lists it',
      holderOf(eve.id, eve.keyId, eve.holder.key.pem, bob.id),
      'key_owner_mismatch',
    ],
    ['is of an actor elsewhere', holderOf(bob.id, eve.keyId, eve.holder.key.pem), 'key_origin_mismatch'],
    ['is listed under another id', holderOf(eve.id, `${eve.id}#other`, eve.holder.key.pem), 'key_not_listed'],
    ['is not listed', { ...eve.holder, actor: { ...eve.holder.actor, keys: [] } }, 'key_not_listed'],
    [
      'is listed otherwise',
      { ...eve.holder, actor: { ...eve.holder.actor, keys: renewed.holder.actor.keys } },
      'key_not_listed',
    ],
    ['is none', holderOf(eve.id, eve.keyId, 'garbage'), 'key_unfit'],
    ['is too short', holderOf(eve.id, eve.keyId, pemOf(newPair(1024).publicKey)), 'key_unfit'],
    [
      'is of another kind',
      holderOf(eve.id, eve.keyId, pemOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey)),
      'key_unfit',
    ],
  ])('is not believed when what its origin serves %s', async (_what, holder, code) => {
    const world = openWorld();
    world.served.set(eve.keyId, holder);
    expect(await world.examine(like(1))).toMatchObject({ ok: false, status: 401, code });
    expect(await world.examine(like(2))).toMatchObject({ ok: false, status: 401, code });
    expect(world.fetched).toEqual([eve.keyId]);
  });

  it('that somebody claims for another is of nobody', async () => {
    const world = openWorld();
    const claimed = { ...eve, keyId: `${A}/k1` };
    world.served.set(claimed.keyId, holderOf(bob.id, claimed.keyId, eve.holder.key.pem));
    const bobs = create({ id: `${B}/a/1`, actor: bob.id });
    expect(await world.examine(cavage(bobs, { by: claimed }))).toMatchObject({ status: 403 });
    expect(world.fetched).toEqual([]);
    expect(await world.keys.keyFor(claimed.keyId)).toMatchObject({ ok: false, code: 'key_origin_mismatch' });
  });

  it('that does not exist is not asked for again for ten minutes', async () => {
    const world = openWorld();
    world.served.delete(eve.keyId);
    for (let count = 0; count < 5; count += 1)
      expect(await world.examine(like(count))).toMatchObject({ code: 'key_gone' });
    world.served.set(eve.keyId, eve.holder);
    world.at = minutesFromNow(9.9);
    expect(await world.examine(like(6))).toMatchObject({ code: 'key_gone' });
    expect(world.fetched).toHaveLength(1);
    world.at = minutesFromNow(10);
    await passes(like(7), world);
    expect(world.fetched).toHaveLength(2);
  });

  it('that cannot be reached is asked for again after half a minute, and whoever sent is told to come back', async () => {
    const world = openWorld();
    world.served.set(eve.keyId, unreachable);
    const away = { status: 503, code: 'key_unavailable', retryAfter: 30 };
    for (let count = 0; count < 5; count += 1) expect(await world.examine(like(count))).toMatchObject(away);
    expect(world.fetched).toHaveLength(1);
    world.served.set(eve.keyId, eve.holder);
    world.at = minutesFromNow(0.5);
    await passes(like(6), world);
  });

  it('is asked for at most ten times a minute at each host', async () => {
    const world = openWorld();
    const asking = (host: string, count: number) => world.keys.keyFor(`https://${host}/u/${count}#main-key`);
    for (let count = 0; count < 10; count += 1) expect(await asking('c.test', count)).toMatchObject({ kind: 'gone' });
    expect(await asking('c.test', 11)).toMatchObject({ kind: 'unreachable', code: 'key_fetch_busy' });
    expect(await asking('c.test:8443', 11)).toMatchObject({ kind: 'unreachable' });
    expect(await asking('d.test', 1)).toMatchObject({ kind: 'gone' });
    world.at = minutesFromNow(1);
    expect(await asking('c.test', 11)).toMatchObject({ kind: 'gone' });
  });

  it('is asked for no more than thirty-two at once', async () => {
    const waiting: (() => void)[] = [];
    const keys = createRemoteKeys({
      fetchKey: () => new Promise((resolve) => waiting.push(() => resolve(eve.holder))),
      stored: async () => undefined,
      now: () => NOW,
    });
    const asked = Array.from({ length: 33 }, (_, count) => keys.keyFor(`https://h${count}.test/k`));
    expect(await asked[32]).toMatchObject({ kind: 'unreachable', code: 'key_fetch_busy' });
    expect(waiting).toHaveLength(32);
    for (const answer of waiting) answer();
    await Promise.all(asked);
    const next = keys.keyFor('https://h99.test/k');
    await Promise.resolve();
    await Promise.resolve();
    expect(waiting).toHaveLength(33);
    waiting[32]?.();
    await next;
  });

  it('is kept beside no more than so many others', async () => {
    const world = openWorld({ keyLimits: { kept: 2 } });
    const peers = [eve, bob, newPeer('https://c.test/u/cat')];
    for (const { keyId, holder } of peers) world.served.set(keyId, holder);
    for (const { keyId } of [...peers, ...peers]) expect(await world.keys.keyFor(keyId)).toMatchObject({ ok: true });
    expect(world.fetched).toHaveLength(6);
  });

  it('is read from the database once', async () => {
    const world = openWorld();
    let reads = 0;
    const stored = async (): Promise<KeyHolder> => {
      reads += 1;
      return eve.holder;
    };
    const keys = createRemoteKeys({ fetchKey: async () => eve.holder, stored, now: () => world.at });
    for (let count = 0; count < 3; count += 1) expect(await keys.keyFor(eve.keyId)).toMatchObject({ stored: true });
    expect(reads).toBe(1);
  });

  it('that is withdrawn while it is being read is not taken from the database', async () => {
    const reads: ((holder: KeyHolder | undefined) => void)[] = [];
    const keys = createRemoteKeys({
      fetchKey: async () => {
        throw new RemoteFailure('gone', 'not_found');
      },
      stored: () => new Promise((resolve) => reads.push(resolve)),
      now: () => NOW,
    });
    const [first, second] = [keys.keyFor(eve.keyId), keys.keyFor(eve.keyId)];
    reads[0]?.(undefined);
    expect(await first).toMatchObject({ ok: false, kind: 'gone' });
    reads[1]?.(eve.holder);
    expect(await second).toMatchObject({ ok: false, kind: 'gone' });
  });

  it('is asked of the database again where it has been forgotten', async () => {
    const world = openWorld();
    world.stored.set(eve.keyId, eve.holder);
    await passes(like(1), world);
    world.stored.set(eve.keyId, renewed.holder);
    world.keys.forgetStored();
    await passes(byRenewed, world);
    expect(world.fetched).toEqual([]);
  });

  it('that could not be asked for while what is stored changed is read from there', async () => {
    const stored = new Map([[eve.keyId, eve.holder]]);
    const asked = Promise.withResolvers<KeyHolder>();
    const keys = createRemoteKeys({
      fetchKey: () => asked.promise,
      stored: async (keyId) => stored.get(keyId),
      now: () => NOW,
    });
    const before = await keys.keyFor(eve.keyId);
    if (!before.ok) return expect.unreachable();
    const newer = keys.refreshed(eve.keyId, before);
    stored.set(eve.keyId, renewed.holder);
    keys.forgetStored();
    asked.reject(new RemoteFailure('unreachable', 'timeout'));
    expect(await newer).toMatchObject({ ok: false, kind: 'unreachable' });
    expect(await keys.keyFor(eve.keyId)).toMatchObject({ ok: true, key: renewed.holder.key });
  });

  it('that was being read while it was forgotten is not remembered', async () => {
    const world = openWorld();
    const reads: ((holder: KeyHolder) => void)[] = [];
    const keys = createRemoteKeys({
      fetchKey: async () => renewed.holder,
      stored: () => new Promise((resolve) => reads.push(resolve)),
      now: () => world.at,
    });
    const before = keys.keyFor(eve.keyId);
    keys.forgetStored();
    reads[0]?.(eve.holder);
    await before;
    const after = keys.keyFor(eve.keyId);
    expect(reads).toHaveLength(2);
    reads[1]?.(renewed.holder);
    expect(await after).toMatchObject({ key: renewed.holder.key });
  });
});

describe('a key that is renewed', () => {
  it('is asked for once more, and then taken', async () => {
    const world = openWorld();
    world.stored.set(eve.keyId, eve.holder);
    await passes(like(1), world);
    world.served.set(eve.keyId, renewed.holder);
    expect(await passes(byRenewed, world)).toMatchObject({ fetchedNow: true, sender: renewed.holder.actor });
    expect(world.fetched).toEqual([eve.keyId]);
    expect(world.replaced).toMatchObject([[eve.keyId, renewed.holder]]);
  });

  it('is taken from all who sign with it at that moment', async () => {
    const world = openWorld();
    world.stored.set(eve.keyId, eve.holder);
    world.served.set(eve.keyId, renewed.holder);
    const verdicts = await Promise.all(Array.from({ length: 8 }, () => world.examine(byRenewed)));
    expect(verdicts.map(({ ok }) => ok)).toEqual(verdicts.map(() => true));
    expect(world.fetched).toEqual([eve.keyId]);
  });

  it('is asked for at most once in ten minutes, however many bad signatures come', async () => {
    const world = openWorld();
    world.stored.set(eve.keyId, eve.holder);
    for (let minute = 0; minute < 10; minute += 1) {
      world.at = minutesFromNow(minute);
      for (let count = 0; count < 10; count += 1)
        expect(await world.examine(forged)).toMatchObject({ code: 'sig_invalid' });
    }
    expect(world.fetched).toHaveLength(1);
    world.at = minutesFromNow(10);
    await world.examine(forged);
    expect(world.fetched).toHaveLength(2);
    await passes(cavage(create(), { date: world.at }), world);
  });

  it('is not asked for when it has come this moment', async () => {
    const world = openWorld();
    expect(await world.examine(forged)).toMatchObject({ code: 'sig_invalid' });
    expect(world.fetched).toHaveLength(1);
  });

  it('is not accepted again: not from memory, and not while the database still has it', async () => {
    const world = openWorld();
    world.stored.set(eve.keyId, eve.holder);
    world.served.set(eve.keyId, renewed.holder);
    await passes(byRenewed, world);
    for (let count = 0; count < 3; count += 1)
      expect(await world.examine(like(count))).toMatchObject({ code: 'sig_invalid' });
    expect(await passes(byRenewed, world)).toMatchObject({ fetchedNow: true });
  });

  it('is not accepted again after it was withdrawn', async () => {
    const world = openWorld();
    world.stored.set(eve.keyId, eve.holder);
    world.served.delete(eve.keyId);
    await passes(like(1), world);
    expect(await world.examine(forged)).toMatchObject({ code: 'key_gone' });
    expect(await world.examine(like(2))).toMatchObject({ code: 'key_gone' });
    expect(world.replaced).toEqual([[eve.keyId, undefined]]);
  });

  it('that cannot be asked for goes on being valid, and whoever signs with another is told to come back', async () => {
    const world = openWorld();
    world.stored.set(eve.keyId, eve.holder);
    world.served.set(eve.keyId, unreachable);
    for (let count = 0; count < 3; count += 1) {
      expect(await world.examine(byRenewed)).toMatchObject({ status: 503, code: 'key_unavailable' });
      await passes(like(count), world);
    }
    expect(world.fetched).toHaveLength(1);
    world.served.set(eve.keyId, renewed.holder);
    world.at = minutesFromNow(0.5);
    await passes(byRenewed, world);
    expect(world.replaced).toHaveLength(1);
  });
});

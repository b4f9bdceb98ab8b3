import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WAITING_OF_DOMAIN_MAX } from '../../src/peers/follower.ts';
import { countFollowers, countWaiting } from '../../src/peers/store.ts';
import { type TestHouse, testHouse } from '../support/house.ts';
import { followFrom, hearAll, messageFrom, outsider, tellOf } from '../support/outsiders.ts';
import { found } from '../support/people.ts';

let house: TestHouse;
let ana: { readonly member: string };
beforeEach(async () => {
  house = await testHouse();
  ana = { member: await found(house) };
});
afterEach(() => house[Symbol.asyncDispose]());

const bob = outsider('bob@quay.example');
const asks = (who = bob): Promise<string> => tellOf(house, messageFrom(who, 'Follow', house.federation.uris.actor));

describe('somebody who asks to follow again and again, each time under another id', () => {
  it('follows once, and leaves by one statement', async () => {
    for (let count = 0; count < 30; count += 1)
      await house.inbox.take(messageFrom(bob, 'Follow', house.federation.uris.actor));
    await hearAll(house);
    expect(await countFollowers(house.db)).toBe(1);
    const block = messageFrom(bob, 'Block', house.federation.uris.actor);
    expect(await tellOf(house, { ...block, fetchedNow: false })).toBe('done');
    const rows = await house.sql<{ settled: string }[]>`
      select distinct xmin::text || cmin::text as settled from follows_received where state = 'undone'`;
    expect(rows).toHaveLength(1);
    expect(await countFollowers(house.db)).toBe(0);
  });

  it('waits once, by what they have asked last, where follows wait', async () => {
    await house.peers.setApproval(ana, true);
    for (let count = 0; count < 5; count += 1) await followFrom(house, bob);
    const last = await followFrom(house, bob);
    expect(await countWaiting(house.db)).toBe(1);
    await house.peers.acceptFollower(ana, last);
    expect(await countFollowers(house.db)).toBe(1);
  });
});

describe('somebody who makes hosts at will', () => {
  it('cannot keep others from waiting', async () => {
    await house.peers.setApproval(ana, true);
    for (let count = 0; count < WAITING_OF_DOMAIN_MAX; count += 1) {
      await house.inbox.take(messageFrom(outsider(`eve@x${count}.a.example`), 'Follow', house.federation.uris.actor));
    }
    await hearAll(house);
    expect(await countWaiting(house.db)).toBe(WAITING_OF_DOMAIN_MAX);
    expect(await asks(outsider('eve@one.more.a.example'))).toBe('follower.too_many_waiting');
    expect(await asks(outsider('eve@x1.a.example'))).toBe('done');
    expect(await asks(bob)).toBe('done');
  });
});

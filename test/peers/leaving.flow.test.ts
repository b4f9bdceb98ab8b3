import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { forgetInbox } from '../../src/peers/federation.ts';
import { countFollowers } from '../../src/peers/store.ts';
import { type TestHouse, testHouse } from '../support/house.ts';
import { answerFrom, appreciationFrom, followFrom, messageFrom, outsider, tellOf } from '../support/outsiders.ts';
import { found } from '../support/people.ts';
import { noticeWords } from '../support/publications.ts';

let house: TestHouse;
let ana: { readonly member: string };
beforeEach(async () => {
  house = await testHouse();
  ana = { member: await found(house) };
});
afterEach(() => house[Symbol.asyncDispose]());

const mira = outsider('mira@garden.example');
const waiting = async () =>
  (await house.sql<{ inbox: string }[]>`select inbox from deliveries where state = 'waiting'`).map(
    ({ inbox }) => inbox,
  );

describe('a follower', () => {
  it('who has asked twice, under two ids, is removed once and for all', async () => {
    const first = await followFrom(house, mira);
    await followFrom(house, mira);
    expect(await countFollowers(house.db)).toBe(1);
    await house.peers.removeFollower(ana, first);
    expect(await countFollowers(house.db)).toBe(0);
  });

  it('whose inbox is gone follows no more, and nothing waits for it any longer', async () => {
    await followFrom(house, mira);
    expect(await waiting()).toEqual([mira.inbox]);
    await house.inUnitOfWork((work) => forgetInbox(work, mira.inbox));
    expect(await countFollowers(house.db)).toBe(0);
    expect(await waiting()).toEqual([]);
  });

  it('who deletes themselves is neither counted nor quoted any more', async () => {
    const notice = await house.publication.publishNotice(ana, noticeWords());
    await followFrom(house, mira);
    await answerFrom(house, mira, notice, { content: '<p>canary of somebody who is gone</p>' });
    await appreciationFrom(house, mira, notice, 'Like');
    expect(await tellOf(house, messageFrom(mira, 'Delete', mira.id))).toBe('done');
    expect(await countFollowers(house.db)).toBe(0);
    const [left] = await house.sql`select
      (select count(*)::int from remote_notes where content is not null) as notes,
      (select count(*)::int from appreciations where undone_at is null) as likes`;
    expect(left).toEqual({ notes: 0, likes: 0 });
  });
});

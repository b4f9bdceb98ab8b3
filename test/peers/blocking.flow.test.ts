import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { blocksListed } from '../../src/peers/block-store.ts';
import { countFollowers, isFollowed } from '../../src/peers/store.ts';
import { type TestHouse, testHouse } from '../support/house.ts';
import { follow, followFrom, messageFrom, outsider, tellOf } from '../support/outsiders.ts';
import { found } from '../support/people.ts';
import { noticeWords } from '../support/publications.ts';

let house: TestHouse;
let ana: string;
let us: string;
beforeEach(async () => {
  house = await testHouse();
  ana = await found(house);
  us = house.federation.uris.actor;
});
afterEach(() => house[Symbol.asyncDispose]());

const mira = outsider('mira@garden.example');
const tom = outsider('tom@garden.example');
const ID = 'https://garden.example/blocks/1';

const block = (object = us, by = mira, id = ID) =>
  tellOf(house, { ...messageFrom(by, 'Block', object, { id }), fetchedNow: false });
const waiting = async (): Promise<string[]> =>
  (await house.sql<{ inbox: string }[]>`select inbox from deliveries where state = 'waiting' order by inbox`).map(
    ({ inbox }) => inbox,
  );
const blockers = async (): Promise<string[]> => (await blocksListed(house.db)).map(({ actor }) => actor);

describe('somebody who blocks us', () => {
  it('follows us no more, is followed no more, and is sent nothing that waits', async () => {
    await followFrom(house, mira);
    await follow(house, ana, mira);
    await house.publication.publishNotice({ member: ana }, noticeWords());
    expect(await waiting()).toContain(mira.inbox);
    expect(await waiting()).toContain(mira.sharedInbox);
    expect(await block()).toBe('done');
    expect(await waiting()).toEqual([]);
    expect(await countFollowers(house.db)).toBe(0);
    expect(await isFollowed(house.db, mira.id)).toBe(false);
    expect(await blockers()).toEqual([mira.id]);
  });

  it('takes nothing away from those who share an inbox with them', async () => {
    await followFrom(house, mira);
    await followFrom(house, tom);
    await house.publication.publishNotice({ member: ana }, noticeWords());
    await block();
    expect(await waiting()).toEqual([mira.sharedInbox, tom.inbox].sort());
  });

  it('is told to nobody: nothing is sent because of it', async () => {
    await followFrom(house, mira);
    const [before] = await house.sql`select count(*)::int as total from activities`;
    await block();
    const [after] = await house.sql`select count(*)::int as total from activities`;
    expect(after).toEqual(before);
  });

  it.each([
    ['its id', ID],
    ['all of it', { id: ID, type: 'Block', actor: mira.id, object: '' }],
    ['all of it but its id', { type: 'Block', actor: mira.id, object: '' }],
  ])('can take it back, by %s; what it ended does not begin again', async (_what, given) => {
    await followFrom(house, mira);
    await block();
    const object = typeof given === 'string' ? given : { ...given, object: us };
    expect(await tellOf(house, messageFrom(mira, 'Undo', object))).toBe('done');
    expect(await blockers()).toEqual([]);
    expect(await countFollowers(house.db)).toBe(0);
  });

  it('has taken it back when that comes first', async () => {
    await followFrom(house, mira);
    await tellOf(house, messageFrom(mira, 'Undo', { id: ID, type: 'Block', actor: mira.id, object: us }));
    expect(await block()).toBe('ignored');
    expect(await countFollowers(house.db)).toBe(1);
  });

  it('has taken it back by following us again', async () => {
    await followFrom(house, mira);
    await block();
    await followFrom(house, mira);
    expect(await blockers()).toEqual([]);
    expect(await countFollowers(house.db)).toBe(1);
  });

  it('speaks for nobody else, and of nobody else', async () => {
    await followFrom(house, mira);
    await followFrom(house, tom);
    expect(await block(tom.id, mira, 'https://garden.example/blocks/toms')).toBe('ignored');
    expect(await countFollowers(house.db)).toBe(2);
    await block();
    expect(await tellOf(house, messageFrom(tom, 'Undo', ID))).toBe('done');
    expect(await tellOf(house, messageFrom(tom, 'Undo', { type: 'Block', actor: tom.id, object: us }))).toBe('done');
    expect(await blockers()).toEqual([mira.id]);
  });

  it('whom nobody here has met leaves nothing behind', async () => {
    expect(await tellOf(house, messageFrom(mira, 'Block', us, { id: ID }))).toBe('ignored');
    expect(await house.sql`select * from blocks_received`).toEqual([]);
  });
});

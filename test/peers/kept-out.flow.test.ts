import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loseActor } from '../../src/peers/federation.ts';
import { countFollowers, isFollowed } from '../../src/peers/store.ts';
import { audience } from '../../src/peers/views.ts';
import type { TestHouse } from '../support/house.ts';
import {
  answerFrom,
  appreciationFrom,
  follow,
  followFrom,
  messageFrom,
  outsider,
  tellOf,
  wordsFrom,
} from '../support/outsiders.ts';
import { houseWithNotice } from '../support/publications.ts';

let house: TestHouse;
let ana: string;
let notice: string;
beforeEach(async () => {
  ({ house, ana, notice } = await houseWithNotice());
});
afterEach(() => house[Symbol.asyncDispose]());

const eve = outsider('eve@spam.example');
const bob = outsider('bob@quay.example');
const keepOut = (name = eve.id, subject: 'actor' | 'server' = 'actor') =>
  house.peers.judge({ member: ana }, { subject, name, verdict: 'keep_out', reason: 'Spam.', reviewOn: null });
const notes = () => house.sql`select id, actor, publication, content from remote_notes order by id`;

describe('somebody who is kept out', () => {
  it('has no effect by anything that they send', async () => {
    await followFrom(house, eve);
    const said = await answerFrom(house, eve, notice, { content: '<p>Buy.</p>' });
    const before = await notes();
    await keepOut();
    const { uris } = house.federation;
    const object = uris.object(notice);
    for (const [type, of] of [
      ['Follow', uris.actor],
      ['Like', object],
      ['Announce', object],
      ['Move', eve.id],
      ['Block', uris.actor],
      ['Flag', object],
      ['Delete', said],
      ['Delete', eve.id],
      ['Undo', `${eve.id}/follows/1`],
      ['Accept', uris.activity('x')],
      ['Reject', uris.activity('x')],
    ] as const) {
      const message = messageFrom(eve, type, of, { target: bob.id });
      expect(await tellOf(house, { ...message, fetchedNow: false }), type).toBe('ignored');
    }
    await answerFrom(house, eve, notice, { content: '<p>More.</p>' });
    await answerFrom(house, eve, notice, { id: said, content: '<p>Changed.</p>' });
    expect(await notes()).toEqual(before);
    expect(await house.sql`select * from reports`).toEqual([]);
    expect(await house.sql`select * from appreciations`).toEqual([]);
  });

  it('stays kept out by changing themselves, their key or their name, and by leaving and coming back', async () => {
    const follow = await followFrom(house, eve);
    await keepOut();
    const changed = { id: eve.id, type: 'Person', inbox: eve.inbox, preferredUsername: 'angel', name: 'Angel' };
    expect(await tellOf(house, { ...messageFrom(eve, 'Update', changed), fetchedNow: false })).toBe('ignored');
    await tellOf(house, messageFrom(eve, 'Undo', { id: follow, type: 'Follow', actor: eve.id }));
    await followFrom(house, { ...eve, keys: [] });
    const [row] = await house.sql`select handle from remote_actors where id = ${eve.id}`;
    expect(row).toEqual({ handle: 'eve' });
    expect(await house.sql`select count(*)::int as total from follows_received`).toEqual([{ total: 1 }]);
  });

  it('is sent nothing that followers are sent, although nobody tells them so; those beside them are', async () => {
    const sister = outsider('amy@spam.example');
    for (const each of [eve, sister, bob]) await followFrom(house, each);
    const inboxes = async () => (await audience(house.db, 'quarantine')).map(({ inbox }) => inbox).sort();
    expect(await inboxes()).toEqual([bob.sharedInbox, eve.sharedInbox]);
    await keepOut();
    expect(await inboxes()).toEqual([bob.sharedInbox, eve.sharedInbox]);
    await keepOut('spam.example', 'server');
    expect(await inboxes()).toEqual([bob.sharedInbox]);
  });

  it('lets nobody in through what they have written: an answer to it is no answer to us', async () => {
    const said = await answerFrom(house, eve, notice, { content: '<p>Buy.</p>' });
    const before = await wordsFrom(house, bob, { inReplyTo: said, content: '<p>No.</p>' });
    await keepOut();
    await wordsFrom(house, bob, { inReplyTo: said, content: '<p>Go away.</p>' });
    expect((await notes()).map(({ id }) => id).sort()).toEqual([said, before].sort());
  });

  it('has no effect by being named: whoever names them is heard as before', async () => {
    await keepOut();
    const id = await answerFrom(house, bob, notice, {
      content: '<p>As @eve said.</p>',
      cc: [eve.id],
      tag: [{ type: 'Mention', href: eve.id }],
    });
    expect(await notes()).toMatchObject([{ id, actor: bob.id }]);
    expect(await appreciationFrom(house, bob, notice, 'Announce')).toBe('done');
    const embedded = { id: 'https://spam.example/notes/9', type: 'Note', attributedTo: eve.id, content: '<p>Buy.</p>' };
    await tellOf(house, messageFrom(bob, 'Announce', embedded));
    expect(await notes()).toHaveLength(1);
  });
});

describe('what is gone elsewhere', () => {
  it.each(['Update', 'Delete'])('is gone here by %s with a tombstone, and does not come back', async (type) => {
    const said = await answerFrom(house, bob, notice, { content: '<p>Soup?</p>' });
    expect(await tellOf(house, messageFrom(bob, type, { id: said, type: 'Tombstone' }))).toBe('done');
    expect(await notes()).toMatchObject([{ id: said, content: null }]);
    await answerFrom(house, bob, notice, { id: said, content: '<p>Soup!</p>' });
    expect(await notes()).toMatchObject([{ id: said, content: null }]);
  });

  it('does not come, when the tombstone comes first', async () => {
    const id = 'https://quay.example/notes/early';
    await tellOf(house, messageFrom(bob, 'Update', { id, type: 'Tombstone' }));
    await answerFrom(house, bob, notice, { id, content: '<p>Late.</p>' });
    expect(await notes()).toEqual([]);
  });

  it('is not gone because somebody else on their server says so', async () => {
    const said = await answerFrom(house, bob, notice, { content: '<p>Soup?</p>' });
    const other = outsider('rob@quay.example');
    const message = messageFrom(other, 'Update', { id: said, type: 'Tombstone' });
    expect(await tellOf(house, message)).toBe('voice.not_its_author');
    expect(await notes()).toMatchObject([{ content: '<p>Soup?</p>' }]);
  });

  it('is an actor who sends a tombstone of themselves: all that was theirs ends', async () => {
    await followFrom(house, bob);
    await answerFrom(house, bob, notice, { content: '<p>Soup?</p>' });
    await tellOf(house, messageFrom(bob, 'Update', { id: bob.id, type: 'Tombstone' }));
    expect(await countFollowers(house.db)).toBe(0);
    expect(await notes()).toMatchObject([{ content: null }]);
  });

  it('is an actor whose own server says so: nothing is between us any more, and their words stay', async () => {
    await followFrom(house, bob);
    await follow(house, ana, bob);
    await answerFrom(house, bob, notice, { content: '<p>Soup?</p>' });
    await house.inUnitOfWork((work) => loseActor(work, bob.id));
    expect(await countFollowers(house.db)).toBe(0);
    expect(await isFollowed(house.db, bob.id)).toBe(false);
    expect(await notes()).toMatchObject([{ content: '<p>Soup?</p>' }]);
    await house.inUnitOfWork((work) => loseActor(work, 'https://quay.example/users/nobody'));
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cancelAbout } from '../../../src/platform/federation/delivery/deliveries.ts';
import { openPostOffice, type PostOffice } from '../../support/federation/post-office.ts';

let office: PostOffice;
beforeEach(async () => {
  office = await openPostOffice();
});
afterEach(() => office[Symbol.asyncDispose]());

const INBOX = 'https://one.example/inbox';
const typesOf = (posts: readonly { type: string; object: string }[], object: string) =>
  posts.filter((post) => post.object === object).map(({ type }) => type);

describe('what is about one thing', () => {
  it('reaches an inbox in the order in which it was made, whatever fails on the way', async () => {
    let refusals = 2;
    const peer = office.internet.peer('one.example', () => (refusals-- > 0 ? 500 : 202));
    for (const type of ['Create', 'Update', 'Announce']) await office.post({ inboxes: [INBOX], type, object: 'a' });
    const opened = office.open();
    await opened.courier.idle();
    expect(typesOf(peer.posts, 'a')).toEqual(['Create']);
    await office.pass(opened, 1, 0.25);
    expect(typesOf(peer.posts, 'a')).toEqual(['Create', 'Create', 'Create', 'Update', 'Announce']);
  });

  it('is not said any more once it is taken back, whoever had taken it and is no more', async () => {
    const peer = office.internet.peer('one.example', ({ object }) => (object === 'a' ? 500 : 202));
    for (const object of ['a', 'b']) await office.post({ inboxes: [INBOX], object });
    const first = office.open();
    await first.courier.idle();
    await first.courier.stop();
    await office.post({ inboxes: [INBOX], object: 'leased' });
    const leasedUntil = new Date(office.clock.now().getTime() + 60_000);
    await office.database.sql`update deliveries set leased_until = ${leasedUntil} where object = 'leased'`;
    for (const object of ['a', 'b', 'leased']) {
      await first.units.inUnitOfWork((work) => cancelAbout(work, object));
      await office.post({ inboxes: [INBOX], type: 'Delete', object });
    }
    const opened = office.open();
    await office.pass(opened, 1, 0.25);
    expect((await office.rows()).map(({ state }) => state)).toEqual([
      'cancelled',
      'delivered',
      'cancelled',
      'waiting',
      'delivered',
      'delivered',
    ]);
    expect(typesOf(peer.posts, 'leased')).toEqual(['Delete']);
    expect(typesOf(peer.posts, 'a').slice(0, 2)).toEqual(['Create', 'Delete']);
  });

  it('is not said any more either when it was on its way as it was taken back, and did not arrive', async () => {
    const answer = Promise.withResolvers<number>();
    const peer = office.internet.peer('one.example', ({ type }) => (type === 'Create' ? answer.promise : 202));
    await office.post({ inboxes: [INBOX], object: 'a' });
    const opened = office.open();
    await office.internet.until(() => peer.posts.length === 1);
    await opened.units.inUnitOfWork((work) => cancelAbout(work, 'a'));
    await office.post({ inboxes: [INBOX], type: 'Delete', object: 'a' });
    answer.resolve(500);
    await opened.courier.idle();
    await office.pass(opened, 1, 0.25);
    expect(typesOf(peer.posts, 'a')).toEqual(['Create', 'Delete']);
    expect((await office.rows()).map(({ state }) => state)).toEqual(['cancelled', 'delivered']);
  });

  it('follows at once when what was before it has failed for good', async () => {
    const peer = office.internet.peer('one.example', ({ type }) => (type === 'Create' ? 422 : 202));
    for (const type of ['Create', 'Update']) await office.post({ inboxes: [INBOX], type, object: 'a' });
    await office.open().courier.idle();
    expect(typesOf(peer.posts, 'a')).toEqual(['Create', 'Update']);
  });

  it('keeps nothing back that is about another, or goes to another inbox', async () => {
    const peer = office.internet.peer('one.example', ({ path, object }) =>
      path === '/inbox' && object === 'a' ? 500 : 202,
    );
    const inboxes = [INBOX, 'https://one.example/another'];
    for (const object of ['a', 'b']) {
      for (const type of ['Create', 'Update']) await office.post({ inboxes, type, object });
    }
    await office.open().courier.idle();
    const at = (path: string) => peer.posts.filter((post) => post.path === path);
    expect(typesOf(at('/inbox'), 'a')).toEqual(['Create']);
    expect(typesOf(at('/inbox'), 'b')).toEqual(['Create', 'Update']);
    expect(typesOf(at('/another'), 'a')).toEqual(['Create', 'Update']);
    expect(typesOf(at('/another'), 'b')).toEqual(['Create', 'Update']);
  });

  it('is never on its way twice at a time', async () => {
    const underWay = new Map<string, number>();
    const together: string[] = [];
    office.internet.peer('one.example', async ({ object }) => {
      const many = (underWay.get(object) ?? 0) + 1;
      underWay.set(object, many);
      if (many > 1) together.push(object);
      await office.database.sql`select 1`;
      underWay.set(object, many - 1);
      return 202;
    });
    for (const object of ['a', 'b', 'c']) {
      for (let count = 0; count < 6; count += 1) await office.post({ inboxes: [INBOX], type: 'Update', object });
    }
    const [one, two] = [office.open(), office.open()];
    await Promise.all([one.courier.idle(), two.courier.idle()]);
    await one.courier.idle();
    expect(together).toEqual([]);
    expect((await office.rows()).every(({ state }) => state === 'delivered')).toBe(true);
  });

  it('is in order when a peer has been away for days, and everything of it arrives', async () => {
    const peer = office.internet.peer('one.example');
    const well = office.internet.peer('two.example');
    peer.down = true;
    const opened = office.open();
    const inboxes = [INBOX, 'https://two.example/inbox'];
    for (const type of ['Create', 'Update', 'Announce', 'Undo']) {
      await office.post({ inboxes, type, object: 'a' });
      await opened.courier.idle();
      await office.pass(opened, 36, 2);
    }
    expect(typesOf(well.posts, 'a')).toEqual(['Create', 'Update', 'Announce', 'Undo']);
    expect(peer.dialled).toBeGreaterThan(10);
    // Four wait; the host is tried no more often than one of them would be.
    expect(peer.dialled).toBeLessThan(24);
    peer.down = false;
    await office.pass(opened, 12, 2);
    expect(typesOf(peer.posts, 'a')).toEqual(['Create', 'Update', 'Announce', 'Undo']);
    expect(peer.posts).toHaveLength(4);
  });
});

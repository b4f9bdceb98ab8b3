import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { leaseDue } from '../../../src/platform/federation/delivery/deliveries.ts';
import { insertBacklog, openPostOffice, type PostOffice } from '../../support/federation/post-office.ts';

let office: PostOffice;
beforeEach(async () => {
  office = await openPostOffice();
});
afterEach(() => office[Symbol.asyncDispose]());

const hostsOf = (many: number, prefix = 'host') =>
  Array.from({ length: many }, (_, n) => `${prefix}-${String(n).padStart(2, '0')}.example`);
const inboxesOf = (hosts: readonly string[]) => hosts.map((host) => `https://${host}/inbox`);
const WISH = { room: 10, perHost: 2, leaseMs: 60_000, after: '' };

describe('couriers of several processes', () => {
  it('bring everything once while none of them dies', async () => {
    const peers = hostsOf(12).map((host) => office.internet.peer(host));
    const ids: string[] = [];
    for (let count = 0; count < 8; count += 1) {
      ids.push(await office.post({ inboxes: inboxesOf(hostsOf(12)) }));
    }
    const limits = { batch: 8 };
    const couriers = [office.open({ limits }), office.open({ limits }), office.open({ limits })];
    await Promise.all(couriers.map(({ courier }) => courier.idle()));
    await Promise.all(couriers.map(({ courier }) => courier.idle()));
    for (const peer of peers) {
      expect(peer.posts.map(({ id }) => id).sort()).toEqual([...ids].sort());
      expect(peer.mostAtOnce).toBeLessThanOrEqual(2);
    }
  });

  it('give each host two at a time together, and do use these two', async () => {
    const peer = office.internet.peer('one.example', async () => {
      await office.internet.until(() => peer.atOnce >= 2);
      return 202;
    });
    for (let count = 0; count < 12; count += 1) await office.post({ inboxes: ['https://one.example/inbox'] });
    const couriers = [office.open(), office.open()];
    await office.internet.until(() => peer.posts.length >= 10);
    peer.answer = () => 202;
    await Promise.all(couriers.map(({ courier }) => courier.idle()));
    expect(peer.posts).toHaveLength(12);
    expect(peer.mostAtOnce).toBe(2);
  });

  it('do not both find room for one host when they look at the same moment', async () => {
    for (let count = 0; count < 6; count += 1) await office.post({ inboxes: ['https://one.example/inbox'] });
    const { units } = office.open({ limits: { batch: 0 } });
    const first = Promise.withResolvers<number>();
    const secondLooks = Promise.withResolvers<void>();
    const holding = units.inUnitOfWork(async (work) => {
      first.resolve((await leaseDue(work, WISH)).taken.length);
      await secondLooks.promise;
    });
    expect(await first.promise).toBe(2);
    const second = units.inUnitOfWork(async (work) => (await leaseDue(work, WISH)).taken.length);
    const waits = async () => {
      for (;;) {
        const [row] = await office.database.sql`
          select count(*)::int as many from pg_locks where locktype = 'advisory' and not granted`;
        if (row?.many > 0) return;
      }
    };
    await Promise.race([second, waits()]);
    secondLooks.resolve();
    await holding;
    expect(await second).toBe(0);
  });

  it('pass over what somebody else is writing to', async () => {
    await office.post({ inboxes: inboxesOf(['one.example', 'two.example']) });
    const { units } = office.open({ limits: { batch: 0 } });
    const taken = await office.database.db.transaction(async (tx) => {
      await tx.execute(sql`select from deliveries where host = 'one.example' for update`);
      return units.inUnitOfWork((work) => leaseDue(work, WISH));
    });
    expect(taken.taken.map(({ host }) => host)).toEqual(['two.example']);
  });
});

describe('a courier that is killed after a peer got a message and before anything was written down', () => {
  it('loses its leases in time, and another brings it again, under the same id', async () => {
    const peer = office.internet.peer('one.example');
    const id = await office.post({ inboxes: ['https://one.example/inbox'], type: 'Create', object: 'a' });
    await office.post({ inboxes: ['https://one.example/inbox'], type: 'Update', object: 'a' });
    office.open({ fetch: (asked) => office.internet.fetch(asked).then(() => new Promise(() => {})) });
    await office.internet.until(() => peer.posts.length === 1);

    const other = office.open();
    office.clock.advance({ seconds: 59 });
    await other.courier.idle();
    expect(peer.posts).toHaveLength(1);
    office.clock.advance({ seconds: 1 });
    await other.courier.idle();
    expect(peer.posts.map(({ type }) => type)).toEqual(['Create', 'Create', 'Update']);
    expect(peer.posts[1]?.id).toBe(id);
    expect(await office.rows()).toMatchObject([{ state: 'delivered', attempts: 1 }, { state: 'delivered' }]);
  });

  it('and who only seemed so gives back nothing that is another’s by now', async () => {
    const peer = office.internet.peer('one.example', 'never');
    await office.post({ inboxes: ['https://one.example/inbox'] });
    const one = office.open({ limits: { stopMs: 1 } });
    await office.internet.until(() => peer.posts.length === 1);
    office.clock.advance({ seconds: 60 });
    const two = office.open({ limits: { stopMs: 1 } });
    await office.internet.until(() => peer.posts.length === 2);
    const leasedUntil = new Date(office.clock.now().getTime() + 60_000);
    await one.courier.stop();
    expect(await office.rows()).toMatchObject([{ state: 'waiting', leasedUntil }]);
    await two.courier.stop();
    expect(await office.rows()).toMatchObject([{ state: 'waiting', leasedUntil: null }]);
  });

  it('and who only seemed so says nothing more about when it is tried, but that it was delivered stays true', async () => {
    for (const [answer, state] of [
      [500, 'waiting'],
      [202, 'delivered'],
    ] as const) {
      const late = Promise.withResolvers<number>();
      const again = Promise.withResolvers<number>();
      const answers = [late, again];
      const peer = office.internet.peer(`answers-${answer}.example`, () => answers.shift()?.promise ?? 202);
      await office.post({ inboxes: [`https://${peer.host}/inbox`] });
      const one = office.open();
      await office.internet.until(() => peer.posts.length === 1);
      office.clock.advance({ seconds: 60 });
      const two = office.open();
      await office.internet.until(() => peer.posts.length === 2);
      const leased = async () => (await office.rows()).find(({ host }) => host === peer.host);
      const before = await leased();
      late.resolve(answer);
      await one.courier.idle();
      if (answer === 500) expect(await leased()).toEqual(before);
      else expect(await leased()).toMatchObject({ state, leasedUntil: null });
      again.resolve(500);
      await two.courier.idle();
      expect(await leased()).toMatchObject({ state, attempts: 1, lastAnswer: String(answer) });
      await one.courier.stop();
      await two.courier.stop();
    }
  });
});

describe('slow peers', () => {
  it.each([2, 16, 128])(
    'keep none waiting that is fast, however many of them there are, taken by %i',
    async (batch) => {
      const slow = hostsOf(40, 'a-slow').map((host) => office.internet.peer(host, 'never'));
      const fast = office.internet.peer('z-fast.example');
      for (let count = 0; count < 3; count += 1) await office.post({ inboxes: inboxesOf(hostsOf(40, 'a-slow')) });
      await office.post({ inboxes: inboxesOf(['z-fast.example']) });
      office.open({ limits: { inAll: 4, batch } });
      await office.internet.until(() => fast.posts.length === 1 && slow.every(({ atOnce }) => atOnce === 2));
      expect(fast.posts).toHaveLength(1);
      expect(slow.map(({ mostAtOnce }) => mostAtOnce)).toEqual(Array(40).fill(2));
    },
  );

  it('that fill all that was taken at once do not keep the next from being taken', async () => {
    for (const host of ['a.example', 'b.example']) office.internet.peer(host, 'never');
    const next = office.internet.peer('c.example');
    await office.post({ inboxes: inboxesOf(['a.example', 'b.example', 'c.example']) });
    office.open({ limits: { batch: 2, slowMs: 1_000_000, lookAgainMs: 1_000_000 } });
    await office.internet.until(() => next.posts.length === 1);
    expect(next.posts).toHaveLength(1);
  });

  it('are let wait up to a bound', async () => {
    const slow = hostsOf(40, 'a-slow').map((host) => office.internet.peer(host, 'never'));
    await office.post({ inboxes: inboxesOf(hostsOf(40, 'a-slow')) });
    const { courier } = office.open({ limits: { inAll: 4, slowMs: 1, slowMax: 10 } });
    const underWay = () => slow.reduce((sum, { posts }) => sum + posts.length, 0);
    await office.internet.until(() => underWay() === 14);
    await courier.stop();
    expect(underWay()).toBe(14);
  });
});

describe('a host with a long backlog', () => {
  it('takes its turn like any other', async () => {
    const big = office.internet.peer('host-000001.example');
    await insertBacklog(office.database.sql, 5_000, 1, office.clock.now());
    const others = ['m.example', 'z.example'].map((host) => office.internet.peer(host));
    await office.post({ inboxes: inboxesOf(['m.example', 'z.example']) });
    const { courier } = office.open({ limits: { batch: 2 } });
    await office.internet.until(() => others.every(({ posts }) => posts.length === 1));
    expect(big.posts.length).toBeLessThanOrEqual(6);
    await courier.stop();
  });

  it('and others with as much of it keep nobody from their turn', async () => {
    const big = Array.from({ length: 20 }, (_, n) =>
      office.internet.peer(`host-${String(n + 1).padStart(6, '0')}.example`),
    );
    await insertBacklog(office.database.sql, 5_000, 20, office.clock.now());
    const small = office.internet.peer('z.example');
    await office.post({ inboxes: inboxesOf(['z.example']) });
    const { courier } = office.open({ limits: { batch: 2 } });
    await office.internet.until(() => small.posts.length === 1);
    expect(big.reduce((sum, { posts }) => sum + posts.length, 0)).toBeLessThan(3 * 20 * 2);
    await courier.stop();
  });

  it('does not begin anew with the first host each time', async () => {
    await office.post({ inboxes: inboxesOf(hostsOf(5)) });
    const { units } = office.open({ limits: { batch: 0 } });
    const taken: string[][] = [];
    let after = '';
    for (let round = 0; round < 4; round += 1) {
      const lease = await units.inUnitOfWork((work) => leaseDue(work, { ...WISH, room: 2, leaseMs: 0, after }));
      after = lease.last;
      taken.push(lease.taken.map(({ host }) => host.slice(5, 7)).sort());
    }
    expect(taken).toEqual([
      ['00', '01'],
      ['02', '03'],
      ['00', '04'],
      ['01', '02'],
    ]);
    const all = await units.inUnitOfWork((work) => leaseDue(work, { ...WISH, after }));
    expect(all.taken).toHaveLength(5);
    expect(all.last).toBe(after);
  });
});

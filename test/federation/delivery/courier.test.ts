import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asker } from '../../../src/platform/asker.ts';
import { connect } from '../../../src/platform/database.ts';
import { hearOtherProcesses } from '../../../src/platform/signals.ts';
import type { UnitOfWork } from '../../../src/platform/work.ts';
import { cuttableLine } from '../../support/cut.ts';
import { openPostOffice, type PostOffice } from '../../support/federation/post-office.ts';

let office: PostOffice;
beforeEach(async () => {
  office = await openPostOffice();
});
afterEach(() => office[Symbol.asyncDispose]());

const INBOX = 'https://one.example/inbox';

describe('a courier', () => {
  it('brings what has been handed over to every inbox, as it was written', async () => {
    const one = office.internet.peer('one.example');
    const two = office.internet.peer('two.example');
    const id = await office.post({ inboxes: [INBOX, 'https://two.example/shared'] });
    await office.open().courier.idle();
    const [written] = await office.database.sql`select body from activities`;
    expect([...one.posts, ...two.posts]).toMatchObject([
      { path: '/inbox', id, body: written?.body, sender: 'collective', contentType: 'application/activity+json' },
      { path: '/shared', id, body: written?.body, sender: 'collective', contentType: 'application/activity+json' },
    ]);
    expect(await office.rows()).toMatchObject([
      { state: 'delivered', attempts: 1, lastAnswer: '202', leasedUntil: null, settledAt: office.clock.now() },
      { state: 'delivered', attempts: 1, lastAnswer: '202', leasedUntil: null, settledAt: office.clock.now() },
    ]);
  });

  it('finds what was handed over while there was none', async () => {
    const peer = office.internet.peer('one.example');
    await office.post({ inboxes: [INBOX] });
    office.open();
    await office.internet.until(() => peer.posts.length === 1);
    expect(peer.posts).toHaveLength(1);
  });

  it('looks again by itself when nobody has told it', async () => {
    const peer = office.internet.peer('one.example');
    const { courier } = office.open({ limits: { lookAgainMs: 10 } });
    await courier.idle();
    await office.post({ inboxes: [INBOX] });
    await office.internet.until(() => peer.posts.length === 1);
    expect(peer.posts).toHaveLength(1);
  });

  it('wakes by itself when something becomes due', async () => {
    const peer = office.internet.peer('one.example');
    await office.post({ inboxes: [INBOX] });
    const began = performance.now();
    await office.database.sql`update deliveries set next_at = next_at + interval '1 second'`;
    const now = () => new Date(office.clock.now().getTime() + performance.now() - began);
    office.open({ now, limits: { lookAgainMs: 1_000_000 } }, office.database.address, { now });
    await office.internet.until(() => peer.posts.length === 1);
    expect(now().getTime() - office.clock.now().getTime()).toBeGreaterThanOrEqual(1_000);
  });

  it('is woken by the commit that hands something over, also from within an answer that has been sent', async () => {
    const peer = office.internet.peer('one.example');
    const { courier, units } = office.open();
    await courier.idle();
    await office.post({ inboxes: [INBOX] });
    const request = { sent: false };
    await asker.run(request, async () => {
      await units.inUnitOfWork(async (work) => work.changed('deliveries'));
      request.sent = true;
    });
    await office.internet.until(() => peer.posts.length === 1);
    await courier.idle();
    expect(await office.rows()).toMatchObject([{ state: 'delivered' }]);
  });

  it('is woken by the commit of another process', async () => {
    const peer = office.internet.peer('one.example');
    const { courier, signals } = office.open();
    const ears = connect(office.database.address, 1);
    await hearOtherProcesses(ears, signals);
    await courier.idle();
    await office.post({ inboxes: [INBOX] });
    const other = office.open({
      fetch: async () => {
        throw new Error('the other one is not to deliver');
      },
      limits: { batch: 0 },
    });
    await other.units.inUnitOfWork(async (work) => work.changed('deliveries'));
    await office.internet.until(() => peer.posts.length === 1);
    expect(peer.posts).toHaveLength(1);
    await ears.end({ timeout: 1 });
  });

  it('hands the same bytes to all, read once', async () => {
    const bodies = new Set<Buffer | undefined>();
    const inboxes = Array.from({ length: 40 }, (_, n) => `https://host-${n}.example/inbox`);
    await office.post({ inboxes });
    const { courier } = office.open({
      limits: { batch: 8 },
      fetch: async ({ body, url }) => {
        bodies.add(body);
        return { url, status: 202, headers: {}, body: Buffer.alloc(0) };
      },
    });
    await courier.idle();
    expect((await office.rows()).every(({ state }) => state === 'delivered')).toBe(true);
    expect(bodies.size).toBe(1);
  });

  it('asks for a signature at the moment of sending, with each attempt', async () => {
    office.internet.peer('one.example', 500);
    const signed: number[] = [];
    await office.post({ inboxes: [INBOX] });
    const now = () => office.clock.now().getTime();
    const sent = office.open({ sign: () => async () => ({ 'x-signed': String(signed.push(now())) }) });
    await sent.courier.idle();
    office.clock.advance({ minutes: 1 });
    await sent.courier.idle();
    expect(signed).toEqual([now() - 60_000, now()]);
  });

  it('says who was asked and what they answered, and neither what was sent nor to whom', async () => {
    office.internet.peer('one.example', (post) => (post.type === 'Create' ? 404 : 202));
    office.internet.peer('two.example', 500);
    await office.post({ inboxes: ['https://one.example/users/maria/inbox', 'https://two.example/inbox'] });
    await office.post({ inboxes: ['https://one.example/users/maria/inbox'], type: 'Announce' });
    await office.open().courier.idle();
    const lines = office.logged.map((line) => JSON.parse(line));
    expect(lines.map(({ host, answer, msg }) => `${host} ${answer} ${msg}`).sort()).toEqual([
      'one.example 202 delivered',
      'one.example 404 delivery refused',
      'two.example 500 delivery put off',
    ]);
    expect(office.logged.join()).not.toMatch(/inbox|maria|activities|Announce/);
  });

  it('does not begin what it could not end before its lease runs out', async () => {
    const first = Promise.withResolvers<number>();
    const peers = ['a.example', 'b.example'].map((host) => office.internet.peer(host, () => first.promise));
    await office.post({ inboxes: ['https://a.example/inbox', 'https://b.example/inbox'] });
    const { courier } = office.open({ limits: { inAll: 1, slowMs: 100_000 } });
    await office.internet.until(() => peers[0]?.posts.length === 1);
    office.clock.advance({ seconds: 40 });
    first.resolve(202);
    await courier.idle();
    expect(peers.map(({ posts }) => posts.length)).toEqual([1, 0]);
    office.clock.advance({ seconds: 20 });
    await courier.idle();
    expect(peers.map(({ posts }) => posts.length)).toEqual([1, 1]);
  });

  it('goes on when a signature cannot be made, and tries again later', async () => {
    const peer = office.internet.peer('one.example');
    let hasKey = false;
    await office.post({ inboxes: [INBOX] });
    const { courier } = office.open({
      sign: () => async () => {
        if (!hasKey) throw new Error('the key is away');
        return { 'x-signed': 'cavage collective' };
      },
    });
    await courier.idle();
    expect(await office.rows()).toMatchObject([{ state: 'waiting', lastAnswer: 'fault' }]);
    expect(await office.host('one.example')).toBeUndefined();
    hasKey = true;
    office.clock.advance({ minutes: 2 });
    await courier.idle();
    expect(peer.posts).toHaveLength(1);
  });

  it('tells of an inbox that is gone, after it has been written down, and survives whoever is told', async () => {
    office.internet.peer('one.example', ({ path }) => (path === '/gone' ? 410 : 404));
    const told: string[] = [];
    const isTold = Promise.withResolvers<void>();
    await office.post({ inboxes: ['https://one.example/gone', 'https://one.example/missing'] });
    const { courier } = office.open({
      async onGone(inbox) {
        told.push(`${inbox} ${(await office.rows()).find((row) => row.inbox === inbox)?.state}`);
        isTold.resolve();
        throw new Error('not at home');
      },
    });
    await courier.idle();
    await isTold.promise;
    await courier.idle();
    expect(told).toEqual(['https://one.example/gone failed']);
    expect(await office.rows()).toMatchObject([
      { state: 'failed', lastAnswer: '410' },
      { state: 'failed', lastAnswer: '404' },
    ]);
  });
});

describe('the same activity', () => {
  it('is not handed over twice to one inbox', async () => {
    await office.post({ inboxes: [INBOX] });
    const again = office.database.sql`
      insert into deliveries (activity, inbox, host, object, state, made_at, next_at)
      select activity, inbox, host, object, state, made_at, next_at from deliveries`;
    await expect(again).rejects.toThrow('deliveries_once');
  });
});

describe('a courier that is to stop', () => {
  it('begins nothing more, and writes down what is still on its way', async () => {
    const answer = Promise.withResolvers<number>();
    const peer = office.internet.peer('one.example', () => answer.promise);
    for (let count = 0; count < 6; count += 1) await office.post({ inboxes: [INBOX] });
    const { courier } = office.open({ limits: { stopMs: 20_000 } });
    await office.internet.until(() => peer.posts.length === 2);
    const stopped = courier.stop();
    answer.resolve(202);
    await stopped;
    expect(peer.posts).toHaveLength(2);
    const rows = await office.rows();
    expect(rows.filter(({ state }) => state === 'delivered')).toHaveLength(2);
    expect(rows.filter(({ state }) => state === 'waiting')).toHaveLength(4);
    expect(rows.every(({ leasedUntil }) => leasedUntil === null)).toBe(true);
  });

  it('leaves to others what it has taken and not begun', async () => {
    const answer = Promise.withResolvers<number>();
    const hosts = ['a.example', 'b.example', 'c.example'];
    const peers = hosts.map((host) => office.internet.peer(host, () => answer.promise));
    await office.post({ inboxes: hosts.map((host) => `https://${host}/inbox`) });
    const { courier } = office.open({ limits: { inAll: 1, slowMs: 1_000_000, stopMs: 20_000 } });
    await office.internet.until(() => peers[0]?.posts.length === 1);
    const stopped = courier.stop();
    answer.resolve(202);
    await stopped;
    expect(peers.map(({ posts }) => posts.length)).toEqual([1, 0, 0]);
    expect(await office.rows()).toMatchObject([
      { state: 'delivered' },
      { state: 'waiting', attempts: 0, leasedUntil: null },
      { state: 'waiting', attempts: 0, leasedUntil: null },
    ]);
  });

  it('gives back what comes to no end, for another to take at once', async () => {
    const peer = office.internet.peer('one.example', 'never');
    const id = await office.post({ inboxes: [INBOX] });
    const { courier } = office.open({ limits: { stopMs: 1 } });
    await office.internet.until(() => peer.posts.length === 1);
    await courier.stop();
    expect(await office.rows()).toMatchObject([{ state: 'waiting', attempts: 0, leasedUntil: null }]);
    peer.answer = () => 202;
    await office.open().courier.idle();
    expect(peer.posts.map((post) => post.id)).toEqual([id, id]);
  });

  it('does so although the database is away', async () => {
    await using line = await cuttableLine(office.database.address);
    const peer = office.internet.peer('one.example', 'never');
    await office.post({ inboxes: [INBOX] });
    const { courier } = office.open({ limits: { stopMs: 1 } }, line.address);
    await office.internet.until(() => peer.posts.length === 1);
    await line[Symbol.asyncDispose]();
    await courier.stop();
    expect(await office.rows()).toMatchObject([{ state: 'waiting', attempts: 0 }]);
  });
});

describe('a database that is away', () => {
  it('is told what has been tried as soon as it is back, so that nothing is sent again', async () => {
    const peer = office.internet.peer('one.example');
    await office.post({ inboxes: [INBOX] });
    const { units } = office.open({ limits: { batch: 0 } });
    let refusals = 0;
    const away: UnitOfWork = async (job) => {
      if (refusals > 0) {
        refusals -= 1;
        throw Object.assign(new Error('away'), { code: 'CONNECTION_CLOSED' });
      }
      return units.inUnitOfWork(job);
    };
    const { courier } = office.open({
      units: { inUnitOfWork: away },
      fetch: async (asked) => {
        const answer = await office.internet.fetch(asked);
        refusals = 2;
        return answer;
      },
    });
    await office.internet.until(() => peer.posts.length === 1);
    await courier.idle();
    expect(refusals).toBe(0);
    expect(await office.rows()).toMatchObject([{ state: 'delivered', attempts: 1 }]);
    expect(peer.posts).toHaveLength(1);
  });

  it.each([1, 2, 3, 5, 8, 12, 13, 14, 15, 20, 30])(
    'is waited for, wherever it was lost: after statement %i',
    async (statements) => {
      await using line = await cuttableLine(office.database.address);
      const peer = office.internet.peer('one.example');
      const ids: string[] = [];
      for (let count = 0; count < 4; count += 1) ids.push(await office.post({ inboxes: [INBOX] }));
      line.cutAfter(statements);
      const { courier } = office.open({}, line.address);
      for (let round = 0; round < 2; round += 1) {
        await courier.idle();
        // What was taken by a transaction of which nobody heard the end falls back when its lease runs out.
        office.clock.advance({ minutes: 2 });
      }
      await courier.idle();
      expect((await office.rows()).map(({ state }) => state)).toEqual(Array(4).fill('delivered'));
      expect([...new Set(peer.posts.map(({ id }) => id))].sort()).toEqual(ids);
      await courier.stop();
    },
  );
});

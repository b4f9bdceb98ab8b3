import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { leaseDue } from '../../../src/platform/federation/delivery/deliveries.ts';
import {
  hostAfter,
  hostsHeard,
  hostNews,
  isBack,
  retryHost,
  UNKNOWN_HOST,
} from '../../../src/platform/federation/delivery/hosts.ts';
import { judge, judgeFailure } from '../../../src/platform/federation/delivery/answers.ts';
import { settle } from '../../../src/platform/federation/delivery/settle.ts';
import { RemoteFailure } from '../../../src/platform/federation/remote.ts';
import { openPostOffice, type PostOffice } from '../../support/federation/post-office.ts';

let office: PostOffice;
beforeEach(async () => {
  office = await openPostOffice();
});
afterEach(() => office[Symbol.asyncDispose]());

const ONE = 'one.example';
const INBOX = 'https://one.example/inbox';
const SILENCE = judgeFailure(new RemoteFailure('unreachable', 'timeout'));

describe('a peer that is away for seven days', () => {
  it('is given up: what waits for it fails, with the last answer', async () => {
    office.internet.peer(ONE).down = true;
    await office.post({ inboxes: [INBOX], type: 'Create', object: 'a' });
    await office.post({ inboxes: [INBOX], type: 'Update', object: 'a' });
    await office.post({ inboxes: [INBOX], type: 'Create', object: 'b' });
    const opened = office.open();
    await opened.courier.idle();
    await office.pass(opened, 7 * 24 - 3, 3);
    expect((await office.rows()).map(({ state }) => state)).toEqual(['waiting', 'waiting', 'waiting']);
    await office.pass(opened, 15, 3);
    const failed = { state: 'failed', lastAnswer: 'connection', leasedUntil: null };
    expect(await office.rows()).toMatchObject([failed, failed, failed]);
  });

  it('is told of in the log as given up, by its host, its last answer and how many, and nothing else', async () => {
    office.internet.peer(ONE).down = true;
    office.internet.peer('two.example', () => 500);
    for (const object of ['a', 'b', 'c']) await office.post({ inboxes: [INBOX], object });
    await office.post({ inboxes: ['https://two.example/inbox'] });
    const opened = office.open();
    await opened.courier.idle();
    await office.pass(opened, 8 * 24, 3);
    const told = office.logged
      .map((line) => JSON.parse(line))
      .filter(({ msg }) => msg === 'delivery given up: too old');
    const many = told.filter(({ host }) => host === ONE).reduce((sum, { deliveries }) => sum + deliveries, 0);
    expect(many).toBe(3);
    expect(told.filter(({ host }) => host !== ONE)).toMatchObject([
      { host: 'two.example', answer: '500', deliveries: 1 },
    ]);
    for (const each of told) {
      expect(Object.keys(each).sort()).toEqual(['answer', 'deliveries', 'host', 'level', 'msg', 'time']);
    }
  });

  it('is tried once a day for what is new, and is back with the first success', async () => {
    const peer = office.internet.peer(ONE);
    peer.down = true;
    await office.post({ inboxes: [INBOX] });
    const opened = office.open();
    await opened.courier.idle();
    await office.pass(opened, 8 * 24, 4);
    const dialled = peer.dialled;
    for (const object of ['a', 'b', 'c']) await office.post({ inboxes: [INBOX], object });
    await office.pass(opened, 4 * 24, 3);
    expect(peer.dialled - dialled).toBe(4);
    peer.down = false;
    await office.pass(opened, 24, 3);
    expect(peer.posts.map(({ object }) => object)).toHaveLength(3);
    expect(await office.host(ONE)).toMatchObject({ failing_since: null, not_before: null });
  });

  it('takes along, with the probe that fails, what is too old and has nobody else at it', async () => {
    for (const object of ['probe', 'refused', 'untried', 'young', 'taken'])
      await office.post({ inboxes: [INBOX], object });
    const age = (numbers: number[]) => office.database.sql`
      update deliveries set made_at = made_at - interval '7 days' where number = any(${numbers})`;
    await age([2, 3, 5]);
    await office.database.sql`update deliveries set last_answer = '500' where number = 2`;
    const { units } = office.open({ limits: { batch: 0 } });
    const wish = { room: 9, perHost: 9, leaseMs: 60_000, after: '' };
    const { taken } = await units.inUnitOfWork((work) => leaseDue(work, wish));
    await office.database.sql`update deliveries set leased_until = null where number in (2, 3, 4)`;
    const tried = taken.filter(({ number }) => number === 1).map((delivery) => ({ delivery, outcome: SILENCE }));
    await units.inUnitOfWork((work) => settle(work, tried, { ours: false, random01: () => 0.5 }));
    expect(await office.rows()).toMatchObject([
      { number: 1, state: 'waiting', lastAnswer: 'timeout', attempts: 1 },
      { number: 2, state: 'failed', lastAnswer: '500', settledAt: office.clock.now() },
      { number: 3, state: 'failed', lastAnswer: 'timeout', settledAt: office.clock.now() },
      { number: 4, state: 'waiting', lastAnswer: null },
      { number: 5, state: 'waiting', lastAnswer: null },
    ]);
  });

  it('is tried once at a time, until it answers', async () => {
    const peer = office.internet.peer(ONE);
    peer.down = true;
    for (let count = 0; count < 6; count += 1) await office.post({ inboxes: [INBOX] });
    const { courier } = office.open();
    await courier.idle();
    const first = peer.dialled;
    office.clock.advance({ minutes: 2 });
    await courier.idle();
    expect(first).toBeLessThanOrEqual(2);
    expect(peer.dialled - first).toBe(1);
  });

  it('does not hold up anybody else', async () => {
    office.internet.peer(ONE).down = true;
    const two = office.internet.peer('two.example');
    const opened = office.open();
    for (let count = 0; count < 5; count += 1) {
      await office.post({ inboxes: [INBOX, 'https://two.example/inbox'] });
      await office.pass(opened, 12, 12);
    }
    expect(two.posts).toHaveLength(5);
  });
});

describe('a host that seemed to be down', () => {
  const silent = async () => {
    const peer = office.internet.peer(ONE);
    peer.down = true;
    for (const object of ['a', 'b', 'c']) await office.post({ inboxes: [INBOX], object });
    const opened = office.open();
    await opened.courier.idle();
    await office.pass(opened, 30, 2);
    await office.database.sql`update deliveries set next_at = next_at + interval '1 day'`;
    peer.down = false;
    return { peer, ...opened };
  };

  it('is tried at once when a message of it comes in, and gets all that waits for it', async () => {
    const { peer, courier, units } = await silent();
    await courier.idle();
    expect(peer.posts).toEqual([]);
    await units.inUnitOfWork((work) => hostsHeard(work, [ONE]));
    await office.internet.until(() => peer.posts.length === 3);
    expect(peer.posts.map(({ object }) => object).sort()).toEqual(['a', 'b', 'c']);
    await courier.idle();
    expect(await office.host(ONE)).toMatchObject({ failing_since: null, not_before: null });
  });

  it('is not tried anew with every message, should it go on being silent', async () => {
    const { peer, courier, units } = await silent();
    peer.down = true;
    peer.dialled = 0;
    for (let count = 0; count < 20; count += 1) {
      await units.inUnitOfWork((work) => hostsHeard(work, [ONE]));
      await courier.idle();
    }
    expect(peer.dialled).toBeLessThanOrEqual(2);
  });

  it('gets all that waits for it as soon as one of it has been taken, whenever that is', async () => {
    const { peer, ...opened } = await silent();
    while (peer.posts.length === 0) await office.pass(opened, 1, 1);
    expect(peer.posts).toHaveLength(3);
  });

  it('is tried at once when somebody wants it', async () => {
    const { peer, courier, units } = await silent();
    await units.inUnitOfWork((work) => retryHost(work, ONE));
    await courier.idle();
    expect(peer.posts).toHaveLength(3);
  });

  it('costs one statement that writes nothing, when it was well', async () => {
    office.internet.peer(ONE);
    await office.post({ inboxes: [INBOX] });
    const { courier, units, signals } = office.open();
    await courier.idle();
    const version = async () => (await office.database.sql`select xmin::text from remote_hosts`)[0]?.xmin;
    const before = await version();
    let woken = 0;
    signals.on('deliveries', () => {
      woken += 1;
    });
    await units.inUnitOfWork((work) => hostsHeard(work, [ONE]));
    await units.inUnitOfWork((work) => hostsHeard(work, ['never-heard-of.example']));
    expect(await version()).toBe(before);
    expect(woken).toBe(0);
  });
});

describe('our own network', () => {
  const HOSTS = ['a.example', 'b.example', 'c.example', 'd.example'];
  const INBOXES = HOSTS.map((host) => `https://${host}/inbox`);

  it('may be down: then nothing is counted, and everything is tried again within two minutes', async () => {
    const peers = HOSTS.map((host) => office.internet.peer(host));
    const { courier } = office.open();
    office.internet.cut = true;
    await office.post({ inboxes: INBOXES });
    for (let minutes = 0; minutes < 60; minutes += 2) {
      await courier.idle();
      const soon = new Date(office.clock.now().getTime() + 2 * 60_000);
      for (const row of await office.rows()) {
        expect(row).toMatchObject({ state: 'waiting', attempts: 0, lastAnswer: 'dns' });
        expect(row.nextAt.getTime()).toBeLessThanOrEqual(soon.getTime());
      }
      office.clock.advance({ minutes: 2 });
    }
    office.internet.cut = false;
    await courier.idle();
    expect(peers.map(({ posts }) => posts.length)).toEqual([1, 1, 1, 1]);
    expect((await office.rows()).map(({ attempts }) => attempts)).toEqual([1, 1, 1, 1]);
  });

  it('is well when others answer: who does not is down', async () => {
    const hosts = Array.from({ length: 8 }, (_, n) => `host-${n}.example`);
    for (const [index, host] of hosts.entries()) office.internet.peer(host).down = index >= 4;
    await office.post({ inboxes: hosts.map((host) => `https://${host}/inbox`) });
    await office.open().courier.idle();
    const rows = await office.rows();
    expect(rows.map(({ state, attempts }) => `${state} ${attempts}`)).toEqual([
      ...Array(4).fill('delivered 1'),
      ...Array(4).fill('waiting 1'),
    ]);
  });

  it('is not blamed for long by those who are never there', async () => {
    for (const host of HOSTS) office.internet.peer(host).down = true;
    await office.post({ inboxes: INBOXES });
    const opened = office.open();
    await opened.courier.idle();
    await office.pass(opened, 8 * 24, 4);
    expect((await office.rows()).map(({ state }) => state)).toEqual(['failed', 'failed', 'failed', 'failed']);
  });

  it('was down for longer than anybody could tell, when nobody has been reached since: then all are tried at once', async () => {
    const peers = HOSTS.map((host) => office.internet.peer(host));
    const opened = office.open();
    await office.post({ inboxes: INBOXES });
    await opened.courier.idle();
    office.internet.cut = true;
    await office.post({ inboxes: INBOXES });
    await office.pass(opened, 11, 0.1);
    expect((await office.host('a.example'))?.failing_since).not.toBeNull();
    office.internet.cut = false;
    // The pauses of one of them are over first; the others would still wait for hours.
    await office.database.sql`update remote_hosts set not_before = ${office.clock.now()} where host = 'c.example'`;
    await office.database
      .sql`update deliveries set next_at = ${office.clock.now()} where host = 'c.example' and state = 'waiting'`;
    await office.pass(opened, 0.1, 0.05);
    expect(peers.map(({ posts }) => posts.length)).toEqual([2, 2, 2, 2]);
  });

  it('is tried by a few only while it seems to be down, however much waits', async () => {
    const hosts = Array.from({ length: 60 }, (_, n) => `host-${n}.example`);
    const peers = hosts.map((host) => office.internet.peer(host));
    const dialled = () => peers.reduce((sum, peer) => sum + peer.dialled, 0);
    office.internet.cut = true;
    for (let count = 0; count < 3; count += 1) {
      await office.post({ inboxes: hosts.map((host) => `https://${host}/inbox`) });
    }
    const { courier } = office.open({ limits: { batch: 10 } });
    await courier.idle();
    const first = dialled();
    expect(first).toBeLessThanOrEqual(20);
    office.clock.advance({ seconds: 61 });
    await courier.idle();
    expect(dialled() - first).toBeGreaterThan(0);
    expect(dialled() - first).toBeLessThanOrEqual(4);
    office.internet.cut = false;
    for (let minutes = 0; minutes < 4; minutes += 2) {
      office.clock.advance({ minutes: 2 });
      await courier.idle();
    }
    expect((await office.rows()).every(({ state }) => state === 'delivered')).toBe(true);
  });
});

describe('what is known of a host', () => {
  const now = new Date('2026-03-10T12:00:00Z');
  const ago = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
  const within = { now, random01: 0.5, ours: false };
  const answered = (status: number, retryAfter?: string) => judge({ status, headers: { 'retry-after': retryAfter } });

  it('does not change with every answer of one that is well', () => {
    const well = { ...UNKNOWN_HOST, lastReachedAt: ago(0.5) };
    expect(hostAfter(well, hostNews([answered(202), answered(404)], now), within)).toBe(well);
    expect(hostAfter({ ...well, lastReachedAt: ago(1) }, hostNews([answered(202)], now), within)).toEqual({
      ...well,
      lastReachedAt: now,
    });
  });

  it('is that it is down since it first was silent, and not to be tried for a while', () => {
    const down = hostAfter(UNKNOWN_HOST, hostNews([SILENCE, SILENCE], now), within);
    expect(down).toEqual({ ...UNKNOWN_HOST, failingSince: now, notBefore: new Date(now.getTime() + 60_000) });
    const still = hostAfter({ ...down, failingSince: ago(6) }, hostNews([answered(502)], now), within);
    expect(still).toMatchObject({ failingSince: ago(6), notBefore: new Date(now.getTime() + 6 * 3_600_000) });
  });

  it('is that it is well when one of several answers', () => {
    const down = { ...UNKNOWN_HOST, failingSince: ago(6), notBefore: ago(-1) };
    const after = hostAfter(down, hostNews([SILENCE, answered(500)], now), within);
    expect(after).toEqual({ ...UNKNOWN_HOST, lastReachedAt: now });
  });

  it('is that it is back only when it was away for a while', () => {
    const away = (minutes: number) => ({ ...UNKNOWN_HOST, failingSince: ago(minutes / 60) });
    expect(isBack(away(10), UNKNOWN_HOST, now)).toBe(true);
    expect(isBack(away(9), UNKNOWN_HOST, now)).toBe(false);
    expect(isBack(away(10), away(10), now)).toBe(false);
    expect(isBack(UNKNOWN_HOST, UNKNOWN_HOST, now)).toBe(false);
  });

  it('is that it wants to be left alone, although another of its answers was good', () => {
    const asked = hostAfter(UNKNOWN_HOST, hostNews([answered(429, '600'), answered(202)], now), within);
    expect(asked.notBefore).toEqual(new Date(now.getTime() + 600_000));
    const good = hostAfter(asked, hostNews([answered(202)], now), within);
    expect(good.notBefore).toEqual(asked.notBefore);
  });

  it('is nothing new when it was our own network, but for since when nothing has reached it', () => {
    const after = hostAfter(UNKNOWN_HOST, hostNews([SILENCE], now), { ...within, ours: true });
    expect(after).toEqual({ ...UNKNOWN_HOST, failingSince: now });
    const fault = judgeFailure(new RemoteFailure('unreachable', 'closed'));
    expect(hostAfter(UNKNOWN_HOST, hostNews([fault], now), within)).toBe(UNKNOWN_HOST);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cancelFor, nextDue } from '../../../src/platform/federation/delivery/deliveries.ts';
import { failures, waitingByHost } from '../../../src/platform/federation/delivery/overview.ts';
import { BEGIN, openPostOffice, type PostOffice } from '../../support/federation/post-office.ts';

let office: PostOffice;
beforeEach(async () => {
  office = await openPostOffice();
});
afterEach(() => office[Symbol.asyncDispose]());

const minutes = (many: number) => new Date(BEGIN.getTime() + many * 60_000);

describe('whoever keeps the node', () => {
  it('sees what has failed, newest first, with everything one needs to know', async () => {
    office.internet.peer('one.example', 404);
    office.internet.peer('two.example', 410);
    const { courier } = office.open();
    await office.post({ inboxes: ['https://one.example/inbox'], type: 'Create', object: 'a' });
    await courier.idle();
    office.clock.advance({ minutes: 5 });
    await office.post({ inboxes: ['https://two.example/inbox'], type: 'Delete', object: 'b' });
    await courier.idle();
    const shown = await failures(office.database.db);
    expect(shown).toEqual([
      {
        number: 2,
        host: 'two.example',
        inbox: 'https://two.example/inbox',
        type: 'Delete',
        object: 'b',
        lastAnswer: '410',
        attempts: 1,
        madeAt: minutes(5),
        failedAt: minutes(5),
      },
      {
        number: 1,
        host: 'one.example',
        inbox: 'https://one.example/inbox',
        type: 'Create',
        object: 'a',
        lastAnswer: '404',
        attempts: 1,
        madeAt: BEGIN,
        failedAt: BEGIN,
      },
    ]);
    expect(await failures(office.database.db, { limit: 1 })).toEqual(shown.slice(0, 1));
  });

  it('sees for whom something waits, since when, and until when', async () => {
    office.internet.peer('one.example').down = true;
    office.internet.peer('two.example', 500);
    office.internet.peer('three.example');
    for (let count = 0; count < 3; count += 1) await office.post({ inboxes: ['https://one.example/inbox'] });
    await office.post({ inboxes: ['https://two.example/inbox', 'https://three.example/inbox'] });
    await office.open().courier.idle();
    expect(await waitingByHost(office.database.db)).toEqual([
      { host: 'one.example', waiting: 3, failingSince: BEGIN, nextAttemptAt: minutes(1), lastAnswer: 'connection' },
      { host: 'two.example', waiting: 1, failingSince: null, nextAttemptAt: minutes(1), lastAnswer: '500' },
    ]);
    expect(await waitingByHost(office.database.db, { limit: 1 })).toHaveLength(1);
  });

  it('sees nothing where nothing waits and nothing has failed', async () => {
    expect(await waitingByHost(office.database.db)).toEqual([]);
    expect(await failures(office.database.db)).toEqual([]);
  });
});

describe('what waits for an inbox', () => {
  it('can be taken back, and nothing else with it', async () => {
    office.internet.peer('one.example', 500);
    const [gone, other] = ['https://one.example/gone', 'https://one.example/other'];
    await office.post({ inboxes: [gone, other] });
    await office.post({ inboxes: [gone] });
    const { courier, units } = office.open();
    await courier.idle();
    await units.inUnitOfWork((work) => cancelFor(work, [gone]));
    await units.inUnitOfWork((work) => cancelFor(work, []));
    const cancelled = { inbox: gone, state: 'cancelled', settledAt: BEGIN };
    expect(await office.rows()).toMatchObject([cancelled, { inbox: other, state: 'waiting' }, cancelled]);
  });

  it.each([202, 404, 500])(
    'and was taken back while it was on its way stays so, though the answer is %i',
    async (said) => {
      const answer = Promise.withResolvers<number>();
      const peer = office.internet.peer('one.example', () => answer.promise);
      await office.post({ inboxes: ['https://one.example/inbox'] });
      const { courier, units } = office.open();
      await office.internet.until(() => peer.posts.length === 1);
      await units.inUnitOfWork((work) => cancelFor(work, ['https://one.example/inbox']));
      answer.resolve(said);
      await courier.idle();
      expect(await office.rows()).toMatchObject([{ state: 'cancelled', attempts: 0, lastAnswer: null }]);
    },
  );
});

describe('the next moment at which something may become due', () => {
  const next = () => nextDue(office.database.db, BEGIN);

  it('is that of the next attempt, or that from which on a host may be tried again, whichever comes first', async () => {
    expect(await next()).toBeUndefined();
    office.internet.peer('one.example', { status: 500, headers: { 'retry-after': '600' } });
    const { courier } = office.open();
    await office.post({ inboxes: ['https://one.example/inbox'] });
    await courier.idle();
    expect(await next()).toEqual(minutes(10));
    await office.database.sql`
      insert into remote_hosts (host, not_before) values ('two.example', ${minutes(5)}), ('three.example', ${minutes(-1)})`;
    expect(await next()).toEqual(minutes(5));
  });

  it('is not that of what is due already, and cannot go yet', async () => {
    await office.post({ inboxes: ['https://one.example/inbox'] });
    expect(await next()).toBeUndefined();
  });
});

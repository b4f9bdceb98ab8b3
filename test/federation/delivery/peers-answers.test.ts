import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RemoteFailure } from '../../../src/platform/federation/remote.ts';
import type { PeerAnswer } from '../../support/federation/peers.ts';
import { BEGIN, openPostOffice, type PostOffice } from '../../support/federation/post-office.ts';

let office: PostOffice;
beforeEach(async () => {
  office = await openPostOffice();
});
afterEach(() => office[Symbol.asyncDispose]());

const MINUTE = 60_000;
const INBOX = 'https://one.example/inbox';
const later = (ms: number) => new Date(BEGIN.getTime() + ms);
const asking = (status: number, retryAfter: string): PeerAnswer => ({ status, headers: { 'retry-after': retryAfter } });

describe('a delivery that a peer answers', () => {
  it.each([200, 201, 202, 204])('with %i is done', async (status) => {
    const peer = office.internet.peer('one.example', status);
    await office.post({ inboxes: [INBOX] });
    const opened = office.open();
    await opened.courier.idle();
    await office.pass(opened, 24, 12);
    expect(peer.posts).toHaveLength(1);
    expect(await office.rows()).toMatchObject([{ state: 'delivered', lastAnswer: String(status), attempts: 1 }]);
  });

  it.each([400, 403, 404, 405, 410, 413, 422])('with %i has failed at once, and is not tried again', async (status) => {
    const peer = office.internet.peer('one.example', status);
    await office.post({ inboxes: [INBOX] });
    const opened = office.open();
    await opened.courier.idle();
    const tried = peer.posts.length;
    await office.pass(opened, 48, 12);
    expect(peer.posts).toHaveLength(tried);
    expect(await office.rows()).toMatchObject([{ state: 'failed', lastAnswer: String(status), settledAt: BEGIN }]);
  });

  it.each`
    answer                                              | said            | afterMs
    ${301}                                              | ${'301'}        | ${MINUTE}
    ${{ status: 302, headers: { location: '/other' } }} | ${'302'}        | ${MINUTE}
    ${401}                                              | ${'401'}        | ${MINUTE}
    ${408}                                              | ${'408'}        | ${MINUTE}
    ${425}                                              | ${'425'}        | ${MINUTE}
    ${429}                                              | ${'429'}        | ${MINUTE}
    ${500}                                              | ${'500'}        | ${MINUTE}
    ${502}                                              | ${'502'}        | ${MINUTE}
    ${503}                                              | ${'503'}        | ${MINUTE}
    ${599}                                              | ${'599'}        | ${MINUTE}
    ${'reset'}                                          | ${'connection'} | ${MINUTE}
    ${'garbage'}                                        | ${'connection'} | ${MINUTE}
    ${asking(429, '3600')}                              | ${'429'}        | ${60 * MINUTE}
    ${asking(429, later(30 * MINUTE).toUTCString())}    | ${'429'}        | ${30 * MINUTE}
    ${asking(503, '7200')}                              | ${'503'}        | ${120 * MINUTE}
    ${asking(500, '600')}                               | ${'500'}        | ${10 * MINUTE}
    ${asking(429, '999999999')}                         | ${'429'}        | ${24 * 60 * MINUTE}
    ${asking(429, '5')}                                 | ${'429'}        | ${MINUTE}
    ${asking(429, 'after lunch')}                       | ${'429'}        | ${MINUTE}
    ${asking(503, '-20')}                               | ${'503'}        | ${MINUTE}
  `('with $answer is tried again, and not before $afterMs ms', async ({ answer, said, afterMs }) => {
    const peer = office.internet.peer('one.example', answer as PeerAnswer);
    const id = await office.post({ inboxes: [INBOX] });
    const { courier } = office.open();
    await courier.idle();
    expect(await office.rows()).toMatchObject([
      { state: 'waiting', attempts: 1, lastAnswer: said, nextAt: later(afterMs), leasedUntil: null },
    ]);
    peer.answer = () => 202;
    peer.posts.length = 0;
    office.clock.set(later(afterMs - 1));
    await courier.idle();
    expect(peer.posts).toEqual([]);
    office.clock.set(later(afterMs));
    await courier.idle();
    expect(peer.posts.map((post) => post.id)).toEqual([id]);
    expect(await office.rows()).toMatchObject([{ state: 'delivered', attempts: 2 }]);
  });

  it.each(['overloaded', 'closed'])('that our own way out was %s for is not counted', async (code) => {
    const peer = office.internet.peer('one.example');
    await office.post({ inboxes: [INBOX] });
    let isOpen = false;
    const { courier } = office.open({
      fetch: async (asked) => {
        if (!isOpen) throw new RemoteFailure('unreachable', code);
        return office.internet.fetch(asked);
      },
    });
    await courier.idle();
    expect(await office.rows()).toMatchObject([{ state: 'waiting', attempts: 0, lastAnswer: code }]);
    expect(await office.host('one.example')).toBeUndefined();
    isOpen = true;
    office.clock.advance({ minutes: 2 });
    await courier.idle();
    expect(peer.posts).toHaveLength(1);
  });

  it('with nothing but a redirect is not sent elsewhere', async () => {
    const away = office.internet.peer('two.example');
    office.internet.peer('one.example', { status: 307, headers: { location: 'https://two.example/inbox' } });
    await office.post({ inboxes: [INBOX] });
    await office.open().courier.idle();
    expect(away.posts).toEqual([]);
  });

  it.each([429, 503])('with %i and a time is answered for all that goes to this host', async (status) => {
    const peer = office.internet.peer('one.example', asking(status, '3600'));
    await office.post({ inboxes: [INBOX] });
    const { courier } = office.open();
    await courier.idle();
    await office.post({ inboxes: ['https://one.example/another'] });
    peer.answer = () => 202;
    office.clock.set(later(60 * MINUTE - 1));
    await courier.idle();
    expect(peer.posts).toHaveLength(1);
    office.clock.set(later(60 * MINUTE));
    await courier.idle();
    expect(peer.posts).toHaveLength(3);
  });

  it('with 500 is no reason to keep anything else back', async () => {
    const peer = office.internet.peer('one.example', (post) => (post.type === 'Create' ? 500 : 202));
    await office.post({ inboxes: [INBOX] });
    await office.post({ inboxes: [INBOX], type: 'Announce' });
    const { courier } = office.open();
    await courier.idle();
    await office.post({ inboxes: [INBOX], type: 'Announce' });
    await courier.idle();
    expect(peer.posts.map(({ type }) => type).sort()).toEqual(['Announce', 'Announce', 'Create']);
  });
});

describe('the signature with which a peer is asked', () => {
  const dialects = (posts: readonly { dialect: string }[]) => posts.map(({ dialect }) => dialect);

  it('is the old one, and the new one only where that is refused', async () => {
    const old = office.internet.peer('one.example');
    const young = office.internet.peer('two.example', ({ dialect }) => (dialect === 'cavage' ? 401 : 202));
    await office.post({ inboxes: [INBOX, 'https://two.example/inbox'] });
    await office.open().courier.idle();
    expect(dialects(old.posts)).toEqual(['cavage']);
    expect(dialects(young.posts)).toEqual(['cavage', 'rfc9421']);
    expect(await office.rows()).toMatchObject([{ state: 'delivered' }, { state: 'delivered', attempts: 1 }]);
  });

  it.each([400, 401, 403])('is remembered when %i was the answer to the other', async (status) => {
    const peer = office.internet.peer('one.example', ({ dialect }) => (dialect === 'cavage' ? status : 202));
    const { courier } = office.open();
    for (let count = 0; count < 3; count += 1) {
      await office.post({ inboxes: [INBOX] });
      await courier.idle();
    }
    expect(dialects(peer.posts)).toEqual(['cavage', 'rfc9421', 'rfc9421', 'rfc9421']);
    expect(await office.host('one.example')).toMatchObject({ dialect: 'rfc9421' });
  });

  it('changes back when the host does', async () => {
    const peer = office.internet.peer('one.example', ({ dialect }) => (dialect === 'cavage' ? 401 : 202));
    const { courier } = office.open();
    await office.post({ inboxes: [INBOX] });
    await courier.idle();
    peer.answer = ({ dialect }) => (dialect === 'cavage' ? 202 : 401);
    peer.posts.length = 0;
    await office.post({ inboxes: [INBOX] });
    await courier.idle();
    await office.post({ inboxes: [INBOX] });
    await courier.idle();
    expect(dialects(peer.posts)).toEqual(['rfc9421', 'cavage', 'cavage']);
  });

  it.each([
    [401, 'waiting'],
    [403, 'failed'],
  ])('is tried in both ways once, and no third time: %i', async (status, state) => {
    const peer = office.internet.peer('one.example', status);
    await office.post({ inboxes: [INBOX] });
    await office.open().courier.idle();
    expect(dialects(peer.posts)).toEqual(['cavage', 'rfc9421']);
    expect(await office.rows()).toMatchObject([{ state, attempts: 1, lastAnswer: String(status) }]);
    expect(await office.host('one.example')).toMatchObject({ dialect: null });
  });
});

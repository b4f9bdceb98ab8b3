import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { forgetInbox } from '../../src/peers/federation.ts';
import { countFollowers, isFollowed } from '../../src/peers/store.ts';
import { activity, cavage, newPair, newPeer, type Peer as Signer } from '../support/federation/gate-world.ts';
import { type Peer, sendJson, startPeer } from '../support/federation/peer.ts';
import { type TestHouse, testHouse } from '../support/house.ts';
import { answerFrom, follow, followFrom } from '../support/outsiders.ts';
import { found } from '../support/people.ts';
import { noticeWords } from '../support/publications.ts';

let house: TestHouse;
let peer: Peer;
let answer: (response: ServerResponse, path: string) => unknown;
let bob: Signer;
const forger = newPair();

beforeEach(async () => {
  peer = await startPeer((_request, response, { path }) => answer(response, path));
  house = await testHouse({ federation: { allowPrivate: true } });
  bob = newPeer(`${peer.origin}/users/bob`);
  const ana = await found(house);
  const notice = await house.publication.publishNotice({ member: ana }, noticeWords());
  await followFrom(house, bob.holder.actor);
  await follow(house, ana, bob.holder.actor);
  await answerFrom(house, bob.holder.actor, notice, { content: '<p>Soup?</p>' });
});
afterEach(async () => {
  await house[Symbol.asyncDispose]();
  await peer[Symbol.asyncDispose]();
});

/** Something in their name that is not signed with the key that we have: their server is asked for the key. */
function knock(): Promise<unknown> {
  const by = { keyId: bob.keyId, privateKey: forger.privateKey };
  const { origin } = peer;
  const said = activity('Like', house.federation.uris.actor, { actor: bob.id, id: `${origin}/likes/1` });
  return house.federation.gate.examine(cavage(said, { by, host: 'port.example', date: house.clock.now() }));
}

const between = async () => ({
  follows: await countFollowers(house.db),
  followed: await isFollowed(house.db, bob.id),
  said: (await house.sql`select content from remote_notes`)[0]?.content,
});

describe('an account whose server is asked for it, and', () => {
  it.each([
    ['answers that it is gone', (response: ServerResponse) => response.writeHead(410).end()],
    [
      'has a tombstone in its place',
      (response: ServerResponse, path: string) => sendJson(response, { id: peer.origin + path, type: 'Tombstone' }),
    ],
  ])('%s: nothing is between us any more, and what it said stays', async (_what, given) => {
    answer = given;
    expect(await knock()).toMatchObject({ ok: false, code: 'key_gone' });
    expect(await between()).toEqual({ follows: 0, followed: false, said: '<p>Soup?</p>' });
  });

  it.each([
    ['knows nothing of it', 404],
    ['refuses', 403],
    ['is out of order', 500],
  ])('%s for now: all is as before', async (_what, status) => {
    answer = (response) => response.writeHead(status).end();
    await knock();
    expect(await between()).toEqual({ follows: 1, followed: true, said: '<p>Soup?</p>' });
  });

  it('has no inbox for it any more: neither follows the other', async () => {
    await house.inUnitOfWork((work) => forgetInbox(work, bob.holder.actor.inbox));
    expect(await between()).toEqual({ follows: 0, followed: false, said: '<p>Soup?</p>' });
  });
});

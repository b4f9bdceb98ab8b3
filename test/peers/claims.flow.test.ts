import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FetchedResponse, OutgoingRequest } from '../../src/platform/federation/remote.ts';
import { isFollowed } from '../../src/peers/store.ts';
import { actorDocument } from '../support/federation/actors.ts';
import { type TestHouse, testHouse } from '../support/house.ts';
import {
  answerFrom,
  appreciationFrom,
  askToFollow,
  followingAnswered,
  messageFrom,
  outsider,
  tellOf,
  wordsFrom,
} from '../support/outsiders.ts';
import { discuss, found } from '../support/people.ts';
import { noticeWords } from '../support/publications.ts';
import { added, rowCounts } from '../support/rows.ts';

let house: TestHouse;
let ana: string;
let notice: string;
const served = new Map<string, unknown>();

/** Others, as far as this node may ask them. */
const network = async ({ url }: OutgoingRequest): Promise<FetchedResponse> => {
  const document = served.get(`${url.origin}${url.pathname}`);
  const type = url.pathname.startsWith('/.well-known') ? 'application/jrd+json' : 'application/activity+json';
  const body = Buffer.from(JSON.stringify(document ?? ''));
  return { url, status: document ? 200 : 404, headers: { 'content-type': type }, body };
};

beforeEach(async () => {
  served.clear();
  house = await testHouse({
    federation: { mode: 'open', openNetwork: () => Object.assign(network, { close: async () => {} }) },
  });
  ana = await found(house);
  notice = await house.publication.publishNotice({ member: ana }, noticeWords());
});
afterEach(() => house[Symbol.asyncDispose]());

const bob = outsider('bob@quay.example');
const mallory = outsider('mallory@quay.example');

/** What becomes of a message, and what it has left behind besides that we have heard it. */
async function leftBy(...message: Parameters<typeof messageFrom>): Promise<[outcome: string, left: object]> {
  const before = await rowCounts(house.sql);
  const outcome = await tellOf(house, messageFrom(...message));
  const { received: _received, ...left } = added(before, await rowCounts(house.sql));
  return [outcome, left];
}

describe('what somebody claims of others', () => {
  it.each(['Accept', 'Reject'])('is nothing where we have not asked: %s', async (type) => {
    const follow = { type: 'Follow', actor: house.federation.uris.actor, object: bob.id };
    expect(await leftBy(bob, type, follow)).toEqual(['ignored', {}]);
    expect(await leftBy(bob, type, `${house.federation.uris.activity('x')}`)).toEqual(['ignored', {}]);
    expect(await isFollowed(house.db, bob.id)).toBe(false);
  });

  it('is nothing where we have asked somebody else, be they neighbours', async () => {
    const { activity } = await askToFollow(house, ana, bob);
    expect(await leftBy(mallory, 'Accept', activity)).toEqual(['ignored', {}]);
    expect(await leftBy(mallory, 'Reject', activity)).toEqual(['ignored', {}]);
    expect(await isFollowed(house.db, bob.id)).toBe(false);
    await followingAnswered(house, bob, activity, 'Accept');
    expect(await isFollowed(house.db, bob.id)).toBe(true);
  });

  it('is not shown before they have said yes themselves', async () => {
    const { activity } = await askToFollow(house, ana, bob);
    await wordsFrom(house, bob, { content: 'For my followers' });
    expect((await rowCounts(house.sql)).remote_notes).toBe(0);
    await followingAnswered(house, bob, activity, 'Accept');
    await wordsFrom(house, bob, { content: 'For my followers' });
    expect((await rowCounts(house.sql)).remote_notes).toBe(1);
  });

  it('takes back nothing of theirs: not what they like, nor what they have written, nor their follow', async () => {
    const like = messageFrom(bob, 'Like', house.federation.uris.object(notice));
    expect(await tellOf(house, like)).toBe('done');
    const note = await answerFrom(house, bob, notice, { content: 'Soup?' });
    expect((await leftBy(mallory, 'Undo', like.activity.id))[0]).toBe('voice.not_its_author');
    expect((await leftBy(mallory, 'Delete', note))[0]).toBe('voice.not_its_author');
    const changed = {
      id: note,
      type: 'Note',
      attributedTo: mallory.id,
      inReplyTo: house.federation.uris.object(notice),
      content: 'No soup',
    };
    expect((await leftBy(mallory, 'Update', changed))[0]).toBe('voice.not_its_author');
    const [row] = await house.sql`
      select content, (select count(*)::int from appreciations where undone_at is null) as likes from remote_notes`;
    expect(row).toEqual({ content: 'Soup?', likes: 1 });
  });

  it.each(['Offer', 'Invite', 'Join', 'TentativeAccept', 'QuoteRequest', 'Add', 'Remove', 'Whatever'])(
    'has no effect where nobody here listens: %s',
    async (type) => {
      expect(await leftBy(bob, type, house.federation.uris.actor)).toEqual(['ignored', {}]);
    },
  );
});

describe('what members have not let out', () => {
  it('is told from what does not exist by no like, no announcement, no answer and no report', async () => {
    const proposal = await discuss(house, ana);
    const told = async (id: string) => {
      const object = house.federation.uris.object(id);
      return [
        await leftBy(bob, 'Like', object),
        await leftBy(bob, 'Announce', object),
        await leftBy(bob, 'Flag', '', { object: [object] }),
        await leftBy(bob, 'Create', {
          id: `https://quay.example/n/${id}`,
          type: 'Note',
          inReplyTo: object,
          content: 'x',
        }),
      ];
    };
    const known = await told(proposal);
    expect(known).toEqual(await told('a'.repeat(26)));
    expect(new Set(known.map(([outcome]) => outcome))).toEqual(new Set(['ignored']));
    expect(await appreciationFrom(house, bob, notice, 'Like')).toBe('done');
  });
});

describe('somebody who is found by an address of another server', () => {
  it('is shown under the name and the host of their own', async () => {
    served.set('https://b.example/.well-known/webfinger', {
      subject: 'acct:bob@b.example',
      links: [{ rel: 'self', type: 'application/activity+json', href: 'https://a.example/u/eve' }],
    });
    served.set('https://a.example/u/eve', actorDocument('https://a.example/u/eve', { preferredUsername: 'bob' }));
    await house.peers.follow({ member: ana }, '@bob@b.example');
    const [row] = await house.sql`select id, host, handle from remote_actors`;
    expect(row).toEqual({ id: 'https://a.example/u/eve', host: 'a.example', handle: 'bob' });
  });
});

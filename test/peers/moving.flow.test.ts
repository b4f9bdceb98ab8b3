import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { movedTo, movesToFollow } from '../../src/peers/following-views.ts';
import { moveChecks } from '../../src/peers/move-commands.ts';
import { countFollowers, isFollowed } from '../../src/peers/store.ts';
import { acquaintances, keptOutBefore, standingsOf } from '../../src/peers/views.ts';
import { type RemoteActor, RemoteFailure, type RemoteFailureKind } from '../../src/platform/federation/remote.ts';
import { actorDocument } from '../support/federation/actors.ts';
import { sendJson, startPeer } from '../support/federation/peer.ts';
import { type TestHouse, testHouse } from '../support/house.ts';
import { answerFrom, follow, followFrom, messageFrom, moveFrom, outsider, tellOf } from '../support/outsiders.ts';
import { found } from '../support/people.ts';
import { noticeWords } from '../support/publications.ts';

let house: TestHouse;
let ana: string;
beforeEach(async () => {
  house = await testHouse();
  ana = await found(house);
});
afterEach(() => house[Symbol.asyncDispose]());

const old = outsider('mira@garden.example');
const fresh = outsider('mira@orchard.example', { aliases: [old.id] });

/** The servers of others, by what they answer about an actor. */
const looking = (answers: Readonly<Record<string, RemoteActor | RemoteFailureKind>>) => {
  const asked: string[] = [];
  const checks = moveChecks({
    inUnitOfWork: house.inUnitOfWork,
    async fetchActor(id) {
      asked.push(id);
      const answer = answers[id] ?? 'gone';
      if (typeof answer === 'string') throw new RemoteFailure(answer, 'test');
      return answer;
    },
  });
  return { asked, next: checks.next };
};

const moves = () => house.sql`select actor, target, outcome from account_moves`;
const sent = () => house.sql`select count(*)::int as total from activities`;

describe('an account that moves', () => {
  it('is followed by nobody in the collective’s name: it is noted, once the other account says the same', async () => {
    await follow(house, ana, old);
    const before = await sent();
    expect(await moveFrom(house, old, fresh.id)).toBe('done');
    expect(await movesToFollow(house.db, 'quarantine')).toEqual([]);
    const { next, asked } = looking({ [fresh.id]: fresh });
    expect(await next()).toBe(1);
    expect(await next()).toBe(0);
    expect(asked).toEqual([fresh.id]);
    expect(await movesToFollow(house.db, 'quarantine')).toMatchObject([
      { from: { actor: old.id }, to: { actor: fresh.id, host: 'orchard.example' }, standing: 'held' },
    ]);
    expect(await isFollowed(house.db, fresh.id)).toBe(false);
    expect(await isFollowed(house.db, old.id)).toBe(true);
    expect(await sent()).toEqual(before);
    await follow(house, ana, fresh);
    expect(await movesToFollow(house.db, 'quarantine')).toEqual([]);
  });

  it('takes its follow of us with it only by following again', async () => {
    await followFrom(house, old);
    await moveFrom(house, old, fresh.id);
    await looking({ [fresh.id]: fresh }).next();
    expect(await countFollowers(house.db)).toBe(1);
    expect((await movedTo(house.db, [old.id])).get(old.id)).toMatchObject({ actor: fresh.id });
    await followFrom(house, fresh);
    expect(await countFollowers(house.db)).toBe(2);
  });

  it('has not moved where the other account does not say so, or is not there', async () => {
    await follow(house, ana, old);
    await moveFrom(house, old, fresh.id);
    await looking({ [fresh.id]: { ...fresh, aliases: ['https://else.example/users/mira'] } }).next();
    expect(await moves()).toMatchObject([{ outcome: 'denied' }]);
    house.clock.advance({ days: 1 });
    await moveFrom(house, old, fresh.id);
    await looking({}).next();
    expect(await moves()).toMatchObject([{ outcome: 'denied' }]);
    expect(await movesToFollow(house.db, 'quarantine')).toEqual([]);
  });

  it('is looked for again while the other server cannot be reached, and one day not any more', async () => {
    await follow(house, ana, old);
    await moveFrom(house, old, fresh.id);
    const away = looking({ [fresh.id]: 'unreachable' });
    for (let day = 0; day < 10; day += 1) {
      await away.next();
      house.clock.advance({ days: 1 });
    }
    expect(away.asked.length).toBeGreaterThan(3);
    expect(await moves()).toMatchObject([{ outcome: 'unreached' }]);
    expect(await looking({ [fresh.id]: fresh }).next()).toBe(0);
  });

  it('goes one step: where the other one has gone since is not asked', async () => {
    const third = outsider('mira@hill.example', { aliases: [fresh.id] });
    await follow(house, ana, old);
    await moveFrom(house, old, fresh.id);
    expect(await moveFrom(house, fresh, third.id)).toBe('ignored');
    const { next, asked } = looking({ [fresh.id]: fresh, [third.id]: third });
    while ((await next()) > 0);
    expect(asked).toEqual([fresh.id]);
    expect(await moves()).toMatchObject([{ actor: old.id, target: fresh.id }]);
  });

  it('is nothing to us when there is nothing between us, when it names us, itself or nobody, or says it of another', async () => {
    expect(await moveFrom(house, old, fresh.id)).toBe('ignored');
    await follow(house, ana, old);
    const { actor } = house.federation.uris;
    for (const target of [actor, old.id, `${fresh.id}#x`, 'nobody', '']) {
      expect(await moveFrom(house, old, target), target).toBe('ignored');
    }
    for (const target of [undefined, null, 7, {}, [], [[fresh.id]]]) {
      expect(await tellOf(house, messageFrom(old, 'Move', old.id, { target }))).toBe('ignored');
    }
    expect(await tellOf(house, messageFrom(old, 'Move', fresh.id, { target: fresh.id }))).toBe('ignored');
    expect(await moves()).toEqual([]);
  });

  it('cannot have one server after the other asked', async () => {
    await follow(house, ana, old);
    await moveFrom(house, old, fresh.id);
    expect(await moveFrom(house, old, 'https://victim.example/users/x')).toBe('move.too_soon');
    expect(await moves()).toMatchObject([{ target: fresh.id }]);
  });

  it('is found where its own server says so, by a question that is really asked', async () => {
    const peer = await startPeer((_request, response, { path }) =>
      sendJson(response, actorDocument(`${peer.origin}${path}`, { alsoKnownAs: [old.id] })),
    );
    const here = await testHouse({ federation: { allowPrivate: true } });
    try {
      await follow(here, await found(here), old);
      await moveFrom(here, old, `${peer.origin}/users/mira`);
      expect(await here.moves.next()).toBe(1);
      expect(await movesToFollow(here.db, 'quarantine')).toMatchObject([
        { to: { actor: `${peer.origin}/users/mira` } },
      ]);
    } finally {
      await here[Symbol.asyncDispose]();
      await peer[Symbol.asyncDispose]();
    }
  });
});

describe('an account that is kept out and comes back under another name', () => {
  const keepOut = (name: string, subject: 'actor' | 'server' = 'actor') =>
    house.peers.judge({ member: ana }, { subject, name, verdict: 'keep_out', reason: 'Threats.', reviewOn: null });
  const letIn = (name: string, subject: 'actor' | 'server' = 'actor') =>
    house.peers.judge({ member: ana }, { subject, name, verdict: 'let_in', reason: '', reviewOn: null });
  const states = () => house.sql`select actor, state from follows_received order by asked_at`;

  it.each(['actor', 'server'] as const)(
    'waits before it follows, also on a server that is let in: by its %s',
    async (by) => {
      await keepOut(by === 'actor' ? old.id : 'garden.example', by);
      await letIn('orchard.example', 'server');
      await followFrom(house, fresh);
      expect(await states()).toEqual([{ actor: fresh.id, state: 'pending' }]);
      expect((await keptOutBefore(house.db, [fresh.id])).get(fresh.id)).toEqual([old.id]);
    },
  );

  it('is held with what it says, and let in once somebody has said so of it', async () => {
    await keepOut(old.id);
    await letIn('orchard.example', 'server');
    const notice = await house.publication.publishNotice({ member: ana }, noticeWords());
    await answerFrom(house, fresh, notice, { content: '<p>Me again.</p>' });
    const standing = async () => (await acquaintances(house.db, [fresh.id], 'open')).get(fresh.id)?.standing;
    expect(await standing()).toBe('held');
    house.clock.advance({ seconds: 1 });
    await letIn(fresh.id);
    expect(await standing()).toBe('heard');
  });

  it('has told of nothing by moving: what it sends is not heard', async () => {
    await follow(house, ana, old);
    await keepOut(old.id);
    expect(await moveFrom(house, old, fresh.id)).toBe('ignored');
  });

  it('does not become better by the standing that another one has: what was said of the one stays with it', async () => {
    await letIn(old.id);
    await followFrom(house, fresh);
    expect((await standingsOf(house.db, [fresh.id], 'quarantine')).get(fresh.id)).toBe('held');
  });
});

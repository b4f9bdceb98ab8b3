import { newId } from '../kernel/id.ts';
import { Refusal, refusalsOf } from '../kernel/refusal.ts';
import type { CoverOf } from '../platform/authority.ts';
import { retryHost } from '../platform/federation/delivery/hosts.ts';
import type { RemoteActor } from '../platform/federation/remote.ts';
import { RemoteFailure } from '../platform/federation/remote.ts';
import { actorById, rememberActor } from '../platform/federation/remote-actors.ts';
import type { Uris } from '../platform/federation/uris.ts';
import type { ActingAs, Actor, Work } from '../platform/work.ts';
import {
  deliveriesRetried,
  followerAnswered,
  followingAsked,
  followingEnded,
  followPolicyGiven,
  standingGiven,
} from './events.ts';
import { answerFollow, sendFollow, sendUndoFollow } from './federation.ts';
import type { FollowerRefusal } from './follower.ts';
import { type FollowingRefusal, requireNotAsked, requireUnended } from './following.ts';
import { requireReasoned, type StandingRefusal, type Verdict } from './standing.ts';
import { insertFollowPolicy, insertStanding } from './standing-store.ts';
import {
  endFollowingUnder,
  followForUpdate,
  followingForUpdate,
  insertFollowing,
  openFollowsOf,
  settleFollowUnder,
  unendedFollowing,
} from './store.ts';

const refusal = refusalsOf<FollowerRefusal | FollowingRefusal | StandingRefusal>();

/** Finds an actor elsewhere by handle or address. Asks the network: never inside a unit of work. */
export type FindActor = (handleOrAddress: string) => Promise<RemoteActor>;

export interface PeersOptions {
  readonly uris: Uris;
  readonly coverOf: CoverOf;
  /** Undefined where this node deals with nobody. */
  readonly findActor: FindActor | undefined;
  /** Whether the member holds the power now: asked before the network is, and again in the statement that writes. */
  mayFollow(member: string): Promise<boolean>;
}

export interface StandingInput {
  readonly subject: 'actor' | 'server';
  readonly name: string;
  readonly verdict: Verdict;
  readonly reason: string;
  readonly reviewOn: Date | null;
}

export const peersCommands = (actingAs: ActingAs, options: PeersOptions) => ({
  ...followingCommands(actingAs, options),
  ...followerCommands(actingAs, options),
  ...standingCommands(actingAs, options),
  ...deliveryCommands(actingAs, options),
});

export type PeersCommands = ReturnType<typeof peersCommands>;

const followingCommands = (actingAs: ActingAs, { uris, coverOf, findActor, mayFollow }: PeersOptions) => ({
  /** Asks somebody elsewhere to be heard by us. Returns the id of the asking. */
  async follow(actor: Actor, handleOrAddress: string): Promise<string> {
    if (!findActor) throw refusal('conflict', 'following.closed');
    if (!(await mayFollow(actor.member))) throw refusal('forbidden', 'following.no_mandate');
    const target = await found(findActor, handleOrAddress);
    return actingAs(actor, async (work) => {
      await rememberActor(work, target);
      requireNotAsked(await unendedFollowing(work.tx, target.id));
      const id = newId(work.random);
      const activity = uris.activity(id);
      const row = { id, actor: target.id, activity, askedAt: work.now };
      const mandate = await insertFollowing(work.tx, row, coverOf(actor.member, 'follow', work.now));
      if (!mandate) throw refusal('forbidden', 'following.no_mandate');
      await sendFollow(work, uris, activity, target);
      await work.emit(followingAsked({ following: id, mandate }));
      return id;
    });
  },

  unfollow: (actor: Actor, id: string) =>
    actingAs(actor, async (work) => {
      const following = await followingForUpdate(work.tx, id);
      requireUnended(following);
      const mandate = await endFollowingUnder(work.tx, id, work.now, coverOf(actor.member, 'follow', work.now));
      if (!mandate) throw refusal('forbidden', 'following.no_mandate');
      await sendUndoFollow(work, uris, following.activity, await known(work, following.actor));
      await work.emit(followingEnded({ following: id, ending: 'undone' }));
    }),
});

const followerCommands = (actingAs: ActingAs, { uris, coverOf }: PeersOptions) => {
  const answer = (actor: Actor, id: string, state: 'accepted' | 'rejected') =>
    actingAs(actor, async (work) => {
      const follow = await followForUpdate(work.tx, id);
      if (!follow || follow.state === 'undone' || follow.state === 'rejected') {
        throw refusal('missing', 'follower.not_found');
      }
      if (follow.state === state) throw refusal('conflict', 'follower.not_pending');
      const cover = coverOf(actor.member, 'quarantine', work.now);
      const mandate = await settleFollowUnder(work.tx, id, state, work.now, cover);
      if (!mandate) throw refusal('forbidden', 'follower.no_mandate');
      // Some ask twice, under two ids: whoever is not to follow follows under none of them.
      const others = state === 'rejected' ? await openFollowsOf(work.tx, follow.actor) : [];
      for (const other of others) await settleFollowUnder(work.tx, other.id, state, work.now, cover);
      const type = state === 'accepted' ? 'Accept' : 'Reject';
      await answerFollow(work, uris, { type, follow: id, follower: await known(work, follow.actor) });
      await work.emit(followerAnswered({ follow: id, answer: state, mandate }));
    });

  return {
    /** Lets somebody follow who has been waiting for it. */
    acceptFollower: (actor: Actor, follow: string) => answer(actor, follow, 'accepted'),

    /** Does not let somebody follow, or not any more. */
    removeFollower: (actor: Actor, follow: string) => answer(actor, follow, 'rejected'),

    /** Whether follows wait for somebody to accept them, from now on. */
    setApproval: (actor: Actor, approves: boolean) =>
      actingAs(actor, async (work) => {
        const id = newId(work.random);
        const row = { id, approves, givenAt: work.now };
        const mandate = await insertFollowPolicy(work.tx, row, coverOf(actor.member, 'quarantine', work.now));
        if (!mandate) throw refusal('forbidden', 'follower.no_mandate');
        await work.emit(followPolicyGiven({ policy: id, mandate }));
      }),
  };
};

const standingCommands = (actingAs: ActingAs, { uris, coverOf }: PeersOptions) => ({
  /** Says of an actor or a server that it is let in or kept out, or takes back what was said. */
  judge: (actor: Actor, input: StandingInput) =>
    actingAs(actor, async (work) => {
      requireReasoned(input.verdict, input.reason);
      if (isOurs(input, uris)) throw refusal('invalid', 'standing.ourselves', {}, 'name');
      const id = newId(work.random);
      const row = { ...input, id, givenAt: work.now };
      const mandate = await insertStanding(work.tx, row, coverOf(actor.member, 'quarantine', work.now));
      if (!mandate) throw refusal('forbidden', 'standing.no_mandate');
      await work.emit(standingGiven({ standing: id, mandate }));
      return id;
    }),
});

const deliveryCommands = (actingAs: ActingAs, { coverOf }: PeersOptions) => ({
  /** Has whatever waits for a server tried again at once. */
  retryDeliveries: (actor: Actor, host: string) =>
    actingAs(actor, async (work) => {
      // The mandate is locked with this, and cannot end before what follows is committed.
      const [cover] = await work.tx.execute<{ id: string }>(coverOf(actor.member, 'deliveries', work.now));
      if (!cover) throw refusal('forbidden', 'deliveries.no_mandate');
      await retryHost(work, host);
      await work.emit(deliveriesRetried({ host, mandate: cover.id }));
    }),
});

async function known(work: Work, actor: string): Promise<RemoteActor> {
  const found = await actorById(work.tx, actor);
  if (!found) throw new Error('an actor with whom there was something is not known');
  return found;
}

/** The network's ways of saying no, as refusals that a person can read. */
async function found(findActor: FindActor, handleOrAddress: string): Promise<RemoteActor> {
  try {
    return await findActor(handleOrAddress);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    if (!(error instanceof RemoteFailure)) throw error;
    if (error.code === 'handle_invalid') throw refusal('invalid', 'following.handle_invalid', {}, 'handle');
    if (error.code === 'own_origin') throw refusal('invalid', 'following.ourselves', {}, 'handle');
    const code =
      error.kind === 'unreachable' || error.kind === 'gone' ? 'following.not_reached' : 'following.not_understood';
    throw refusal('invalid', code, {}, 'handle');
  }
}

const isOurs = ({ subject, name }: StandingInput, { origin }: Uris): boolean =>
  subject === 'actor' ? name.startsWith(`${origin}/`) : name === new URL(origin).host;

import { newId } from '../kernel/id.ts';
import { refusalsOf } from '../kernel/refusal.ts';
import type { Reader } from '../platform/database.ts';
import { AS2 } from '../platform/federation/contexts.ts';
import { cancelFor } from '../platform/federation/delivery/deliveries.ts';
import { domainOf } from '../platform/federation/domain.ts';
import type { Hear, Message } from '../platform/federation/hearing.ts';
import type { JsonObject } from '../platform/federation/integrity-proof.ts';
import { handOver } from '../platform/federation/outgoing.ts';
import { isTakenBack, noteTakenBack } from '../platform/federation/received.ts';
import { type RemoteActor, RemoteFailure } from '../platform/federation/remote.ts';
import { parseRemoteActor } from '../platform/federation/remote-actor.ts';
import { actorById, markGone, rememberActor } from '../platform/federation/remote-actors.ts';
import { hostnameOf } from '../platform/federation/resource-id.ts';
import { isTombstone } from '../platform/federation/tombstone.ts';
import type { Uris } from '../platform/federation/uris.ts';
import type { Work } from '../platform/work.ts';
import { undoBlock } from './block-store.ts';
import {
  actorGone,
  actorLost,
  followerCame,
  followerLeft,
  followerWaits,
  followingAccepted,
  followingEnded,
} from './events.ts';
import { answerToFollow, type FollowerRefusal, requireRoomToWait } from './follower.ts';
import { type Known, type Mode, standingOf } from './standing.ts';
import { approvesFollowers, knownOf } from './standing-store.ts';
import {
  followForUpdate,
  followingByActivity,
  insertFollow,
  openFollowingsAt,
  openFollowsAt,
  openFollowsOf,
  saveAccepted,
  saveEnded,
  saveFollowState,
  unendedFollowing,
  waitingFollows,
} from './store.ts';

const refusal = refusalsOf<FollowerRefusal>();

export interface PeersHearing {
  readonly uris: Uris;
  readonly mode: Mode;
  readonly allowPrivate: boolean;
}

const NOBODY: Known = { actor: undefined, server: undefined, followed: false, keptOutBefore: [] };

export async function standingAs(db: Reader, actor: string, mode: Mode) {
  return standingOf((await knownOf(db, [actor])).get(actor) ?? NOBODY, mode);
}

/** `Follow`: somebody wants to hear what we publish. */
export const hearFollow =
  ({ uris, mode }: PeersHearing): Hear =>
  async (work, { activity, sender }) => {
    if (activity.objectId !== uris.actor) return false;
    if (await isTakenBack(work.tx, activity.actor, activity.id)) throw refusal('conflict', 'follower.undone_before');
    const told = new Map([[sender.id, sender.aliases]]);
    const known = (await knownOf(work.tx, [sender.id], told)).get(sender.id) ?? NOBODY;
    const answer = answerToFollow(standingOf(known, mode), {
      approves: await approvesFollowers(work.tx),
      onlyLetIn: mode === 'allowlist',
      wasKeptOut: known.keptOutBefore.length > 0,
    });
    if (answer === 'ignore') return false;
    if (answer === 'wait') await makeRoomToWait(work, activity);
    await rememberActor(work, sender);
    // Whoever asks to hear us wants to have to do with us again.
    await undoBlock(work.tx, activity.actor, work.now);
    const state = answer === 'accept' ? 'accepted' : 'pending';
    const follow = { id: activity.id, actor: activity.actor, state, askedAt: work.now } as const;
    if (!(await insertFollow(work.tx, follow))) return true;
    if (state === 'pending') {
      await work.emit(followerWaits({ follow: activity.id }));
    } else {
      await answerFollow(work, uris, { type: 'Accept', follow: activity.id, follower: sender });
      await work.emit(followerCame({ follow: activity.id }));
    }
    return true;
  };

/** Somebody who has asked before waits once, by what they have asked last. */
async function makeRoomToWait(work: Work, { actor, id }: Message['activity']): Promise<void> {
  const waiting = await waitingFollows(work.tx);
  await endFollows(
    work,
    waiting.filter((each) => each.actor === actor && each.id !== id),
  );
  const others = waiting.filter((each) => each.actor !== actor);
  const domain = domainOf(hostnameOf(actor));
  const ofDomain = others.filter((each) => domainOf(hostnameOf(each.actor)) === domain).length;
  requireRoomToWait({ inAll: others.length, ofDomain });
}

export interface FollowAnswer {
  readonly type: 'Accept' | 'Reject';
  /** The id of the `Follow` as it came. */
  readonly follow: string;
  readonly follower: Pick<RemoteActor, 'id' | 'inbox'>;
}

/** Sends the answer, with the `Follow` inside it: some servers cannot fetch their own again. */
export async function answerFollow(work: Work, uris: Uris, { type, follow, follower }: FollowAnswer): Promise<void> {
  const object = { id: follow, type: 'Follow', actor: follower.id, object: uris.actor };
  await sendTo(work, uris, follower, { type, object }, follow);
}

/** Asks to follow. */
export const sendFollow = (work: Work, uris: Uris, activity: string, target: RemoteActor): Promise<void> =>
  sendTo(work, uris, target, { type: 'Follow', object: target.id }, activity, activity);

/** Stops following. */
export const sendUndoFollow = (work: Work, uris: Uris, activity: string, target: Pick<RemoteActor, 'id' | 'inbox'>) => {
  const object = { id: activity, type: 'Follow', actor: uris.actor, object: target.id };
  return sendTo(work, uris, target, { type: 'Undo', object }, activity);
};

async function sendTo(
  work: Work,
  uris: Uris,
  target: Pick<RemoteActor, 'id' | 'inbox'>,
  { type, object }: { type: string; object: string | JsonObject },
  about: string,
  id = uris.activity(newId(work.random)),
): Promise<void> {
  const activity = { '@context': AS2, id, type, actor: uris.actor, to: [target.id], object };
  await handOver(work, { sender: 'collective', activity, about, listed: false, recipients: [target] });
}

/** `Undo` of a `Follow`. Where no id is given, of all there are: some servers send none. */
export const hearUndoneFollow =
  ({ uris }: PeersHearing): Hear =>
  async (work, { activity }) => {
    const inner = innerOf(activity.object);
    if (inner.type !== undefined && inner.type !== 'Follow') return false;
    if (inner.id === undefined) {
      if (inner.object !== uris.actor) return false;
      const open = await openFollowsOf(work.tx, activity.actor);
      await endFollows(work, open);
      return open.length > 0;
    }
    const follow = await followForUpdate(work.tx, inner.id);
    if (!follow && inner.type !== 'Follow') return false;
    if (follow && follow.actor !== activity.actor) return false;
    await noteTakenBack(work, activity.actor, inner.id);
    if (follow && (follow.state === 'accepted' || follow.state === 'pending')) await endFollows(work, [follow]);
    return true;
  };

/** Somebody may have asked to follow a thousand times under as many ids: to end that is one statement. */
export async function endFollows(work: Work, follows: readonly { readonly id: string }[]): Promise<void> {
  if (follows.length === 0) return;
  const ids = follows.map(({ id }) => id);
  await saveFollowState(work.tx, ids, 'undone', work.now);
  for (const follow of ids) await work.emit(followerLeft({ follow }));
}

/** `Accept` of a `Follow` of ours, by the one whom it asked and nobody else. */
export const hearAccept: Hear = async (work, message) => {
  const following = await ours(work, message);
  if (!following || following.endedAt) return false;
  if (following.acceptedAt) return true;
  await rememberActor(work, message.sender);
  await saveAccepted(work.tx, following.id, work.now);
  await work.emit(followingAccepted({ following: following.id }));
  return true;
};

/** `Reject`: at once, or later, which takes a yes back. */
export const hearReject: Hear = async (work, message) => {
  const following = await ours(work, message);
  if (!following || following.endedAt) return false;
  await saveEnded(work.tx, following.id, work.now, 'rejected');
  await work.emit(followingEnded({ following: following.id, ending: 'rejected' }));
  return true;
};

async function ours(work: Work, { activity }: Message) {
  const { id } = innerOf(activity.object);
  const following = id === undefined ? undefined : await followingByActivity(work.tx, id);
  return following?.actor === activity.actor ? following : undefined;
}

/** `Update` of an actor by itself: a new name, inbox or key. Only of those with whom there is something. */
export const hearActorChanged =
  ({ allowPrivate, uris }: PeersHearing): Hear =>
  async (work, { activity, fetchedNow }) => {
    if (activity.objectId !== activity.actor || typeof activity.object === 'string') return false;
    if (fetchedNow) return false;
    const told = parsed(activity.object, activity.actor, { allowPrivate, ownOrigin: new URL(uris.origin) });
    if (!told) return false;
    await rememberActor(work, told);
    work.changed('remote-keys');
    return true;
  };

/** What does not make sense is not kept, and what we knew before goes on. */
function parsed(...given: Parameters<typeof parseRemoteActor>): RemoteActor | undefined {
  try {
    return parseRemoteActor(...given);
  } catch (error) {
    if (error instanceof RemoteFailure) return undefined;
    throw error;
  }
}

/** `Delete` of an actor by itself, or a tombstone in its place: whatever there was with them ends. */
export const hearActorGone: Hear = async (work, { activity }) => {
  if (activity.objectId !== activity.actor) return false;
  if (activity.type !== 'Delete' && !isTombstone(activity.object)) return false;
  await endRelation(work, activity.actor);
  await work.emit(actorGone({ actor: activity.actor }));
  return true;
};

async function endRelation(work: Work, actor: string): Promise<void> {
  await markGone(work.tx, actor, work.now);
  work.changed('remote-keys');
  await endFollows(work, await openFollowsOf(work.tx, actor));
  await loseFollowing(work, actor);
}

async function loseFollowing(work: Work, actor: string): Promise<void> {
  const following = await unendedFollowing(work.tx, actor);
  if (!following) return;
  await saveEnded(work.tx, following.id, work.now, 'gone');
  await work.emit(followingEnded({ following: following.id, ending: 'gone' }));
}

/** An inbox is gone for good, as its server says: whoever had it follows no more, and is followed no more. */
export async function forgetInbox(work: Work, inbox: string): Promise<void> {
  await endFollows(work, await openFollowsAt(work.tx, inbox));
  for (const { actor } of await openFollowingsAt(work.tx, inbox)) await loseFollowing(work, actor);
  await cancelFor(work, [inbox]);
}

/**
 * An actor's own server answers that it is gone: what there was between us ends. What they have said stays
 * until they take it back themselves, by a message that they have signed.
 */
export async function loseActor(work: Work, actor: string): Promise<void> {
  if (!(await actorById(work.tx, actor))) return;
  await endRelation(work, actor);
  await work.emit(actorLost({ actor }));
}

interface Inner {
  readonly id: string | undefined;
  readonly type: string | undefined;
  readonly object: string | undefined;
}

/** An activity inside another: whole, or only its id. */
export function innerOf(object: string | Readonly<Record<string, unknown>>): Inner {
  if (typeof object === 'string') return { id: object, type: undefined, object: undefined };
  const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
  const target = object.object;
  const nested = typeof target === 'object' && target !== null && 'id' in target ? target.id : target;
  return { id: text(object.id), type: text(object.type), object: text(nested) };
}

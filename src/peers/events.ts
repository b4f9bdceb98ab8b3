import type { DomainEvent } from '../kernel/event.ts';

/** Ids of actors elsewhere are addresses of theirs; who of our members did it stands in the mandate. */
export type FollowerCame = DomainEvent<'follower.came', { follow: string }>;
export type FollowerWaits = DomainEvent<'follower.waits', { follow: string }>;
export type FollowerLeft = DomainEvent<'follower.left', { follow: string }>;
export type FollowerAnswered = DomainEvent<
  'follower.answered',
  { follow: string; answer: 'accepted' | 'rejected'; mandate: string }
>;
export type FollowingAsked = DomainEvent<'following.asked', { following: string; mandate: string }>;
export type FollowingAccepted = DomainEvent<'following.accepted', { following: string }>;
export type FollowingEnded = DomainEvent<'following.ended', { following: string; ending: string }>;
export type StandingGiven = DomainEvent<'standing.given', { standing: string; mandate: string }>;
export type FollowPolicyGiven = DomainEvent<'follow_policy.given', { policy: string; mandate: string }>;
export type DeliveriesRetried = DomainEvent<'deliveries.retried', { host: string; mandate: string }>;
export type ActorGone = DomainEvent<'actor.gone', { actor: string }>;
/** Its own server says that it is no more; what it said is not taken back with that. */
export type ActorLost = DomainEvent<'actor.lost', { actor: string }>;
export type MoveTold = DomainEvent<'move.told', { actor: string; target: string }>;
export type MoveSettled = DomainEvent<'move.settled', { actor: string; target: string; outcome: string }>;
export type BlockCame = DomainEvent<'block.came', { actor: string }>;
export type BlockUndone = DomainEvent<'block.undone', { actor: string }>;

export type PeersEvent =
  | FollowerCame
  | FollowerWaits
  | FollowerLeft
  | FollowerAnswered
  | FollowingAsked
  | FollowingAccepted
  | FollowingEnded
  | StandingGiven
  | FollowPolicyGiven
  | ActorGone
  | ActorLost
  | MoveTold
  | MoveSettled
  | BlockCame
  | BlockUndone
  | DeliveriesRetried;

const event =
  <Event extends PeersEvent>(type: Event['type']) =>
  (data: Event['data']): Event =>
    ({ type, data }) as Event;

export const followerCame = event<FollowerCame>('follower.came');
export const followerWaits = event<FollowerWaits>('follower.waits');
export const followerLeft = event<FollowerLeft>('follower.left');
export const followerAnswered = event<FollowerAnswered>('follower.answered');
export const followingAsked = event<FollowingAsked>('following.asked');
export const followingAccepted = event<FollowingAccepted>('following.accepted');
export const followingEnded = event<FollowingEnded>('following.ended');
export const standingGiven = event<StandingGiven>('standing.given');
export const followPolicyGiven = event<FollowPolicyGiven>('follow_policy.given');
export const deliveriesRetried = event<DeliveriesRetried>('deliveries.retried');
export const actorGone = event<ActorGone>('actor.gone');
export const actorLost = event<ActorLost>('actor.lost');
export const moveTold = event<MoveTold>('move.told');
export const moveSettled = event<MoveSettled>('move.settled');
export const blockCame = event<BlockCame>('block.came');
export const blockUndone = event<BlockUndone>('block.undone');

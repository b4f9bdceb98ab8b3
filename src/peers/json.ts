import { z } from 'zod';
import { Id, Instant } from '../platform/http/api.ts';
import { displayName } from '../platform/remote-text.ts';
import { followingStatus } from './following.ts';
import type { BlockListed } from './block-store.ts';
import { isReviewDue, VERDICTS } from './standing.ts';
import type { FollowerListed, FollowingListed } from './store.ts';
import type { StandingSaid } from './views.ts';
import { accountAddress } from '../platform/federation/remote.ts';

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

/** An account elsewhere: its id is an address of its server, and its name is whatever it calls itself. */
const AccountJson = z.object({ id: z.string(), address: z.string(), name: z.string().nullable() });

type Account = Pick<FollowerListed, 'actor' | 'handle' | 'host' | 'name'>;

const accountJson = ({ actor, handle, host, name }: Account) => ({
  id: actor,
  address: accountAddress({ handle, host }),
  name: displayName(name ?? '') || null,
});

export const FollowingJson = z.object({
  id: Id,
  account: AccountJson,
  /** Where it says that it is now, as that account says too. */
  movedTo: AccountJson.nullable(),
  status: z.enum(['asked', 'following', 'rejected', 'undone', 'gone']),
  mandate: Id,
  askedAt: Instant,
  acceptedAt: Instant.nullable(),
  endedAt: Instant.nullable(),
});

export const followingJson = (
  following: FollowingListed,
  movedTo: Account | undefined,
): z.output<typeof FollowingJson> => ({
  id: following.id,
  account: accountJson(following),
  movedTo: movedTo ? accountJson(movedTo) : null,
  status: followingStatus(following),
  mandate: following.mandate,
  askedAt: following.askedAt.toISOString(),
  acceptedAt: iso(following.acceptedAt),
  endedAt: iso(following.endedAt),
});

export const FollowerJson = z.object({
  follow: z.string(),
  account: AccountJson,
  /** Where it says that it is now, as that account says too. */
  movedTo: AccountJson.nullable(),
  /** The ids of accounts that it says it was, and that are kept out. */
  keptOutBefore: z.array(z.string()),
  askedAt: Instant,
});

export const followerJson = (
  follower: FollowerListed,
  { movedTo, before }: { movedTo: Account | undefined; before: readonly string[] | undefined },
): z.output<typeof FollowerJson> => ({
  follow: follower.id,
  account: accountJson(follower),
  movedTo: movedTo ? accountJson(movedTo) : null,
  keptOutBefore: [...(before ?? [])],
  askedAt: follower.askedAt.toISOString(),
});

export const BlockJson = z.object({ account: AccountJson, blockedAt: Instant });

export const blockJson = (block: BlockListed): z.output<typeof BlockJson> => ({
  account: accountJson(block),
  blockedAt: block.blockedAt.toISOString(),
});

export const StandingJson = z.object({
  id: Id,
  subject: z.enum(['actor', 'server']),
  name: z.string(),
  verdict: z.enum(VERDICTS),
  reason: z.string(),
  /** A day, without a time. */
  reviewOn: z.string().nullable(),
  /** Whether that day has come. By itself it changes nothing. */
  reviewDue: z.boolean(),
  mandate: Id,
  givenAt: Instant,
});

export const standingJson = (said: StandingSaid, now: Date): z.output<typeof StandingJson> => ({
  id: said.id,
  subject: said.subject,
  name: said.name,
  verdict: said.verdict,
  reason: said.reason,
  reviewOn: iso(said.reviewOn)?.slice(0, 10) ?? null,
  reviewDue: isReviewDue(said.reviewOn, now),
  mandate: said.mandate,
  givenAt: said.givenAt.toISOString(),
});

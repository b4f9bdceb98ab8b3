import { z } from 'zod';
import { Id, Instant } from '../platform/http/api.ts';
import { displayName } from '../platform/remote-text.ts';
import { followingStatus } from './following.ts';
import { VERDICTS } from './standing.ts';
import type { FollowerListed, FollowingListed } from './store.ts';
import type { StandingSaid } from './views.ts';

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

/** An account elsewhere: its id is an address of its server, and its name is whatever it calls itself. */
const AccountJson = z.object({ id: z.string(), address: z.string(), name: z.string().nullable() });

const accountJson = ({ actor, handle, host, name }: Pick<FollowerListed, 'actor' | 'handle' | 'host' | 'name'>) => ({
  id: actor,
  address: `@${handle}@${host}`,
  name: displayName(name ?? '') || null,
});

export const FollowingJson = z.object({
  id: Id,
  account: AccountJson,
  status: z.enum(['asked', 'following', 'rejected', 'undone', 'gone']),
  mandate: Id,
  askedAt: Instant,
  acceptedAt: Instant.nullable(),
  endedAt: Instant.nullable(),
});

export const followingJson = (following: FollowingListed): z.output<typeof FollowingJson> => ({
  id: following.id,
  account: accountJson(following),
  status: followingStatus(following),
  mandate: following.mandate,
  askedAt: following.askedAt.toISOString(),
  acceptedAt: iso(following.acceptedAt),
  endedAt: iso(following.endedAt),
});

export const FollowerJson = z.object({ follow: z.string(), account: AccountJson, askedAt: Instant });

export const followerJson = (follower: FollowerListed): z.output<typeof FollowerJson> => ({
  follow: follower.id,
  account: accountJson(follower),
  askedAt: follower.askedAt.toISOString(),
});

export const StandingJson = z.object({
  id: Id,
  subject: z.enum(['actor', 'server']),
  name: z.string(),
  verdict: z.enum(VERDICTS),
  reason: z.string(),
  /** A day, without a time. */
  reviewOn: z.string().nullable(),
  mandate: Id,
  givenAt: Instant,
});

export const standingJson = (said: StandingSaid): z.output<typeof StandingJson> => ({
  id: said.id,
  subject: said.subject,
  name: said.name,
  verdict: said.verdict,
  reason: said.reason,
  reviewOn: iso(said.reviewOn)?.slice(0, 10) ?? null,
  mandate: said.mandate,
  givenAt: said.givenAt.toISOString(),
});

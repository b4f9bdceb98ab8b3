import { refusalsOf } from '../kernel/refusal.ts';

/** One time that we asked to follow somebody, and what became of it. */
export interface Following {
  readonly id: string;
  readonly actor: string;
  readonly activity: string;
  readonly mandate: string;
  readonly askedAt: Date;
  readonly acceptedAt: Date | null;
  readonly endedAt: Date | null;
  readonly ending: 'rejected' | 'undone' | 'gone' | null;
}

export type FollowingStatus = 'asked' | 'following' | 'rejected' | 'undone' | 'gone';

export type FollowingRefusal =
  | 'following.no_mandate'
  | 'following.already'
  | 'following.not_found'
  | 'following.over'
  | 'following.ourselves'
  | 'following.handle_invalid'
  | 'following.not_reached'
  | 'following.not_understood'
  | 'following.closed';

const refusal = refusalsOf<FollowingRefusal>();

/** Until they have said yes, nothing of theirs is shown. */
export function followingStatus({ acceptedAt, endedAt, ending }: Following): FollowingStatus {
  if (endedAt && ending) return ending;
  return acceptedAt ? 'following' : 'asked';
}

export function requireNotAsked(current: Following | undefined): void {
  if (current && !current.endedAt) throw refusal('conflict', 'following.already');
}

export function requireUnended(following: Following | undefined): asserts following is Following {
  if (!following) throw refusal('missing', 'following.not_found');
  if (following.endedAt) throw refusal('conflict', 'following.over');
}

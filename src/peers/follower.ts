import { refusalsOf } from '../kernel/refusal.ts';
import type { Standing } from './standing.ts';

export type FollowerState = 'pending' | 'accepted' | 'rejected' | 'undone';

export type FollowerRefusal =
  | 'follower.not_found'
  | 'follower.no_mandate'
  | 'follower.not_pending'
  | 'follower.too_many_waiting'
  | 'follower.undone_before'
  | 'deliveries.no_mandate';

const refusal = refusalsOf<FollowerRefusal>();

/** How many may wait at once for somebody to look at them: in all, and of one domain, under which anybody can make hosts at will. */
export const WAITING_MAX = 1_000;
export const WAITING_OF_DOMAIN_MAX = 100;

export function requireRoomToWait({ inAll, ofDomain }: { inAll: number; ofDomain: number }): void {
  if (inAll >= WAITING_MAX || ofDomain >= WAITING_OF_DOMAIN_MAX) throw refusal('too_many', 'follower.too_many_waiting');
}

/**
 * What is answered to somebody who wants to follow. Following is listening to what is public
 * anyway: it needs nobody's approval unless the collective has chosen so, or hears only those whom
 * it has let in; or unless they say that they were somebody who is kept out.
 */
export function answerToFollow(
  standing: Standing,
  { approves, onlyLetIn, wasKeptOut }: { approves: boolean; onlyLetIn: boolean; wasKeptOut: boolean },
): 'accept' | 'wait' | 'ignore' {
  if (standing === 'kept_out') return 'ignore';
  if (approves || ((onlyLetIn || wasKeptOut) && standing === 'held')) return 'wait';
  return 'accept';
}

import { refusalsOf } from '../kernel/refusal.ts';
import type { Proposal } from './proposal.ts';

export type CommentRefusal = 'comment.discussion_over' | 'comment.not_found' | 'comment.not_yours' | 'comment.gone';
const refusal = refusalsOf<CommentRefusal>();

/** One comments from the opening of the discussion until the vote closes; after that a new proposal is the way. */
export function requireDiscussionOpen(proposal: Proposal, now: Date): void {
  const over = proposal.withdrawnAt !== null || (proposal.closesAt !== null && now >= proposal.closesAt);
  if (!proposal.discussedFrom || over) throw refusal('conflict', 'comment.discussion_over');
}

/** Its author takes a comment back: the words go, that there was one stays. */
export function requireWithdrawable(
  comment: { readonly author: string; readonly withdrawnAt: Date | null } | undefined,
  member: string,
): void {
  if (!comment) throw refusal('missing', 'comment.not_found');
  if (comment.author !== member) throw refusal('forbidden', 'comment.not_yours');
  if (comment.withdrawnAt) throw refusal('conflict', 'comment.gone');
}

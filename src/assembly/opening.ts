import type { Deadline } from '../kernel/deadline.ts';
import { refusalsOf } from '../kernel/refusal.ts';
import type { Proposal } from './proposal.ts';
import { OPEN_AT_MOST_DAYS, type VotingRules } from './rules.ts';

export type OpeningRefusal =
  | 'opening.not_in_discussion'
  | 'opening.already_open'
  | 'opening.text_changed'
  | 'opening.too_short'
  | 'opening.too_long';
const refusal = refusalsOf<OpeningRefusal>();

/**
 * Any member opens the vote on what has been discussed: no author is a gatekeeper. Text, rules
 * and roll stand still from this instant; who opens it says which version they have read.
 */
export function requireOpenable(
  proposal: Proposal,
  text: { readonly read: number; readonly current: number },
  deadline: Deadline,
  rules: VotingRules,
  now: Date,
): void {
  if (proposal.openedAt) throw refusal('conflict', 'opening.already_open');
  if (!proposal.discussedFrom || proposal.withdrawnAt) throw refusal('conflict', 'opening.not_in_discussion');
  if (text.read !== text.current) throw refusal('conflict', 'opening.text_changed');
  const openForMs = deadline.at.getTime() - now.getTime();
  if (openForMs <= 0 || openForMs < rules.openAtLeastSeconds * 1_000) {
    const hours = Math.ceil(rules.openAtLeastSeconds / 3_600);
    throw refusal('invalid', 'opening.too_short', { hours }, 'closes');
  }
  if (openForMs > OPEN_AT_MOST_DAYS * 86_400_000) {
    throw refusal('invalid', 'opening.too_long', { days: OPEN_AT_MOST_DAYS }, 'closes');
  }
}

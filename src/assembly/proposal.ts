import { refusalsOf } from '../kernel/refusal.ts';
import type { Effect } from './effect.ts';
import type { Method, Outcome } from './outcome.ts';

export type ProposalRefusal =
  | 'proposal.not_found'
  | 'proposal.not_yours'
  | 'proposal.text_frozen'
  | 'proposal.already_discussed'
  | 'proposal.withdrawn'
  | 'proposal.changed_meanwhile';
const refusal = refusalsOf<ProposalRefusal>();

export interface Proposal {
  readonly id: string;
  readonly author: string;
  readonly method: Method;
  readonly effect: Effect | null;
  readonly reviewAfterDays: number;
  readonly writtenAt: Date;
  readonly discussedFrom: Date | null;
  readonly withdrawnAt: Date | null;
  /** From when to when it is voted on, once that is fixed. */
  readonly openedAt: Date | null;
  readonly closesAt: Date | null;
}

export type ProposalStatus = 'draft' | 'discussion' | 'voting' | 'withdrawn' | Outcome;

/**
 * Where a proposal stands. Whoever reads does so as of now (see `platform/work.ts`): once its time
 * is over, the outcome is there, also where nobody has written it down yet.
 */
export function proposalStatus(proposal: Proposal, decided: Outcome | undefined): ProposalStatus {
  if (proposal.withdrawnAt) return 'withdrawn';
  if (proposal.openedAt) return decided ?? 'voting';
  return proposal.discussedFrom ? 'discussion' : 'draft';
}

/** The longest time until a decision is looked at again, and the usual one. */
export const REVIEW_DAYS_MAX = 730;
export const REVIEW_DAYS_USUAL = 180;

/** A draft is its author's own: for everybody else it does not exist yet. */
export function requireVisible(proposal: Proposal | undefined, member: string): asserts proposal is Proposal {
  if (!proposal || (!proposal.discussedFrom && proposal.author !== member)) {
    throw refusal('missing', 'proposal.not_found');
  }
}

/** Its author rewrites it until the vote opens; from then on the text stands still. */
export function requireEditable(proposal: Proposal, member: string): void {
  if (proposal.author !== member) throw refusal('forbidden', 'proposal.not_yours');
  requireNotOver(proposal);
}

export function requireDraft(proposal: Proposal, member: string): void {
  requireEditable(proposal, member);
  if (proposal.discussedFrom) throw refusal('conflict', 'proposal.already_discussed');
}

function requireNotOver(proposal: Proposal): void {
  if (proposal.withdrawnAt) throw refusal('conflict', 'proposal.withdrawn');
  if (proposal.openedAt) throw refusal('conflict', 'proposal.text_frozen');
}

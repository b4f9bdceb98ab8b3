import type { DomainEvent } from '../kernel/event.ts';

export type ProposalWritten = DomainEvent<'proposal.written', { proposal: string; author: string }>;
export type ProposalEdited = DomainEvent<'proposal.edited', { proposal: string; version: number; author: string }>;
export type DiscussionOpened = DomainEvent<'discussion.opened', { proposal: string }>;
export type ProposalWithdrawn = DomainEvent<'proposal.withdrawn', { proposal: string }>;
export type CommentWritten = DomainEvent<'comment.written', { comment: string; proposal: string; author: string }>;
export type CommentWithdrawn = DomainEvent<'comment.withdrawn', { comment: string }>;
export type VoteOpened = DomainEvent<
  'vote.opened',
  { proposal: string; by: string; electorate: number; closesAt: string }
>;
/** That somebody voted or changed their vote; never what. */
export type VoteCast = DomainEvent<'vote.cast', { proposal: string; member: string; changed: boolean }>;
export type VoteClosedEarly = DomainEvent<'vote.closed_early', { proposal: string; by: string; mandate: string }>;
export type DecisionEstablished = DomainEvent<
  'decision.established',
  { proposal: string; number: string; outcome: string; effect: string }
>;

export type AssemblyEvent =
  | ProposalWritten
  | ProposalEdited
  | DiscussionOpened
  | ProposalWithdrawn
  | CommentWritten
  | CommentWithdrawn
  | VoteOpened
  | VoteCast
  | VoteClosedEarly
  | DecisionEstablished;

export const proposalWritten = (data: ProposalWritten['data']): ProposalWritten => ({ type: 'proposal.written', data });
export const proposalEdited = (data: ProposalEdited['data']): ProposalEdited => ({ type: 'proposal.edited', data });
export const discussionOpened = (data: DiscussionOpened['data']): DiscussionOpened => ({
  type: 'discussion.opened',
  data,
});
export const proposalWithdrawn = (data: ProposalWithdrawn['data']): ProposalWithdrawn => ({
  type: 'proposal.withdrawn',
  data,
});
export const commentWritten = (data: CommentWritten['data']): CommentWritten => ({ type: 'comment.written', data });
export const commentWithdrawn = (data: CommentWithdrawn['data']): CommentWithdrawn => ({
  type: 'comment.withdrawn',
  data,
});
export const voteOpened = (data: VoteOpened['data']): VoteOpened => ({ type: 'vote.opened', data });
export const voteCast = (data: VoteCast['data']): VoteCast => ({ type: 'vote.cast', data });
export const voteClosedEarly = (data: VoteClosedEarly['data']): VoteClosedEarly => ({
  type: 'vote.closed_early',
  data,
});
export const decisionEstablished = (data: DecisionEstablished['data']): DecisionEstablished => ({
  type: 'decision.established',
  data,
});

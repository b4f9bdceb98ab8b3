import { SALT_BYTES } from '../kernel/digest.ts';
import { newId } from '../kernel/id.ts';
import { Refusal } from '../kernel/refusal.ts';
import type { ActingAs, Actor, Work } from '../platform/work.ts';
import { requireDiscussionOpen, requireWithdrawable } from './comment.ts';
import type { Effect } from './effect.ts';
import {
  commentWithdrawn,
  commentWritten,
  discussionOpened,
  proposalEdited,
  proposalWithdrawn,
  proposalWritten,
} from './events.ts';
import type { Method } from './outcome.ts';
import { type Proposal, requireDraft, requireEditable, requireVisible } from './proposal.ts';
import {
  buryComment,
  commentForUpdate,
  currentText,
  insertComment,
  insertProposal,
  insertText,
  proposalForUpdate,
  saveDiscussion,
  saveTerms,
  saveWithdrawal,
} from './store.ts';

export interface ProposalInput {
  readonly title: string;
  readonly summary: string;
  readonly body: string;
  readonly language: string;
  readonly method: Method;
  readonly reviewAfterDays: number;
  readonly effect: Effect | null;
}

/** Writing and discussing. Voting has commands of its own (see `voting-commands.ts`). */
export const proposalCommands = (actingAs: ActingAs) => ({
  write: (actor: Actor, input: ProposalInput) =>
    actingAs(actor, async (work) => {
      const id = newId(work.random);
      const { method, effect, reviewAfterDays } = input;
      const terms = { method, effect, reviewAfterDays };
      await insertProposal(work.tx, { id, author: actor.member, writtenAt: work.now, ...terms });
      await writeText(work, id, 1, actor.member, input);
      await work.emit(proposalWritten({ proposal: id, author: actor.member }));
      return id;
    }),

  /** A new version of text and terms. Whoever edits says which version they had before them. */
  edit: (actor: Actor, id: string, read: number, input: ProposalInput) =>
    actingAs(actor, async (work) => {
      const proposal = await visibleForUpdate(work, id, actor.member);
      requireEditable(proposal, actor.member);
      const current = await currentText(work.tx, id);
      if (current?.version !== read) throw new Refusal('conflict', 'proposal.changed_meanwhile');
      await writeText(work, id, read + 1, actor.member, input);
      const { method, effect, reviewAfterDays } = input;
      await saveTerms(work.tx, id, { method, effect, reviewAfterDays });
      await work.emit(proposalEdited({ proposal: id, version: read + 1, author: actor.member }));
    }),

  openDiscussion: (actor: Actor, id: string) =>
    actingAs(actor, async (work) => {
      requireDraft(await visibleForUpdate(work, id, actor.member), actor.member);
      await saveDiscussion(work.tx, id, work.now);
      await work.emit(discussionOpened({ proposal: id }));
    }),

  withdraw: (actor: Actor, id: string) =>
    actingAs(actor, async (work) => {
      requireEditable(await visibleForUpdate(work, id, actor.member), actor.member);
      await saveWithdrawal(work.tx, id, work.now);
      await work.emit(proposalWithdrawn({ proposal: id }));
    }),

  comment: (actor: Actor, proposal: string, input: { body: string; language: string }) =>
    actingAs(actor, async (work) => {
      requireDiscussionOpen(await visibleForUpdate(work, proposal, actor.member), work.now);
      const id = newId(work.random);
      await insertComment(work.tx, { id, proposal, author: actor.member, writtenAt: work.now, ...input });
      await work.emit(commentWritten({ comment: id, proposal, author: actor.member }));
      return id;
    }),

  withdrawComment: (actor: Actor, proposal: string, id: string) =>
    actingAs(actor, async (work) => {
      const comment = await commentForUpdate(work.tx, id);
      requireWithdrawable(comment?.proposal === proposal ? comment : undefined, actor.member);
      await buryComment(work.tx, id, work.now);
      await work.emit(commentWithdrawn({ comment: id }));
    }),
});

export type ProposalCommands = ReturnType<typeof proposalCommands>;

/** The proposal, locked, if it exists for this member. */
export async function visibleForUpdate(work: Work, id: string, member: string): Promise<Proposal> {
  const proposal = await proposalForUpdate(work.tx, id);
  requireVisible(proposal, member);
  return proposal;
}

async function writeText(work: Work, proposal: string, version: number, author: string, input: ProposalInput) {
  const { title, summary, body, language } = input;
  const text = { proposal, version, author, title, summary, body, language, writtenAt: work.now };
  await insertText(work.tx, text, work.random.bytes(SALT_BYTES));
}

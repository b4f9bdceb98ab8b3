import { commitment, SALT_BYTES, sha256 } from '../kernel/digest.ts';
import { deadlineOf } from '../kernel/deadline.ts';
import { newId } from '../kernel/id.ts';
import { Refusal } from '../kernel/refusal.ts';
import type { CoverOf } from '../platform/authority.ts';
import type { Reader, Tx } from '../platform/database.ts';
import type { ActingAs, Actor, Work } from '../platform/work.ts';
import { acceptBallot, type Ballot } from './ballot.ts';
import { requireDiscussionOpen, requireWithdrawable } from './comment.ts';
import { requireEveryoneVoted } from './early-closing.ts';
import type { Effect } from './effect.ts';
import {
  commentWithdrawn,
  commentWritten,
  discussionOpened,
  proposalEdited,
  proposalWithdrawn,
  proposalWritten,
  voteCast,
  voteClosedEarly,
  voteOpened,
} from './events.ts';
import { requireOpenable } from './opening.ts';
import type { Method } from './outcome.ts';
import { type Proposal, requireDraft, requireEditable, requireVisible } from './proposal.ts';
import { startingRules } from './rules.ts';
import {
  buryComment,
  commentForUpdate,
  currentText,
  insertComment,
  insertProposal,
  insertText,
  insertVoting,
  isOnRoll,
  proposalForUpdate,
  saveBallot,
  saveDiscussion,
  saveEarlyClosing,
  saveTerms,
  saveWithdrawal,
  turnout,
  votingForShare,
  votingForUpdate,
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

/** What the assembly needs to know from others. */
export interface AssemblyQueries {
  readonly coverOf: CoverOf;
  rollForShare(tx: Tx): Promise<string[]>;
  collective(db: Reader): Promise<{ timeZone: string; votingAtLeastSeconds: number } | undefined>;
}

export const assemblyCommands = (actingAs: ActingAs, queries: AssemblyQueries) => ({
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
      const proposal = await visible(work, id, actor.member);
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
      requireDraft(await visible(work, id, actor.member), actor.member);
      await saveDiscussion(work.tx, id, work.now);
      await work.emit(discussionOpened({ proposal: id }));
    }),

  withdraw: (actor: Actor, id: string) =>
    actingAs(actor, async (work) => {
      requireEditable(await visible(work, id, actor.member), actor.member);
      await saveWithdrawal(work.tx, id, work.now);
      await work.emit(proposalWithdrawn({ proposal: id }));
    }),

  comment: (actor: Actor, proposal: string, input: { body: string; language: string }) =>
    actingAs(actor, async (work) => {
      requireDiscussionOpen(await visible(work, proposal, actor.member), work.now);
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

  /** Fixes text, method, rules, roll and deadline, all at this instant. */
  openVote: (actor: Actor, id: string, input: { version: number; closes: string }) =>
    actingAs(actor, async (work) => {
      const proposal = await visible(work, id, actor.member);
      const text = await currentText(work.tx, id);
      const house = await queries.collective(work.tx);
      if (!house || !text) throw new Refusal('missing', 'proposal.not_found');
      const rules = startingRules(house.votingAtLeastSeconds);
      const deadline = deadlineOf(input.closes, house.timeZone);
      requireOpenable(proposal, { read: input.version, current: text.version }, deadline, rules, work.now);
      const roll = await queries.rollForShare(work.tx);
      const voting = {
        proposal: id,
        textVersion: text.version,
        method: proposal.method,
        rules,
        openedBy: actor.member,
        openedAt: work.now,
        closesAt: deadline.at,
        closesWallClock: deadline.wallClock,
        closesZone: deadline.timeZone,
        rollDigest: rollDigest(work, roll),
      };
      await insertVoting(work.tx, voting, roll, work.random.bytes(SALT_BYTES));
      work.changed('deadlines');
      const closesAt = deadline.at.toISOString();
      await work.emit(voteOpened({ proposal: id, by: actor.member, electorate: roll.length, closesAt }));
      return deadline.at;
    }),

  castVote: (actor: Actor, id: string, ballot: Ballot) =>
    actingAs(actor, async (work) => {
      const voting = await votingForShare(work.tx, id);
      const onRoll = voting ? await isOnRoll(work.tx, id, actor.member) : false;
      const accepted = acceptBallot(voting, onRoll, ballot, work.now);
      const salt = work.random.bytes(SALT_BYTES);
      const changed = await saveBallot(work.tx, id, actor.member, accepted, work.now, salt);
      await work.emit(voteCast({ proposal: id, member: actor.member, changed }));
      return { changed };
    }),

  /** Sets the deadline to this instant, under a mandate that covers it. The count follows as with any other closing. */
  closeEarly: (actor: Actor, id: string) =>
    actingAs(actor, async (work) => {
      const voting = await votingForUpdate(work.tx, id);
      const { cast, electorate } = await turnout(work.tx, id);
      requireEveryoneVoted(voting, cast, electorate, work.now);
      const cover = queries.coverOf(actor.member, 'close_early', work.now);
      const mandate = await saveEarlyClosing(work.tx, id, work.now, cover);
      if (!mandate) throw new Refusal('forbidden', 'early_closing.no_mandate');
      work.changed('deadlines');
      await work.emit(voteClosedEarly({ proposal: id, by: actor.member, mandate }));
    }),
});

export type AssemblyCommands = ReturnType<typeof assemblyCommands>;

/** The proposal, locked, if it exists for this member. */
async function visible(work: Work, id: string, member: string): Promise<Proposal> {
  const proposal = await proposalForUpdate(work.tx, id);
  requireVisible(proposal, member);
  return proposal;
}

async function writeText(work: Work, proposal: string, version: number, author: string, input: ProposalInput) {
  const { title, summary, body, language } = input;
  const text = { proposal, version, author, title, summary, body, language, writtenAt: work.now };
  await insertText(work.tx, text, work.random.bytes(SALT_BYTES));
}

/** Fixes who was on the roll without naming them: the digest of pseudonyms made for this vote alone. */
function rollDigest(work: Work, roll: readonly string[]): string {
  const pseudonyms = roll.map((member) => commitment(work.random.bytes(SALT_BYTES), member)).sort();
  return sha256(pseudonyms.join('\n'));
}

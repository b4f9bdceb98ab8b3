import { and, asc, count, desc, eq, isNull, type SQL, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../platform/database.ts';
import type { Ballot } from './ballot.ts';
import type { Effect } from './effect.ts';
import type { Method } from './outcome.ts';
import type { Proposal } from './proposal.ts';
import type { VotingRules } from './rules.ts';
import { comments, electors, proposals, proposalTexts, votes, votings } from './schema.ts';

const proposalColumns = {
  id: proposals.id,
  author: proposals.author,
  method: proposals.method,
  effect: proposals.effect,
  reviewAfterDays: proposals.reviewAfterDays,
  writtenAt: proposals.writtenAt,
  discussedFrom: proposals.discussedFrom,
  withdrawnAt: proposals.withdrawnAt,
  openedAt: votings.openedAt,
  closesAt: votings.closesAt,
};

export interface NewProposal {
  readonly id: string;
  readonly author: string;
  readonly method: Method;
  readonly effect: Effect | null;
  readonly reviewAfterDays: number;
  readonly writtenAt: Date;
}

export interface ProposalText {
  readonly proposal: string;
  readonly version: number;
  readonly author: string;
  readonly title: string;
  readonly summary: string;
  readonly body: string;
  readonly language: string;
  readonly writtenAt: Date;
}

const textColumns = {
  proposal: proposalTexts.proposal,
  version: proposalTexts.version,
  author: proposalTexts.author,
  title: proposalTexts.title,
  summary: proposalTexts.summary,
  body: proposalTexts.body,
  language: proposalTexts.language,
  writtenAt: proposalTexts.writtenAt,
};

export async function insertProposal(tx: Tx, row: NewProposal): Promise<void> {
  await tx.insert(proposals).values(row);
}

export async function insertText(tx: Tx, text: ProposalText, salt: Uint8Array): Promise<void> {
  await tx.insert(proposalTexts).values({ ...text, salt });
}

export async function proposalById(db: Reader, id: string): Promise<Proposal | undefined> {
  const [row] = await db
    .select(proposalColumns)
    .from(proposals)
    .leftJoin(votings, eq(votings.proposal, proposals.id))
    .where(eq(proposals.id, id));
  return row;
}

/** Locks the proposal first and looks at its vote then, so that an opening and an edit cannot miss each other. */
export async function proposalForUpdate(tx: Tx, id: string): Promise<Proposal | undefined> {
  await tx.select({ id: proposals.id }).from(proposals).where(eq(proposals.id, id)).for('update');
  return proposalById(tx, id);
}

export async function currentText(db: Reader, proposal: string): Promise<ProposalText | undefined> {
  const [row] = await db
    .select(textColumns)
    .from(proposalTexts)
    .where(eq(proposalTexts.proposal, proposal))
    .orderBy(desc(proposalTexts.version))
    .limit(1);
  return row;
}

export async function textVersion(db: Reader, proposal: string, version: number) {
  const [row] = await db
    .select({ ...textColumns, salt: proposalTexts.salt })
    .from(proposalTexts)
    .where(and(eq(proposalTexts.proposal, proposal), eq(proposalTexts.version, version)));
  return row;
}

export async function saveTerms(
  tx: Tx,
  id: string,
  terms: { method: Method; effect: Effect | null; reviewAfterDays: number },
): Promise<void> {
  await tx.update(proposals).set(terms).where(eq(proposals.id, id));
}

export async function saveDiscussion(tx: Tx, id: string, discussedFrom: Date): Promise<void> {
  await tx.update(proposals).set({ discussedFrom }).where(eq(proposals.id, id));
}

export async function saveWithdrawal(tx: Tx, id: string, withdrawnAt: Date): Promise<void> {
  await tx.update(proposals).set({ withdrawnAt }).where(eq(proposals.id, id));
}

export interface Voting {
  readonly proposal: string;
  readonly textVersion: number;
  readonly method: Method;
  readonly rules: VotingRules;
  readonly openedBy: string;
  readonly openedAt: Date;
  readonly closesAt: Date;
  readonly closesWallClock: string;
  readonly closesZone: string;
  readonly rollDigest: string;
  readonly decidedAt: Date | null;
  /** The mandate under which it was closed before its time, when everyone had voted. */
  readonly closedEarlyBy: string | null;
}

export async function insertVoting(
  tx: Tx,
  voting: Omit<Voting, 'decidedAt' | 'closedEarlyBy'>,
  roll: readonly string[],
  seed: Uint8Array,
): Promise<void> {
  await tx.insert(votings).values({ ...voting, seed });
  await tx.insert(electors).values(roll.map((member) => ({ proposal: voting.proposal, member })));
}

export async function votingById(db: Reader, proposal: string): Promise<Voting | undefined> {
  const [row] = await db.select().from(votings).where(eq(votings.proposal, proposal));
  return row;
}

/** Many vote at once; whoever closes waits for them. */
export async function votingForShare(tx: Tx, proposal: string): Promise<Voting | undefined> {
  const [row] = await tx.select().from(votings).where(eq(votings.proposal, proposal)).for('share');
  return row;
}

export async function votingForUpdate(tx: Tx, proposal: string) {
  const [row] = await tx.select().from(votings).where(eq(votings.proposal, proposal)).for('update');
  return row;
}

export async function isOnRoll(db: Reader, proposal: string, member: string): Promise<boolean> {
  const rows = await db
    .select({ member: electors.member })
    .from(electors)
    .where(and(eq(electors.proposal, proposal), eq(electors.member, member), isNull(electors.leftAt)));
  return rows.length === 1;
}

/** Writes a ballot, or puts it in the place of the one before. True when there was one. */
export async function saveBallot(
  tx: Tx,
  proposal: string,
  member: string,
  ballot: Ballot,
  castAt: Date,
  salt: Uint8Array,
): Promise<boolean> {
  const { choice } = ballot;
  const content = { choice, reason: ballot.reason ?? null, principle: ballot.principle ?? null, castAt, salt };
  const [row] = await tx
    .insert(votes)
    .values({ proposal, member, ...content })
    .onConflictDoUpdate({
      target: [votes.proposal, votes.member],
      set: { ...content, changes: sql`${votes.changes} + 1` },
    })
    .returning({ changes: votes.changes });
  return (row?.changes ?? 0) > 0;
}

export interface CastVote {
  readonly member: string;
  readonly choice: string;
  readonly reason: string | null;
  readonly principle: string | null;
  readonly salt: Uint8Array;
}

export const votesOn = (db: Reader, proposal: string): Promise<CastVote[]> =>
  db
    .select({
      member: votes.member,
      choice: votes.choice,
      reason: votes.reason,
      principle: votes.principle,
      salt: votes.salt,
    })
    .from(votes)
    .where(eq(votes.proposal, proposal))
    .orderBy(asc(votes.member));

export async function ownVote(db: Reader, proposal: string, member: string) {
  const [row] = await db
    .select({ choice: votes.choice, reason: votes.reason, principle: votes.principle, castAt: votes.castAt })
    .from(votes)
    .where(and(eq(votes.proposal, proposal), eq(votes.member, member)));
  return row;
}

/** How many may vote, without those who have left since, and how many have. */
export async function turnout(db: Reader, proposal: string): Promise<{ electorate: number; cast: number }> {
  const [roll] = await db
    .select({ electorate: count() })
    .from(electors)
    .where(and(eq(electors.proposal, proposal), isNull(electors.leftAt)));
  const [ballots] = await db.select({ cast: count() }).from(votes).where(eq(votes.proposal, proposal));
  return { electorate: roll?.electorate ?? 0, cast: ballots?.cast ?? 0 };
}

/** Who leaves is taken off the roll of every vote that is still open, with their ballot. */
export async function releaseFromOpenVotes(tx: Tx, member: string, leftAt: Date): Promise<void> {
  const open = tx
    .select({ proposal: votings.proposal })
    .from(votings)
    .where(and(isNull(votings.decidedAt), sql`${votings.closesAt} > ${leftAt.toISOString()}::timestamptz`));
  await tx
    .update(electors)
    .set({ leftAt })
    .where(and(eq(electors.member, member), isNull(electors.leftAt), sql`${electors.proposal} in ${open}`));
  await tx.delete(votes).where(and(eq(votes.member, member), sql`${votes.proposal} in ${open}`));
}

/** Closes a vote only where a live mandate covers it, in one statement. Returns that mandate, if there is one. */
export async function saveEarlyClosing(tx: Tx, proposal: string, closesAt: Date, wallClock: string, cover: SQL) {
  const rows = await tx.execute<{ mandate: string }>(sql`
    with cover as (${cover})
    update ${votings} set closes_at = ${closesAt.toISOString()}::timestamptz,
      closes_wall_clock = ${wallClock}, closed_early_by = cover.id
    from cover where ${votings.proposal} = ${proposal} returning closed_early_by as mandate`);
  return rows[0]?.mandate;
}

export interface Comment {
  readonly id: string;
  readonly proposal: string;
  readonly author: string;
  readonly body: string | null;
  readonly language: string;
  readonly writtenAt: Date;
  readonly withdrawnAt: Date | null;
}

export async function insertComment(tx: Tx, comment: Omit<Comment, 'withdrawnAt'>): Promise<void> {
  await tx.insert(comments).values(comment);
}

export async function commentForUpdate(tx: Tx, id: string): Promise<Comment | undefined> {
  const [row] = await tx.select().from(comments).where(eq(comments.id, id)).for('update');
  return row;
}

export async function buryComment(tx: Tx, id: string, withdrawnAt: Date): Promise<void> {
  await tx.update(comments).set({ body: null, withdrawnAt }).where(eq(comments.id, id));
}

export const commentsOn = (db: Reader, proposal: string): Promise<Comment[]> =>
  db.select().from(comments).where(eq(comments.proposal, proposal)).orderBy(asc(comments.writtenAt), asc(comments.id));

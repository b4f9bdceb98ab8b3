import { and, count, eq, gt, inArray, isNotNull, isNull, lte, type SQL, sql } from 'drizzle-orm';
import type { Reader } from '../platform/database.ts';
import { type Decision, decisionOn } from './decision-store.ts';
import type { Effect } from './effect.ts';
import type { Method, Outcome, Tally } from './outcome.ts';
import { type Proposal, type ProposalStatus, proposalStatus, requireVisible } from './proposal.ts';
import { quorumNeeded } from './quorum.ts';
import { decisions, electors, proposals, proposalTexts, votes, votings } from './schema.ts';
import {
  type CastVote,
  type Comment,
  commentsOn,
  currentText,
  isOnRoll,
  ownVote,
  type ProposalText,
  proposalById,
  textVersion,
  turnout,
  type Voting,
  votesOn,
  votingById,
} from './store.ts';

/** Everything that the page of a proposal shows to one member. */
export interface ProposalView {
  readonly proposal: Proposal;
  readonly status: ProposalStatus;
  readonly text: ProposalText;
  readonly effect: Effect | null;
  readonly voting: Voting | undefined;
  readonly turnout: { readonly electorate: number; readonly cast: number };
  readonly decision: Decision | undefined;
  /** Only once decided: until then nobody's choice is shown to anybody else. */
  readonly votes: readonly CastVote[];
  readonly comments: readonly Comment[];
  readonly onRoll: boolean;
  readonly own:
    | { readonly choice: string; readonly reason: string | null; readonly principle: string | null }
    | undefined;
}

export async function proposalView(db: Reader, id: string, member: string): Promise<ProposalView> {
  const proposal = await proposalById(db, id);
  requireVisible(proposal, member);
  const voting = await votingById(db, id);
  const decision = await decisionOn(db, id);
  const text = voting ? await textVersion(db, id, voting.textVersion) : await currentText(db, id);
  if (!text) throw new Error('a proposal without a text');
  return {
    proposal,
    status: proposalStatus(proposal, decision?.outcome),
    text,
    effect: proposal.effect,
    voting,
    turnout: voting ? await turnout(db, id) : { electorate: 0, cast: 0 },
    decision,
    votes: decision ? await votesOn(db, id) : [],
    comments: await commentsOn(db, id),
    onRoll: voting ? await isOnRoll(db, id, member) : false,
    own: await ownVote(db, id, member),
  };
}

/** A proposal in a list. */
export interface ProposalListed {
  readonly id: string;
  readonly author: string;
  readonly title: string;
  readonly summary: string;
  readonly language: string;
  readonly method: Method;
  readonly discussedFrom: Date | null;
  readonly openedAt: Date | null;
  readonly closesAt: Date | null;
  readonly decidedAt: Date | null;
  readonly outcome: Outcome | null;
  readonly number: string | null;
  readonly tally: Tally | null;
}

const listedColumns = {
  id: proposals.id,
  author: proposals.author,
  title: proposalTexts.title,
  summary: proposalTexts.summary,
  language: proposalTexts.language,
  method: proposals.method,
  discussedFrom: proposals.discussedFrom,
  openedAt: votings.openedAt,
  closesAt: votings.closesAt,
  decidedAt: decisions.decidedAt,
  outcome: decisions.outcome,
  number: decisions.number,
  tally: decisions.tally,
};

const newestText = sql`${proposalTexts.version} = (
  select max(t.version) from ${proposalTexts} t where t.proposal = ${proposals.id})`;

const listed = (db: Reader, condition: SQL | undefined, order: SQL, limit: number): Promise<ProposalListed[]> =>
  db
    .select(listedColumns)
    .from(proposals)
    .innerJoin(proposalTexts, and(eq(proposalTexts.proposal, proposals.id), newestText))
    .leftJoin(votings, eq(votings.proposal, proposals.id))
    .leftJoin(decisions, eq(decisions.proposal, proposals.id))
    .where(condition)
    .orderBy(order)
    .limit(limit);

const LISTED_MAX = 100;

export const openVotes = (db: Reader, now: Date): Promise<ProposalListed[]> =>
  listed(db, gt(votings.closesAt, now), sql`${votings.closesAt}, ${proposals.id}`, LISTED_MAX);

export const inDiscussion = (db: Reader): Promise<ProposalListed[]> =>
  listed(
    db,
    and(isNotNull(proposals.discussedFrom), isNull(proposals.withdrawnAt), isNull(votings.proposal)),
    sql`${proposals.discussedFrom} desc, ${proposals.id}`,
    LISTED_MAX,
  );

export const draftsOf = (db: Reader, author: string): Promise<ProposalListed[]> =>
  listed(
    db,
    and(eq(proposals.author, author), isNull(proposals.discussedFrom), isNull(proposals.withdrawnAt)),
    sql`${proposals.writtenAt} desc, ${proposals.id}`,
    LISTED_MAX,
  );

export const recentDecisions = (db: Reader, limit: number): Promise<ProposalListed[]> =>
  listed(db, isNotNull(decisions.decidedAt), sql`${decisions.decidedAt} desc, ${decisions.number} desc`, limit);

export const DECISIONS_PER_PAGE = 30;

/** Decisions from the newest on, a page at a time: those decided before the one named last. */
export const decisionsPage = (db: Reader, before: string | undefined): Promise<ProposalListed[]> =>
  listed(
    db,
    before
      ? sql`(${decisions.decidedAt}, ${decisions.number}) < (
          select d.decided_at, d.number from ${decisions} d where d.number = ${before})`
      : isNotNull(decisions.decidedAt),
    sql`${decisions.decidedAt} desc, ${decisions.number} desc`,
    DECISIONS_PER_PAGE + 1,
  );

/** The votes that wait for this member: they are on the roll, and have not voted. */
export async function votesAwaiting(db: Reader, now: Date, member: string): Promise<ProposalListed[]> {
  const waiting = db
    .select({ proposal: electors.proposal })
    .from(electors)
    .leftJoin(votes, and(eq(votes.proposal, electors.proposal), eq(votes.member, electors.member)))
    .where(and(eq(electors.member, member), isNull(electors.leftAt), isNull(votes.member)));
  return listed(
    db,
    and(gt(votings.closesAt, now), lte(votings.openedAt, now), inArray(proposals.id, waiting)),
    sql`${votings.closesAt}, ${proposals.id}`,
    LISTED_MAX,
  );
}

/** How many took part so far in each of these votes, and how many must. */
export async function turnouts(db: Reader, ids: readonly string[]): Promise<ReadonlyMap<string, Turnout>> {
  if (ids.length === 0) return new Map();
  const rolls = await db
    .select({ proposal: electors.proposal, rules: votings.rules, electorate: count() })
    .from(electors)
    .innerJoin(votings, eq(votings.proposal, electors.proposal))
    .where(and(inArray(electors.proposal, [...ids]), isNull(electors.leftAt)))
    .groupBy(electors.proposal, votings.rules);
  const ballots = await db
    .select({ proposal: votes.proposal, cast: count() })
    .from(votes)
    .where(inArray(votes.proposal, [...ids]))
    .groupBy(votes.proposal);
  const castIn = new Map(ballots.map((row) => [row.proposal, row.cast]));
  return new Map(
    rolls.map(({ proposal, rules, electorate }) => [
      proposal,
      { electorate, cast: castIn.get(proposal) ?? 0, needed: quorumNeeded(electorate, rules.quorum) },
    ]),
  );
}

export interface Turnout {
  readonly electorate: number;
  readonly cast: number;
  readonly needed: number;
}

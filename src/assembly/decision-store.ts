import { and, asc, count, eq, isNull, lte, type SQL, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../platform/database.ts';
import type { Outcome, Tally } from './outcome.ts';
import { decisions, proposals, votings } from './schema.ts';

export interface Decision {
  readonly proposal: string;
  readonly number: string;
  readonly outcome: Outcome;
  readonly tally: Tally;
  readonly decidedAt: Date;
  readonly reviewOn: Date;
  readonly effectState: 'none' | 'executed' | 'not_executable';
  readonly effectRefusal: string | null;
  readonly recordSeq: number;
  readonly recordHash: string;
}

export async function insertDecision(tx: Tx, decision: Decision): Promise<void> {
  await tx.insert(decisions).values(decision);
  await tx.update(votings).set({ decidedAt: decision.decidedAt }).where(eq(votings.proposal, decision.proposal));
}

export async function decisionOn(db: Reader, proposal: string): Promise<Decision | undefined> {
  const [row] = await db.select().from(decisions).where(eq(decisions.proposal, proposal));
  return row;
}

/** How many decisions carry a number of this year already. */
export async function countOfYear(tx: Tx, year: string): Promise<number> {
  const [row] = await tx
    .select({ total: count() })
    .from(decisions)
    .where(sql`${decisions.number} like ${`${year}-%`}`);
  return row?.total ?? 0;
}

/** The vote that closed first of those not yet decided, if its time has come. */
export async function firstUndecided(db: Reader, now: Date) {
  const [row] = await db
    .select({ id: votings.proposal, at: votings.closesAt, seed: votings.seed })
    .from(votings)
    .where(and(isNull(votings.decidedAt), lte(votings.closesAt, now)))
    .orderBy(asc(votings.closesAt), asc(votings.proposal))
    .limit(1);
  return row;
}

export async function nextClosing(db: Reader): Promise<Date | undefined> {
  const [row] = await db
    .select({ at: votings.closesAt })
    .from(votings)
    .where(isNull(votings.decidedAt))
    .orderBy(asc(votings.closesAt))
    .limit(1);
  return row?.at;
}

/**
 * The proposal of a decision, if what it decides is to let something out: see `publication/gate.ts`.
 * It asks for the frozen effect; that the decision was adopted, the database checks at the commit.
 */
export const decisionCover = (proposal: string, effects: readonly string[]): SQL => sql`
  select ${proposals.id} as id from ${proposals} join ${votings} on ${votings.proposal} = ${proposals.id}
  where ${proposals.id} = ${proposal} and ${proposals.effect}->>'type' in ${[...effects]}
  for share of ${proposals}`;

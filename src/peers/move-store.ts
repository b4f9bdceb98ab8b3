import { and, asc, count, eq, inArray, isNull, lt, lte, ne } from 'drizzle-orm';
import type { Reader, Tx } from '../platform/database.ts';
import type { Move } from './move.ts';
import { accountMoves } from './schema.ts';

export async function moveForUpdate(tx: Tx, actor: string): Promise<Move | undefined> {
  const [row] = await tx.select().from(accountMoves).where(eq(accountMoves.actor, actor)).for('update');
  return row;
}

/** The last that an account told of takes the place of what it told before. */
export async function saveMove(tx: Tx, move: Move): Promise<void> {
  const { actor, ...told } = move;
  await tx.insert(accountMoves).values(move).onConflictDoUpdate({ target: accountMoves.actor, set: told });
}

export async function countPendingMoves(db: Reader): Promise<number> {
  const [row] = await db.select({ total: count() }).from(accountMoves).where(isNull(accountMoves.settledAt));
  return row?.total ?? 0;
}

/** Those whose target's server is to be asked now. */
export const dueMoves = (db: Reader, now: Date, limit: number): Promise<Move[]> =>
  db
    .select()
    .from(accountMoves)
    .where(and(isNull(accountMoves.settledAt), lte(accountMoves.nextAt, now)))
    .orderBy(asc(accountMoves.nextAt))
    .limit(limit);

/** Those to one target that nobody has settled yet, locked. */
export const pendingMovesTo = (tx: Tx, target: string): Promise<Move[]> =>
  tx
    .select()
    .from(accountMoves)
    .where(and(eq(accountMoves.target, target), isNull(accountMoves.settledAt)))
    .orderBy(accountMoves.actor)
    .for('update');

export async function nextMoveDue(db: Reader): Promise<Date | undefined> {
  const [row] = await db
    .select({ at: accountMoves.nextAt })
    .from(accountMoves)
    .where(isNull(accountMoves.settledAt))
    .orderBy(asc(accountMoves.nextAt))
    .limit(1);
  return row?.at;
}

/** Where those of some accounts have gone who have, as both ends say. */
export async function confirmedMoves(db: Reader, actors: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (actors.length === 0) return new Map();
  const rows = await db
    .select({ actor: accountMoves.actor, target: accountMoves.target })
    .from(accountMoves)
    .where(and(inArray(accountMoves.actor, [...actors]), eq(accountMoves.outcome, 'confirmed')));
  return new Map(rows.map(({ actor, target }) => [actor, target]));
}

/** What came to nothing, long ago. */
export async function forgetMoves(tx: Tx, before: Date): Promise<void> {
  await tx.delete(accountMoves).where(and(lt(accountMoves.settledAt, before), ne(accountMoves.outcome, 'confirmed')));
}

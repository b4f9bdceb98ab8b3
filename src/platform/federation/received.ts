import { and, lt, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../database.ts';
import { among, rowsOf } from '../many.ts';
import type { Work } from '../work.ts';
import { received, undoneActivities } from './schema.ts';

/** Ids are remembered for longer than anybody retries, and than any signature is valid. */
export const RECEIVED_KEPT_DAYS = 120;

export interface Arrival {
  readonly origin: string;
  readonly id: string;
  readonly digest: string;
  readonly type: string;
  readonly receivedAt: Date;
}

/** Those that have not been heard before. */
export async function unheard<T extends Pick<Arrival, 'origin' | 'id'>>(
  tx: Tx,
  arrivals: readonly T[],
): Promise<readonly T[]> {
  if (arrivals.length === 0) return [];
  const keys = arrivals.map(({ origin, id }) => ({ origin, id }));
  const known = await tx.execute<{ origin: string; id: string }>(sql`
    select heard.origin, heard.id from ${rowsOf(received, keys)} as key cross join lateral (
      select r.origin, r.id from ${received} r where r.origin = key.origin and r.id = key.id limit 1
    ) heard`);
  const before = new Set(known.map(nameOf));
  return arrivals.filter((each) => !before.has(nameOf(each)));
}

/**
 * Writes down what has been heard and what became of it, in the transaction of its effect: should one of these
 * have been heard before, all of that is undone.
 */
export async function saveHeard(tx: Tx, heard: readonly (Arrival & { readonly outcome: string })[]): Promise<void> {
  if (heard.length === 0) return;
  const rows = heard.map(({ origin, id, digest, type, outcome, receivedAt }) => ({
    ...{ origin, id, digest, type, outcome, receivedAt },
  }));
  await tx.execute(sql`insert into ${received} select * from ${rowsOf(received, rows)}`);
}

const nameOf = ({ origin, id }: Pick<Arrival, 'origin' | 'id'>): string => `${origin} ${id}`;

/**
 * Notes that an actor has taken something back, by the id of the activity or of what was written,
 * so that it has no effect when it arrives after that. What an actor says binds only that actor.
 */
export async function noteTakenBack(work: Work, actor: string, id: string): Promise<void> {
  await work.tx.insert(undoneActivities).values({ actor, id, undoneAt: work.now }).onConflictDoNothing();
}

export async function isTakenBack(db: Reader, actor: string, id: string): Promise<boolean> {
  return (await takenBack(db, [{ actor, id }])).length > 0;
}

/** Which of these have been taken back by the actor who is named with each. */
export async function takenBack<T extends { readonly actor: string; readonly id: string }>(
  db: Reader,
  said: readonly T[],
): Promise<readonly T[]> {
  if (said.length === 0) return [];
  const rows = await db
    .select({ actor: undoneActivities.actor, id: undoneActivities.id })
    .from(undoneActivities)
    .where(
      and(
        among(
          undoneActivities.actor,
          said.map(({ actor }) => actor),
        ),
        among(
          undoneActivities.id,
          said.map(({ id }) => id),
        ),
      ),
    );
  return said.filter(({ actor, id }) => rows.some((row) => row.actor === actor && row.id === id));
}

export async function forgetReceived(tx: Tx, before: Date): Promise<void> {
  await tx.delete(received).where(lt(received.receivedAt, before));
  await tx.delete(undoneActivities).where(lt(undoneActivities.undoneAt, before));
}

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

/**
 * Claims messages for this transaction: the key under which each has its effect once is written with the
 * effect itself. Gives those that nobody has claimed before.
 */
export async function claimArrivals<T extends Arrival>(work: Work, arrivals: readonly T[]): Promise<readonly T[]> {
  const rows = arrivals.map(({ origin, id, digest, type, receivedAt }) => ({
    ...{ origin, id, digest, type, receivedAt },
    outcome: 'done',
  }));
  if (rows.length === 0) return [];
  const claimed = await work.tx.execute<{ origin: string; id: string }>(sql`
    insert into ${received} select * from ${rowsOf(received, rows)} on conflict do nothing returning origin, id`);
  const ours = new Set(claimed.map(nameOf));
  return arrivals.filter((each) => ours.has(nameOf(each)));
}

/** Writes down what became of those that had no effect. */
export async function saveOutcomes(
  tx: Tx,
  outcomes: readonly (Pick<Arrival, 'origin' | 'id'> & { readonly outcome: string })[],
): Promise<void> {
  if (outcomes.length === 0) return;
  const told = outcomes.map(({ origin, id, outcome }) => ({ origin, id, outcome }));
  await tx.execute(sql`
    update ${received} set outcome = told.outcome from ${rowsOf(received, told)} as told
    where ${received.origin} = told.origin and ${received.id} = told.id`);
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

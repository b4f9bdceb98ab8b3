import { and, eq, lt, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../database.ts';
import type { Work } from '../work.ts';
import { received, undoneActivities } from './schema.ts';

/** Ids are remembered for longer than anybody retries, and than any signature is valid. */
export const RECEIVED_KEPT_DAYS = 120;

export interface Arrival {
  readonly origin: string;
  readonly id: string;
  readonly digest: string;
  readonly type: string;
}

export type Claim = 'new' | 'seen' | 'reused';

/** First half of the key of the advisory lock under which the messages of one actor are heard. */
const ACTOR_LOCK = 7_203;

/**
 * Claims a message for this transaction: of many copies that arrive at once, one goes on and the
 * others wait for it and find it done. `reused` is another message under an id that was used before.
 * Messages of one actor wait for each other: one that takes something back and what it takes back
 * must not pass each other unseen. Of different actors none can be about what is the other's.
 */
export async function claimArrival(work: Work, arrival: Arrival, actor: string): Promise<Claim> {
  await work.tx.execute(sql`select pg_advisory_xact_lock(${ACTOR_LOCK}, hashtext(${actor}))`);
  const rows = await work.tx
    .insert(received)
    .values({ ...arrival, outcome: 'done', receivedAt: work.now })
    .onConflictDoNothing()
    .returning({ id: received.id });
  if (rows.length > 0) return 'new';
  const [before] = await work.tx
    .select({ digest: received.digest })
    .from(received)
    .where(and(eq(received.origin, arrival.origin), eq(received.id, arrival.id)));
  return before?.digest === arrival.digest ? 'seen' : 'reused';
}

export async function saveOutcome(tx: Tx, { origin, id }: Arrival, outcome: string): Promise<void> {
  await tx
    .update(received)
    .set({ outcome })
    .where(and(eq(received.origin, origin), eq(received.id, id)));
}

/**
 * Notes that an actor has taken something back, by the id of the activity or of what was written,
 * so that it has no effect when it arrives after that. What an actor says binds only that actor.
 */
export async function noteTakenBack(work: Work, actor: string, id: string): Promise<void> {
  await work.tx.insert(undoneActivities).values({ actor, id, undoneAt: work.now }).onConflictDoNothing();
}

export async function isTakenBack(db: Reader, actor: string, id: string): Promise<boolean> {
  const rows = await db
    .select({ id: undoneActivities.id })
    .from(undoneActivities)
    .where(and(eq(undoneActivities.actor, actor), eq(undoneActivities.id, id)));
  return rows.length > 0;
}

export async function forgetReceived(tx: Tx, before: Date): Promise<void> {
  await tx.delete(received).where(lt(received.receivedAt, before));
  await tx.delete(undoneActivities).where(lt(undoneActivities.undoneAt, before));
}

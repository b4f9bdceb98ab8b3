import { desc, eq, sql } from 'drizzle-orm';
import { sha256Base64 } from '../../kernel/digest.ts';
import type { Reader } from '../database.ts';
import { rowsOf } from '../many.ts';
import type { Work } from '../work.ts';
import type { JsonObject } from './integrity-proof.ts';
import { activities, deliveries, type LocalActor } from './schema.ts';

/** An inbox, and the server it is on. */
export interface Recipient {
  readonly inbox: string;
}

export interface Outgoing {
  readonly sender: LocalActor;
  readonly activity: JsonObject;
  /** What it is about: whatever concerns one thing reaches each inbox in the order in which it was made. */
  readonly about: string;
  /** Whether it stands in the outbox. */
  readonly listed: boolean;
  readonly recipients: readonly Recipient[];
}

/**
 * Hands an activity over for delivery, in the transaction that made it true: its bytes once, and a
 * row for each inbox. Nothing is sent here; the courier does that, after the commit and for as long as it takes.
 */
export async function handOver(work: Work, { sender, activity, about, listed, recipients }: Outgoing): Promise<void> {
  const body = JSON.stringify(activity);
  const digest = sha256Base64(body);
  const row = { id: String(activity.id), sender, type: String(activity.type), object: about, body, digest, listed };
  const [written] = await work.tx
    .insert(activities)
    .values({ ...row, madeAt: work.now })
    .returning({ number: activities.number });
  if (!written) throw new Error('an activity was not written');
  const inboxes = [...new Set(recipients.map(({ inbox }) => inbox))];
  if (inboxes.length > 0) {
    await insertDeliveries(work, written.number, about, inboxes);
    work.changed('deliveries');
  }
  if (listed) work.changed('documents');
}

/** One statement with one list, however many there are: each column of each row as a parameter would cost far more. */
async function insertDeliveries({ tx, now }: Work, activity: number, object: string, inboxes: readonly string[]) {
  const rows = inboxes.map((inbox) => ({ inbox, host: new URL(inbox).host }));
  await tx.execute(sql`
    insert into deliveries (activity, inbox, host, object, state, made_at, next_at)
    select ${activity}::bigint, told.inbox, told.host, ${object}::text, 'waiting', moment.at, moment.at
    from ${rowsOf(deliveries, rows)} as told,
      (select ${now.toISOString()}::timestamptz as at) moment`);
}

export async function countListed(db: Reader): Promise<number> {
  const [row] = await db
    .select({ total: sql<number>`count(*)::int` })
    .from(activities)
    .where(eq(activities.listed, true));
  return row?.total ?? 0;
}

/** A stretch of the outbox, newest first, from before `before` on. */
export const listedActivities = (db: Reader, before: number, limit: number) =>
  db
    .select({ number: activities.number, body: activities.body })
    .from(activities)
    .where(sql`${activities.listed} and ${activities.number} < ${before}`)
    .orderBy(desc(activities.number))
    .limit(limit);

export async function activityById(db: Reader, id: string): Promise<{ body: string; listed: boolean } | undefined> {
  const [row] = await db
    .select({ body: activities.body, listed: activities.listed })
    .from(activities)
    .where(eq(activities.id, id));
  return row;
}

/** Whether anything has ever been handed over or received under this origin: then it is known to others. */
export async function hasSent(db: Reader): Promise<boolean> {
  const rows = await db.select({ number: activities.number }).from(activities).limit(1);
  return rows.length > 0;
}

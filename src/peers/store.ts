import { and, count, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../platform/database.ts';
import { remoteActors } from '../platform/federation/schema.ts';
import { among } from '../platform/many.ts';
import type { FollowerState } from './follower.ts';
import type { Following } from './following.ts';
import { followsReceived, followsSent } from './schema.ts';

// ── Those who follow us ──

export interface Follow {
  readonly id: string;
  readonly actor: string;
  readonly state: FollowerState;
  readonly askedAt: Date;
}

/** False when this very follow has been written down before. */
export async function insertFollow(tx: Tx, follow: Follow): Promise<boolean> {
  const rows = await tx
    .insert(followsReceived)
    .values({ ...follow, settledAt: follow.state === 'pending' ? null : follow.askedAt })
    .onConflictDoNothing()
    .returning({ id: followsReceived.id });
  return rows.length > 0;
}

export async function followForUpdate(tx: Tx, id: string): Promise<Follow | undefined> {
  const [row] = await tx.select().from(followsReceived).where(eq(followsReceived.id, id)).for('update');
  return row;
}

/** Those of an actor that are neither undone nor rejected, locked. */
export const openFollowsOf = (tx: Tx, actor: string): Promise<Follow[]> =>
  tx
    .select()
    .from(followsReceived)
    .where(and(eq(followsReceived.actor, actor), inArray(followsReceived.state, ['pending', 'accepted'])))
    .for('update');

/** Those whose inbox this is, and nobody else's besides. */
export const openFollowsAt = (tx: Tx, inbox: string): Promise<{ id: string }[]> =>
  tx
    .select({ id: followsReceived.id })
    .from(followsReceived)
    .innerJoin(remoteActors, eq(remoteActors.id, followsReceived.actor))
    .where(and(eq(remoteActors.inbox, inbox), inArray(followsReceived.state, ['pending', 'accepted'])));

/** Inboxes to which nothing goes for anybody who follows us but this actor. */
export async function inboxesOnlyOf(tx: Tx, actor: string): Promise<string[]> {
  const rows = await tx.execute<{ inbox: string }>(sql`
    select own.inbox from ${remoteActors} a cross join lateral (values (a.inbox), (a.shared_inbox)) as own(inbox)
    where a.id = ${actor} and own.inbox is not null and not exists (
      select from ${followsReceived} f join ${remoteActors} other on other.id = f.actor
      where f.state in ('pending', 'accepted') and other.id <> a.id
        and own.inbox in (other.inbox, coalesce(other.shared_inbox, other.inbox)))`);
  return rows.map(({ inbox }) => inbox);
}

export async function saveFollowState(tx: Tx, ids: readonly string[], state: FollowerState, at: Date): Promise<void> {
  await tx.update(followsReceived).set({ state, settledAt: at }).where(among(followsReceived.id, ids));
}

/** Written only where a live mandate covers it. Gives the mandate. */
export async function settleFollowUnder(tx: Tx, id: string, state: FollowerState, at: Date, cover: SQL) {
  const rows = await tx.execute<{ mandate: string }>(sql`
    with cover as (${cover})
    update ${followsReceived} set state = ${state}, settled_at = ${at.toISOString()}::timestamptz, mandate = cover.id
    from cover where ${followsReceived.id} = ${id} returning mandate`);
  return rows[0]?.mandate;
}

export async function countWaiting(db: Reader): Promise<number> {
  const [row] = await db.select({ total: count() }).from(followsReceived).where(eq(followsReceived.state, 'pending'));
  return row?.total ?? 0;
}

/** Who waits: those are few. */
export const waitingFollows = (tx: Tx): Promise<{ id: string; actor: string }[]> =>
  tx
    .select({ id: followsReceived.id, actor: followsReceived.actor })
    .from(followsReceived)
    .where(eq(followsReceived.state, 'pending'));

export async function countFollowers(db: Reader): Promise<number> {
  const [row] = await db
    .select({ total: sql<number>`count(distinct ${followsReceived.actor})::int` })
    .from(followsReceived)
    .where(eq(followsReceived.state, 'accepted'));
  return row?.total ?? 0;
}

/** One inbox for all followers on a server that has a shared one, and who those are. */
export async function followerInboxes(db: Reader): Promise<{ inbox: string; actors: string[] }[]> {
  const inbox = sql<string>`coalesce(${remoteActors.sharedInbox}, ${remoteActors.inbox})`;
  return db
    .select({ inbox, actors: sql<string[]>`array_agg(distinct ${remoteActors.id})` })
    .from(followsReceived)
    .innerJoin(remoteActors, eq(remoteActors.id, followsReceived.actor))
    .where(and(eq(followsReceived.state, 'accepted'), isNull(remoteActors.goneAt)))
    .groupBy(inbox);
}

export interface FollowerListed extends Follow {
  readonly handle: string;
  readonly name: string | null;
  readonly host: string;
  readonly url: string | null;
}

// ── Those whom we follow ──

/** Written only where a live mandate covers it. Gives the mandate. */
export async function insertFollowing(
  tx: Tx,
  row: Pick<Following, 'id' | 'actor' | 'activity' | 'askedAt'>,
  cover: SQL,
): Promise<string | undefined> {
  const rows = await tx.execute<{ mandate: string }>(sql`
    with cover as (${cover})
    insert into ${followsSent} (id, actor, activity, mandate, asked_at)
    select ${row.id}, ${row.actor}, ${row.activity}, cover.id, ${row.askedAt.toISOString()}::timestamptz
    from cover returning mandate`);
  return rows[0]?.mandate;
}

export async function followingForUpdate(tx: Tx, id: string): Promise<Following | undefined> {
  const [row] = await tx.select().from(followsSent).where(eq(followsSent.id, id)).for('update');
  return row;
}

export async function followingByActivity(tx: Tx, activity: string): Promise<Following | undefined> {
  const [row] = await tx.select().from(followsSent).where(eq(followsSent.activity, activity)).for('update');
  return row;
}

export async function unendedFollowing(tx: Tx, actor: string): Promise<Following | undefined> {
  const [row] = await tx
    .select()
    .from(followsSent)
    .where(and(eq(followsSent.actor, actor), isNull(followsSent.endedAt)))
    .for('update');
  return row;
}

/** Those whom we follow, or have asked, and whose own inbox this is. */
export const openFollowingsAt = (tx: Tx, inbox: string): Promise<{ actor: string }[]> =>
  tx
    .select({ actor: followsSent.actor })
    .from(followsSent)
    .innerJoin(remoteActors, eq(remoteActors.id, followsSent.actor))
    .where(and(eq(remoteActors.inbox, inbox), isNull(followsSent.endedAt)));

export async function saveAccepted(tx: Tx, id: string, acceptedAt: Date): Promise<void> {
  await tx.update(followsSent).set({ acceptedAt }).where(eq(followsSent.id, id));
}

export async function saveEnded(tx: Tx, id: string, endedAt: Date, ending: NonNullable<Following['ending']>) {
  await tx.update(followsSent).set({ endedAt, ending }).where(eq(followsSent.id, id));
}

/** Ends it only where a live mandate covers that. Gives the mandate. */
export async function endFollowingUnder(tx: Tx, id: string, at: Date, cover: SQL): Promise<string | undefined> {
  const rows = await tx.execute<{ mandate: string }>(sql`
    with cover as (${cover})
    update ${followsSent} set ended_at = ${at.toISOString()}::timestamptz, ending = 'undone'
    from cover where ${followsSent.id} = ${id} returning cover.id as mandate`);
  return rows[0]?.mandate;
}

/** Whether they have said yes, and it has not ended. */
export async function isFollowed(db: Reader, actor: string): Promise<boolean> {
  const rows = await db
    .select({ id: followsSent.id })
    .from(followsSent)
    .where(and(eq(followsSent.actor, actor), isNull(followsSent.endedAt), sql`${followsSent.acceptedAt} is not null`));
  return rows.length > 0;
}

export async function countFollowing(db: Reader): Promise<number> {
  const [row] = await db
    .select({ total: sql<number>`count(distinct ${followsSent.actor})::int` })
    .from(followsSent)
    .where(and(isNull(followsSent.endedAt), sql`${followsSent.acceptedAt} is not null`));
  return row?.total ?? 0;
}

export interface FollowingListed extends Following {
  readonly handle: string;
  readonly name: string | null;
  readonly host: string;
  readonly url: string | null;
}

import { and, asc, eq, isNull, lte, or, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../database.ts';
import { among, rowsOf } from '../many.ts';
import { SIGNAL_CHANNEL, type Signal } from '../signals.ts';
import type { RemoteActor } from './remote.ts';
import { received, waitingMessages } from './schema.ts';

/** A message as it is kept until it is heard. */
export interface WaitingMessage {
  readonly origin: string;
  readonly id: string;
  /** SHA-256 of the body, hexadecimal. */
  readonly digest: string;
  readonly keyId: string;
  readonly body: string;
  /** Null where the sender is among the actors that are stored. */
  readonly sender: RemoteActor | null;
  readonly receivedAt: Date;
}

export interface WaitingRow extends WaitingMessage {
  readonly number: number;
  readonly faults: number;
}

const SIGNAL: Signal = 'messages';

/**
 * Keeps messages that are neither waiting nor heard, in one statement, and tells the other processes of
 * it. Gives the keys of those that are new; of two copies among them, one.
 */
export async function keepWaiting(db: Reader, messages: readonly WaitingMessage[]): Promise<readonly MessageKey[]> {
  return db.execute<{ origin: string; id: string; digest: string }>(sql`
    with kept as (
      insert into ${waitingMessages} (origin, id, digest, key_id, body, sender, received_at)
      select m.origin, m.id, m.digest, m.key_id, m.body, m.sender, m.received_at
      from ${rowsOf(waitingMessages, messages)} as m
      -- Each looked up by itself: a join would go through all that was ever heard.
      left join lateral (
        select true as yes from ${received} r where r.origin = m.origin and r.id = m.id limit 1
      ) heard on true
      where heard.yes is null
      on conflict do nothing
      returning origin, id, digest
    ), told as (select pg_notify(${SIGNAL_CHANNEL}, ${SIGNAL}) from kept limit 1)
    select kept.origin, kept.id, kept.digest from kept left join told on true`);
}

export interface MessageKey {
  readonly origin: string;
  readonly id: string;
  readonly digest: string;
}

/** What is known of these already, waiting or heard. */
export async function knownMessages(
  db: Reader,
  keys: readonly Pick<MessageKey, 'origin' | 'id'>[],
): Promise<readonly MessageKey[]> {
  const ids = keys.map(({ id }) => id);
  const origins = [...new Set(keys.map(({ origin }) => origin))];
  const of = (table: typeof waitingMessages | typeof received) =>
    db
      .select({ origin: table.origin, id: table.id, digest: table.digest })
      .from(table)
      .where(and(among(table.origin, origins), among(table.id, ids)));
  return [...(await of(waitingMessages)), ...(await of(received))];
}

/** Key of the advisory lock under which messages are heard: by one process of a node at a time, so that their order holds. */
const HEARING_LOCK = 7_203;

/** The oldest that are due, unless another process is at it. Only one, where it is named. */
export async function nextWaiting(tx: Tx, now: Date, limit: number, only?: number): Promise<readonly WaitingRow[]> {
  const [turn] = await tx.execute<{ ours: boolean }>(sql`select pg_try_advisory_xact_lock(${HEARING_LOCK}) as ours`);
  if (!turn?.ours) return [];
  return tx
    .select()
    .from(waitingMessages)
    .where(
      and(
        only === undefined ? undefined : eq(waitingMessages.number, only),
        or(isNull(waitingMessages.notBefore), lte(waitingMessages.notBefore, now)),
      ),
    )
    .orderBy(asc(waitingMessages.number))
    .limit(limit);
}

export async function dropWaiting(tx: Tx, numbers: readonly number[]): Promise<void> {
  await tx.delete(waitingMessages).where(among(waitingMessages.number, numbers));
}

/** It is tried again later: what stands in its way is a fault of ours. */
export async function putOff(tx: Tx, number: number, faults: number, notBefore: Date): Promise<void> {
  await tx.update(waitingMessages).set({ faults, notBefore }).where(eq(waitingMessages.number, number));
}

/** When the first of those that were put off is due. */
export async function nextPutOff(db: Reader): Promise<Date | undefined> {
  const [row] = await db
    .select({ at: waitingMessages.notBefore })
    .from(waitingMessages)
    .orderBy(asc(waitingMessages.notBefore))
    .limit(1);
  return row?.at ?? undefined;
}

/** How many wait, how many of these have met a fault of ours, and how many have been given up because of one. */
export async function messagesInTrouble(db: Reader): Promise<{ waiting: number; put_off: number; given_up: number }> {
  const [row] = await db.execute<{ waiting: number; put_off: number; given_up: number }>(sql`
    select (select count(*)::int from ${waitingMessages}) as waiting,
      (select count(*)::int from ${waitingMessages} where faults > 0) as put_off,
      (select count(*)::int from ${received} where outcome = 'fault') as given_up`);
  return row ?? { waiting: 0, put_off: 0, given_up: 0 };
}

/**
 * About how many wait to be heard for the first time: by the numbers of the first and the last of them, since
 * to count them means to pass over all that stood there before. A copy that came while the first waited uses a
 * number up, so that it may be more, and never less.
 */
export async function backlogOf(db: Reader): Promise<number> {
  const [row] = await db.execute<{ total: number }>(sql`
    select coalesce(last.number - first.number + 1, 0)::int as total
    from (select max(number) as number from ${waitingMessages}) as last,
      (select min(number) as number from ${waitingMessages} where not_before is null) as first`);
  return row?.total ?? 0;
}

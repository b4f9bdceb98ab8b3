import { and, eq, inArray, isNull, lte, or, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../../database.ts';
import type { Work } from '../../work.ts';
import { deliveries, remoteHosts } from '../schema.ts';
import type { Dialect } from '../signature-shape.ts';

/** One delivery that this process has taken, and that nobody else takes until `leasedUntil`. */
export interface Leased {
  readonly number: number;
  readonly activity: number;
  readonly inbox: string;
  readonly host: string;
  /** Before this one. */
  readonly attempts: number;
  readonly madeAt: Date;
  readonly leasedUntil: Date;
  readonly dialect: Dialect | null;
  readonly failingSince: Date | null;
}

export interface LeaseWish {
  readonly room: number;
  /** Leases at a time for one host, counted over all processes; a host that is failing gets one. */
  readonly perHost: number;
  readonly leaseMs: number;
  /** The host that was served last: those after it come first. */
  readonly after: string;
}

export interface Lease {
  readonly taken: readonly Leased[];
  readonly last: string;
}

/** Key of the advisory lock under which leases are taken: two who counted at one time would both find room. */
const LEASE_LOCK = 7_210;

/**
 * Takes deliveries that are due, one host after another in turn, and of each host those that have been due
 * for longest. What is about one thing goes to an inbox in the order in which it was made: nothing is due
 * while something older with the same inbox and object waits. Whoever dies with a lease loses it in time.
 */
export async function leaseDue({ tx, now }: Pick<Work, 'tx' | 'now'>, wish: LeaseWish): Promise<Lease> {
  if (wish.room <= 0) return { taken: [], last: wish.after };
  // A statement of its own: what the next one sees must have been committed before the lock was had.
  await tx.execute(sql`select pg_advisory_xact_lock(${LEASE_LOCK})`);
  const leasedUntil = new Date(now.getTime() + wish.leaseMs);
  const rows = await tx.execute<LeasedRow>(takingDue(now, leasedUntil, wish));
  const taken = rows.map((row) => ({
    number: Number(row.number),
    activity: Number(row.activity),
    inbox: row.inbox,
    host: row.host,
    attempts: row.attempts,
    madeAt: new Date(row.made_ms),
    leasedUntil,
    dialect: row.dialect,
    failingSince: row.failing_ms === null ? null : new Date(row.failing_ms),
  }));
  const again = taken.filter(({ madeAt }) => now.getTime() - madeAt.getTime() >= wish.leaseMs);
  const unsaid = again.length > 0 ? await cancelTakenBack({ tx, now }, again) : new Set();
  return { taken: taken.filter(({ number }) => !unsaid.has(number)), last: rows[0]?.last ?? wish.after };
}

/**
 * What was on its way when it was taken back, and did not arrive, is not tried again: nothing of it is left to
 * be said. Gives the numbers of such.
 */
async function cancelTakenBack({ tx, now }: Pick<Work, 'tx' | 'now'>, taken: readonly Leased[]) {
  const numbers = sql.param(taken.map(({ number }) => number));
  const rows = await tx.execute<{ number: string }>(sql`
    update deliveries d set state = 'cancelled', settled_at = ${now.toISOString()}::timestamptz, leased_until = null
    where d.number = any(${numbers}) and exists (
      select from deliveries e join activities a on a.number = e.activity
      where e.state = 'waiting' and e.inbox = d.inbox and e.object = d.object and e.number > d.number
        and a.type = 'Delete')
    returning d.number`);
  return new Set(rows.map(({ number }) => Number(number)));
}

/** As PostgreSQL has it: a `bigint` is text. */
interface LeasedRow extends Record<string, unknown> {
  readonly number: string;
  readonly activity: string;
  readonly inbox: string;
  readonly host: string;
  readonly attempts: number;
  readonly made_ms: number;
  readonly dialect: Dialect | null;
  readonly failing_ms: number | null;
  /** The host that was served last, on every row. */
  readonly last: string;
}

/**
 * Hosts are stepped through by index, from the one after `after` to the end, and then from the beginning up to
 * it; and only as many as are needed: a long backlog costs no more than a short one. Names stand here as
 * they are in the database: this runs for every few deliveries, and Drizzle takes longer to put it together
 * from its parts than PostgreSQL to answer a small one.
 */
const takingDue = (now: Date, leasedUntil: Date, { room, perHost, after }: LeaseWish) => sql`
  with recursive wish as (
    select ${after}::text as after, ${now.toISOString()}::timestamptz as at, ${leasedUntil.toISOString()}::timestamptz as until
  ), hosts as (
    select false as again, (
      select d.host from deliveries d where d.state = 'waiting' and d.host > wish.after order by d.host limit 1
    ) as host
    from wish
    union all
    select hosts.again or hosts.host is null, (
      select d.host from deliveries d where d.state = 'waiting' and d.host > coalesce(hosts.host, '') order by d.host limit 1
    )
    from hosts, wish
    where case when hosts.again then hosts.host <= wish.after else hosts.host is not null or wish.after <> '' end
  ), due as (
    select found.number, hosts.host, row_number() over () as place
    from wish
    cross join hosts
    left join lateral (
      select r.failing_since, r.not_before from remote_hosts r where r.host = hosts.host limit 1
    ) known on true
    cross join lateral (
      select count(*)::int as many from deliveries d
      where d.state = 'waiting' and d.host = hosts.host and d.leased_until > wish.at
    ) leased
    cross join lateral (
      select d.number from deliveries d
      where d.state = 'waiting' and d.host = hosts.host and d.next_at <= wish.at
        and (d.leased_until is null or d.leased_until <= wish.at)
        and not exists (
          select from deliveries e
          where e.state = 'waiting' and e.inbox = d.inbox and e.object = d.object and e.number < d.number
        )
      order by d.next_at, d.number
      limit greatest(case when known.failing_since is null then ${perHost}::int else 1 end - leased.many, 0)
      for update of d skip locked
    ) found
    where (not hosts.again or hosts.host <= wish.after) and (known.not_before is null or known.not_before <= wish.at)
    limit ${room}
  ), taken as (
    update deliveries d set leased_until = wish.until from wish
    where d.number = any(array(select due.number from due))
    returning d.number, d.activity, d.inbox, d.host, d.attempts, d.made_at, d.next_at
  )
  select taken.number, taken.activity, taken.inbox, taken.host, taken.attempts, known.dialect,
    (extract(epoch from taken.made_at) * 1000)::float8 as made_ms,
    (extract(epoch from known.failing_since) * 1000)::float8 as failing_ms,
    (select due.host from due order by due.place desc limit 1) as last
  from taken
  left join lateral (
    select r.dialect, r.failing_since from remote_hosts r where r.host = taken.host limit 1
  ) known on true
  order by taken.next_at, taken.number`;

/** Gives back whatever anybody has taken: for a courier that begins where no other can be. */
export async function releaseAll(tx: Tx): Promise<void> {
  await tx.execute(sql`
    update ${deliveries} set leased_until = null
    where ${deliveries.state} = 'waiting' and ${deliveries.leasedUntil} is not null`);
}

/** Gives back what was taken and not tried, unless somebody else has it by now. */
export async function release(tx: Tx, rows: readonly Leased[]): Promise<void> {
  if (rows.length === 0) return;
  const told = rows.map(({ number, leasedUntil }) => ({ number, lease: leasedUntil }));
  await tx.execute(sql`
    update ${deliveries} set leased_until = null
    from json_to_recordset(${JSON.stringify(told)}::text::json) as told(number bigint, lease timestamptz)
    where ${deliveries.number} = told.number and ${deliveries.state} = 'waiting'
      and ${deliveries.leasedUntil} = told.lease`);
}

/** The next moment at which something may become due by itself; what is due and cannot go yet does not count. */
export async function nextDue(db: Reader, now: Date): Promise<Date | undefined> {
  const at = sql`${now.toISOString()}::timestamptz`;
  const [row] = await db.execute<{ ms: number | null }>(sql`
    select (extract(epoch from least(
      (select min(d.next_at) from ${deliveries} d where d.state = 'waiting' and d.next_at > ${at}),
      (select min(r.not_before) from ${remoteHosts} r where r.not_before > ${at})
    )) * 1000)::float8 as ms`);
  return row?.ms == null ? undefined : new Date(row.ms);
}

/** Takes back whatever waits for these inboxes, such as those of a follower who is none any more. */
export async function cancelFor({ tx, now }: Pick<Work, 'tx' | 'now'>, inboxes: readonly string[]): Promise<void> {
  if (inboxes.length === 0) return;
  await tx
    .update(deliveries)
    .set({ state: 'cancelled', settledAt: now, leasedUntil: null })
    .where(and(inArray(deliveries.inbox, [...inboxes]), sql`${deliveries.state} = 'waiting'`));
}

/**
 * Takes back whatever still waits about one thing, since it is not to be said any more. What somebody has
 * taken at this moment may be on its way: that goes, and whatever is handed over next comes after it.
 */
export async function cancelAbout({ tx, now }: Pick<Work, 'tx' | 'now'>, object: string): Promise<void> {
  await tx
    .update(deliveries)
    .set({ state: 'cancelled', settledAt: now, leasedUntil: null })
    .where(
      and(
        eq(deliveries.object, object),
        sql`${deliveries.state} = 'waiting'`,
        or(isNull(deliveries.leasedUntil), lte(deliveries.leasedUntil, now)),
      ),
    );
}

import { and, asc, eq, inArray, sql } from 'drizzle-orm';
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
  await tx.execute(sql`select pg_advisory_xact_lock(${LEASE_LOCK})`);
  const found = await findDue(tx, now, wish, { after: wish.after });
  if (found.length < wish.room && wish.after !== '') {
    const rest = { ...wish, room: wish.room - found.length };
    found.push(...(await findDue(tx, now, rest, { after: '', until: wish.after })));
  }
  const last = found.at(-1)?.host ?? wish.after;
  if (found.length === 0) return { taken: [], last };
  const numbers = found.map(({ number }) => Number(number));
  const leasedUntil = new Date(now.getTime() + wish.leaseMs);
  await tx.update(deliveries).set({ leasedUntil }).where(inArray(deliveries.number, numbers));
  return { taken: await leased(tx, numbers, leasedUntil), last };
}

/** All hosts after one, or those that come up to another. */
interface Span {
  readonly after: string;
  readonly until?: string;
}

/** Hosts are stepped through by index, and only as many as are needed: a long backlog costs no more than a short one. */
async function findDue(tx: Tx, now: Date, { room, perHost }: LeaseWish, span: Span) {
  const at = sql`${now.toISOString()}::timestamptz`;
  const within = span.until === undefined ? sql`true` : sql`hosts.host <= ${span.until}`;
  const rows = await tx.execute<{ number: string; host: string }>(sql`
    with recursive hosts as (
      select (
        select d.host from ${deliveries} d where d.state = 'waiting' and d.host > ${span.after} order by d.host limit 1
      ) as host
      union all
      select (select d.host from ${deliveries} d where d.state = 'waiting' and d.host > hosts.host order by d.host limit 1)
      from hosts where hosts.host is not null and ${within}
    )
    select due.number, hosts.host
    from hosts
    left join lateral (
      select r.failing_since, r.not_before from ${remoteHosts} r where r.host = hosts.host limit 1
    ) known on true
    cross join lateral (
      select count(*)::int as many from ${deliveries} d
      where d.state = 'waiting' and d.host = hosts.host and d.leased_until > ${at}
    ) leased
    cross join lateral (
      select d.number from ${deliveries} d
      where d.state = 'waiting' and d.host = hosts.host and d.next_at <= ${at}
        and (d.leased_until is null or d.leased_until <= ${at})
        and not exists (
          select from ${deliveries} e
          where e.state = 'waiting' and e.inbox = d.inbox and e.object = d.object and e.number < d.number
        )
      order by d.next_at, d.number
      limit greatest(case when known.failing_since is null then ${perHost}::int else 1 end - leased.many, 0)
      for update of d skip locked
    ) due
    where hosts.host is not null and ${within} and (known.not_before is null or known.not_before <= ${at})
    limit ${room}`);
  return [...rows];
}

const leased = (tx: Tx, numbers: readonly number[], leasedUntil: Date): Promise<Leased[]> =>
  tx
    .select({
      number: deliveries.number,
      activity: deliveries.activity,
      inbox: deliveries.inbox,
      host: deliveries.host,
      attempts: deliveries.attempts,
      madeAt: deliveries.madeAt,
      leasedUntil: sql<Date>`${leasedUntil.toISOString()}::timestamptz`.mapWith(deliveries.nextAt),
      dialect: remoteHosts.dialect,
      failingSince: remoteHosts.failingSince,
    })
    .from(deliveries)
    .leftJoin(remoteHosts, eq(remoteHosts.host, deliveries.host))
    .where(inArray(deliveries.number, [...numbers]))
    .orderBy(asc(deliveries.nextAt), asc(deliveries.number));

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

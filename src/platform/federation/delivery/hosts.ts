import { and, eq, inArray, isNotNull, isNull, lte, or, sql } from 'drizzle-orm';
import type { Tx } from '../../database.ts';
import { among } from '../../many.ts';
import type { Work } from '../../work.ts';
import { deliveries, remoteHosts } from '../schema.ts';
import type { Dialect } from '../signature-shape.ts';
import type { Outcome } from './answers.ts';
import { retryAfterMs } from './retry-after.ts';
import { leftAlone, nextProbe } from './schedule.ts';

const MINUTE_MS = 60_000;

export interface HostState {
  readonly dialect: Dialect | null;
  readonly failingSince: Date | null;
  readonly notBefore: Date | null;
  readonly lastReachedAt: Date | null;
}

export const UNKNOWN_HOST: HostState = { dialect: null, failingSince: null, notBefore: null, lastReachedAt: null };

/** What some attempts say about one host. */
export interface HostNews {
  readonly reached: boolean;
  readonly unreached: boolean;
  /** For how long it wants to be left alone. */
  readonly askedMs: number | undefined;
  readonly dialect: Dialect | undefined;
}

export function hostNews(outcomes: readonly Outcome[], now: Date): HostNews {
  const asked = outcomes.filter(({ busy }) => busy).map(({ retryAfter }) => retryAfterMs(retryAfter, now) ?? 0);
  return {
    reached: outcomes.some(({ reach }) => reach === 'answered'),
    unreached: outcomes.some(({ reach }) => reach !== 'answered' && reach !== 'untold'),
    askedMs: asked.length > 0 ? Math.max(...asked) : undefined,
    dialect: outcomes.find(({ dialect }) => dialect)?.dialect,
  };
}

export interface Circumstances {
  readonly now: Date;
  readonly random01: number;
  /** Our own network is down: that is not held against anybody. */
  readonly ours: boolean;
}

/** Often enough for whoever looks at it, and seldom enough not to be written with every delivery. */
const REACHED_NOTED_MS = 60 * MINUTE_MS;

/** How a host stands after what has just been heard of it. The same object when nothing has changed. */
export function hostAfter(known: HostState, news: HostNews, { now, random01, ours }: Circumstances): HostState {
  const dialect = news.dialect ?? known.dialect;
  const asked = news.askedMs === undefined ? null : leftAlone(now, news.askedMs);
  if (news.reached) {
    const stale = !known.lastReachedAt || now.getTime() - known.lastReachedAt.getTime() >= REACHED_NOTED_MS;
    if (!stale && !known.failingSince && !asked && dialect === known.dialect) return known;
    const notBefore = later(known.failingSince ? null : known.notBefore, asked);
    return { dialect, failingSince: null, notBefore, lastReachedAt: now };
  }
  if (!news.unreached) return known;
  const failingSince = known.failingSince ?? now;
  const notBefore = ours ? known.notBefore : later(nextProbe(failingSince, now, random01), asked);
  return { ...known, dialect, failingSince, notBefore };
}

const later = (one: Date | null, other: Date | null): Date | null =>
  one && other && one > other ? one : (other ?? one);

/** What waits may have grown old by then; a minute or two do not matter, and nor does a host that merely stumbles. */
const REVIVED_AFTER_MS = 10 * MINUTE_MS;

/** True when a host is back that has been away for so long that what waits for it must not wait any longer. */
export const isBack = (before: HostState, after: HostState, now: Date): boolean =>
  before.failingSince !== null &&
  after.failingSince === null &&
  now.getTime() - before.failingSince.getTime() >= REVIVED_AFTER_MS;

/** Longer than it may be ago that a host was last reached which is reached all the time. */
const NOBODY_REACHED_MS = 2 * REACHED_NOTED_MS;

/**
 * Somebody is there after a time in which nobody at all had been reached: so it was rather we who were away, and
 * those who seemed to be down since then need not wait for as long as if they had been. Gives them. Asked
 * before it is noted that somebody has been reached.
 */
export async function downWithUs(tx: Tx, now: Date): Promise<readonly string[]> {
  const before = new Date(now.getTime() - NOBODY_REACHED_MS).toISOString();
  const rows = await tx.execute<{ host: string }>(sql`
    with reached as (select max(last_reached_at) as last from remote_hosts), ours as (
      select host from remote_hosts, reached
      where reached.last <= ${before}::timestamptz and failing_since >= reached.last
      for update of remote_hosts skip locked
    )
    update remote_hosts set not_before = null where host in (select host from ours) returning host`);
  return rows.map(({ host }) => host);
}

/** Locked, in one order everywhere, so that nobody waits for somebody who waits for them. */
export async function hostsForUpdate(tx: Tx, hosts: readonly string[]): Promise<ReadonlyMap<string, HostState>> {
  const rows = await tx.execute<HostRow>(sql`
    select host, dialect, (extract(epoch from failing_since) * 1000)::float8 as failing_since,
      (extract(epoch from not_before) * 1000)::float8 as not_before,
      (extract(epoch from last_reached_at) * 1000)::float8 as last_reached_at
    from remote_hosts
    where ${among(remoteHosts.host, hosts)}
    order by host
    for update`);
  return new Map(
    rows.map((row) => [
      row.host,
      {
        dialect: row.dialect,
        failingSince: instantOf(row.failing_since),
        notBefore: instantOf(row.not_before),
        lastReachedAt: instantOf(row.last_reached_at),
      },
    ]),
  );
}

/** Instants in milliseconds. */
interface HostRow extends Record<string, unknown> {
  readonly host: string;
  readonly dialect: Dialect | null;
  readonly failing_since: number | null;
  readonly not_before: number | null;
  readonly last_reached_at: number | null;
}

const instantOf = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));

export async function saveHosts(tx: Tx, hosts: ReadonlyMap<string, HostState>): Promise<void> {
  if (hosts.size === 0) return;
  const rows = [...hosts].sort(([one], [other]) => (one < other ? -1 : 1));
  await tx
    .insert(remoteHosts)
    .values(
      rows.map(([host, { dialect, failingSince, notBefore, lastReachedAt }]) => ({
        host,
        dialect,
        failingSince,
        notBefore,
        lastReachedAt,
      })),
    )
    .onConflictDoUpdate({
      target: remoteHosts.host,
      set: {
        dialect: sql`excluded.dialect`,
        failingSince: sql`excluded.failing_since`,
        notBefore: sql`excluded.not_before`,
        lastReachedAt: sql`excluded.last_reached_at`,
      },
    });
}

/** Whatever waits for these hosts is due now; who goes first stays as it was. */
export async function makeDue(tx: Tx, hosts: readonly string[], now: Date): Promise<void> {
  if (hosts.length === 0) return;
  await tx
    .update(deliveries)
    .set({ nextAt: now })
    .where(
      and(
        inArray(deliveries.host, [...hosts]),
        sql`${deliveries.state} = 'waiting'`,
        sql`${deliveries.nextAt} > ${now.toISOString()}::timestamptz`,
      ),
    );
}

type Moment = Pick<Work, 'tx' | 'now' | 'changed'>;

/** A host that answers nothing and yet goes on talking is not tried again with every word of it. */
const HEARD_AGAIN_MS = 10 * MINUTE_MS;

/**
 * Messages have come in that these hosts have signed, so they are there: what waits for them becomes due, if
 * they seemed to be down. Costs one statement that finds nothing, otherwise.
 */
export async function hostsHeard({ tx, now, changed }: Moment, hosts: readonly string[]): Promise<void> {
  if (hosts.length === 0) return;
  const before = new Date(now.getTime() - HEARD_AGAIN_MS);
  const rows = await tx
    .update(remoteHosts)
    .set({ failingSince: null, notBefore: null, lastHeardAt: now })
    .where(
      and(
        inArray(remoteHosts.host, [...hosts]),
        isNotNull(remoteHosts.failingSince),
        or(isNull(remoteHosts.lastHeardAt), lte(remoteHosts.lastHeardAt, before)),
      ),
    )
    .returning({ host: remoteHosts.host });
  if (rows.length === 0) return;
  const back = rows.map(({ host }) => host);
  await makeDue(tx, [...back, ...(await downWithUs(tx, now))], now);
  changed('deliveries');
}

/** Somebody wants it tried now, whatever the host has asked for. */
export async function retryHost({ tx, now, changed }: Moment, host: string): Promise<void> {
  await tx.update(remoteHosts).set({ notBefore: null }).where(eq(remoteHosts.host, host));
  await makeDue(tx, [host], now);
  changed('deliveries');
}

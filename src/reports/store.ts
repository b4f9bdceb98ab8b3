import { and, asc, count, desc, eq, isNotNull, isNull, lt, notInArray, type SQL, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../platform/database.ts';
import { domainOf } from '../platform/federation/domain.ts';
import type { Report, ReportOutcome } from './report.ts';
import { reports } from './schema.ts';

type Came = Pick<Report, 'id' | 'host' | 'content' | 'targets' | 'receivedAt'>;

export async function insertReport(tx: Tx, report: Came): Promise<void> {
  await tx.insert(reports).values(report);
}

export async function reportForUpdate(tx: Tx, id: string): Promise<Report | undefined> {
  const [row] = await tx.select().from(reports).where(eq(reports.id, id)).for('update');
  return row;
}

export interface Settlement {
  readonly report: string;
  readonly outcome: ReportOutcome;
  readonly reason: string;
}

/** Written only where a live mandate covers it. Gives the mandate. */
export async function settleReportUnder(tx: Tx, settlement: Settlement, at: Date, cover: SQL) {
  const { report, outcome, reason } = settlement;
  const rows = await tx.execute<{ mandate: string }>(sql`
    with cover as (${cover})
    update ${reports} set outcome = ${outcome}, reason = ${reason}, settled_at = ${at.toISOString()}::timestamptz,
      mandate = cover.id
    from cover where ${reports.id} = ${report} returning mandate`);
  return rows[0]?.mandate;
}

/** How many are open, and how many of these come from this host or another one under its domain. */
export async function countOpen(db: Reader, host: string): Promise<{ fromHost: number; inAll: number }> {
  const rows = await db
    .select({ host: reports.host, total: count() })
    .from(reports)
    .where(isNull(reports.settledAt))
    .groupBy(reports.host);
  const sum = (some: typeof rows): number => some.reduce((all, { total }) => all + total, 0);
  return { fromHost: sum(rows.filter((row) => domainOfHost(row.host) === domainOfHost(host))), inAll: sum(rows) };
}

const domainOfHost = (host: string): string => domainOf(new URL(`https://${host}`).hostname);

export async function hostsOfOpen(db: Reader): Promise<string[]> {
  const rows = await db.selectDistinct({ host: reports.host }).from(reports).where(isNull(reports.settledAt));
  return rows.map(({ host }) => host);
}

const openBut = (hosts: readonly string[]) => and(isNull(reports.settledAt), notInArray(reports.host, [...hosts]));

export async function countOpenBut(db: Reader, hosts: readonly string[]): Promise<number> {
  const [row] = await db.select({ total: count() }).from(reports).where(openBut(hosts));
  return row?.total ?? 0;
}

/** Those that are open, what came first first, after the one that is named; not those of these servers. */
export const openAfter = (db: Reader, hosts: readonly string[], after: string | undefined, limit: number) =>
  db
    .select()
    .from(reports)
    .where(and(openBut(hosts), after === undefined ? undefined : beyond(sql`received_at`, sql`>`, after)))
    .orderBy(asc(reports.receivedAt), asc(reports.id))
    .limit(limit);

/** Those that have been settled, what was settled last first, after the one that is named. */
export const settledAfter = (db: Reader, after: string | undefined, limit: number) =>
  db
    .select()
    .from(reports)
    .where(and(isNotNull(reports.settledAt), after === undefined ? undefined : beyond(sql`settled_at`, sql`<`, after)))
    .orderBy(desc(reports.settledAt), desc(reports.id))
    .limit(limit);

const beyond = (moment: SQL, sign: SQL, id: string): SQL => sql`
  (${reports}.${moment}, ${reports.id}) ${sign} (select r.${moment}, r.id from ${reports} r where r.id = ${id})`;

export const REPORTS_KEPT_DAYS = 365;

/** What was settled long ago. */
export async function forgetReports(tx: Tx, before: Date): Promise<void> {
  await tx.delete(reports).where(lt(reports.settledAt, before));
}

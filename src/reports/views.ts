import type { Reader } from '../platform/database.ts';
import type { Report } from './report.ts';
import { countOpenBut, hostsOfOpen, openAfter, settledAfter } from './store.ts';

export const REPORTS_PER_PAGE = 20;

/** Which of some servers are kept out: what they report is shown no more. */
export type KeptOutHosts = (db: Reader, hosts: readonly string[]) => Promise<readonly string[]>;

export interface ReportsWish {
  readonly state: 'open' | 'settled';
  /** The id of the report after which to go on. */
  readonly after: string | undefined;
}

export interface ReportsView {
  readonly reports: readonly Report[];
  /** The last of those shown, when there are more after it. */
  readonly next: string | null;
}

export async function reportsPage(db: Reader, keptOutHosts: KeptOutHosts, wish: ReportsWish): Promise<ReportsView> {
  const { state, after } = wish;
  const limit = REPORTS_PER_PAGE + 1;
  const found =
    state === 'open'
      ? await openAfter(db, await keptOutHosts(db, await hostsOfOpen(db)), after, limit)
      : await settledAfter(db, after, limit);
  const reports = found.slice(0, REPORTS_PER_PAGE);
  return { reports, next: found.length > reports.length ? (reports.at(-1)?.id ?? null) : null };
}

export const countReports = async (db: Reader, keptOutHosts: KeptOutHosts): Promise<number> =>
  countOpenBut(db, await keptOutHosts(db, await hostsOfOpen(db)));

import { refusalsOf } from '../kernel/refusal.ts';

/** What somebody on another server has reported to us, as far as it concerns us. */
export interface Report {
  readonly id: string;
  /** From which server. Who it was there is asked by nobody and kept nowhere. */
  readonly host: string;
  readonly content: string | null;
  readonly targets: readonly Target[];
  readonly receivedAt: Date;
  readonly settledAt: Date | null;
  readonly outcome: ReportOutcome | null;
  /** Why it was set aside, or what was done. */
  readonly reason: string | null;
  /** The mandate under which it was settled. */
  readonly mandate: string | null;
}

export const REPORT_OUTCOMES = ['acted', 'set_aside'] as const;
export type ReportOutcome = (typeof REPORT_OUTCOMES)[number];

/** The collective, something that it published, what somebody else wrote under that, or who wrote it. */
export type Target =
  | { readonly kind: 'collective' }
  | { readonly kind: 'publication' | 'note' | 'account'; readonly id: string };

export type ReportRefusal = 'report.too_many' | 'report.no_mandate' | 'report.not_found' | 'report.settled';
const refusal = refusalsOf<ReportRefusal>();

/** How many may be open at once: of one server, and in all. */
export const OPEN_PER_HOST_MAX = 50;
export const OPEN_MAX = 1_000;

/** How much of one report is kept. */
export const TARGETS_MAX = 50;
export const CONTENT_MAX = 5_000;

/** One server cannot bury what the others report, nor all of them what is to be done. */
export function requireRoom({ fromHost, inAll }: { fromHost: number; inAll: number }): void {
  if (fromHost >= OPEN_PER_HOST_MAX || inAll >= OPEN_MAX) throw refusal('too_many', 'report.too_many');
}

export function requireOpen(report: Report | undefined): asserts report is Report {
  if (!report) throw refusal('missing', 'report.not_found');
  if (report.settledAt) throw refusal('conflict', 'report.settled');
}

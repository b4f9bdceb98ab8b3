import { refusalsOf } from '../kernel/refusal.ts';
import type { CoverOf } from '../platform/authority.ts';
import type { ActingAs, Actor } from '../platform/work.ts';
import { reportSettled } from './events.ts';
import { type ReportRefusal, requireOpen } from './report.ts';
import { reportForUpdate, type Settlement, settleReportUnder } from './store.ts';

const refusal = refusalsOf<ReportRefusal>();

export const reportsCommands = (actingAs: ActingAs, coverOf: CoverOf) => ({
  /** Says what came of a report: why it is set aside, or what was done. Nothing else follows from it. */
  settle: (actor: Actor, settlement: Settlement) =>
    actingAs(actor, async (work) => {
      requireOpen(await reportForUpdate(work.tx, settlement.report));
      const cover = coverOf(actor.member, 'quarantine', work.now);
      const mandate = await settleReportUnder(work.tx, settlement, work.now, cover);
      if (!mandate) throw refusal('forbidden', 'report.no_mandate');
      await work.emit(reportSettled({ report: settlement.report, outcome: settlement.outcome, mandate }));
    }),
});

export type ReportsCommands = ReturnType<typeof reportsCommands>;

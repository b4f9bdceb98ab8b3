import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Reader } from '../platform/database.ts';
import type { PageContext, Viewer } from '../platform/http/context.ts';
import { idField } from '../platform/http/input.ts';
import { form, memberPage, type PageTools } from '../platform/http/page.ts';
import type { AsOf } from '../platform/work.ts';
import type { ReportsCommands } from './commands.ts';
import { SettlementForm } from './inputs.ts';
import { ReportsPage, type ReportsPageView, type TargetView } from './pages.tsx';
import type { Target } from './report.ts';
import { countReports, type KeptOutHosts, reportsPage } from './views.ts';

export interface ReportsRoutesOptions {
  readonly tools: PageTools;
  readonly asOf: AsOf;
  readonly reports: ReportsCommands;
  readonly keptOutHosts: KeptOutHosts;
  holdsPower(db: Reader, member: string, power: string, now: Date): Promise<boolean>;
  /** For whoever may not: who may. */
  holders(context: PageContext, db: Reader, now: Date): Promise<ReportsPageView['holders']>;
  /** What is reported, as it can be shown. */
  targetViews(
    context: PageContext,
    db: Reader,
    targets: readonly Target[],
  ): Promise<(target: Target) => TargetView | undefined>;
}

const PATH = '/solidarity/reports';
const member = form<Viewer, Record<never, never>>();
const Query = z.object({ after: idField.optional(), settled: idField.optional() }).catch({});

export async function reportsRoutes(app: FastifyInstance, options: ReportsRoutesOptions): Promise<void> {
  const { tools, asOf, reports, keptOutHosts } = options;
  memberPage(
    app,
    tools,
  )({
    path: PATH,
    show: async ({ context, viewer, request, forms }) => {
      const { after, settled } = Query.parse(request.query);
      const view = await asOf(async (db, now): Promise<ReportsPageView> => {
        const open = await reportsPage(db, keptOutHosts, { state: 'open', after });
        const over = await reportsPage(db, keptOutHosts, { state: 'settled', after: settled });
        const targets = [...open.reports, ...over.reports].flatMap((report) => report.targets);
        const maySettle = await options.holdsPower(db, viewer.id, 'quarantine', now);
        return {
          open,
          over,
          total: await countReports(db, keptOutHosts),
          maySettle,
          holders: maySettle ? null : await options.holders(context, db, now),
          targetView: await options.targetViews(context, db, targets),
        };
      });
      return ReportsPage({ context, view, settle: forms.settle });
    },
    forms: {
      settle: member('/settlement', SettlementForm, async ({ viewer, input, once }) => {
        await reports.settle({ member: viewer.id, once }, input);
        return `${PATH}?done=report_settled`;
      }),
    },
  });
}

import { z } from 'zod';
import { type ApiApp, actorOf, type CallerOf, DONE, Done, Id, IdParams, operation } from '../platform/http/api.ts';
import type { AsOf } from '../platform/work.ts';
import type { ReportsCommands } from './commands.ts';
import { SettlementInput } from './inputs.ts';
import { ReportJson, reportJson } from './json.ts';
import { countReports, type KeptOutHosts, reportsPage } from './views.ts';

export interface ReportsApiOptions {
  readonly callerOf: CallerOf;
  readonly asOf: AsOf;
  readonly reports: ReportsCommands;
  readonly keptOutHosts: KeptOutHosts;
}

const TAG = 'Reports';

/** What other servers have reported to us, and what came of it. */
export function reportsApi(api: ApiApp, { callerOf, asOf, reports, keptOutHosts }: ReportsApiOptions): void {
  const Reports = z.object({ open: z.number().int(), reports: z.array(ReportJson), next: Id.nullable() });
  api.get(
    '/reports',
    {
      schema: {
        ...operation(TAG, 'List what other servers have reported to us, a page at a time', Reports),
        querystring: z.object({ state: z.enum(['open', 'settled']).default('open'), after: Id.optional() }),
      },
    },
    async (request) => {
      await callerOf(request);
      const { state, after } = request.query;
      return asOf(async (db) => {
        const page = await reportsPage(db, keptOutHosts, { state, after });
        const open = await countReports(db, keptOutHosts);
        return { open, reports: page.reports.map(reportJson), next: page.next };
      });
    },
  );

  api.post(
    '/reports/:id/settlement',
    {
      schema: {
        ...operation(TAG, 'Say what came of a report: why it is set aside, or what was done', Done),
        params: IdParams,
        body: SettlementInput,
      },
    },
    async (request) => {
      const settlement = { ...request.body, report: request.params.id };
      await reports.settle(actorOf(await callerOf(request), request), settlement);
      return DONE;
    },
  );
}

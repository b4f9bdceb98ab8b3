import type { FastifyInstance } from 'fastify';
import type { Reader } from '../platform/database.ts';
import type { PageContext, Viewer } from '../platform/http/context.ts';
import { memberPage, type PageTools } from '../platform/http/page.ts';
import type { AsOf } from '../platform/work.ts';
import { TodayPage, type TodayView } from './pages.tsx';

export interface TodayRoutesOptions {
  readonly tools: PageTools;
  readonly asOf: AsOf;
  /** Gathered from all capabilities where they are wired together. */
  todayView(db: Reader, now: Date, context: PageContext, viewer: Viewer): Promise<TodayView>;
}

export async function todayRoutes(app: FastifyInstance, { tools, asOf, todayView }: TodayRoutesOptions): Promise<void> {
  memberPage(
    app,
    tools,
  )({
    path: '/today',
    show: async ({ context, viewer }) =>
      TodayPage({ context, view: await asOf((db, now) => todayView(db, now, context, viewer)) }),
  });
}

import type { FastifyInstance } from 'fastify';
import { Refusal } from '../kernel/refusal.ts';
import type { Reader } from '../platform/database.ts';
import { IdParam } from '../platform/http/input.ts';
import { memberAct, memberPage, type PageTools } from '../platform/http/page.ts';
import type { AsOf } from '../platform/work.ts';
import type { MandatesCommands } from './commands.ts';
import { MandatePage, MandatesPage } from './pages.tsx';
import { allMandates, mandateById } from './store.ts';

export interface MandatesRoutesOptions {
  readonly tools: PageTools;
  readonly asOf: AsOf;
  readonly mandates: MandatesCommands;
  handlesOf(db: Reader, members: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

export async function mandatesRoutes(app: FastifyInstance, options: MandatesRoutesOptions): Promise<void> {
  const { tools, asOf, mandates, handlesOf } = options;
  const page = memberPage(app, tools);
  const act = memberAct(app, tools);

  page({
    path: '/mandates',
    show: async ({ context }) => {
      const view = await asOf(async (db) => {
        const all = await allMandates(db);
        return {
          mandates: all,
          handles: await handlesOf(
            db,
            all.map(({ holder }) => holder),
          ),
        };
      });
      return MandatesPage({ context, view });
    },
  });

  page({
    path: '/mandates/:id',
    params: IdParam,
    show: async ({ context, viewer, params }) => {
      const view = await asOf(async (db) => {
        const mandate = await mandateById(db, params.id);
        if (!mandate) throw new Refusal('missing', 'mandate.not_found');
        return { mandate, holder: (await handlesOf(db, [mandate.holder])).get(mandate.holder) };
      });
      return MandatePage({ context, viewer, ...view });
    },
  });

  act({
    path: '/mandates/:id/acceptance',
    params: IdParam,
    back: '/mandates',
    submit: async ({ viewer, params }) => {
      await mandates.accept({ member: viewer.id }, params.id);
      return `/mandates/${params.id}?done=mandate_accepted`;
    },
  });

  act({
    path: '/mandates/:id/end',
    params: IdParam,
    back: '/mandates',
    submit: async ({ viewer, params }) => {
      await mandates.layDown({ member: viewer.id }, params.id);
      return `/mandates/${params.id}?done=mandate_laid_down`;
    },
  });
}

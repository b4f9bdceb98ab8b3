import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { memberPage, type PageTools } from '../platform/http/page.ts';
import { chainFrom } from '../platform/record.ts';
import type { AsOf } from '../platform/work.ts';
import { RecordPage } from './pages.tsx';

const ENTRIES_PER_PAGE = 50;
const Query = z
  .object({
    from: z.coerce
      .number()
      .int()
      .min(0)
      .max(2 ** 40)
      .default(0),
  })
  .catch({ from: 0 });

export async function memoryRoutes(
  app: FastifyInstance,
  { tools, asOf }: { tools: PageTools; asOf: AsOf },
): Promise<void> {
  memberPage(
    app,
    tools,
  )({
    path: '/memory/record',
    show: async ({ context, request }) => {
      const { from } = Query.parse(request.query);
      const { leaves, fault } = await asOf((db) => chainFrom(db, 'members', from, ENTRIES_PER_PAGE + 1));
      const shown = leaves.slice(0, ENTRIES_PER_PAGE);
      return RecordPage({ context, leaves: shown, fault, more: leaves.length > shown.length });
    },
  });
}

import { z } from 'zod';
import { type ApiApp, type CallerOf, Instant, operation } from '../platform/http/api.ts';
import { chainFrom } from '../platform/record.ts';
import type { AsOf } from '../platform/work.ts';

const LEAVES_MAX = 500;

/** The chained record, leaf by leaf, so that a member can check it with a program of their own. */
export function recordApi(api: ApiApp, { callerOf, asOf }: { callerOf: CallerOf; asOf: AsOf }): void {
  const LeafJson = z.object({
    seq: z.number().int(),
    kind: z.string(),
    leaf: z.string(),
    hash: z.string(),
    recordedAt: Instant,
  });
  api.get(
    '/record',
    {
      schema: {
        ...operation(
          'Memory',
          'The record of decisions and mandates after entry “since”',
          z.object({ leaves: z.array(LeafJson) }),
        ),
        querystring: z.object({
          since: z.coerce
            .number()
            .int()
            .min(0)
            .max(2 ** 40)
            .default(0),
        }),
      },
    },
    async (request) => {
      await callerOf(request);
      const { leaves } = await asOf((db) => chainFrom(db, 'members', request.query.since, LEAVES_MAX));
      return { leaves: leaves.map((leaf) => ({ ...leaf, recordedAt: leaf.recordedAt.toISOString() })) };
    },
  );
}

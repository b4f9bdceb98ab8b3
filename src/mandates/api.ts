import { z } from 'zod';
import { Refusal } from '../kernel/refusal.ts';
import type { Reader } from '../platform/database.ts';
import { type ApiApp, type CallerOf, deeds, Id, IdParams, Instant, operation } from '../platform/http/api.ts';
import type { AsOf } from '../platform/work.ts';
import type { MandatesCommands } from './commands.ts';
import { type Mandate, mandateStatus } from './mandate.ts';
import { allMandates, mandateById } from './store.ts';

export interface MandatesApiOptions {
  readonly callerOf: CallerOf;
  readonly asOf: AsOf;
  readonly mandates: MandatesCommands;
  handlesOf(db: Reader, members: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

const MandateJson = z.object({
  id: Id,
  office: z.string(),
  holder: Id,
  holderHandle: z.string().nullable(),
  status: z.string(),
  powers: z.array(z.string()),
  source: z.enum(['founding', 'decision']),
  sourceId: z.string(),
  startsAt: Instant,
  endsAt: Instant,
});

const mandateJson = (mandate: Mandate, now: Date, handles: ReadonlyMap<string, string>) => ({
  id: mandate.id,
  office: mandate.office,
  holder: mandate.holder,
  holderHandle: handles.get(mandate.holder) ?? null,
  status: mandateStatus(mandate, now),
  powers: [...mandate.powers],
  source: mandate.source,
  sourceId: mandate.sourceId,
  startsAt: mandate.startsAt.toISOString(),
  endsAt: (mandate.endedAt ?? mandate.endsAt).toISOString(),
});

export function mandatesApi(api: ApiApp, { callerOf, asOf, mandates, handlesOf }: MandatesApiOptions): void {
  const TAG = 'Mandates';
  const deed = deeds(api, callerOf, TAG);

  api.get(
    '/mandates',
    { schema: operation(TAG, 'Who may do what, until when', z.object({ mandates: z.array(MandateJson) })) },
    async (request) => {
      await callerOf(request);
      return asOf(async (db, now) => {
        const all = await allMandates(db);
        const handles = await handlesOf(
          db,
          all.map(({ holder }) => holder),
        );
        return { mandates: all.map((mandate) => mandateJson(mandate, now, handles)) };
      });
    },
  );

  api.get(
    '/mandates/:id',
    { schema: { ...operation(TAG, 'One mandate', MandateJson), params: IdParams } },
    async (request) => {
      await callerOf(request);
      return asOf(async (db, now) => {
        const mandate = await mandateById(db, request.params.id);
        if (!mandate) throw new Refusal('missing', 'mandate.not_found');
        return mandateJson(mandate, now, await handlesOf(db, [mandate.holder]));
      });
    },
  );

  deed('POST', '/mandates/:id/acceptance', 'Accept a mandate that was offered to you', mandates.accept);

  deed('POST', '/mandates/:id/end', 'Lay down or decline a mandate of yours', mandates.layDown);
}

import { z } from 'zod';
import { Id, Instant } from '../platform/http/api.ts';
import { REPORT_OUTCOMES, type Report } from './report.ts';

export const ReportJson = z.object({
  id: Id,
  /** The server that it came from; who it was there is not known. */
  host: z.string(),
  /** Plain text. */
  content: z.string().nullable(),
  targets: z.array(
    z.object({
      kind: z.enum(['collective', 'publication', 'note', 'account']),
      /** Of a publication its id here; of what others wrote, or of whoever did, the address of theirs. */
      id: z.string().nullable(),
    }),
  ),
  receivedAt: Instant,
  settledAt: Instant.nullable(),
  outcome: z.enum(REPORT_OUTCOMES).nullable(),
  reason: z.string().nullable(),
  mandate: Id.nullable(),
});

export const reportJson = ({ targets, receivedAt, settledAt, ...report }: Report): z.output<typeof ReportJson> => ({
  ...report,
  targets: targets.map((target) => ({ kind: target.kind, id: 'id' in target ? target.id : null })),
  receivedAt: receivedAt.toISOString(),
  settledAt: settledAt?.toISOString() ?? null,
});

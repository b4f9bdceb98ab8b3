import { lt } from 'drizzle-orm';
import { refusalsOf } from '../kernel/refusal.ts';
import type { Tx } from './database.ts';
import { submissions } from './schema.ts';
import type { Work } from './work.ts';

export type OnceRefusal = 'form.replayed';
const refusal = refusalsOf<OnceRefusal>();

export const SUBMISSIONS_KEPT_DAYS = 14;

/** Refuses what has been carried out before: a form sent twice, an API request repeated with its Idempotency-Key. */
export async function claimOnce(work: Work, member: string, once: string | undefined): Promise<void> {
  if (once === undefined) return;
  const rows = await work.tx
    .insert(submissions)
    .values({ id: `${member} ${once}`, carriedOutAt: work.now })
    .onConflictDoNothing()
    .returning({ id: submissions.id });
  if (rows.length === 0) throw refusal('conflict', 'form.replayed');
}

export async function forgetSubmissions(tx: Tx, before: Date): Promise<void> {
  await tx.delete(submissions).where(lt(submissions.carriedOutAt, before));
}

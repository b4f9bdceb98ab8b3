import { and, eq, inArray, lt, sql } from 'drizzle-orm';
import type { Tx } from '../../database.ts';
import { activities, deliveries } from '../schema.ts';

export const DELIVERED_KEPT_DAYS = 7;
export const FAILED_KEPT_DAYS = 30;

/** What has arrived is soon forgotten; what has failed only when whoever looks after it has had time to see it. */
export async function forgetDeliveries(tx: Tx, deliveredBefore: Date, failedBefore: Date): Promise<void> {
  const arrived = inArray(deliveries.state, ['delivered', 'cancelled']);
  await tx.delete(deliveries).where(and(arrived, lt(deliveries.settledAt, deliveredBefore)));
  await tx.delete(deliveries).where(and(eq(deliveries.state, 'failed'), lt(deliveries.settledAt, failedBefore)));
  // What is in the outbox stays: others may turn its pages at any time.
  await tx
    .delete(activities)
    .where(
      and(
        eq(activities.listed, false),
        lt(activities.madeAt, failedBefore),
        sql`not exists (select 1 from ${deliveries} d where d.activity = ${activities.number})`,
      ),
    );
}

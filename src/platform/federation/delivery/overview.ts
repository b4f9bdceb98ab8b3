import { desc, eq, sql } from 'drizzle-orm';
import type { Reader } from '../../database.ts';
import { activities, deliveries, remoteHosts } from '../schema.ts';

export interface FailedDelivery {
  readonly number: number;
  readonly host: string;
  readonly inbox: string;
  /** Of the activity. */
  readonly type: string;
  readonly object: string;
  readonly lastAnswer: string | null;
  readonly attempts: number;
  readonly madeAt: Date;
  readonly failedAt: Date | null;
}

/** What could not be delivered and is not tried any more, newest first. */
export const failures = (db: Reader, { limit = 50 }: { readonly limit?: number } = {}): Promise<FailedDelivery[]> =>
  db
    .select({
      number: deliveries.number,
      host: deliveries.host,
      inbox: deliveries.inbox,
      type: activities.type,
      object: deliveries.object,
      lastAnswer: deliveries.lastAnswer,
      attempts: deliveries.attempts,
      madeAt: deliveries.madeAt,
      failedAt: deliveries.settledAt,
    })
    .from(deliveries)
    .innerJoin(activities, eq(activities.number, deliveries.activity))
    .where(sql`${deliveries.state} = 'failed'`)
    .orderBy(desc(deliveries.settledAt), desc(deliveries.number))
    .limit(limit);

export interface WaitingHost {
  readonly host: string;
  readonly waiting: number;
  readonly failingSince: Date | null;
  /** When something is tried next; in the past when it is due and waits for its turn. */
  readonly nextAttemptAt: Date;
  readonly lastAnswer: string | null;
}

/** For whom something waits, those with the most of it first. */
export const waitingByHost = (
  db: Reader,
  { limit = 200 }: { readonly limit?: number } = {},
): Promise<WaitingHost[]> => {
  const waiting = sql<number>`count(*)::int`;
  return db
    .select({
      host: deliveries.host,
      waiting,
      failingSince: remoteHosts.failingSince,
      nextAttemptAt: sql<Date>`greatest(min(${deliveries.nextAt}), ${remoteHosts.notBefore})`.mapWith(
        deliveries.nextAt,
      ),
      lastAnswer: sql<string | null>`
        (array_agg(${deliveries.lastAnswer} order by ${deliveries.attempts} desc, ${deliveries.number})
          filter (where ${deliveries.lastAnswer} is not null))[1]`,
    })
    .from(deliveries)
    .leftJoin(remoteHosts, eq(remoteHosts.host, deliveries.host))
    .where(sql`${deliveries.state} = 'waiting'`)
    .groupBy(deliveries.host, remoteHosts.failingSince, remoteHosts.notBefore)
    .orderBy(desc(waiting), deliveries.host)
    .limit(limit);
};

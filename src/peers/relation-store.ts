import { type SQL, sql } from 'drizzle-orm';
import { accountMoves, blocksReceived, followsReceived, followsSent, standings } from './schema.ts';

/** Whether there is something between an account and us, or was, of which a list still tells. */
export const isRelated = (actor: SQL): SQL => sql`(
  exists (select from ${followsReceived} f where f.actor = ${actor} and f.state in ('pending', 'accepted'))
  or exists (select from ${followsSent} f where f.actor = ${actor})
  or exists (select from ${standings} s where s.subject = 'actor' and s.name = ${actor})
  or exists (select from ${blocksReceived} b where b.actor = ${actor} and b.undone_at is null)
  or exists (select from ${accountMoves} m where m.outcome is distinct from 'denied' and ${actor} in (m.actor, m.target)))`;

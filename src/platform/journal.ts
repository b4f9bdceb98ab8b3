import type { DomainEvent } from '../kernel/event.ts';
import type { Tx } from './database.ts';
import { journal } from './schema.ts';

/** Writes an event down in the transaction that made it true. */
export async function appendToJournal(tx: Tx, event: DomainEvent, happenedAt: Date): Promise<void> {
  await tx.insert(journal).values({ type: event.type, data: event.data, happenedAt });
}

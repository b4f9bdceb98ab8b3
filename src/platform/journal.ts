import { sql } from 'drizzle-orm';
import type { DomainEvent } from '../kernel/event.ts';
import type { Tx } from './database.ts';
import { rowsOf } from './many.ts';
import { journal } from './schema.ts';

export interface JournalEntry extends DomainEvent {
  readonly happenedAt: Date;
}

/** Writes events down in the transaction that made them true, in the order in which they happened. */
export async function appendToJournal(tx: Tx, entries: readonly JournalEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await tx.execute(sql`
    insert into ${journal} (type, data, happened_at)
    select type, data, happened_at from ${rowsOf(journal, entries)}`);
}

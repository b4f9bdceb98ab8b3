import { and, asc, count, eq, isNull, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../platform/database.ts';
import { appreciations, remoteNotes } from './schema.ts';
import type { RemoteNote } from './voice.ts';

export async function noteForUpdate(tx: Tx, id: string): Promise<RemoteNote | undefined> {
  const [row] = await tx.select().from(remoteNotes).where(eq(remoteNotes.id, id)).for('update');
  return row;
}

export async function noteById(db: Reader, id: string): Promise<RemoteNote | undefined> {
  const [row] = await db.select().from(remoteNotes).where(eq(remoteNotes.id, id));
  return row;
}

export async function insertNote(tx: Tx, note: RemoteNote): Promise<boolean> {
  const rows = await tx.insert(remoteNotes).values(note).onConflictDoNothing().returning({ id: remoteNotes.id });
  return rows.length > 0;
}

export async function saveNote(tx: Tx, note: RemoteNote): Promise<void> {
  const { title, warning, content, language, url, isPublic, updatedAt } = note;
  await tx
    .update(remoteNotes)
    .set({ title, warning, content, language, url, isPublic, updatedAt })
    .where(eq(remoteNotes.id, note.id));
}

/** Only its id stays, so that it does not come back. */
export async function emptyNote(tx: Tx, id: string, deletedAt: Date): Promise<void> {
  const nothing = { title: null, warning: null, content: null, url: null };
  await tx
    .update(remoteNotes)
    .set({ ...nothing, deletedAt })
    .where(eq(remoteNotes.id, id));
}

/** Everything of an actor who is no more. Gives the ids. */
export async function emptyNotesOf(tx: Tx, actor: string, deletedAt: Date): Promise<void> {
  const nothing = { title: null, warning: null, content: null, url: null };
  await tx
    .update(remoteNotes)
    .set({ ...nothing, deletedAt })
    .where(and(eq(remoteNotes.actor, actor), isNull(remoteNotes.deletedAt)));
  await tx
    .update(appreciations)
    .set({ undoneAt: deletedAt })
    .where(and(eq(appreciations.actor, actor), isNull(appreciations.undoneAt)));
}

export async function countAnswers(db: Reader, publication: string): Promise<number> {
  const [row] = await db.select({ total: count() }).from(remoteNotes).where(eq(remoteNotes.publication, publication));
  return row?.total ?? 0;
}

/** Answers to a publication that have not been deleted, in the order in which they were written. */
export const answersOn = (db: Reader, publication: string, limit = 500): Promise<RemoteNote[]> =>
  db
    .select()
    .from(remoteNotes)
    .where(and(eq(remoteNotes.publication, publication), isNull(remoteNotes.deletedAt)))
    .orderBy(asc(remoteNotes.publishedAt), asc(remoteNotes.id))
    .limit(limit);

export interface Appreciation {
  readonly id: string;
  readonly kind: 'like' | 'announce';
  readonly actor: string;
  readonly publication: string;
  readonly receivedAt: Date;
}

export async function insertAppreciation(tx: Tx, row: Appreciation): Promise<boolean> {
  const rows = await tx.insert(appreciations).values(row).onConflictDoNothing().returning({ id: appreciations.id });
  return rows.length > 0;
}

export async function appreciationForUpdate(tx: Tx, id: string) {
  const [row] = await tx.select().from(appreciations).where(eq(appreciations.id, id)).for('update');
  return row;
}

export async function undoAppreciation(tx: Tx, id: string, undoneAt: Date): Promise<void> {
  await tx.update(appreciations).set({ undoneAt }).where(eq(appreciations.id, id));
}

/** How many like it and pass it on; each actor once. */
export async function appreciationsOf(db: Reader, publication: string): Promise<{ likes: number; announces: number }> {
  const rows = await db
    .select({ kind: appreciations.kind, total: sql<number>`count(distinct ${appreciations.actor})::int` })
    .from(appreciations)
    .where(and(eq(appreciations.publication, publication), isNull(appreciations.undoneAt)))
    .groupBy(appreciations.kind);
  const totalOf = (kind: Appreciation['kind']) => rows.find((row) => row.kind === kind)?.total ?? 0;
  return { likes: totalOf('like'), announces: totalOf('announce') };
}

import { and, asc, eq, inArray, isNotNull, isNull, or, type SQL, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../platform/database.ts';
import { among, rowsOf } from '../platform/many.ts';
import { appreciations, remoteNotes, voiceTotals } from './schema.ts';
import type { RemoteNote } from './voice.ts';

export async function noteForUpdate(tx: Tx, id: string): Promise<RemoteNote | undefined> {
  const [row] = await tx.select().from(remoteNotes).where(eq(remoteNotes.id, id)).for('update');
  return row;
}

export async function noteById(db: Reader, id: string): Promise<RemoteNote | undefined> {
  const [row] = await db.select().from(remoteNotes).where(eq(remoteNotes.id, id));
  return row;
}

export const notesForUpdate = (tx: Tx, ids: readonly string[]): Promise<RemoteNote[]> =>
  tx.select().from(remoteNotes).where(among(remoteNotes.id, ids)).orderBy(remoteNotes.id).for('update');

export async function insertNotes(tx: Tx, notes: readonly RemoteNote[]): Promise<void> {
  await tx.execute(sql`insert into ${remoteNotes} select * from ${rowsOf(remoteNotes, notes)}`);
}

/** Which of these ids are those of words under something of ours, or of people who have written such. */
export async function onOurPages(db: Reader, ids: readonly string[]) {
  if (ids.length === 0) return { notes: new Set<string>(), authors: new Set<string>() };
  const named = [...ids];
  const rows = await db
    .select({ id: remoteNotes.id, actor: remoteNotes.actor })
    .from(remoteNotes)
    .where(
      and(
        or(inArray(remoteNotes.id, named), inArray(remoteNotes.actor, named)),
        isNotNull(remoteNotes.publication),
        isNull(remoteNotes.deletedAt),
      ),
    )
    .limit(10_000);
  return { notes: new Set(rows.map(({ id }) => id)), authors: new Set(rows.map(({ actor }) => actor)) };
}

/** A publication, by what has been written under it, or a domain, by what those who are held have written there. */
export interface Subject {
  readonly subject: 'publication' | 'domain';
  readonly name: string;
}

/** How much has been written under each of these, to be added to as more is. */
export async function totalsOf(db: Reader, subjects: readonly Subject[]) {
  const keyOf = ({ subject, name }: Subject): string => `${subject} ${name}`;
  const named = (subject: Subject['subject']) =>
    and(
      eq(voiceTotals.subject, subject),
      among(
        voiceTotals.name,
        subjects.filter((each) => each.subject === subject).map(({ name }) => name),
      ),
    );
  const rows =
    subjects.length === 0
      ? []
      : await db
          .select()
          .from(voiceTotals)
          .where(or(named('publication'), named('domain')));
  const totals = new Map(rows.map((row) => [keyOf(row), row.total]));
  return {
    of: (subject: Subject): number => totals.get(keyOf(subject)) ?? 0,
    add: (subject: Subject): void => void totals.set(keyOf(subject), (totals.get(keyOf(subject)) ?? 0) + 1),
  };
}

/** One more under each of these, as often as each is named. */
export async function addToTotals(tx: Tx, subjects: readonly Subject[]): Promise<void> {
  await tx.execute(sql`
    insert into ${voiceTotals} (subject, name, total)
    select subject, name, count(*) from ${rowsOf(voiceTotals, subjects)} group by subject, name order by subject, name
    on conflict (subject, name) do update set total = ${voiceTotals.total} + excluded.total`);
}

/** Somebody has looked at who waits: from every domain as much may come again. */
export async function forgetDomainTotals(tx: Tx): Promise<void> {
  await tx.delete(voiceTotals).where(eq(voiceTotals.subject, 'domain'));
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

/** Gives those that are new. */
export async function insertAppreciations(tx: Tx, rows: readonly Appreciation[]): Promise<readonly Appreciation[]> {
  if (rows.length === 0) return [];
  const written = await tx.execute<{ id: string }>(sql`
    insert into ${appreciations} select * from ${rowsOf(appreciations, rows)} on conflict do nothing returning id`);
  const fresh = new Set(written.map(({ id }) => id));
  return rows.filter(({ id }) => fresh.has(id));
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

/** Whether something that an account has said or liked still stands. */
export const hasSaid = (actor: SQL): SQL => sql`(
  exists (select from ${remoteNotes} n where n.actor = ${actor} and n.deleted_at is null)
  or exists (select from ${appreciations} a where a.actor = ${actor} and a.undone_at is null))`;

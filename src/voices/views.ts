import { and, asc, count, desc, eq, inArray, isNotNull, isNull, max, type SQL, sql } from 'drizzle-orm';
import type { Reader } from '../platform/database.ts';
import { actorsById } from '../platform/federation/remote-actors.ts';
import { remoteNotes } from './schema.ts';
import { appreciationsOf } from './store.ts';
import type { RemoteNote } from './voice.ts';

/** How those named stand with us: asked for many at once of whoever knows. */
export type StandingsOf = (
  db: Reader,
  actors: readonly string[],
) => Promise<ReadonlyMap<string, 'heard' | 'held' | 'kept_out'>>;

export interface Author {
  readonly id: string;
  readonly host: string;
  readonly handle: string;
  readonly name: string | null;
  /** A page for people, on their own server. */
  readonly url: string | null;
}

export interface Voice extends RemoteNote {
  readonly author: Author;
}

/** What is said from outside to one publication, to those who may read it. */
export interface VoicesView {
  readonly voices: readonly Voice[];
  /** The last of those shown, when there are more after it. */
  readonly next: string | null;
  /** How many are held, of whom nothing is shown. */
  readonly held: number;
  readonly likes: number;
  readonly announces: number;
}

export interface VoicesWish {
  readonly publication: string;
  /** What is addressed to us alone is for members. */
  readonly toMembers: boolean;
  /** The id of the voice after which to go on. */
  readonly after?: string | undefined;
}

export const VOICES_PER_PAGE = 30;
export const POSTS_PER_PAGE = 20;

/** Answers by those who are heard, in the order in which they were written, a page at a time. */
export async function voicesOn(db: Reader, standingsOf: StandingsOf, wish: VoicesWish): Promise<VoicesView> {
  const { publication, toMembers, after } = wish;
  const authors = await authorsOf(db, eq(remoteNotes.publication, publication));
  const standings = await standingsOf(db, [...authors.keys()]);
  const of = (standing: 'heard' | 'held') => [...authors.keys()].filter((actor) => standings.get(actor) === standing);
  const notes = await notesWhere(db, {
    condition: and(
      eq(remoteNotes.publication, publication),
      inArray(remoteNotes.actor, of('heard')),
      toMembers ? undefined : remoteNotes.isPublic,
      after === undefined ? undefined : beyond(after, sql`>`),
    ),
    order: [asc(remoteNotes.publishedAt), asc(remoteNotes.id)],
    limit: VOICES_PER_PAGE + 1,
  });
  const held = of('held').reduce((sum, actor) => sum + (authors.get(actor)?.total ?? 0), 0);
  return {
    ...(await pageOf(db, notes, VOICES_PER_PAGE)),
    held,
    ...(await appreciationsOf(db, publication)),
  };
}

/** Posts that answer nothing of ours, by these, newest first, a page at a time: those before the one named last. */
export async function postsBy(db: Reader, actors: readonly string[], before: string | undefined) {
  const notes = await notesWhere(db, {
    condition: and(
      isNull(remoteNotes.publication),
      inArray(remoteNotes.actor, [...actors]),
      before === undefined ? undefined : beyond(before, sql`<`),
    ),
    order: [desc(remoteNotes.publishedAt), desc(remoteNotes.id)],
    limit: POSTS_PER_PAGE + 1,
  });
  const { voices, next } = await pageOf(db, notes, POSTS_PER_PAGE);
  return { posts: voices, next };
}

/** Those of these that have not been taken back. */
export async function voicesById(db: Reader, ids: readonly string[]): Promise<readonly Voice[]> {
  if (ids.length === 0) return [];
  const condition = inArray(remoteNotes.id, [...ids]);
  const notes = await notesWhere(db, { condition, order: [asc(remoteNotes.id)], limit: ids.length });
  return (await pageOf(db, notes, ids.length)).voices;
}

/** Somebody who is held, with the newest of what they said. */
export interface HeldAuthor {
  readonly author: Author;
  readonly total: number;
  readonly newest: readonly Voice[];
}

export interface HeldView {
  readonly authors: readonly HeldAuthor[];
  /** How many are held in all, of those who said something last. */
  readonly total: number;
}

const AUTHORS_LOOKED_AT = 1_000;
const HELD_SHOWN = 20;
const OF_EACH_SHOWN = 3;

/** Whose answers wait to be let in: those who said something last come first. */
export async function heldAuthors(db: Reader, standingsOf: StandingsOf): Promise<HeldView> {
  const { held, authors } = await whoIsHeld(db, standingsOf);
  const shown = held.slice(0, HELD_SHOWN);
  const notes = await newestOfEach(db, shown);
  const known = await authorsById(db, shown);
  return {
    total: held.length,
    authors: shown.map((actor) => ({
      author: known(actor),
      total: authors.get(actor)?.total ?? 0,
      newest: notes.filter((note) => note.actor === actor).map((note) => ({ ...note, author: known(actor) })),
    })),
  };
}

export const countHeldAuthors = async (db: Reader, standingsOf: StandingsOf): Promise<number> =>
  (await whoIsHeld(db, standingsOf)).held.length;

async function whoIsHeld(db: Reader, standingsOf: StandingsOf) {
  const authors = await authorsOf(db, isNotNull(remoteNotes.publication), AUTHORS_LOOKED_AT);
  const standings = await standingsOf(db, [...authors.keys()]);
  return { authors, held: [...authors.keys()].filter((actor) => standings.get(actor) === 'held') };
}

/** Who has said something that is still there, and how much; those who said something last come first. */
async function authorsOf(db: Reader, condition: SQL, limit = 10_000) {
  const rows = await db
    .select({ actor: remoteNotes.actor, total: count(), last: max(remoteNotes.receivedAt) })
    .from(remoteNotes)
    .where(and(condition, isNull(remoteNotes.deletedAt)))
    .groupBy(remoteNotes.actor)
    .orderBy(desc(max(remoteNotes.receivedAt)), remoteNotes.actor)
    .limit(limit);
  return new Map(rows.map(({ actor, total }) => [actor, { total }]));
}

async function newestOfEach(db: Reader, actors: readonly string[]): Promise<RemoteNote[]> {
  const place = sql<number>`row_number() over (partition by ${remoteNotes.actor} order by ${remoteNotes.receivedAt} desc, ${remoteNotes.id})`;
  const ranked = db
    .select({ id: remoteNotes.id, place: place.as('place') })
    .from(remoteNotes)
    .where(
      and(inArray(remoteNotes.actor, [...actors]), isNotNull(remoteNotes.publication), isNull(remoteNotes.deletedAt)),
    )
    .as('ranked');
  const few = db.select({ id: ranked.id }).from(ranked).where(sql`${ranked.place} <= ${OF_EACH_SHOWN}`);
  return notesWhere(db, {
    condition: inArray(remoteNotes.id, few),
    order: [desc(remoteNotes.receivedAt), asc(remoteNotes.id)],
    limit: HELD_SHOWN * OF_EACH_SHOWN,
  });
}

/** Before or after another note, which may have been emptied since. */
const beyond = (id: string, direction: SQL): SQL => sql`(${remoteNotes.publishedAt}, ${remoteNotes.id}) ${direction} (
  select n.published_at, n.id from ${remoteNotes} n where n.id = ${id})`;

interface NotesWish {
  readonly condition: SQL | undefined;
  readonly order: readonly SQL[];
  readonly limit: number;
}

const notesWhere = (db: Reader, { condition, order, limit }: NotesWish): Promise<RemoteNote[]> =>
  db
    .select()
    .from(remoteNotes)
    .where(and(isNull(remoteNotes.deletedAt), condition))
    .orderBy(...order)
    .limit(limit);

async function pageOf(db: Reader, notes: readonly RemoteNote[], size: number) {
  const shown = notes.slice(0, size);
  const known = await authorsById(
    db,
    shown.map(({ actor }) => actor),
  );
  return {
    voices: shown.map((note): Voice => ({ ...note, author: known(note.actor) })),
    next: notes.length > size ? (shown.at(-1)?.id ?? null) : null,
  };
}

/** By what is remembered of them; of whom nothing is, the address says where they are. */
async function authorsById(db: Reader, ids: readonly string[]): Promise<(id: string) => Author> {
  const known = await actorsById(db, ids);
  return (id) => {
    const { host, hostname } = new URL(id);
    const { handle = hostname, name = null, url = null } = known.get(id) ?? {};
    return { id, host, handle, name, url };
  };
}

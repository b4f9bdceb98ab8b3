import { and, desc, eq, ne, type SQL, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../platform/database.ts';
import { among } from '../platform/many.ts';
import { isStanding, type Publication } from './publication.ts';
import { publications } from './schema.ts';

const columns = {
  id: publications.id,
  version: publications.version,
  act: publications.act,
  kind: publications.kind,
  proposal: publications.proposal,
  answers: publications.answers,
  answersOutside: publications.answersOutside,
  title: publications.title,
  summary: publications.summary,
  body: publications.body,
  language: publications.language,
  facts: publications.facts,
  decision: publications.decision,
  mandate: publications.mandate,
  publishedAt: publications.publishedAt,
  passedAt: publications.passedAt,
};

/** How it stands after its last passage. */
export async function publicationById(db: Reader, id: string): Promise<Publication | undefined> {
  const [row] = await db
    .select(columns)
    .from(publications)
    .where(eq(publications.id, id))
    .orderBy(desc(publications.version))
    .limit(1);
  return row;
}

/** Those of these ids under which something can be read outside. */
export async function publishedAmong(db: Reader, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const rows = await db
    .selectDistinctOn([publications.id], { id: publications.id, act: publications.act })
    .from(publications)
    .where(among(publications.id, ids))
    .orderBy(publications.id, desc(publications.version));
  return new Set(rows.filter(isStanding).map(({ id }) => id));
}

/**
 * Its passages and the last of them, locked against another change of it at the same time. Read only after
 * the lock: what somebody else has added meanwhile would not be in what was read before.
 */
export async function publicationForUpdate(tx: Tx, id: string) {
  await tx
    .select({ id: publications.id })
    .from(publications)
    .where(and(eq(publications.id, id), eq(publications.version, 1)))
    .for('update');
  const passages = await passagesOf(tx, id);
  return { passages, current: passages.at(-1) };
}

/** Every passage of one publication, in order. */
export const passagesOf = (db: Reader, id: string): Promise<Publication[]> =>
  db.select(columns).from(publications).where(eq(publications.id, id)).orderBy(publications.version);

const isNewest = sql`${publications.version} = (
  select max(p.version) from ${publications} p where p.id = ${publications.id})`;

/** The order of what is public: by when it came out, and what came out at once with what answers it before that. */
const place = sql`(${publications.publishedAt}, ${publications.answers} is null, ${publications.id})`;

/** What can be read outside now, newest first, from the one after `before` on. */
export const standing = (db: Reader, limit: number, before?: string): Promise<Publication[]> =>
  db
    .select(columns)
    .from(publications)
    .where(and(isNewest, ne(publications.act, 'withdraw'), before === undefined ? undefined : after(before)))
    .orderBy(desc(publications.publishedAt), sql`${publications.answers} is null desc`, desc(publications.id))
    .limit(limit);

const after = (id: string): SQL => sql`${place} < (
  select p.published_at, p.answers is null, p.id from ${publications} p where p.id = ${id} and p.version = 1)`;

/** What was withdrawn last: its id and when, since nothing else is left of it. */
export const withdrawn = (db: Reader, limit: number): Promise<Pick<Publication, 'id' | 'passedAt'>[]> =>
  db
    .select({ id: publications.id, passedAt: publications.passedAt })
    .from(publications)
    .where(eq(publications.act, 'withdraw'))
    .orderBy(desc(publications.passedAt), desc(publications.id))
    .limit(limit);

/** What stands of a thread besides the one that began it: the answers of ours to it. */
export const answersTo = (db: Reader, id: string): Promise<Publication[]> =>
  db
    .select(columns)
    .from(publications)
    .where(and(isNewest, ne(publications.act, 'withdraw'), eq(publications.answers, id)))
    .orderBy(publications.publishedAt, publications.id);

/** What was let out about a proposal: its text, its decision, a notice. */
export const publicationsOf = (db: Reader, proposal: string): Promise<Publication[]> =>
  db
    .select(columns)
    .from(publications)
    .where(and(isNewest, eq(publications.proposal, proposal)))
    .orderBy(publications.publishedAt, sql`${publications.answers} is not null`, publications.id);

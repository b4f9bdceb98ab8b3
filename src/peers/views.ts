import { and, asc, count, desc, eq, isNotNull, isNull, ne, type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import type { Reader } from '../platform/database.ts';
import type { Recipient } from '../platform/federation/outgoing.ts';
import { remoteActors } from '../platform/federation/schema.ts';
import { followsReceived, followsSent, standings } from './schema.ts';
import { type Mode, type Standing, standingOf } from './standing.ts';
import { knownOf, type StandingRow } from './standing-store.ts';
import { type FollowerListed, followerInboxes } from './store.ts';

/** How each of some actors stands with us now. */
export async function standingsOf(
  db: Reader,
  actors: readonly string[],
  mode: Mode,
): Promise<ReadonlyMap<string, Standing>> {
  const known = await knownOf(db, actors);
  return new Map([...known].map(([actor, about]) => [actor, standingOf(about, mode)]));
}

/** Those whom we follow, who have said yes, and whom nobody has shut out since. */
export async function followedAndHeard(db: Reader, mode: Mode): Promise<string[]> {
  const rows = await db
    .selectDistinct({ actor: followsSent.actor })
    .from(followsSent)
    .where(and(isNotNull(followsSent.acceptedAt), isNull(followsSent.endedAt)));
  const actors = rows.map(({ actor }) => actor);
  const standing = await standingsOf(db, actors, mode);
  return actors.filter((actor) => standing.get(actor) === 'heard');
}

/** The same, and which of them we follow. */
export async function acquaintances(db: Reader, actors: readonly string[], mode: Mode) {
  const known = await knownOf(db, actors);
  return new Map(
    [...known].map(([actor, about]) => [actor, { standing: standingOf(about, mode), followed: about.followed }]),
  );
}

/** How many followers are looked at together. */
const LOOKED_AT = 500;

/** Where to send what everybody who follows us is to hear: to nobody who is kept out, whatever they follow. */
export async function audience(db: Reader, mode: Mode): Promise<Recipient[]> {
  const inboxes = await followerInboxes(db);
  const [anybody] = await db
    .select({ id: standings.id })
    .from(standings)
    .where(eq(standings.verdict, 'keep_out'))
    .limit(1);
  if (!anybody) return inboxes.map(({ inbox }) => ({ inbox }));
  const heard = new Set<string>();
  for (let at = 0; at < inboxes.length; at += LOOKED_AT) {
    const few = inboxes.slice(at, at + LOOKED_AT);
    const standing = await standingsOf(
      db,
      few.flatMap(({ actors }) => actors),
      mode,
    );
    for (const { inbox, actors } of few)
      if (actors.some((actor) => standing.get(actor) !== 'kept_out')) heard.add(inbox);
  }
  return [...heard].map((inbox) => ({ inbox }));
}

export const FOLLOWERS_PER_PAGE = 50;

/**
 * Followers a page at a time: those who wait by how long they have waited, the others by how newly they
 * came; those after the one named last. One more than a page, to know whether there are any.
 */
export function followersPage(db: Reader, state: 'pending' | 'accepted', after?: string): Promise<FollowerListed[]> {
  const direction = state === 'pending' ? asc : desc;
  const sign = state === 'pending' ? sql`>` : sql`<`;
  const beyond: SQL | undefined =
    after === undefined
      ? undefined
      : sql`(${followsReceived.askedAt}, ${followsReceived.id}) ${sign} (
          select f.asked_at, f.id from ${followsReceived} f where f.id = ${after})`;
  return db
    .select({
      id: followsReceived.id,
      actor: followsReceived.actor,
      state: followsReceived.state,
      askedAt: followsReceived.askedAt,
      handle: remoteActors.handle,
      name: remoteActors.name,
      host: remoteActors.host,
      url: remoteActors.url,
    })
    .from(followsReceived)
    .innerJoin(remoteActors, eq(remoteActors.id, followsReceived.actor))
    .where(and(eq(followsReceived.state, state), beyond))
    .orderBy(direction(followsReceived.askedAt), direction(followsReceived.id))
    .limit(FOLLOWERS_PER_PAGE + 1);
}

/** What was said of an actor or a server, and under which mandate. */
export interface StandingSaid extends StandingRow {
  readonly mandate: string;
}

export const STANDINGS_PER_PAGE = 100;

export interface StandingsSaid {
  readonly said: readonly StandingSaid[];
  /** The last of those shown, when there are more after it. */
  readonly next: string | null;
}

/**
 * What holds now of each of whom something was said, a page at a time: first what was to be looked at again by
 * now, then what was said last.
 */
export async function standingsSaid(db: Reader, now: Date, after?: string): Promise<StandingsSaid> {
  const newest = newestStandings(db);
  const due = dueAt(newest.reviewOn, now);
  const beyond =
    after === undefined
      ? undefined
      : sql`(${due}, ${newest.givenAt}, ${newest.id}) < (
          select ${dueAt(sql`s.review_on`, now)}, s.given_at, s.id from ${standings} s where s.id = ${after})`;
  const found = await db
    .select()
    .from(newest)
    .where(and(ne(newest.verdict, 'none'), beyond))
    .orderBy(desc(due), desc(newest.givenAt), desc(newest.id))
    .limit(STANDINGS_PER_PAGE + 1);
  const said = found.slice(0, STANDINGS_PER_PAGE);
  return { said, next: found.length > said.length ? (said.at(-1)?.id ?? null) : null };
}

/** How many of them were to be looked at again by now. */
export async function countDueReviews(db: Reader, now: Date): Promise<number> {
  const newest = newestStandings(db);
  const [row] = await db
    .select({ total: count() })
    .from(newest)
    .where(and(ne(newest.verdict, 'none'), dueAt(newest.reviewOn, now)));
  return row?.total ?? 0;
}

const newestStandings = (db: Reader) =>
  db
    .selectDistinctOn([standings.subject, standings.name])
    .from(standings)
    .orderBy(standings.subject, standings.name, desc(standings.givenAt), desc(standings.id))
    .as('newest');

/** The same rule as `isReviewDue`, as an expression. */
const dueAt = (reviewOn: SQLWrapper, now: Date): SQL =>
  sql`coalesce(${reviewOn} <= ${now.toISOString()}::timestamptz, false)`;

/** Of some actors, those that say they are or were accounts that are kept out, and which accounts those are. */
export async function keptOutBefore(
  db: Reader,
  actors: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const known = await knownOf(db, actors);
  return new Map([...known].map(([actor, about]) => [actor, about.keptOutBefore]));
}

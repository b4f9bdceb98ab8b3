import { and, asc, desc, eq, isNotNull, isNull, type SQL, sql } from 'drizzle-orm';
import type { Reader } from '../platform/database.ts';
import { remoteActors } from '../platform/federation/schema.ts';
import { followsReceived, followsSent, standings } from './schema.ts';
import { type Mode, type Standing, standingOf } from './standing.ts';
import { knownOf, type StandingRow } from './standing-store.ts';
import type { FollowerListed } from './store.ts';

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

/** What holds now of each of whom something was said, what was said last first. */
export async function standingsSaid(db: Reader, limit = 500): Promise<StandingSaid[]> {
  const newest = db
    .selectDistinctOn([standings.subject, standings.name])
    .from(standings)
    .orderBy(standings.subject, standings.name, desc(standings.givenAt), desc(standings.id))
    .as('newest');
  return db
    .select()
    .from(newest)
    .where(sql`${newest.verdict} <> 'none'`)
    .orderBy(desc(newest.givenAt), desc(newest.id))
    .limit(limit);
}

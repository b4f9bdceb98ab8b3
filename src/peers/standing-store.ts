import { and, desc, type SQL, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../platform/database.ts';
import { among } from '../platform/many.ts';
import { remoteActors } from '../platform/federation/schema.ts';
import { followPolicies, followsSent, standings } from './schema.ts';
import { isKeptOut, type Known, namesOfServer, type Verdict } from './standing.ts';

export interface StandingRow {
  readonly id: string;
  readonly subject: 'actor' | 'server';
  readonly name: string;
  readonly verdict: Verdict;
  readonly reason: string;
  readonly reviewOn: Date | null;
  readonly givenAt: Date;
}

/** Written only where a live mandate covers it. Gives the mandate. */
export async function insertStanding(tx: Tx, row: StandingRow, cover: SQL): Promise<string | undefined> {
  const rows = await tx.execute<{ mandate: string }>(sql`
    with cover as (${cover})
    insert into ${standings} (id, subject, name, verdict, reason, review_on, mandate, given_at)
    select ${row.id}, ${row.subject}, ${row.name}, ${row.verdict}, ${row.reason},
      ${row.reviewOn?.toISOString() ?? null}::timestamptz, cover.id, ${row.givenAt.toISOString()}::timestamptz
    from cover returning mandate`);
  return rows[0]?.mandate;
}

/** How many accounts that somebody says they were are asked about. */
const ALIASES_ASKED = 20;

export type Aliases = ReadonlyMap<string, readonly string[]>;

/**
 * What has been said last of each of some actors, of their servers, and of the accounts that they say they
 * were; and whom of them we follow. Of whom nothing is stored yet, `told` may say which accounts those are.
 */
export async function knownOf(
  db: Reader,
  actors: readonly string[],
  told: Aliases = new Map(),
): Promise<ReadonlyMap<string, Known>> {
  const distinct = [...new Set(actors)];
  if (distinct.length === 0) return new Map();
  const aliases = new Map([...(await aliasesOf(db, distinct)), ...told]);
  const before = (actor: string): readonly string[] => (aliases.get(actor) ?? []).slice(0, ALIASES_ASKED);
  const all = new Set([...distinct, ...distinct.flatMap(before)]);
  const servers = new Map([...all].map((actor) => [actor, namesOfServer(new URL(actor).host)]));
  const said = await lastSaid(db, [...all, ...new Set([...servers.values()].flat())]);
  const verdicts = (actor: string): Pick<Known, 'actor' | 'server'> => ({
    actor: said.get(`actor ${actor}`),
    server: (servers.get(actor) ?? [])
      .map((name) => said.get(`server ${name}`))
      .find((verdict) => verdict !== undefined && verdict !== 'none'),
  });
  const followed = await db
    .select({ actor: followsSent.actor })
    .from(followsSent)
    .where(and(among(followsSent.actor, distinct), sql`accepted_at is not null and ended_at is null`));
  const follows = new Set(followed.map(({ actor }) => actor));
  return new Map(
    distinct.map((actor) => [
      actor,
      {
        ...verdicts(actor),
        followed: follows.has(actor),
        keptOutBefore: before(actor).filter((alias) => isKeptOut(verdicts(alias))),
      },
    ]),
  );
}

async function aliasesOf(db: Reader, actors: readonly string[]): Promise<Aliases> {
  const rows = await db
    .select({ id: remoteActors.id, aliases: remoteActors.aliases })
    .from(remoteActors)
    .where(and(among(remoteActors.id, actors), sql`${remoteActors.aliases} <> '[]'`));
  return new Map(rows.map(({ id, aliases }) => [id, aliases]));
}

async function lastSaid(db: Reader, names: readonly string[]): Promise<ReadonlyMap<string, Verdict>> {
  const rows = await db
    .selectDistinctOn([standings.subject, standings.name], {
      subject: standings.subject,
      name: standings.name,
      verdict: standings.verdict,
    })
    .from(standings)
    .where(among(standings.name, names))
    .orderBy(standings.subject, standings.name, desc(standings.givenAt), desc(standings.id));
  return new Map(rows.map(({ subject, name, verdict }) => [`${subject} ${name}`, verdict]));
}

export async function insertFollowPolicy(
  tx: Tx,
  row: { id: string; approves: boolean; givenAt: Date },
  cover: SQL,
): Promise<string | undefined> {
  const rows = await tx.execute<{ mandate: string }>(sql`
    with cover as (${cover})
    insert into ${followPolicies} (id, approves, mandate, given_at)
    select ${row.id}, ${row.approves}, cover.id, ${row.givenAt.toISOString()}::timestamptz
    from cover returning mandate`);
  return rows[0]?.mandate;
}

/** Whether follows wait for somebody to accept them. By itself they do not. */
export async function approvesFollowers(db: Reader): Promise<boolean> {
  const [row] = await db
    .select({ approves: followPolicies.approves })
    .from(followPolicies)
    .orderBy(desc(followPolicies.givenAt), desc(followPolicies.id))
    .limit(1);
  return row?.approves ?? false;
}

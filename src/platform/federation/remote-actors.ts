import { and, eq, isNull, type SQL, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../database.ts';
import { among, rowsOf } from '../many.ts';
import type { Work } from '../work.ts';
import type { RemoteActor, RemoteKey } from './remote.ts';
import { remoteActors } from './schema.ts';

const columns = {
  id: remoteActors.id,
  type: remoteActors.type,
  inbox: remoteActors.inbox,
  sharedInbox: remoteActors.sharedInbox,
  outbox: remoteActors.outbox,
  followers: remoteActors.followers,
  handle: remoteActors.handle,
  name: remoteActors.name,
  url: remoteActors.url,
  aliases: remoteActors.aliases,
  keys: remoteActors.keys,
};

/** Keeps an actor with whom there is something now, as their origin tells of them. */
export const rememberActor = (work: Work, actor: RemoteActor): Promise<void> => rememberActors(work, [actor]);

/** Most of the time nothing is new, and then nothing is written. */
export async function rememberActors({ tx, now }: Work, actors: readonly RemoteActor[]): Promise<void> {
  if (actors.length === 0) return;
  const distinct = [...new Map(actors.map((actor) => [actor.id, actor])).values()];
  const rows = distinct.map(({ id, type, inbox, sharedInbox, outbox, followers, handle, name, url, keys, aliases }) => {
    const told = { type, inbox, sharedInbox, outbox, followers, handle, name, url, keys, aliases };
    return { id, host: new URL(id).host, ...told, fetchedAt: now, goneAt: null };
  });
  await tx.execute(sql`
    insert into ${remoteActors} as known select * from ${rowsOf(remoteActors, rows)} order by id
    on conflict (id) do update set type = excluded.type, inbox = excluded.inbox, shared_inbox = excluded.shared_inbox,
      outbox = excluded.outbox, followers = excluded.followers, handle = excluded.handle, name = excluded.name,
      url = excluded.url, keys = excluded.keys, aliases = excluded.aliases, fetched_at = excluded.fetched_at, gone_at = null
    where (known.inbox, known.keys, known.handle) is distinct from (excluded.inbox, excluded.keys, excluded.handle)
      or known.name is distinct from excluded.name or known.url is distinct from excluded.url
      or known.aliases is distinct from excluded.aliases or known.gone_at is not null`);
}

export async function actorById(db: Reader, id: string): Promise<RemoteActor | undefined> {
  const [row] = await db.select(columns).from(remoteActors).where(eq(remoteActors.id, id));
  return row;
}

export async function actorsById(db: Reader, ids: readonly string[]): Promise<ReadonlyMap<string, RemoteActor>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .select(columns)
    .from(remoteActors)
    .where(among(remoteActors.id, [...new Set(ids)]));
  return new Map(rows.map((row) => [row.id, row]));
}

/** The actor who lists a key, if we have met. */
export async function actorByKey(
  db: Reader,
  keyId: string,
): Promise<{ key: RemoteKey; actor: RemoteActor } | undefined> {
  const url = URL.parse(keyId);
  if (!url) return undefined;
  const lists = sql`${remoteActors.keys} @> ${JSON.stringify([{ id: keyId }])}::jsonb`;
  const [actor] = await db
    .select(columns)
    .from(remoteActors)
    .where(and(eq(remoteActors.host, url.host), isNull(remoteActors.goneAt), lists))
    .limit(1);
  const key = actor?.keys.find(({ id }) => id === keyId);
  return actor && key ? { key, actor } : undefined;
}

/** Profiles of people with whom there is nothing any more are kept for so long. */
export const STRANGERS_KEPT_DAYS = 30;

/** Forgets actors whom nobody has stored anew since then, and of whom it is said that there is no reason to keep them. */
export async function forgetActors(tx: Tx, before: Date, isKept: (actor: SQL) => SQL): Promise<void> {
  await tx.execute(sql`
    delete from ${remoteActors} where fetched_at < ${before.toISOString()}::timestamptz
      and not ${isKept(sql`${remoteActors.id}`)}`);
}

export async function markGone(tx: Tx, id: string, at: Date): Promise<void> {
  await tx.update(remoteActors).set({ goneAt: at }).where(eq(remoteActors.id, id));
}

/** Its origin has another key there now, or none: what was stored under it is never believed again. */
export async function replaceKey(work: Work, keyId: string, actor: RemoteActor | undefined): Promise<void> {
  const known = await actorByKey(work.tx, keyId);
  if (!known) return;
  work.changed('remote-keys');
  if (actor?.id === known.actor.id) return rememberActor(work, actor);
  const keys = known.actor.keys.filter(({ id }) => id !== keyId);
  await work.tx.update(remoteActors).set({ keys }).where(eq(remoteActors.id, known.actor.id));
}

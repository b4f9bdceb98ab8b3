import { and, asc, desc, eq, gt, inArray, isNotNull, isNull } from 'drizzle-orm';
import type { Reader } from '../platform/database.ts';
import { actorsById } from '../platform/federation/remote-actors.ts';
import { remoteActors } from '../platform/federation/schema.ts';
import { confirmedMoves } from './move-store.ts';
import { accountMoves, followsSent } from './schema.ts';
import type { Mode, Standing } from './standing.ts';
import type { FollowingListed } from './store.ts';
import { standingsOf } from './views.ts';

export const FOLLOWING_PER_PAGE = 50;

export interface FollowingWish {
  /** Those whom we follow or have asked, those with whom it is over, or all of them. */
  readonly state: 'open' | 'over' | 'all';
  /** The actor after whom to go on. */
  readonly after?: string | undefined;
}

export interface FollowingPage {
  readonly following: readonly FollowingListed[];
  /** The last of those shown, when there are more after it. */
  readonly next: string | null;
}

/** For each whom we asked, the last time that we did: in the order of their addresses, a page at a time. */
export async function followingPage(db: Reader, { state, after }: FollowingWish): Promise<FollowingPage> {
  const last = db
    .selectDistinctOn([followsSent.actor])
    .from(followsSent)
    .where(after === undefined ? undefined : gt(followsSent.actor, after))
    .orderBy(followsSent.actor, desc(followsSent.askedAt), desc(followsSent.id))
    .as('last');
  const isOver = { open: isNull(last.endedAt), over: isNotNull(last.endedAt), all: undefined };
  const found = await db
    .select({
      id: last.id,
      actor: last.actor,
      activity: last.activity,
      mandate: last.mandate,
      askedAt: last.askedAt,
      acceptedAt: last.acceptedAt,
      endedAt: last.endedAt,
      ending: last.ending,
      handle: remoteActors.handle,
      name: remoteActors.name,
      host: remoteActors.host,
      url: remoteActors.url,
    })
    .from(last)
    .innerJoin(remoteActors, eq(remoteActors.id, last.actor))
    .where(isOver[state])
    .orderBy(asc(last.actor))
    .limit(FOLLOWING_PER_PAGE + 1);
  const following = found.slice(0, FOLLOWING_PER_PAGE);
  return { following, next: found.length > following.length ? (following.at(-1)?.actor ?? null) : null };
}

/** An account elsewhere, as far as it is known. */
export interface AccountSeen {
  readonly actor: string;
  readonly name: string | null;
  readonly handle: string;
  readonly host: string;
  readonly url: string | null;
}

export async function accountsById(db: Reader, ids: readonly string[]): Promise<ReadonlyMap<string, AccountSeen>> {
  const known = await actorsById(db, ids);
  return new Map(
    [...known].map(([actor, { name, handle, url }]) => [
      actor,
      { actor, name, handle, url, host: new URL(actor).host },
    ]),
  );
}

/** Where each of some accounts says that it is now, and where that account says so too. */
export async function movedTo(db: Reader, actors: readonly string[]): Promise<ReadonlyMap<string, AccountSeen>> {
  const moves = await confirmedMoves(db, actors);
  const accounts = await accountsById(db, [...moves.values()]);
  const found = [...moves].map(([actor, target]) => [actor, accounts.get(target)] as const);
  return new Map(found.filter((each): each is [string, AccountSeen] => each[1] !== undefined));
}

/** Somebody whom we follow, and where they are now. */
export interface MoveSeen {
  readonly from: AccountSeen;
  readonly to: AccountSeen;
  readonly standing: Standing;
}

const MOVES_SHOWN = 50;

/**
 * Those whom we follow who have moved, and whom we have not asked where they are now. To follow the one was
 * no decision about the other.
 */
export async function movesToFollow(db: Reader, mode: Mode): Promise<readonly MoveSeen[]> {
  const rows = await db
    .select({ actor: accountMoves.actor, target: accountMoves.target })
    .from(accountMoves)
    .innerJoin(followsSent, and(eq(followsSent.actor, accountMoves.actor), isNull(followsSent.endedAt)))
    .where(eq(accountMoves.outcome, 'confirmed'))
    .orderBy(desc(accountMoves.settledAt), asc(accountMoves.actor))
    .limit(MOVES_SHOWN);
  const targets = rows.map(({ target }) => target);
  const asked = await askedAmong(db, targets);
  const accounts = await accountsById(
    db,
    rows.flatMap(({ actor, target }) => [actor, target]),
  );
  const standing = await standingsOf(db, targets, mode);
  return rows.flatMap(({ actor, target }) => {
    const [from, to] = [accounts.get(actor), accounts.get(target)];
    return from && to && !asked.has(target) ? { from, to, standing: standing.get(target) ?? 'held' } : [];
  });
}

async function askedAmong(db: Reader, actors: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await db
    .select({ actor: followsSent.actor })
    .from(followsSent)
    .where(and(inArray(followsSent.actor, [...actors]), isNull(followsSent.endedAt)));
  return new Set(rows.map(({ actor }) => actor));
}

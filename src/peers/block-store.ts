import { and, count, desc, eq, isNull } from 'drizzle-orm';
import type { Reader, Tx } from '../platform/database.ts';
import { remoteActors } from '../platform/federation/schema.ts';
import { blocksReceived } from './schema.ts';

export interface Block {
  readonly actor: string;
  readonly activity: string;
  readonly blockedAt: Date;
}

export async function saveBlock(tx: Tx, block: Block): Promise<void> {
  const { activity, blockedAt } = block;
  const set = { activity, blockedAt, undoneAt: null };
  await tx.insert(blocksReceived).values(block).onConflictDoUpdate({ target: blocksReceived.actor, set });
}

/** A block that stands, locked. */
export async function standingBlock(tx: Tx, actor: string): Promise<Block | undefined> {
  const [row] = await tx
    .select()
    .from(blocksReceived)
    .where(and(eq(blocksReceived.actor, actor), isNull(blocksReceived.undoneAt)))
    .for('update');
  return row;
}

export async function undoBlock(tx: Tx, actor: string, undoneAt: Date): Promise<void> {
  await tx
    .update(blocksReceived)
    .set({ undoneAt })
    .where(and(eq(blocksReceived.actor, actor), isNull(blocksReceived.undoneAt)));
}

export interface BlockListed extends Block {
  readonly handle: string;
  readonly name: string | null;
  readonly host: string;
  readonly url: string | null;
}

export const BLOCKS_SHOWN = 100;

/** Who wants nothing to do with us, the newest first. */
export const blocksListed = (db: Reader): Promise<BlockListed[]> =>
  db
    .select({
      actor: blocksReceived.actor,
      activity: blocksReceived.activity,
      blockedAt: blocksReceived.blockedAt,
      handle: remoteActors.handle,
      name: remoteActors.name,
      host: remoteActors.host,
      url: remoteActors.url,
    })
    .from(blocksReceived)
    .innerJoin(remoteActors, eq(remoteActors.id, blocksReceived.actor))
    .where(isNull(blocksReceived.undoneAt))
    .orderBy(desc(blocksReceived.blockedAt), blocksReceived.actor)
    .limit(BLOCKS_SHOWN);

export async function countBlocks(db: Reader): Promise<number> {
  const [row] = await db.select({ total: count() }).from(blocksReceived).where(isNull(blocksReceived.undoneAt));
  return row?.total ?? 0;
}

import { eq } from 'drizzle-orm';
import type { Reader, Tx } from '../platform/database.ts';
import type { HouseView } from '../platform/http/context.ts';
import type { Charter } from './founding.ts';
import { collectives, foundingLinks } from './schema.ts';

export interface Collective extends Charter {
  readonly id: string;
  readonly origin: string;
  readonly foundedAt: Date;
}

export async function collective(db: Reader): Promise<Collective | undefined> {
  const [row] = await db.select().from(collectives);
  return row;
}

const UNFOUNDED: HouseView = {
  founded: false,
  name: '',
  handle: '',
  summary: '',
  locale: 'en',
  timeZone: 'UTC',
  foundedAt: undefined,
};

/** What every page shows of the collective, also before there is one. */
export async function houseView(db: Reader): Promise<HouseView> {
  const found = await collective(db);
  return found ? { ...found, founded: true } : UNFOUNDED;
}

export async function insertCollective(tx: Tx, row: Collective): Promise<void> {
  await tx.insert(collectives).values({ ...row, languages: [...row.languages] });
  await tx.delete(foundingLinks);
}

export async function renameTo(tx: Tx, id: string, name: string): Promise<void> {
  await tx.update(collectives).set({ name }).where(eq(collectives.id, id));
}

/** Locks the link, so that of two who follow it at once one founds and the other is told so. */
export async function foundingStateForUpdate(tx: Tx) {
  const [link] = await tx.select({ digest: foundingLinks.digest }).from(foundingLinks).for('update');
  return { founded: (await collective(tx)) !== undefined, linkDigest: link?.digest };
}

/** The same without the lock: to refuse early. */
export const foundingState = async (db: Reader) => ({
  founded: (await collective(db)) !== undefined,
  linkDigest: await foundingLinkDigest(db),
});

async function foundingLinkDigest(db: Reader): Promise<string | undefined> {
  const [link] = await db.select({ digest: foundingLinks.digest }).from(foundingLinks);
  return link?.digest;
}

/** A new link makes the one that was shown before worthless. */
export async function replaceFoundingLink(tx: Tx, digest: string, shownAt: Date): Promise<void> {
  await tx
    .insert(foundingLinks)
    .values({ digest, shownAt })
    .onConflictDoUpdate({ target: foundingLinks.only, set: { digest, shownAt } });
}

export async function updateOrigin(tx: Tx, origin: string): Promise<void> {
  await tx.update(collectives).set({ origin });
}

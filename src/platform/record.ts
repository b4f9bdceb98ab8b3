import { desc, eq, sql } from 'drizzle-orm';
import { canonicalJson, type Json, leafHash } from '../kernel/digest.ts';
import type { Reader, Tx } from './database.ts';
import { records } from './schema.ts';

export type Audience = 'public' | 'members';

/** What is to be recorded for good. `data` holds no personal data: names and texts go in as commitments. */
export interface RecordEntry {
  readonly audience: Audience;
  readonly kind: string;
  readonly data: { readonly [key: string]: Json };
}

export interface RecordedLeaf {
  readonly seq: number;
  readonly hash: string;
}

/** Key of the advisory lock under which the chains grow, so that two leaves never get one number. */
const CHAIN_LOCK = 7_201;

/**
 * Appends a leaf to the chain of its audience: RFC 8785 bytes of a JSON object that names
 * its number and its predecessor's hash; hashed as in RFC 6962, so that a Merkle tree can
 * be built over the same leaves.
 */
export async function appendToRecord(tx: Tx, entry: RecordEntry, now: Date): Promise<RecordedLeaf> {
  await tx.execute(sql`select pg_advisory_xact_lock(${CHAIN_LOCK})`);
  const last = await lastLeaf(tx, entry.audience);
  const seq = (last?.seq ?? 0) + 1;
  const prev = last?.hash ?? null;
  // A clock that was set back must not make a record seem older than the one before it.
  const recordedAt = last && last.recordedAt > now ? last.recordedAt : now;
  const leaf = leafOf({ ...entry, seq, prev, at: recordedAt });
  const hash = leafHash(leaf);
  await tx.insert(records).values({ audience: entry.audience, seq, kind: entry.kind, leaf, hash, prev, recordedAt });
  return { seq, hash };
}

interface Leaf extends RecordEntry {
  readonly seq: number;
  readonly prev: string | null;
  readonly at: Date;
}

const leafOf = ({ audience, kind, data, seq, prev, at }: Leaf): string =>
  canonicalJson({ at: at.toISOString(), audience, data, kind, prev, seq, v: 1 });

async function lastLeaf(db: Reader, audience: Audience) {
  const [row] = await db
    .select({ seq: records.seq, hash: records.hash, recordedAt: records.recordedAt })
    .from(records)
    .where(eq(records.audience, audience))
    .orderBy(desc(records.seq))
    .limit(1);
  return row;
}

export interface StoredLeaf {
  readonly seq: number;
  readonly kind: string;
  readonly leaf: string;
  readonly hash: string;
  readonly recordedAt: Date;
}

/** The chain of one audience from its beginning, or from after `since`. */
export const leavesOf = (db: Reader, audience: Audience, since = 0, limit = 500): Promise<StoredLeaf[]> =>
  db
    .select({
      seq: records.seq,
      kind: records.kind,
      leaf: records.leaf,
      hash: records.hash,
      recordedAt: records.recordedAt,
    })
    .from(records)
    .where(sql`${records.audience} = ${audience} and ${records.seq} > ${since}`)
    .orderBy(records.seq)
    .limit(limit);

/** A stretch of a chain after entry `since`, and the first entry in it that does not hold. */
export async function chainFrom(db: Reader, audience: Audience, since: number, limit: number) {
  const [before] = since > 0 ? await leavesOf(db, audience, since - 1, 1) : [];
  const leaves = await leavesOf(db, audience, since, limit);
  return { leaves, fault: firstFault(leaves, before?.hash ?? null, since) };
}

export type ChainFault = { readonly seq: number; readonly fault: 'number' | 'hash' | 'predecessor' | 'not_json' };

/** Recomputes a chain from its leaves alone and names the first that does not hold. */
export function firstFault(
  leaves: readonly { leaf: string; hash: string }[],
  prev: string | null = null,
  seq = 0,
): ChainFault | undefined {
  let expectedPrev = prev;
  let expectedSeq = seq;
  for (const { leaf, hash } of leaves) {
    expectedSeq += 1;
    const parsed = parseLeaf(leaf);
    if (!parsed) return { seq: expectedSeq, fault: 'not_json' };
    if (parsed.seq !== expectedSeq) return { seq: expectedSeq, fault: 'number' };
    if (parsed.prev !== expectedPrev) return { seq: expectedSeq, fault: 'predecessor' };
    if (leafHash(leaf) !== hash) return { seq: expectedSeq, fault: 'hash' };
    expectedPrev = hash;
  }
  return undefined;
}

function parseLeaf(leaf: string): { seq?: unknown; prev?: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(leaf);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

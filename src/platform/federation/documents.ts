import { eq } from 'drizzle-orm';
import { etagOf } from '../../kernel/digest.ts';
import type { Reader } from '../database.ts';
import type { Work } from '../work.ts';
import type { JsonObject } from './integrity-proof.ts';
import { documents } from './schema.ts';
import { pathOf } from './uris.ts';

export interface StoredDocument {
  readonly status: number;
  readonly body: string;
  readonly etag: string;
}

/**
 * Writes down what is served under the id of a document, in the transaction that changes it.
 * These bytes are sent to whoever asks, until the next change.
 */
export async function storeDocument(work: Work, document: JsonObject, status: 200 | 410 = 200): Promise<void> {
  const path = pathOf(String(document.id));
  const body = JSON.stringify(document);
  const row = { status, body, etag: etagOf(body), changedAt: work.now };
  await work.tx
    .insert(documents)
    .values({ path, ...row })
    .onConflictDoUpdate({ target: documents.path, set: row });
  work.changed('documents');
}

export async function documentAt(db: Reader, path: string): Promise<StoredDocument | undefined> {
  const columns = { status: documents.status, body: documents.body, etag: documents.etag };
  const [row] = await db.select(columns).from(documents).where(eq(documents.path, path));
  return row;
}

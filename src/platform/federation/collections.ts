import type { Json } from '../../kernel/digest.ts';
import type { Reader } from '../database.ts';
import { COLLECTION_CONTEXT } from './contexts.ts';
import type { JsonObject } from './integrity-proof.ts';
import { countListed, listedActivities } from './outgoing.ts';
import type { Uris } from './uris.ts';

const PER_PAGE = 20;

/** What others may know of a list of people: how many there are, and not who. */
export const totalOnly = (id: string, owner: string, totalItems: number): JsonObject => ({
  '@context': COLLECTION_CONTEXT,
  id,
  type: 'OrderedCollection',
  attributedTo: owner,
  totalItems,
});

/** A short list, whole: ids only, since embedded articles are passed over by some readers. */
export const idList = (id: string, owner: string, items: readonly string[]): JsonObject => ({
  '@context': COLLECTION_CONTEXT,
  id,
  type: 'OrderedCollection',
  attributedTo: owner,
  totalItems: items.length,
  orderedItems: items,
});

/** Answers to something of ours, with the first page inside, as Mastodon looks for it. */
export const replyCollection = (id: string, owner: string, items: readonly string[]): JsonObject => ({
  '@context': COLLECTION_CONTEXT,
  id,
  type: 'Collection',
  attributedTo: owner,
  totalItems: items.length,
  first: { id: `${id}?page=1`, type: 'CollectionPage', partOf: id, items },
});

export async function outbox(db: Reader, uris: Uris): Promise<JsonObject> {
  return { ...totalOnly(uris.outbox, uris.actor, await countListed(db)), first: `${uris.outbox}?page=1` };
}

/** A page of the outbox, newest first; the next begins before the last one shown, whatever has been added since. */
export async function outboxPage(db: Reader, uris: Uris, before: number | undefined): Promise<JsonObject> {
  const rows = await listedActivities(db, before ?? Number.MAX_SAFE_INTEGER, PER_PAGE + 1);
  const shown = rows.slice(0, PER_PAGE);
  const last = shown.at(-1);
  return {
    '@context': COLLECTION_CONTEXT,
    id: before === undefined ? `${uris.outbox}?page=1` : `${uris.outbox}?before=${before}`,
    type: 'OrderedCollectionPage',
    partOf: uris.outbox,
    ...(rows.length > PER_PAGE && last ? { next: `${uris.outbox}?before=${last.number}` } : {}),
    orderedItems: shown.map(({ body }) => JSON.parse(body) as Json),
  };
}

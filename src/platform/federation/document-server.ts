import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Reader } from '../database.ts';
import type { Signals } from '../signals.ts';
import type { AsOf } from '../work.ts';
import { etagOf } from './documents.ts';
import { createBoundedMap } from './limits.ts';

/** What is at an address for other servers; undefined where there is nothing. */
export interface Served {
  readonly status?: number;
  readonly body: string;
}

interface Kept {
  readonly status: number;
  readonly bytes: Buffer;
  readonly etag: string;
  /** Until when nothing in it changes by itself. */
  readonly until: number;
}

export interface DocumentServerOptions {
  readonly asOf: AsOf;
  readonly signals: Signals;
  readonly now: () => Date;
  nextDeadline(): Promise<Date | undefined>;
}

export const ACTIVITY_JSON = 'application/activity+json; charset=utf-8';
const KEPT_MAX = 2_000;

/**
 * Serves documents as bytes that are kept in memory until what they describe changes, which the
 * transaction that changes it says with a signal; or until the next deadline, at which something
 * may change by itself.
 */
export function createDocumentServer({ asOf, signals, now, nextDeadline }: DocumentServerOptions) {
  let kept = createBoundedMap<Kept>(KEPT_MAX);
  let generation = 0;
  const forget = (): void => {
    generation += 1;
    kept = createBoundedMap<Kept>(KEPT_MAX);
  };
  signals.on('documents', forget);
  signals.on('deadlines', forget);

  const keep = async (key: string, load: (db: Reader) => Promise<Served | undefined>): Promise<Kept | undefined> => {
    const begun = generation;
    const until = (await nextDeadline())?.getTime() ?? Number.POSITIVE_INFINITY;
    const served = await asOf((db) => load(db));
    // What is not there is not kept: the memory is for what there is.
    if (!served) return undefined;
    const bytes = Buffer.from(served.body, 'utf8');
    const document = { status: served.status ?? 200, bytes, etag: etagOf(bytes), until };
    if (begun === generation && until > now().getTime()) kept.set(key, document);
    return document;
  };

  /** Answers with what `load` gives for this key. False when there is nothing: the caller says so. */
  return async (
    request: FastifyRequest,
    reply: FastifyReply,
    key: string,
    load: (db: Reader) => Promise<Served | undefined>,
    type = ACTIVITY_JSON,
  ): Promise<boolean> => {
    const known = kept.get(key);
    const document = known && known.until > now().getTime() ? known : await keep(key, load);
    if (!document) return false;
    reply.headers({
      'cache-control': 'public, max-age=60, must-revalidate',
      etag: document.etag,
      vary: 'Accept',
      // Other servers' pages may read what is public anyway.
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
    });
    if (document.status === 200 && request.headers['if-none-match']?.includes(document.etag)) {
      void reply.code(304).send();
    } else {
      void reply.code(document.status).type(type).send(document.bytes);
    }
    return true;
  };
}

export type ServeDocument = ReturnType<typeof createDocumentServer>;

import type { FastifyReply, FastifyRequest } from 'fastify';
import { etagOf } from '../../kernel/digest.ts';
import type { Reader } from '../database.ts';
import { createKept } from '../kept.ts';
import type { Signals } from '../signals.ts';
import type { AsOf } from '../work.ts';
import { ACTIVITY_JSON } from './signature-shape.ts';

/** What is at an address for other servers; undefined where there is nothing. */
export interface Served {
  readonly status?: number;
  readonly body: string;
}

interface Kept {
  readonly status: number;
  readonly bytes: Buffer;
  readonly etag: string;
}

export interface DocumentServerOptions {
  readonly asOf: AsOf;
  readonly signals: Signals;
  readonly now: () => Date;
  nextDeadline(): Promise<Date | undefined>;
}

const KEPT_MAX = 2_000;

/**
 * Serves documents as bytes that are kept in memory until what they describe changes, which the
 * transaction that changes it says with a signal; or until the next deadline, at which something
 * may change by itself.
 */
export function createDocumentServer({ asOf, signals, now, nextDeadline }: DocumentServerOptions) {
  const keep = createKept<Kept>({ signals, until: ['documents', 'deadlines'], max: KEPT_MAX, now, nextDeadline });

  /** Answers with what `load` gives for this key. False when there is nothing: the caller says so. */
  return async (
    request: FastifyRequest,
    reply: FastifyReply,
    key: string,
    load: (db: Reader) => Promise<Served | undefined>,
    type = `${ACTIVITY_JSON}; charset=utf-8`,
  ): Promise<boolean> => {
    const document = await keep(key, async () => {
      const served = await asOf((db) => load(db));
      if (!served) return undefined;
      const bytes = Buffer.from(served.body, 'utf8');
      return { status: served.status ?? 200, bytes, etag: etagOf(bytes) };
    });
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

import type { FastifyReply, FastifyRequest } from 'fastify';
import { etagOf } from '../../kernel/digest.ts';
import { refusalsOf } from '../../kernel/refusal.ts';
import type { Reader } from '../database.ts';
import { inTime } from '../http/in-time.ts';
import { createKept } from '../kept.ts';
import type { Signals } from '../signals.ts';
import type { AsOf } from '../work.ts';
import { ACTIVITY_JSON } from './signature-shape.ts';

export type DocumentRefusal = 'request.not_found';
const refusal = refusalsOf<DocumentRefusal>();

/** What is at an address for other servers; undefined where there is nothing. */
export interface Served {
  readonly status?: number;
  readonly body: string;
}

export interface Asked {
  /** Under which the answer is kept: the same for all to whom the same is answered. */
  readonly key: string;
  readonly type?: string;
  load(db: Reader): Promise<Served | undefined>;
}

/** A document, with all that is said about it. */
interface Answer {
  readonly status: number;
  readonly bytes: Buffer;
  readonly etag: string;
  readonly headers: Readonly<Record<string, string>>;
  /** For whoever has it already. */
  readonly headersUnchanged: Readonly<Record<string, string>>;
}

export interface DocumentServerOptions {
  readonly asOf: AsOf;
  readonly signals: Signals;
  readonly now: () => Date;
  nextDeadline(): Promise<Date | undefined>;
  /** How long whoever asks for what is not in memory waits at most, milliseconds. */
  readonly answerMs: number;
}

const KEPT_MAX = 2_000;

/**
 * Serves documents as bytes that are kept in memory until what they describe changes, which the
 * transaction that changes it says with a signal; or until the next deadline, at which something
 * may change by itself.
 */
export function createDocumentServer({ asOf, signals, now, nextDeadline, answerMs }: DocumentServerOptions) {
  const kept = createKept<Answer>({ signals, until: ['documents', 'deadlines'], max: KEPT_MAX, now, nextDeadline });

  /** Answers with what stands under the key, or else with what `load` gives; where that is nothing, with 404. */
  return (request: FastifyRequest, reply: FastifyReply, { key, load, type }: Asked): Promise<void> | undefined => {
    const known = kept.known(key);
    if (known) return send(request, reply, known);
    return inTime(reply, answerMs, async () => {
      const made = await kept.get(key, async () => {
        const served = await asOf((db) => load(db));
        return served && answerOf(served, type);
      });
      if (!made) throw refusal('missing', 'request.not_found');
      if (!reply.sent) send(request, reply, made);
    });
  };
}

export type ServeDocument = ReturnType<typeof createDocumentServer>;

function answerOf({ status = 200, body }: Served, type = `${ACTIVITY_JSON}; charset=utf-8`): Answer {
  const bytes = Buffer.from(body, 'utf8');
  const etag = etagOf(bytes);
  const headersUnchanged = {
    'cache-control': 'public, max-age=60, must-revalidate',
    etag,
    vary: 'Accept',
    // Other servers' pages may read what is public anyway.
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
  };
  return { status, bytes, etag, headersUnchanged, headers: { ...headersUnchanged, 'content-type': type } };
}

function send(request: FastifyRequest, reply: FastifyReply, answer: Answer): undefined {
  const { status, bytes, etag, headers, headersUnchanged } = answer;
  if (status === 200 && request.headers['if-none-match']?.includes(etag)) {
    reply.headers(headersUnchanged).code(304).send();
  } else {
    reply.headers(headers).code(status).send(bytes);
  }
}

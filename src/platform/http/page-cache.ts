import { gzipSync } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import { etagOf } from '../../kernel/digest.ts';
import { isLocale } from '../i18n.ts';
import { createKept } from '../kept.ts';
import type { Signals } from '../signals.ts';
import { acceptedLocale, acceptsGzip, type PageContext } from './context.ts';
import { htmlOf, sendPage } from './html.ts';

interface Kept {
  readonly status: number;
  readonly bytes: Buffer;
  readonly zipped: Buffer;
  readonly etag: string;
}

export interface PageCacheOptions {
  readonly signals: Signals;
  readonly sessionCookie: string;
  readonly languageCookie: string;
  readonly now: () => Date;
  nextDeadline(): Promise<Date | undefined>;
}

/** A page for anyone, or one that says that something is gone for good. */
export type PublicPage = VNode | { readonly status: 410; readonly page: VNode };

interface Made {
  readonly status?: number;
  readonly text: string;
}

/** Enough for whatever is read much. */
const KEPT_MAX = 500;

/**
 * Pages and feeds for visitors, kept as bytes until what they show changes: by a write, which says
 * so with a signal after its commit, or by the next deadline. Members' pages are never kept.
 */
export function createPageCache({ signals, sessionCookie, languageCookie, now, nextDeadline }: PageCacheOptions) {
  const kept = createKept<Kept>({ signals, until: ['public-pages', 'deadlines'], max: KEPT_MAX, now, nextDeadline });
  const keptOrMade = (key: string, make: () => Promise<Made>): Promise<Kept> =>
    kept.get(key, async () => zipped(await make()));

  return {
    /** Answers a visitor from memory; anyone with a session, or with something to be told, gets a page of their own. */
    async servePublicPage(
      request: FastifyRequest,
      reply: FastifyReply,
      contextOf: (request: FastifyRequest) => Promise<PageContext>,
      render: (context: PageContext) => Promise<PublicPage> | PublicPage,
    ): Promise<FastifyReply> {
      const made = async () => pageOf(await render(await contextOf(request)));
      if (request.cookies[sessionCookie] !== undefined || request.url.includes('?')) {
        const { status, page } = await made();
        return sendPage(reply, page, status);
      }
      const page = await keptOrMade(`${visitorLocale(request, languageCookie)} ${request.url}`, async () => {
        const { status, page } = await made();
        return { status, text: htmlOf(page) };
      });
      return send(request, reply, page, PAGE);
    },

    /** Answers a program that reads what is public: the same bytes for everyone. */
    async servePublicFeed(
      request: FastifyRequest,
      reply: FastifyReply,
      type: string,
      write: () => Promise<string>,
    ): Promise<FastifyReply> {
      const path = request.url.split('?')[0] ?? '';
      const feed = await keptOrMade(path, async () => ({ text: await write() }));
      return send(request, reply, feed, { type, vary: 'Accept-Encoding' });
    },
  };
}

function zipped({ status = 200, text }: Made): Kept {
  const bytes = Buffer.from(text);
  return { status, bytes, zipped: gzipSync(bytes), etag: etagOf(bytes) };
}

const pageOf = (made: PublicPage) => ('page' in made ? made : { status: 200, page: made });

/** The same choice as `localeOf` makes for visitors, without asking the database which language is the collective's. */
function visitorLocale(request: FastifyRequest, cookie: string): string {
  const chosen = request.cookies[cookie];
  return isLocale(chosen) ? chosen : (acceptedLocale(request.headers['accept-language']) ?? 'default');
}

const PAGE = { type: 'text/html; charset=utf-8', vary: 'Accept, Accept-Encoding, Accept-Language, Cookie' };

function send(request: FastifyRequest, reply: FastifyReply, kept: Kept, { type, vary }: typeof PAGE): FastifyReply {
  const { status, etag, bytes, zipped } = kept;
  reply.headers({ 'cache-control': 'public, max-age=0, must-revalidate', etag, vary });
  if (status === 200 && request.headers['if-none-match']?.includes(etag)) return reply.code(304).send();
  const zip = acceptsGzip(request.headers['accept-encoding']);
  if (zip) reply.header('content-encoding', 'gzip');
  return reply
    .code(status)
    .type(type)
    .send(zip ? zipped : bytes);
}

export type PublicPages = ReturnType<typeof createPageCache>;
export type ServePublicPage = PublicPages['servePublicPage'];
export type ServePublicFeed = PublicPages['servePublicFeed'];

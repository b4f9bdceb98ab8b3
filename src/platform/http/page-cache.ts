import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import { isLocale } from '../i18n.ts';
import type { Signals } from '../signals.ts';
import { acceptedLocale, acceptsGzip, type PageContext } from './context.ts';
import { htmlOf, sendPage } from './html.ts';

interface Kept {
  readonly bytes: Buffer;
  readonly zipped: Buffer;
  readonly etag: string;
  /** Until when nothing that it shows changes by itself. */
  readonly until: number;
}

export interface PageCacheOptions {
  readonly signals: Signals;
  readonly sessionCookie: string;
  readonly languageCookie: string;
  readonly now: () => Date;
  nextDeadline(): Promise<Date | undefined>;
}

/**
 * Pages for visitors, kept as bytes until what they show changes: by a write, which says so with
 * a signal after its commit, or by the next deadline. Members' pages are never kept.
 */
export function createPageCache({ signals, sessionCookie, languageCookie, now, nextDeadline }: PageCacheOptions) {
  const kept = new Map<string, Kept>();
  let generation = 0;
  const forget = (): void => {
    generation += 1;
    kept.clear();
  };
  signals.on('public-pages', forget);
  signals.on('deadlines', forget);

  const keep = async (key: string, render: () => Promise<VNode> | VNode): Promise<Kept> => {
    const begun = generation;
    const until = (await nextDeadline())?.getTime() ?? Number.POSITIVE_INFINITY;
    const bytes = Buffer.from(htmlOf(await render()));
    const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
    const page = { bytes, zipped: gzipSync(bytes), etag, until };
    // What was read before a change and is ready only after it must not be kept.
    if (begun === generation && until > now().getTime()) kept.set(key, page);
    return page;
  };

  /** Answers a visitor from memory; anyone with a session, or with something to be told, gets a page of their own. */
  return async (
    request: FastifyRequest,
    reply: FastifyReply,
    contextOf: (request: FastifyRequest) => Promise<PageContext>,
    render: (context: PageContext) => VNode,
  ): Promise<FastifyReply> => {
    if (request.cookies[sessionCookie] !== undefined || request.url.includes('?')) {
      return sendPage(reply, render(await contextOf(request)));
    }
    const key = `${visitorLocale(request, languageCookie)} ${request.url}`;
    const found = kept.get(key);
    const page = found && found.until > now().getTime() ? found : undefined;
    return send(request, reply, page ?? (await keep(key, async () => render(await contextOf(request)))));
  };
}

/** The same choice as `localeOf` makes for visitors, without asking the database which language is the collective's. */
function visitorLocale(request: FastifyRequest, cookie: string): string {
  const chosen = request.cookies[cookie];
  return isLocale(chosen) ? chosen : (acceptedLocale(request.headers['accept-language']) ?? 'default');
}

function send(request: FastifyRequest, reply: FastifyReply, page: Kept): FastifyReply {
  reply.headers({
    'cache-control': 'public, max-age=0, must-revalidate',
    etag: page.etag,
    vary: 'Accept, Accept-Encoding, Accept-Language, Cookie',
  });
  if (request.headers['if-none-match']?.includes(page.etag)) return reply.code(304).send();
  const zip = acceptsGzip(request.headers['accept-encoding']);
  if (zip) reply.header('content-encoding', 'gzip');
  return reply.type('text/html; charset=utf-8').send(zip ? page.zipped : page.bytes);
}

export type ServePublicPage = ReturnType<typeof createPageCache>;

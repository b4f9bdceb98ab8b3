import type { FastifyInstance } from 'fastify';
import type { VNode } from 'preact';
import { z } from 'zod';
import { Refusal } from '../kernel/refusal.ts';
import type { Reader } from '../platform/database.ts';
import type { PageContext } from '../platform/http/context.ts';
import { IdParam, idField } from '../platform/http/input.ts';
import type { PageTools } from '../platform/http/page.ts';
import type { PublicPage, ServePublicFeed, ServePublicPage } from '../platform/http/page-cache.ts';
import type { AsOf } from '../platform/work.ts';
import { ATOM_TYPE, atomFeed, FEED_MAX, type FeedOwner } from './atom.ts';
import type { PublicationCommands } from './commands.ts';
import { PublishedPage } from './list-page.tsx';
import type { Holder } from './notice-pages.tsx';
import { noticeRoutes } from './notice-routes.ts';
import { PublicationPage, WithdrawnPage } from './pages.tsx';
import { PublishedList } from './parts.tsx';
import { isStanding } from './publication.ts';
import { publicationsOf, standing, withdrawn } from './store.ts';
import { type NumberOf, publicationView } from './views.ts';
import type { WordsOfMethod } from './words.ts';

export interface PublicationRoutesOptions {
  readonly tools: PageTools;
  readonly asOf: AsOf;
  readonly servePublicPage: ServePublicPage;
  readonly servePublicFeed: ServePublicFeed;
  readonly publication: PublicationCommands;
  readonly numberOf: NumberOf;
  readonly wordsOfMethod: WordsOfMethod;
  /** The address by which other servers know a publication; undefined where this node speaks to none. */
  readonly objectOf: ((id: string) => string) | undefined;
  holdsPower(db: Reader, member: string, power: string, now: Date): Promise<boolean>;
  /** Who may publish now. */
  publishers(db: Reader, now: Date): Promise<readonly Holder[]>;
  collective(db: Reader): Promise<(Omit<FeedOwner, 'origin'> & { languages: readonly string[] }) | undefined>;
  /** What others have said to a publication, as far as anyone may see it. */
  outsideVoices(context: PageContext, db: Reader, publication: string): Promise<VNode | null>;
}

const PAGE_MAX = 20;
const Before = z.object({ before: idField.optional() }).catch({});

/** What has been let out, for anyone who comes by, and the pages by which it is let out. */
export async function publicationRoutes(app: FastifyInstance, options: PublicationRoutesOptions): Promise<void> {
  publicRoutes(app, options);
  feedRoute(app, options);
  noticeRoutes(app, options);
}

function publicRoutes(app: FastifyInstance, options: PublicationRoutesOptions): void {
  const { tools, asOf, servePublicPage } = options;

  app.get('/published', (request, reply) =>
    servePublicPage(request, reply, tools.contextOf, async (context) => {
      const { before } = Before.parse(request.query);
      const { found, mayPublish } = await asOf(async (db, now) => ({
        found: await standing(db, PAGE_MAX + 1, before),
        mayPublish: await mayPublishNow(options, context, db, now),
      }));
      const items = found.slice(0, PAGE_MAX);
      const speaks = options.objectOf !== undefined;
      return PublishedPage({ context, items, more: found.length > items.length, speaks, mayPublish });
    }),
  );

  app.get('/published/:id', (request, reply) =>
    servePublicPage(request, reply, tools.contextOf, (context) => {
      const params = IdParam.safeParse(request.params);
      if (!params.success) throw new Refusal('missing', 'request.not_found');
      return publicationPage(context, params.data.id, options);
    }),
  );
}

const mayPublishNow = async (
  { holdsPower }: PublicationRoutesOptions,
  { viewer }: PageContext,
  db: Reader,
  now: Date,
): Promise<boolean> => viewer !== undefined && holdsPower(db, viewer.id, 'publish', now);

async function publicationPage(
  context: PageContext,
  id: string,
  options: PublicationRoutesOptions,
): Promise<PublicPage> {
  const { view, voices, mayPublish } = await options.asOf(async (db, now) => ({
    view: await publicationView(db, id, options.numberOf),
    voices: await options.outsideVoices(context, db, id),
    mayPublish: await mayPublishNow(options, context, db, now),
  }));
  if (!isStanding(view.publication)) return { status: 410, page: WithdrawnPage({ context, view }) };
  const { wordsOfMethod, objectOf } = options;
  return PublicationPage({ context, view, voices, mayPublish, wordsOfMethod, object: objectOf?.(id) });
}

function feedRoute(app: FastifyInstance, { tools, asOf, servePublicFeed, collective }: PublicationRoutesOptions): void {
  app.get('/published.atom', (request, reply) =>
    servePublicFeed(request, reply, ATOM_TYPE, () =>
      asOf(async (db) => {
        const owner = await collective(db);
        if (!owner) throw new Refusal('missing', 'collective.not_founded');
        const items = await standing(db, FEED_MAX);
        return atomFeed({ ...owner, origin: tools.origin.origin }, items, await withdrawn(db, FEED_MAX));
      }),
    ),
  );
}

const LATEST_MAX = 5;

/** For the front door: what came out last, as a list; null where nothing is public. */
export async function latestPublished(context: PageContext, db: Reader): Promise<VNode | null> {
  const items = await standing(db, LATEST_MAX);
  return items.length === 0 ? null : PublishedList({ context, items });
}

/** For the page of a proposal: what was let out about it, also where it was taken back since; null where nothing was. */
export async function publishedOf(context: PageContext, db: Reader, proposal: string): Promise<VNode | null> {
  const items = await publicationsOf(db, proposal);
  return items.length === 0 ? null : PublishedList({ context, items });
}

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Refusal } from '../../kernel/refusal.ts';
import type { Reader } from '../database.ts';
import { prefersHtml } from '../http/html.ts';
import { idField, wholeNumber } from '../http/input.ts';
import { idList, outbox, outboxPage, replyCollection, totalOnly } from './collections.ts';
import type { Served, ServeDocument } from './document-server.ts';
import { documentAt } from './documents.ts';
import type { JsonObject } from './integrity-proof.ts';
import { activityById } from './outgoing.ts';
import type { Uris } from './uris.ts';
import { type Accounts, describeAccount, JRD_JSON } from './web-finger-server.ts';

export interface FederationRoutesOptions {
  readonly uris: Uris;
  readonly serve: ServeDocument;
  accounts(db: Reader): Promise<Accounts | undefined>;
  /** How many follow us, and how many we follow. */
  followersTotal(db: Reader): Promise<number>;
  followingTotal(db: Reader): Promise<number>;
  /** Ids of what stands at the top of our profile. */
  featured(db: Reader): Promise<readonly string[]>;
  /** Ids of the answers to something of ours, and of everything in its thread; undefined where nothing stands. */
  replies(db: Reader, publication: string): Promise<readonly string[] | undefined>;
  thread(db: Reader, publication: string): Promise<readonly string[] | undefined>;
}

const Id = z.object({ id: idField });
const Page = z.strictObject({
  page: z.literal('1').optional(),
  before: wholeNumber(1).optional(),
});
const Resource = z.looseObject({ resource: z.string().max(2_048) });

/** What other servers read: our actors, what we published, and the lists around it. All of it has passed the gate. */
export async function federationRoutes(app: FastifyInstance, options: FederationRoutesOptions): Promise<void> {
  const { uris, serve } = options;

  const get = (
    path: string,
    load: (db: Reader, request: FastifyRequest) => Promise<Served | undefined>,
    { page, key = pathOf }: { page?: (request: FastifyRequest) => string; key?: typeof pathOf } = {},
  ): void => {
    app.get(path, (request, reply) => {
      if (page && wantsPage(request.headers.accept)) return reply.header('vary', 'Accept').redirect(page(request), 303);
      return serve(request, reply, { key: key(request), load: (db) => load(db, request) });
    });
  };
  const stored = (db: Reader, request: FastifyRequest) => documentAt(db, pathOf(request));
  const list = async (document: Promise<JsonObject | undefined>): Promise<Served | undefined> => {
    const found = await document;
    return found && { body: JSON.stringify(found) };
  };
  const founded = async (db: Reader, document: () => Promise<JsonObject>) =>
    (await options.accounts(db)) ? list(document()) : undefined;

  get('/actor', stored, { page: () => '/' });
  get('/actor/instance', stored, { page: () => '/' });
  get('/objects/:id', stored, { page: (request) => `/published/${idOf(request)}` });

  get('/actor/followers', (db) =>
    founded(db, async () => totalOnly(uris.followers, uris.actor, await options.followersTotal(db))),
  );
  get('/actor/following', (db) =>
    founded(db, async () => totalOnly(uris.following, uris.actor, await options.followingTotal(db))),
  );
  get('/actor/featured', (db) =>
    founded(db, async () => idList(uris.featured, uris.actor, await options.featured(db))),
  );
  const outboxOf = (db: Reader, request: FastifyRequest) => {
    const { page, before } = pageOf(request);
    return founded(db, () =>
      page === undefined && before === undefined ? outbox(db, uris) : outboxPage(db, uris, before),
    );
  };
  get('/actor/outbox', outboxOf, { key: (request) => request.url });
  get('/actor/instance/outbox', (db) =>
    founded(db, async () => totalOnly(`${uris.instance}/outbox`, uris.instance, 0)),
  );

  get('/objects/:id/replies', async (db, request) => {
    const items = await options.replies(db, idOf(request));
    return items && list(Promise.resolve(replyCollection(uris.replies(idOf(request)), uris.actor, items)));
  });
  get('/objects/:id/context', async (db, request) => {
    const items = await options.thread(db, idOf(request));
    return items && list(Promise.resolve(idList(uris.thread(idOf(request)), uris.actor, items)));
  });

  get('/activities/:id', async (db, request) => {
    const found = await activityById(db, uris.activity(idOf(request)));
    // What was meant for one server is for nobody else to read.
    return found?.listed ? { body: found.body } : undefined;
  });

  app.get('/.well-known/webfinger', (request, reply) => {
    const { data } = Resource.safeParse(request.query);
    if (!data) throw new Refusal('malformed', 'request.invalid');
    const load = async (db: Reader) => {
      const accounts = await options.accounts(db);
      const description = accounts && describeAccount(data.resource, accounts, uris);
      return description && { body: JSON.stringify(description) };
    };
    return serve(request, reply, { key: `webfinger ${data.resource}`, type: JRD_JSON, load });
  });
}

function pathOf({ url }: FastifyRequest): string {
  const query = url.indexOf('?');
  return query < 0 ? url : url.slice(0, query);
}

function idOf(request: FastifyRequest): string {
  const parsed = Id.safeParse(request.params);
  if (!parsed.success) throw new Refusal('missing', 'request.not_found');
  return parsed.data.id;
}

function pageOf(request: FastifyRequest): z.output<typeof Page> {
  const parsed = Page.safeParse(request.query);
  if (!parsed.success) throw new Refusal('malformed', 'request.invalid');
  return parsed.data;
}

/** A person with a browser is taken to the page; whoever asks for ActivityPub, or for anything, gets the document. */
const wantsPage = (accept: string | undefined): boolean =>
  prefersHtml(accept, ['application/activity+json', 'application/ld+json']);

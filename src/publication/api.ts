import { z } from 'zod';
import { refusalsOf } from '../kernel/refusal.ts';
import {
  type ApiApp,
  actorOf,
  type CallerOf,
  DONE,
  Done,
  deeds,
  Id,
  IdParams,
  operation,
} from '../platform/http/api.ts';
import { wholeNumber } from '../platform/http/input.ts';
import type { AsOf } from '../platform/work.ts';
import type { PublicationCommands } from './commands.ts';
import { AmendmentInput, NoticeInput } from './inputs.ts';
import { ListedJson, listedJson, PublicationJson, publicationJson } from './json.ts';
import { isStanding, type PublicationRefusal } from './publication.ts';
import { standing } from './store.ts';
import { type NumberOf, publicationView } from './views.ts';

const refusal = refusalsOf<PublicationRefusal>();

export interface PublicationApiOptions {
  readonly callerOf: CallerOf;
  readonly asOf: AsOf;
  readonly origin: URL;
  readonly publication: PublicationCommands;
  readonly numberOf: NumberOf;
}

const TAG = 'Publications';
const LISTED_MAX = 50;

/** What is public, for anyone; and, for whoever holds the mandate to publish, notices. */
export function publicationApi(api: ApiApp, options: PublicationApiOptions): void {
  readApi(api, options);
  noticeApi(api, options);
}

function readApi(api: ApiApp, { asOf, origin, numberOf }: PublicationApiOptions): void {
  const List = z.object({ publications: z.array(ListedJson), next: Id.nullable() });
  const Page = z.object({ before: Id.optional(), limit: wholeNumber(1, LISTED_MAX).default(20) });
  api.get(
    '/publications',
    {
      schema: {
        ...operation(TAG, 'List what is published, the newest first; “before” is the last one that you have', List, {
          open: true,
        }),
        querystring: Page,
      },
    },
    async (request) => {
      const { before, limit } = request.query;
      const found = await asOf((db) => standing(db, limit + 1, before));
      const shown = found.slice(0, limit);
      return {
        publications: shown.map((each) => listedJson(each, origin)),
        next: found.length > shown.length ? (shown.at(-1)?.id ?? null) : null,
      };
    },
  );

  api.get(
    '/publications/:id',
    {
      schema: {
        ...operation(TAG, 'One publication; 410 if it was withdrawn', PublicationJson, { open: true }),
        params: IdParams,
      },
    },
    async (request) => {
      const view = await asOf((db) => publicationView(db, request.params.id, numberOf));
      if (!isStanding(view.publication)) throw refusal('gone', 'publication.withdrawn');
      return publicationJson(view, origin);
    },
  );
}

function noticeApi(api: ApiApp, { callerOf, publication }: PublicationApiOptions): void {
  api.post(
    '/notices',
    {
      schema: {
        ...operation(TAG, 'Publish a notice in the collective’s name', z.object({ id: Id }), { status: 201 }),
        body: NoticeInput,
      },
    },
    async (request, reply) => {
      const actor = actorOf(await callerOf(request), request);
      const { answers, ...words } = request.body;
      const id = await publication.publishNotice(actor, { ...words, summary: '' }, answers ?? null);
      return reply.code(201).send({ id });
    },
  );

  api.put(
    '/notices/:id',
    {
      schema: {
        ...operation(TAG, 'Change a notice; “version” is the one you have read', Done),
        params: IdParams,
        body: AmendmentInput,
      },
    },
    async (request) => {
      const actor = actorOf(await callerOf(request), request);
      const { version, ...words } = request.body;
      await publication.amend(actor, request.params.id, version, { ...words, summary: '' });
      return DONE;
    },
  );

  deeds(api, callerOf, TAG)(
    'DELETE',
    '/notices/:id',
    'Withdraw a notice: a tombstone stays where it was',
    publication.withdraw,
  );
}

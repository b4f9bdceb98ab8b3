import { z } from 'zod';
import type { Reader } from '../platform/database.ts';
import {
  type ApiApp,
  actorOf,
  type CallerOf,
  DONE,
  Done,
  deeds,
  Id,
  IdParams,
  Instant,
  operation,
} from '../platform/http/api.ts';
import { textField } from '../platform/http/input.ts';
import { renderMarkdown } from '../platform/markdown.ts';
import type { AsOf } from '../platform/work.ts';
import type { Effect } from './effect.ts';
import { BallotBody, BODY_MAX, CommentInput, OpeningInput, ProposalBody } from './inputs.ts';
import { DetailJson, detailJson, ListedJson, listedJson, VoteJson, voteJson } from './json.ts';
import {
  DECISIONS_PER_PAGE,
  decisionsPage,
  draftsOf,
  inDiscussion,
  openVotes,
  proposalView,
  votesAwaiting,
} from './views.ts';
import type { AssemblyCommands } from './voting-commands.ts';

export interface AssemblyApiOptions {
  readonly callerOf: CallerOf;
  readonly asOf: AsOf;
  readonly assembly: AssemblyCommands;
  effectFrom(db: Reader, type: string, given: Record<string, unknown>): Promise<Effect>;
}

const TAG = 'Assembly';
const List = z.object({ proposals: z.array(ListedJson) });

/** Reading what is and was decided. */
export function assemblyReadApi(api: ApiApp, { callerOf, asOf }: AssemblyApiOptions): void {
  const Filter = z.object({ status: z.enum(['voting', 'discussion', 'draft', 'awaiting']).default('voting') });
  api.get(
    '/proposals',
    {
      schema: {
        ...operation(TAG, 'List proposals by where they stand; “awaiting” are the votes that wait for you', List),
        querystring: Filter,
      },
    },
    async (request) => {
      const viewer = await callerOf(request);
      return asOf(async (db, now) => {
        const lists = {
          voting: () => openVotes(db, now),
          discussion: () => inDiscussion(db),
          draft: () => draftsOf(db, viewer.id),
          awaiting: () => votesAwaiting(db, now, viewer.id),
        };
        return { proposals: (await lists[request.query.status]()).map(listedJson) };
      });
    },
  );

  const Decisions = z.object({ decisions: z.array(ListedJson), next: z.string().nullable() });
  const Before = z.object({
    before: z
      .string()
      .regex(/^\d{4}-\d{3,6}$/)
      .optional(),
  });
  api.get(
    '/decisions',
    { schema: { ...operation(TAG, 'List decisions, the newest first', Decisions), querystring: Before } },
    async (request) => {
      await callerOf(request);
      const page = await asOf((db) => decisionsPage(db, request.query.before));
      const shown = page.slice(0, DECISIONS_PER_PAGE);
      return {
        decisions: shown.map(listedJson),
        next: page.length > shown.length ? (shown.at(-1)?.number ?? null) : null,
      };
    },
  );

  api.get(
    '/proposals/:id',
    {
      schema: { ...operation(TAG, 'One proposal with its discussion, vote and result', DetailJson), params: IdParams },
    },
    async (request) => {
      const viewer = await callerOf(request);
      return detailJson(await asOf((db) => proposalView(db, request.params.id, viewer.id)));
    },
  );

  api.get(
    '/proposals/:id/ballots',
    {
      schema: {
        ...operation(
          TAG,
          'The ballots of a decided vote, by which anyone can count again',
          z.object({ ballots: z.array(VoteJson) }),
        ),
        params: IdParams,
      },
    },
    async (request) => {
      const viewer = await callerOf(request);
      const view = await asOf((db) => proposalView(db, request.params.id, viewer.id));
      return { ballots: view.votes.map(voteJson) };
    },
  );
}

/** Writing, discussing, opening and voting. */
export function assemblyActApi(api: ApiApp, { callerOf, asOf, assembly, effectFrom }: AssemblyApiOptions): void {
  const effectIn = async (given: z.output<typeof ProposalBody>['effect']): Promise<Effect | null> =>
    given ? asOf((db) => effectFrom(db, given.type, given.params)) : null;

  api.post(
    '/proposals',
    {
      schema: {
        ...operation(TAG, 'Write a proposal, as a draft', z.object({ id: Id }), { status: 201 }),
        body: ProposalBody,
      },
    },
    async (request, reply) => {
      const actor = actorOf(await callerOf(request), request);
      const id = await assembly.write(actor, { ...request.body, effect: await effectIn(request.body.effect) });
      return reply.code(201).send({ id });
    },
  );

  api.put(
    '/proposals/:id',
    {
      schema: {
        ...operation(TAG, 'Change a proposal of yours; “version” is the one you have read', Done),
        params: IdParams,
        body: z.strictObject({ ...ProposalBody.shape, version: z.number().int().min(1) }),
      },
    },
    async (request) => {
      const actor = actorOf(await callerOf(request), request);
      const { version, ...input } = request.body;
      await assembly.edit(actor, request.params.id, version, { ...input, effect: await effectIn(input.effect) });
      return DONE;
    },
  );

  api.post(
    '/preview',
    {
      schema: {
        ...operation(TAG, 'See how Markdown will look', z.object({ html: z.string() })),
        body: z.strictObject({ body: textField(BODY_MAX) }),
      },
    },
    async (request) => {
      await callerOf(request);
      return { html: renderMarkdown(request.body.body) };
    },
  );

  discussionApi(api, { callerOf, assembly });
  votingApi(api, { callerOf, assembly });
}

function discussionApi(api: ApiApp, { callerOf, assembly }: Pick<AssemblyApiOptions, 'callerOf' | 'assembly'>): void {
  const deed = deeds(api, callerOf, TAG);
  deed('POST', '/proposals/:id/discussion', 'Open your draft for discussion', assembly.openDiscussion);

  deed('POST', '/proposals/:id/withdrawal', 'Withdraw a proposal of yours before its vote opens', assembly.withdraw);

  api.post(
    '/proposals/:id/comments',
    {
      schema: {
        ...operation(TAG, 'Comment on a proposal', z.object({ id: Id }), { status: 201 }),
        params: IdParams,
        body: CommentInput,
      },
    },
    async (request, reply) => {
      const actor = actorOf(await callerOf(request), request);
      return reply.code(201).send({ id: await assembly.comment(actor, request.params.id, request.body) });
    },
  );

  api.post(
    '/proposals/:id/comments/:comment/withdrawal',
    {
      schema: {
        ...operation(TAG, 'Take a comment of yours back', Done),
        params: z.object({ id: Id, comment: Id }),
      },
    },
    async (request) => {
      const actor = actorOf(await callerOf(request), request);
      await assembly.withdrawComment(actor, request.params.id, request.params.comment);
      return DONE;
    },
  );
}

function votingApi(api: ApiApp, { callerOf, assembly }: Pick<AssemblyApiOptions, 'callerOf' | 'assembly'>): void {
  const deed = deeds(api, callerOf, TAG);
  api.post(
    '/proposals/:id/vote',
    {
      schema: {
        ...operation(
          TAG,
          'Open the vote; “closes” is local time in the collective’s zone',
          z.object({ closesAt: Instant }),
          {
            status: 201,
          },
        ),
        params: IdParams,
        body: OpeningInput,
      },
    },
    async (request, reply) => {
      const actor = actorOf(await callerOf(request), request);
      const closesAt = await assembly.openVote(actor, request.params.id, request.body);
      return reply.code(201).send({ closesAt: closesAt.toISOString() });
    },
  );

  api.put(
    '/proposals/:id/ballot',
    {
      schema: {
        ...operation(TAG, 'Cast or change your vote', z.object({ changed: z.boolean() })),
        params: IdParams,
        body: BallotBody,
      },
    },
    async (request) => assembly.castVote(actorOf(await callerOf(request), request), request.params.id, request.body),
  );

  deed(
    'POST',
    '/proposals/:id/early-closing',
    'Close a vote in which everyone has voted, as convenor',
    assembly.closeEarly,
  );
}

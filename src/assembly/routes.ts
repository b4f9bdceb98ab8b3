import type { FastifyInstance } from 'fastify';
import type { VNode } from 'preact';
import { z } from 'zod';
import { eveningAfter } from '../kernel/deadline.ts';
import { Refusal } from '../kernel/refusal.ts';
import type { Reader } from '../platform/database.ts';
import type { PageContext, Viewer } from '../platform/http/context.ts';
import { IdParam, idField } from '../platform/http/input.ts';
import { form, memberAct, memberPage, type PageTools } from '../platform/http/page.ts';
import type { AsOf } from '../platform/work.ts';
import type { Effect } from './effect.ts';
import { type EffectChoice, OpeningPage } from './form-pages.tsx';
import { BallotForm, CommentInput, OpeningInput } from './inputs.ts';
import { AssemblyPage, DecisionsPage } from './list-pages.tsx';
import { proposalFormRoutes } from './proposal-form-routes.ts';
import { ProposalPage } from './proposal-page.tsx';
import { quorumNeeded } from './quorum.ts';
import { startingRules } from './rules.ts';
import { decisionsPage, draftsOf, inDiscussion, openVotes, proposalView, recentDecisions } from './views.ts';
import type { AssemblyCommands } from './voting-commands.ts';

export interface AssemblyRoutesOptions {
  readonly tools: PageTools;
  readonly asOf: AsOf;
  readonly assembly: AssemblyCommands;
  readonly effects: readonly EffectChoice[];
  effectFrom(db: Reader, type: string, given: Record<string, unknown>): Promise<Effect>;
  effectSentence(context: PageContext, effect: Effect, handles: ReadonlyMap<string, string>): (string | VNode)[];
  /** The members whom an effect names, so that their handles can be shown. */
  membersIn(effect: Effect): readonly string[];
  handlesOf(db: Reader, members: readonly string[]): Promise<ReadonlyMap<string, string>>;
  holdsPower(db: Reader, member: string, power: string, now: Date): Promise<boolean>;
  countActive(db: Reader): Promise<number>;
  /** The text with which a proposal of this effect begins, where it begins with one. */
  beginningOf(db: Reader, given: Readonly<Record<string, string>>): Promise<Readonly<Record<string, string>>>;
  /** What was let out of the house about a proposal, as a list; null where nothing was. */
  publishedOf(context: PageContext, db: Reader, proposal: string): Promise<VNode | null>;
  collective(
    db: Reader,
  ): Promise<{ timeZone: string; votingAtLeastSeconds: number; languages: readonly string[] } | undefined>;
}

const CommentParam = z.object({ ...IdParam.shape, comment: idField });
const proposalForm = form<Viewer, z.output<typeof IdParam>>();

export async function assemblyRoutes(app: FastifyInstance, options: AssemblyRoutesOptions): Promise<void> {
  listRoutes(app, options);
  proposalFormRoutes(app, options);
  proposalRoutes(app, options);
  openingRoutes(app, options);
  actRoutes(app, options);
}

function listRoutes(app: FastifyInstance, { tools, asOf }: AssemblyRoutesOptions): void {
  const page = memberPage(app, tools);

  page({
    path: '/assembly',
    show: async ({ context, viewer }) => {
      const view = await asOf(async (db, now) => ({
        voting: await openVotes(db, now),
        discussion: await inDiscussion(db),
        drafts: await draftsOf(db, viewer.id),
        decided: await recentDecisions(db, 10),
      }));
      return AssemblyPage({ context, view });
    },
  });

  page({
    path: '/memory',
    show: async ({ context, request }) => {
      const Query = z
        .object({
          before: z
            .string()
            .regex(/^\d{4}-\d{3,6}$/)
            .optional(),
        })
        .catch({});
      const { before } = Query.parse(request.query);
      return DecisionsPage({ context, decisions: await asOf((db) => decisionsPage(db, before)) });
    },
  });
}

function proposalRoutes(app: FastifyInstance, options: AssemblyRoutesOptions): void {
  const { tools, asOf, assembly } = options;
  memberPage(
    app,
    tools,
  )({
    path: '/proposals/:id',
    params: IdParam,
    show: async ({ context, viewer, params, forms }) => {
      const found = await asOf(async (db, now) => {
        const view = await proposalView(db, params.id, viewer.id);
        const people = [
          view.proposal.author,
          ...(view.voting ? [view.voting.openedBy] : []),
          ...view.comments.map(({ author }) => author),
          ...view.votes.map(({ member }) => member),
          ...(view.effect ? options.membersIn(view.effect) : []),
        ];
        const handles = await options.handlesOf(db, people);
        const mayCloseEarly = await options.holdsPower(db, viewer.id, 'close_early', now);
        const published = view.decision ? await options.publishedOf(context, db, params.id) : null;
        return { view, handles, mayCloseEarly, published };
      });
      const { effect } = found.view;
      const effectSentence = effect ? options.effectSentence(context, effect, found.handles) : undefined;
      return ProposalPage({ context, viewer, forms, effectSentence, ...found });
    },
    forms: {
      ballot: proposalForm('/ballot', BallotForm, async ({ viewer, params, input }) => {
        const { changed } = await assembly.castVote({ member: viewer.id }, params.id, input);
        return `/proposals/${params.id}?done=${changed ? 'vote_changed' : 'vote_cast'}`;
      }),
      comment: proposalForm('/comments', CommentInput, async ({ viewer, params, input, once }) => {
        const comment = await assembly.comment({ member: viewer.id, once }, params.id, input);
        return `/proposals/${params.id}?done=comment_written#comment-${comment}`;
      }),
    },
  });
}

function openingRoutes(app: FastifyInstance, options: AssemblyRoutesOptions): void {
  const { tools, asOf, assembly } = options;
  memberPage(
    app,
    tools,
  )({
    path: '/proposals/:id/vote',
    params: IdParam,
    show: async ({ context, viewer, params, forms }) => {
      const found = await asOf(async (db) => ({
        view: await proposalView(db, params.id, viewer.id),
        house: await options.collective(db),
        members: await options.countActive(db),
      }));
      const { view, house, members } = found;
      if (!house) throw new Refusal('missing', 'request.not_found');
      if (view.status !== 'discussion' && !forms.open.submitted) {
        throw new Refusal('conflict', view.voting ? 'opening.already_open' : 'opening.not_in_discussion');
      }
      const rules = startingRules(house.votingAtLeastSeconds);
      const days = Math.max(5, Math.ceil(rules.openAtLeastSeconds / 86_400) + 1);
      return OpeningPage({
        context,
        state: forms.open,
        proposal: params.id,
        text: view.text,
        method: view.proposal.method,
        closes: eveningAfter(context.now, days, house.timeZone),
        timeZone: house.timeZone,
        minimumSeconds: rules.openAtLeastSeconds,
        members,
        quorum: quorumNeeded(members, rules.quorum),
      });
    },
    forms: {
      open: proposalForm('', OpeningInput, async ({ viewer, params, input }) => {
        await assembly.openVote({ member: viewer.id }, params.id, input);
        return `/proposals/${params.id}?done=vote_opened`;
      }),
    },
  });
}

function actRoutes(app: FastifyInstance, { tools, assembly }: AssemblyRoutesOptions): void {
  const act = memberAct(app, tools);

  act({
    path: '/proposals/:id/discussion',
    params: IdParam,
    back: '/assembly',
    submit: async ({ viewer, params }) => {
      await assembly.openDiscussion({ member: viewer.id }, params.id);
      return `/proposals/${params.id}?done=discussion_opened`;
    },
  });

  act({
    path: '/proposals/:id/withdrawal',
    params: IdParam,
    back: '/assembly',
    submit: async ({ viewer, params }) => {
      await assembly.withdraw({ member: viewer.id }, params.id);
      return '/assembly?done=proposal_withdrawn';
    },
  });

  act({
    path: '/proposals/:id/early-closing',
    params: IdParam,
    back: '/assembly',
    submit: async ({ viewer, params }) => {
      await assembly.closeEarly({ member: viewer.id }, params.id);
      return `/proposals/${params.id}?done=vote_closed`;
    },
  });

  act({
    path: '/proposals/:id/comments/:comment/withdrawal',
    params: CommentParam,
    back: '/assembly',
    submit: async ({ viewer, params }) => {
      await assembly.withdrawComment({ member: viewer.id }, params.id, params.comment);
      return `/proposals/${params.id}?done=comment_withdrawn`;
    },
  });
}

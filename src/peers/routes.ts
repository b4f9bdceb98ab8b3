import type { FastifyInstance } from 'fastify';
import type { VNode } from 'preact';
import { z } from 'zod';
import { isText } from '../kernel/text.ts';
import type { Reader } from '../platform/database.ts';
import { failures, waitingByHost } from '../platform/federation/delivery/overview.ts';
import type { Uris } from '../platform/federation/uris.ts';
import type { PageContext, Viewer } from '../platform/http/context.ts';
import { IdParam, idField } from '../platform/http/input.ts';
import { form, memberAct, memberPage, type PageTools } from '../platform/http/page.ts';
import type { AsOf } from '../platform/work.ts';
import type { PeersCommands } from './commands.ts';
import { blocksListed, countBlocks } from './block-store.ts';
import { DeliveriesPage } from './deliveries-page.tsx';
import { FollowersPage } from './followers-page.tsx';
import { accountsById, followingPage, movedTo, movesToFollow } from './following-views.ts';
import { AnswerInput, ApprovalForm, FollowInput, RetryInput, StandingInput } from './inputs.ts';
import type { WhoMay } from './parts.tsx';
import { SolidarityPage } from './solidarity-page.tsx';
import type { Mode } from './standing.ts';
import { approvesFollowers } from './standing-store.ts';
import { countFollowers, countWaiting } from './store.ts';
import { type HeldAccount, StrangersPage, type StrangersView } from './strangers-page.tsx';
import {
  FOLLOWERS_PER_PAGE,
  followedAndHeard,
  followersPage,
  keptOutBefore,
  standingsOf,
  standingsSaid,
} from './views.ts';
import { accountAddress } from '../platform/federation/remote.ts';

export interface PeersRoutesOptions {
  readonly tools: PageTools;
  readonly asOf: AsOf;
  readonly peers: PeersCommands;
  readonly mode: Mode;
  readonly uris: Uris;
  holdsPower(db: Reader, member: string, power: string, now: Date): Promise<boolean>;
  whoMay(db: Reader, power: 'follow' | 'quarantine' | 'deliveries', now: Date): Promise<WhoMay>;
  /** What these have said, from before a post on; null where they have said nothing. */
  posts(context: PageContext, db: Reader, actors: readonly string[], before: string | undefined): Promise<VNode | null>;
  /** Who waits to be let in, with what they said. */
  held(context: PageContext, db: Reader): Promise<{ total: number; accounts: readonly HeldAccount[] }>;
  countHeld(db: Reader): Promise<number>;
  /** Reports of other servers that nobody has looked at. */
  countReports(db: Reader): Promise<number>;
}

const member = form<Viewer, Record<never, never>>();
/** Ids of what comes from elsewhere are addresses of theirs. */
const foreignId = z.string().min(1).max(2_048).refine(isText).optional();
const Query = z
  .object({
    before: foreignId,
    after: foreignId,
    about: foreignId,
    following: foreignId,
    earlier: foreignId,
    said: idField.optional(),
  })
  .catch({});

export async function peersRoutes(app: FastifyInstance, options: PeersRoutesOptions): Promise<void> {
  solidarityRoutes(app, options);
  followerRoutes(app, options);
  strangerRoutes(app, options);
  deliveryRoutes(app, options);
}

function solidarityRoutes(app: FastifyInstance, options: PeersRoutesOptions): void {
  const { tools, asOf, peers, mode } = options;

  memberPage(
    app,
    tools,
  )({
    path: '/solidarity',
    show: async ({ context, viewer, request, forms }) => {
      const { before, following, earlier } = Query.parse(request.query);
      const view = await asOf(async (db, now) => ({
        speaks: mode !== 'closed',
        following: await followingPage(db, { state: 'open', after: following }),
        earlier: await followingPage(db, { state: 'over', after: earlier }),
        moves: await movesToFollow(db, mode),
        reports: await options.countReports(db),
        mayFollow: await options.holdsPower(db, viewer.id, 'follow', now),
        whoFollows: await options.whoMay(db, 'follow', now),
        followers: await countFollowers(db),
        waiting: await countWaiting(db),
        held: await options.countHeld(db),
        unreached: (await waitingByHost(db)).filter(({ failingSince }) => failingSince !== null).length,
        posts: await options.posts(context, db, await followedAndHeard(db, mode), before),
      }));
      return SolidarityPage({ context, view, follow: forms.follow });
    },
    forms: {
      follow: member('/following', FollowInput, async ({ viewer, input, once }) => {
        await peers.follow({ member: viewer.id, once }, input.handle);
        return '/solidarity?done=following_asked';
      }),
    },
  });

  memberAct(
    app,
    tools,
  )({
    path: '/solidarity/following/:id/end',
    params: IdParam,
    back: '/solidarity',
    submit: async ({ viewer, params }) => {
      await peers.unfollow({ member: viewer.id }, params.id);
      return '/solidarity?done=following_ended';
    },
  });
}

function followerRoutes(app: FastifyInstance, options: PeersRoutesOptions): void {
  const { tools, asOf, peers, mode } = options;
  const path = '/solidarity/followers';

  memberPage(
    app,
    tools,
  )({
    path,
    show: async ({ context, viewer, request, forms }) => {
      const { after } = Query.parse(request.query);
      const view = await asOf(async (db, now) => {
        const waiting = await followersPage(db, 'pending');
        const accepted = await followersPage(db, 'accepted', after);
        const followers = accepted.slice(0, FOLLOWERS_PER_PAGE);
        const waitingShown = waiting.slice(0, FOLLOWERS_PER_PAGE);
        const shown = [...waitingShown, ...followers].map(({ actor }) => actor);
        const mayAnswer = await options.holdsPower(db, viewer.id, 'quarantine', now);
        return {
          waiting: waitingShown,
          moved: await movedTo(db, shown),
          before: await namesBefore(db, shown),
          standing: await standingsOf(db, shown, mode),
          // Who wants nothing to do with us is for whoever looks after such things, and nobody else.
          blocks: mayAnswer ? await blocksListed(db) : [],
          blocksTotal: mayAnswer ? await countBlocks(db) : 0,
          waitingTotal: await countWaiting(db),
          followers,
          next: accepted.length > followers.length ? (followers.at(-1)?.id ?? null) : null,
          total: await countFollowers(db),
          approves: await approvesFollowers(db),
          onlyLetIn: mode === 'allowlist',
          mayAnswer,
          who: await options.whoMay(db, 'quarantine', now),
        };
      });
      return FollowersPage({ context, view, forms });
    },
    forms: {
      accept: member('/acceptance', AnswerInput, async ({ viewer, input }) => {
        await peers.acceptFollower({ member: viewer.id }, input.follow);
        return `${path}?done=follower_accepted`;
      }),
      remove: member('/removal', AnswerInput, async ({ viewer, input }) => {
        await peers.removeFollower({ member: viewer.id }, input.follow);
        return `${path}?done=follower_removed`;
      }),
      approval: member('/approval', ApprovalForm, async ({ viewer, input }) => {
        await peers.setApproval({ member: viewer.id }, input.approves);
        return `${path}?done=follower_approval`;
      }),
    },
  });
}

function deliveryRoutes(app: FastifyInstance, options: PeersRoutesOptions): void {
  const { tools, asOf, peers, uris } = options;
  memberPage(
    app,
    tools,
  )({
    path: '/solidarity/deliveries',
    show: async ({ context, viewer, forms }) => {
      const view = await asOf(async (db, now) => ({
        waiting: await waitingByHost(db),
        failed: (await failures(db)).map((each) => ({ ...each, publication: uris.publicationOf(each.object) })),
        mayRetry: await options.holdsPower(db, viewer.id, 'deliveries', now),
        who: await options.whoMay(db, 'deliveries', now),
      }));
      return DeliveriesPage({ context, view, retry: forms.retry });
    },
    forms: {
      retry: member('/retrial', RetryInput, async ({ viewer, input }) => {
        await peers.retryDeliveries({ member: viewer.id }, input.host);
        return '/solidarity/deliveries?done=deliveries_retried';
      }),
    },
  });
}

/** Where one is after saying something of somebody. */
const SAID = {
  let_in: '/solidarity/strangers?done=stranger_let_in',
  keep_out: '/solidarity/strangers?done=stranger_kept_out',
  none: '/solidarity/strangers?done=standing_taken_back',
} as const;

function strangerRoutes(app: FastifyInstance, options: PeersRoutesOptions): void {
  const { tools, asOf, peers } = options;

  memberPage(
    app,
    tools,
  )({
    path: '/solidarity/strangers',
    show: async ({ context, viewer, request, forms }) => {
      const { about, said } = Query.parse(request.query);
      // What came back is about whomever it names, if that can be anybody.
      const named = foreignId.safeParse(forms.judge.values.name).data;
      const asked = about ?? named;
      const view = await asOf((db, now) => strangersView(context, db, { now, viewer, asked, said }, options));
      return StrangersPage({ context, view, judge: forms.judge });
    },
    forms: {
      judge: member('/standings', StandingInput, async ({ viewer, input, once }) => {
        await peers.judge({ member: viewer.id, once }, input);
        return SAID[input.verdict];
      }),
    },
  });
}

interface Asked {
  readonly now: Date;
  readonly viewer: Viewer;
  /** Somebody whom one has come for. */
  readonly asked: string | undefined;
  /** What was said of others, after this. */
  readonly said: string | undefined;
}

async function strangersView(
  context: PageContext,
  db: Reader,
  { now, viewer, asked, said: after }: Asked,
  options: PeersRoutesOptions,
): Promise<StrangersView> {
  const { mode } = options;
  const { total, accounts: held } = await options.held(context, db);
  const { said, next } = await standingsSaid(db, now, after);
  const named = said.filter(({ subject }) => subject === 'actor').map(({ name }) => name);
  const accounts = await accountsById(db, [...named, ...(asked === undefined ? [] : [asked])]);
  const account = accounts.get(asked ?? '');
  const isHeld = held.some((each) => each.account.actor === asked);
  const standing = account && (await standingsOf(db, [account.actor], mode)).get(account.actor);
  return {
    mode,
    mayJudge: await options.holdsPower(db, viewer.id, 'quarantine', now),
    who: await options.whoMay(db, 'quarantine', now),
    held,
    heldTotal: total,
    about: account && standing && !isHeld ? { account, standing } : undefined,
    said,
    saidNext: next,
    before: await namesBefore(db, [...held.map((each) => each.account.actor), ...(account ? [account.actor] : [])]),
    accounts,
  };
}

/** Of some accounts, which they say they were, of those that are kept out: as they can be named. */
async function namesBefore(db: Reader, actors: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const before = await keptOutBefore(db, actors);
  const known = await accountsById(db, [...before.values()].flat());
  const nameOf = (id: string): string => {
    const account = known.get(id);
    return account ? accountAddress(account) : id;
  };
  return new Map([...before].map(([actor, ids]) => [actor, ids.map(nameOf)]));
}

import { z } from 'zod';
import { refusalsOf } from '../kernel/refusal.ts';
import { isText } from '../kernel/text.ts';
import type { Reader } from '../platform/database.ts';
import {
  type ApiApp,
  actorOf,
  type CallerOf,
  DONE,
  Done,
  deeds,
  Id,
  Instant,
  operation,
} from '../platform/http/api.ts';
import { failures, waitingByHost } from '../platform/federation/delivery/overview.ts';
import type { AsOf } from '../platform/work.ts';
import { blocksListed } from './block-store.ts';
import type { PeersCommands } from './commands.ts';
import type { FollowerRefusal } from './follower.ts';
import { followingPage, movedTo } from './following-views.ts';
import { AnswerInput, ApprovalInput, FollowInput, RetryInput, StandingInput } from './inputs.ts';
import {
  BlockJson,
  blockJson,
  FollowerJson,
  FollowingJson,
  followerJson,
  followingJson,
  StandingJson,
  standingJson,
} from './json.ts';
import { approvesFollowers } from './standing-store.ts';
import { countFollowers, countWaiting } from './store.ts';
import { FOLLOWERS_PER_PAGE, followersPage, keptOutBefore, standingsSaid } from './views.ts';

export interface PeersApiOptions {
  readonly callerOf: CallerOf;
  readonly asOf: AsOf;
  readonly peers: PeersCommands;
  holdsPower(db: Reader, member: string, power: string, now: Date): Promise<boolean>;
}

const refusal = refusalsOf<FollowerRefusal>();
const TAG = 'Solidarity';
const Made = z.object({ id: Id });

/** Whom we follow, who follows us, and whom of the strangers we let in. */
export function peersApi(api: ApiApp, options: PeersApiOptions): void {
  followingApi(api, options);
  followersApi(api, options);
  blocksApi(api, options);
  standingsApi(api, options);
  deliveriesApi(api, options);
}

function followingApi(api: ApiApp, { callerOf, asOf, peers }: PeersApiOptions): void {
  api.get(
    '/following',
    {
      schema: {
        ...operation(
          TAG,
          'List whom we follow, have asked or have followed, a page at a time',
          z.object({ following: z.array(FollowingJson), next: z.string().nullable() }),
        ),
        querystring: z.object({
          state: z.enum(['open', 'over', 'all']).default('all'),
          after: z.string().min(1).max(2_048).refine(isText).optional(),
        }),
      },
    },
    async (request) => {
      await callerOf(request);
      return asOf(async (db) => {
        const { following, next } = await followingPage(db, request.query);
        const moved = await movedTo(
          db,
          following.map(({ actor }) => actor),
        );
        return { following: following.map((each) => followingJson(each, moved.get(each.actor))), next };
      });
    },
  );

  api.post(
    '/following',
    {
      schema: {
        ...operation(TAG, 'Ask to follow somebody, by handle or address, under a live mandate', Made, { status: 201 }),
        body: FollowInput,
      },
    },
    async (request, reply) => {
      const id = await peers.follow(actorOf(await callerOf(request), request), request.body.handle);
      return reply.code(201).send({ id });
    },
  );

  deeds(api, callerOf, TAG)('DELETE', '/following/:id', 'Stop following somebody', peers.unfollow);
}

function followersApi(api: ApiApp, { callerOf, asOf, peers }: PeersApiOptions): void {
  const Followers = z.object({
    total: z.number().int(),
    waiting: z.number().int(),
    /** Whether whoever asks has to wait until somebody accepts them. */
    approves: z.boolean(),
    followers: z.array(FollowerJson),
    next: z.string().nullable(),
  });
  const Filter = z.object({
    state: z.enum(['accepted', 'pending']).default('accepted'),
    after: z.string().min(1).max(2_048).refine(isText).optional(),
  });
  api.get(
    '/followers',
    {
      schema: {
        ...operation(TAG, 'List who follows us, or waits to, a page at a time', Followers),
        querystring: Filter,
      },
    },
    async (request) => {
      await callerOf(request);
      const { state, after } = request.query;
      return asOf(async (db) => {
        const page = await followersPage(db, state, after);
        const shown = page.slice(0, FOLLOWERS_PER_PAGE);
        const moved = await movedTo(
          db,
          shown.map(({ actor }) => actor),
        );
        const before = await keptOutBefore(
          db,
          shown.map(({ actor }) => actor),
        );
        return {
          total: await countFollowers(db),
          waiting: await countWaiting(db),
          approves: await approvesFollowers(db),
          followers: shown.map((each) =>
            followerJson(each, { movedTo: moved.get(each.actor), before: before.get(each.actor) }),
          ),
          next: page.length > shown.length ? (shown.at(-1)?.id ?? null) : null,
        };
      });
    },
  );

  const answers = [
    ['/followers/acceptance', 'Let somebody follow who has been waiting for it', peers.acceptFollower],
    ['/followers/removal', 'Do not let somebody follow, or not any more', peers.removeFollower],
  ] as const;
  for (const [path, summary, answer] of answers) {
    api.post(path, { schema: { ...operation(TAG, summary, Done), body: AnswerInput } }, async (request) => {
      await answer(actorOf(await callerOf(request), request), request.body.follow);
      return DONE;
    });
  }

  api.put(
    '/followers/approval',
    { schema: { ...operation(TAG, 'Say whether followers have to ask', Done), body: ApprovalInput } },
    async (request) => {
      await peers.setApproval(actorOf(await callerOf(request), request), request.body.approves);
      return DONE;
    },
  );
}

function blocksApi(api: ApiApp, { callerOf, asOf, holdsPower }: PeersApiOptions): void {
  api.get(
    '/blocks',
    {
      schema: operation(
        TAG,
        'List who wants nothing to do with us, under a live mandate',
        z.object({ blocks: z.array(BlockJson) }),
      ),
    },
    async (request) => {
      const { id } = await callerOf(request);
      return asOf(async (db, now) => {
        if (!(await holdsPower(db, id, 'quarantine', now))) throw refusal('forbidden', 'follower.no_mandate');
        return { blocks: (await blocksListed(db)).map(blockJson) };
      });
    },
  );
}

function standingsApi(api: ApiApp, { callerOf, asOf, peers }: PeersApiOptions): void {
  api.get(
    '/standings',
    {
      schema: {
        ...operation(
          TAG,
          'List whom we have let in or keep out, and why: first what is to be looked at again',
          z.object({ standings: z.array(StandingJson), next: Id.nullable() }),
        ),
        querystring: z.object({ after: Id.optional() }),
      },
    },
    async (request) => {
      await callerOf(request);
      return asOf(async (db, now) => {
        const { said, next } = await standingsSaid(db, now, request.query.after);
        return { standings: said.map((each) => standingJson(each, now)), next };
      });
    },
  );

  api.post(
    '/standings',
    {
      schema: {
        ...operation(TAG, 'Let an actor or a server in, keep it out, or take back what was said', Made, {
          status: 201,
        }),
        body: StandingInput,
      },
    },
    async (request, reply) => {
      const id = await peers.judge(actorOf(await callerOf(request), request), request.body);
      return reply.code(201).send({ id });
    },
  );
}

function deliveriesApi(api: ApiApp, { callerOf, asOf, peers }: PeersApiOptions): void {
  const Deliveries = z.object({
    waiting: z.array(
      z.object({
        host: z.string(),
        waiting: z.number().int(),
        failingSince: Instant.nullable(),
        nextAttemptAt: Instant,
        lastAnswer: z.string().nullable(),
      }),
    ),
    failed: z.array(
      z.object({
        host: z.string(),
        object: z.string(),
        failedAt: Instant.nullable(),
        lastAnswer: z.string().nullable(),
      }),
    ),
  });
  api.get(
    '/deliveries',
    { schema: operation(TAG, 'List what waits for other servers, and what did not arrive', Deliveries) },
    async (request) => {
      await callerOf(request);
      const iso = (at: Date | null): string | null => at?.toISOString() ?? null;
      return asOf(async (db) => ({
        waiting: (await waitingByHost(db)).map((each) => ({
          ...each,
          failingSince: iso(each.failingSince),
          nextAttemptAt: each.nextAttemptAt.toISOString(),
        })),
        failed: (await failures(db)).map(({ host, object, failedAt, lastAnswer }) => ({
          ...{ host, object, lastAnswer },
          failedAt: iso(failedAt),
        })),
      }));
    },
  );

  api.post(
    '/deliveries/retrial',
    { schema: { ...operation(TAG, 'Have what waits for a server tried again at once', Done), body: RetryInput } },
    async (request) => {
      await peers.retryDeliveries(actorOf(await callerOf(request), request), request.body.host);
      return DONE;
    },
  );
}
